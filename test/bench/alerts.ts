import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { openStore } from '../../src/store/connection.ts';
import { addHook, hookKey } from '../../src/store/hooks.ts';
import { seal } from '../../src/store/sealed.ts';
import { type House, openHouse } from './house.ts';
import { percentile, post } from './load.ts';
import type { Figure } from './main.ts';
import { computed } from './process.ts';

/**
 * A production in flames: a hundred thousand alerts of fifty things, each signed and kept before its 202, while people go on deploying.
 */

const alerts = 100_000;
const things = 50;
/** All of them within three and a half minutes. */
const aSecond = 500;
const connections = 32;
/** Compilers, caches and pools are warm, and all memory that it takes to be busy is taken. */
const warm = 20_000;
const secret = 'a-client-secret-that-only-this-bench-knows';
export const key = randomBytes(32);

const files: Record<string, string> = {
  '.github/shipmate.yml':
    'environments: { prerelease: true, prod: true }\nerrors: { from: { sentry: acme/web }, public: true }\n',
};

const frame = (thing: number, depth: number) => ({
  filename: depth % 3 === 0 ? `node_modules/express/lib/router-${depth}.js` : `src/${words(thing)}/part-${words(depth)}.ts`,
  function: `${words(thing)}${words(depth)}`,
  lineno: 10 + depth,
  in_app: depth % 3 !== 0,
  context_line: `    return await ${words(thing)}.${words(depth)}(request, { retries: 3 });`,
});
const words = (count: number) => [...String(count)].map(digit => 'abcdefghij'.charAt(Number(digit))).join('');

/** As Sentry sends it, four kilobytes with twelve frames: of one thing, and like no other letter. */
export function letter(at: number): { guid: string; head: string; body: Buffer } {
  const thing = at % things;
  const body = Buffer.from(
    JSON.stringify({
      action: 'triggered',
      actor: { type: 'application', id: 'sentry', name: 'Sentry' },
      data: {
        triggered_rule: 'Everything',
        event: {
          event_id: at.toString(16).padStart(32, '0'),
          issue_id: String(1_000 + thing),
          web_url: `https://acme.sentry.io/issues/${1_000 + thing}/events/${at}/`,
          url: `https://sentry.io/api/0/projects/acme/web/events/${at}/`,
          title: `TypeError: ${words(thing)} of customer ${at} is undefined`,
          culprit: `POST /api/${words(thing)}`,
          level: 'error',
          environment: at % 3 === 0 ? 'prerelease' : 'prod',
          release: `web@1.${Math.floor(at / 50_000)}`,
          datetime: new Date().toISOString(),
          tags: [
            ['browser', 'Firefox 145'],
            ['user', `id:${at}`],
          ],
          exception: {
            values: [
              {
                type: 'TypeError',
                value: `${words(thing)} of customer ${at} is undefined`,
                stacktrace: { frames: Array.from({ length: 12 }, (_, depth) => frame(thing, depth)) },
              },
            ],
          },
        },
      },
    }),
  );
  const guid = `letter-${at}`;
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const proof = `sentry-hook-resource: event_alert\r\nsentry-hook-signature: ${signature}\r\nrequest-id: ${guid}\r\n`;
  return { guid, head: `POST /hooks/sentry HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n${proof}`, body };
}

async function openDoor(house: House): Promise<void> {
  const { box, web, quiet } = house;
  await hangDoor(house);
  web.push('main', files, { by: box.person('bob') });
  await quiet();
}

/** For a file that wants what comes through it. */
export async function hangDoor({ connection }: House): Promise<void> {
  const store = openStore(connection, { warn() {} });
  const hook = { name: 'sentry', kind: 'sentry', owner: 'acme', repository: null, settings: {} };
  await addHook(store.db, hook, seal([key], hookKey('sentry'), secret));
  await store.close();
}

const megabytes = ({ server }: House) =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1_024;

/** People deploy, one every other second, until all is over: when each of them saw the 👀. */
async function deploying({ box, web }: House, isOver: () => boolean): Promise<number[]> {
  const bob = box.person('bob');
  const pulls = [1, 2, 3].map(at => web.pullRequest({ by: bob, branch: `better-${at}`, files: { 'app.js': `// ${at}\n` } }));
  const signs: number[] = [];
  for (let said = 0; !isOver(); said += 1) {
    const sign = box.when({ only: ({ body }) => body.includes('addReaction') && body.includes('EYES') });
    const begun = performance.now();
    pulls[said % pulls.length]?.comment(bob, said % 4 === 0 ? '/deploy prerelease' : '/ping');
    await sign;
    signs.push(performance.now() - begun);
    await pause(2_000);
  }
  return signs;
}

/** The most memory that it took while so many letters went by, each second looked at. */
async function watching(house: House, sent: () => number, isOver: () => boolean): Promise<{ then: number; most: number }> {
  let [then, most] = [0, 0];
  while (!isOver()) {
    const now = megabytes(house);
    most = Math.max(most, now);
    if (sent() <= warm) then = most;
    await pause(500);
  }
  return { then, most };
}

const content = [
  'POST /repos/{owner}/{repo}/issues',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'graphql addComment',
];

export async function bench(): Promise<Figure[]> {
  await using house = await openHouse(files, { SECRETS_KEY: key.toString('base64') });
  const { box, web, query, quiet, later, server } = house;
  await openDoor(house);
  const calls = listening(house);
  let sent = 0;
  let over = false;
  const before = computed(server);
  const begun = performance.now();
  const signs = deploying(house, () => over);
  const memory = watching(
    house,
    () => sent,
    () => over,
  );
  const samples = await post({
    ...{ port: server.port, connections, requests: alerts, rate: aSecond },
    letter(at) {
      sent = at;
      return letter(at);
    },
  });
  const sending = (performance.now() - begun) / 1_000;
  const waiting = () => query(`select 1 from deliveries where state = 'heaped' limit 1`);
  while ((await waiting()).length > 0) await pause(50);
  await quiet();
  const seconds = (performance.now() - begun) / 1_000;
  const cpu = computed(server) - before;
  over = true;
  const [took, { then, most }] = [await signs, await memory];
  // Whatever is still to be told: the next look, and the texts that are written once a minute.
  for (let round = 0; round < 4; round += 1) await later(61);
  const [row] = await query<{ alerts: number; things: number }>(
    'select sum(alerts)::int as alerts, count(*)::int as things from alert_groups',
  );
  const ours = web.threads.filter(one => one.row.pull === null && one.row.author === box.person(box.bot.login).id);
  if (process.env.BENCH_TELL)
    console.log({ sending, signs: took, then, most, issues: ours.map(({ row }) => row.title) }, calls());
  const answered = samples.filter(({ status }) => status === 202);
  return [
    { name: 'alerts.sent', value: answered.length, bound: { least: alerts, most: alerts } },
    { name: 'alerts.counted', value: row?.alerts ?? 0, bound: { least: alerts, most: alerts } },
    { name: 'alerts.things', value: row?.things ?? 0, bound: { least: things, most: things } },
    // Five in an hour, and the one that names the others.
    { name: 'alerts.issues', value: ours.length, bound: { least: 1, most: 6 } },
    { name: 'alerts.seconds', value: seconds, bound: { most: 300 } },
    { name: 'alerts.behind_s', value: seconds - sending, bound: null },
    { name: 'alerts.cpu_ms', value: cpu / alerts, bound: null },
    {
      name: 'alerts.answer_ms',
      value: percentile(
        samples.map(({ milliseconds }) => milliseconds),
        0.95,
      ),
      bound: { most: 50 },
    },
    { name: 'alerts.command_ms', value: Math.max(...took), bound: { most: 1_000 } },
    { name: 'alerts.rss_mb', value: most - then, bound: { most: 64 } },
    { name: 'alerts.highest_rss_mb', value: most, bound: null },
    { name: 'alerts.content', value: box.ledger.writes.filter(({ route }) => content.includes(route)).length, bound: null },
    { name: 'alerts.calls', value: calls().length, bound: null },
  ];
}

/** Hears every request from now on, tokens left out: a fault that happens to nobody sees them go by. */
function listening({ box }: House): () => string[] {
  const routes: string[] = [];
  box.faults.next(
    {
      times: Number.POSITIVE_INFINITY,
      only({ route, body }) {
        if (!route.endsWith('/access_tokens')) routes.push(route === 'POST /graphql' ? `${route} ${body.slice(0, 90)}` : route);
        return false;
      },
    },
    { before: 500 },
  );
  return () => routes;
}
