import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { start } from '../../src/server.ts';
import { type Bot, settingsOn } from '../bot.ts';
import { until } from '../until.ts';
import { alertBot, counted, groups, keys, secret, sent, token } from './alerts.ts';
import { only, ours } from './builds.ts';
import { after, settles } from './deploys.ts';
import { type Place, placeElsewhere } from './elsewhere.ts';
import { choreNow, choresDone } from './house.ts';

/** What people say of an error is heard at its source; and what its source said and got lost is asked for. */

const chore = 'lost letters';
const told = ({ asked }: Place) => asked.filter(one => one.method === 'PUT').map(({ path, body }) => `${path} ${body}`);
const now = async (bot: Bot): Promise<Date> => (await bot.query<{ now: Date }>('select clock() as now'))[0]?.now ?? new Date();
const hook = async (bot: Bot) =>
  (
    await bot.query<{ ask_error: string | null; asked: boolean }>('select ask_error, asked_at is not null as asked from hooks')
  )[0];

async function pagerBot(
  pager: Place,
  file = 'errors: { from: { pagerduty: Web } }\n',
  given: string | null = 'a-rest-key',
): Promise<Bot> {
  const bot = await alertBot({ file, hooks: { pagerduty: 'pagerduty' }, env: { OUTSIDE_ALLOWED_HOSTS: pager.host } });
  if (given !== null) await token(bot, 'pagerduty', given, { from: 'alice@acme.test', url: pager.url });
  return bot;
}

const incident = { id: 'Q1AB', title: 'Checkout is down', urgency: 'high', service: { summary: 'Web' } };

async function pages(bot: Bot, what: string, more: Record<string, unknown> = {}): Promise<void> {
  const event = {
    id: `${what}-${Math.random()}`,
    event_type: `incident.${what}`,
    occurred_at: await now(bot),
    data: incident,
    ...more,
  };
  const body = JSON.stringify({ event });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  expect(await sent(bot, 'pagerduty', body, { 'x-pagerduty-signature': `v1=${signature}` })).toBe(202);
  await counted(bot);
}

async function says(bot: Bot, word: string): Promise<void> {
  only(bot).comment(bot.box.person('bob'), word);
  await settles(bot);
}

test('PagerDuty hears of /ack and /resolve, and what it says of that itself is no news', async () => {
  await using pager = await placeElsewhere();
  await using bot = await pagerBot(pager);
  await pages(bot, 'triggered');
  await says(bot, '/ack');
  expect(await bot.says(only(bot))).toMatchInlineSnapshot(`
    [
      "👀 You look at it. PagerDuty hears of it, too. It stays open until it is over; \`/resolve\` says that it is, \`/snooze 2d\` keeps me quiet.",
    ]
  `);
  expect(told(pager)).toEqual(['/incidents/Q1AB {"incident":{"type":"incident","status":"acknowledged"}}']);
  expect(pager.asked[0]?.headers).toMatchObject({
    authorization: 'Token token=a-rest-key',
    from: 'alice@acme.test',
    accept: 'application/vnd.pagerduty+json;version=2',
  });
  const agent = { type: 'user_reference', summary: 'Alice' };
  await pages(bot, 'acknowledged', { agent });
  expect(await bot.says(only(bot))).toEqual([]);
  await says(bot, '/resolve');
  expect(await bot.says(only(bot))).toMatchInlineSnapshot(`
    [
      "✅ \`bob\` says that it is resolved. PagerDuty hears of it, too.",
    ]
  `);
  expect(told(pager).slice(1)).toEqual(['/incidents/Q1AB {"incident":{"type":"incident","status":"resolved"}}']);
  await pages(bot, 'resolved', { agent });
  await after(bot, 70);
  expect(await bot.says(only(bot))).toEqual([]);
  expect(told(pager)).toHaveLength(2);
});

test('without a token nobody is told, and nothing is promised', async () => {
  await using pager = await placeElsewhere();
  await using bot = await pagerBot(pager, undefined, null);
  await pages(bot, 'triggered');
  await says(bot, '/ack');
  expect(await bot.says(only(bot))).toEqual([
    '👀 You look at it. It stays open until it is over; `/resolve` says that it is, `/snooze 2d` keeps me quiet.',
  ]);
  await choreNow(bot, chore);
  expect(pager.asked).toEqual([]);
});

test('a source that stumbles is told again, and a word that was overtaken is not', async () => {
  await using pager = await placeElsewhere();
  await using bot = await pagerBot(pager);
  await pages(bot, 'triggered');
  pager.faults.PUT.push(500, 503);
  await says(bot, '/ack');
  await after(bot, 2);
  expect(told(pager)).toHaveLength(2);
  await says(bot, '/resolve');
  await after(bot, 30);
  expect(told(pager).slice(2)).toEqual(['/incidents/Q1AB {"incident":{"type":"incident","status":"resolved"}}']);
  expect(await bot.query('select state from effects where kind = $1 order by id', ['tell'])).toEqual([
    { state: 'merged' },
    { state: 'done' },
  ]);
  expect(await bot.says(only(bot))).toHaveLength(2);
});

test('a source that takes its time keeps nobody from stopping the server, and is told by the next one', async () => {
  await using pager = await placeElsewhere();
  await using bot = await pagerBot(pager);
  await pages(bot, 'triggered');
  pager.answer = () => new Promise(() => {});
  only(bot).comment(bot.box.person('bob'), '/ack');
  await until(() => told(pager).length === 1);
  const stopping = performance.now();
  await bot.app.stop();
  expect(performance.now() - stopping).toBeLessThan(5_000);
  const tells = () => bot.query('select state, attempts from effects where kind = $1', ['tell']);
  expect(await tells()).toEqual([{ state: 'planned', attempts: 0 }]);
  pager.answer = () => ({});
  const env = { ...keys, OUTSIDE_ALLOWED_HOSTS: pager.host };
  const next = await start(settingsOn(bot.box, bot.database, env), { write() {} });
  expect(await bot.says(only(bot))).toHaveLength(1);
  expect(await tells()).toEqual([{ state: 'done', attempts: 1 }]);
  await next.stop();
});

test.each([
  { name: 'a token that it refuses', faults: [401], why: 'PagerDuty refuses the token (401)' },
  { name: 'a source that is away', faults: Array<number>(8).fill(500), why: 'given up after 8 tries: PagerDuty answered 500' },
])('$name: the thread hears that it was not told, and the audit why', async ({ faults, why }) => {
  await using pager = await placeElsewhere();
  await using bot = await pagerBot(pager);
  await pages(bot, 'triggered');
  pager.faults.PUT.push(...faults);
  await says(bot, '/ack');
  for (const seconds of [2, 6, 21, 61, 301, 901, 3_601]) await after(bot, seconds);
  expect((await bot.says(only(bot))).slice(1)).toEqual([
    '😕 PagerDuty has not heard that it is acknowledged, and I do not try any more. Say it there; whoever runs Shipmate finds in its log why.',
  ]);
  const [kept] = await bot.query<{ says: string }>(
    `select reasons ->> 'says' as says from audit where about like 'telling %' order by seq desc limit 1`,
  );
  expect(kept?.says).toBe(why);
  expect(bot.log.join('')).toContain(why);
  expect(bot.log.join('')).not.toContain('a-rest-key');
});

test('a token that is taken away before it is told ends that', async () => {
  await using pager = await placeElsewhere();
  await using bot = await pagerBot(pager);
  await pages(bot, 'triggered');
  pager.faults.PUT.push(500);
  await says(bot, '/ack');
  await token(bot, 'pagerduty', null);
  await after(bot, 10);
  await after(bot, 70);
  expect(told(pager)).toHaveLength(1);
  expect((await bot.says(only(bot))).slice(1)).toHaveLength(1);
});

test.each([
  ['tells it when the file says so', '{ from: { pagerduty: Web }, resolve: true }', 1],
  ['does not where the file does not', '{ from: { pagerduty: Web } }', 0],
])('closing the issue %s', async (_name, errors, times) => {
  await using pager = await placeElsewhere();
  await using bot = await pagerBot(pager, `errors: ${errors}\n`);
  await pages(bot, 'triggered');
  only(bot).close(bot.box.person('bob'));
  await settles(bot);
  await after(bot, 5);
  expect(told(pager)).toEqual(Array(times).fill('/incidents/Q1AB {"incident":{"type":"incident","status":"resolved"}}'));
});

test('Sentry hears that it was reviewed, and that it is resolved', async () => {
  await using place = await placeElsewhere();
  await using bot = await alertBot({
    ...{ file: 'errors: { from: { sentry: web } }\n', hooks: { sentry: 'sentry' } },
    env: { OUTSIDE_ALLOWED_HOSTS: place.host },
  });
  place.answer = () => [];
  await token(bot, 'sentry', 'a-sentry-token', { organization: 'acme', url: place.url });
  const at = await now(bot);
  const issue = { id: '77', title: 'TypeError: x', level: 'error', project: { slug: 'web' }, count: '3' };
  const body = JSON.stringify({ action: 'created', data: { issue: { ...issue, lastSeen: at } } });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  expect(await sent(bot, 'sentry', body, { 'sentry-hook-signature': signature, 'request-id': 'request-1' })).toBe(202);
  await counted(bot);
  await says(bot, '/ack');
  expect(told(place)).toEqual(['/api/0/organizations/acme/issues/77/ {"inbox":false}']);
  expect(place.asked[0]?.headers.authorization).toBe('Bearer a-sentry-token');
  expect((await bot.says(only(bot))).join()).toContain('Sentry hears of it, too.');
  // Somebody resolves it there, and nobody tells us; and another one began meanwhile.
  await bot.later(20);
  const fresh = { ...issue, id: '78', title: 'RangeError: y', count: '40', firstSeen: await now(bot), lastSeen: await now(bot) };
  place.answer = ({ query }) =>
    query.has('group') ? [{ ...issue, status: 'resolved', firstSeen: at, lastSeen: at }] : [{ ...fresh, status: 'unresolved' }];
  await bot.later(5);
  await choreNow(bot, chore);
  await counted(bot);
  await after(bot, 60);
  expect(await bot.query('select title, status, counted::int from alert_groups order by title')).toEqual([
    { title: 'RangeError: y', status: 'firing', counted: 40 },
    { title: 'TypeError: x', status: 'resolved', counted: 3 },
  ]);
  await choreNow(bot, chore);
  await counted(bot);
  expect(await bot.query('select counted::int from alert_groups order by title')).toEqual([{ counted: 40 }, { counted: 3 }]);
  const [first] = ours(bot);
  expect(first && (await bot.says(first))).toEqual(['✅ Resolved at Sentry.']);
});

test('what PagerDuty resolved and nobody heard of is found by asking, and told once', async () => {
  await using pager = await placeElsewhere();
  await using bot = await pagerBot(pager);
  await pages(bot, 'triggered');
  const issue = only(bot);
  const at = await now(bot);
  await bot.later(30);
  const resolved = {
    ...{ ...incident, status: 'resolved', created_at: at, last_status_change_at: new Date(at.getTime() + 20 * 60_000) },
    last_status_change_by: { type: 'user_reference', summary: 'Carol' },
  };
  const older = { ...incident, id: 'Q0', status: 'triggered', created_at: '2026-01-01T00:00:00Z', last_status_change_at: at };
  pager.answer = () => ({ log_entries: [{ incident: resolved }, { incident: resolved }, { incident: older }], more: false });
  await choreNow(bot, chore);
  await counted(bot);
  await after(bot, 60);
  expect(issue.row.state).toBe('closed');
  expect(await bot.says(issue)).toEqual(['✅ Carol resolved it at PagerDuty.']);
  expect(await groups(bot)).toEqual([{ title: 'Checkout is down', alerts: 1, status: 'resolved' }]);
  const [{ query } = { query: new URLSearchParams() }] = pager.asked;
  expect(Object.fromEntries(query)).toMatchObject({ 'include[]': 'incidents', is_overview: 'true' });
  await choreNow(bot, chore);
  await counted(bot);
  expect(await groups(bot)).toHaveLength(1);
});

test('more than is read at once is read bit by bit', async () => {
  await using pager = await placeElsewhere();
  await using bot = await pagerBot(pager);
  await pages(bot, 'triggered');
  const issue = only(bot);
  const began = (await now(bot)).getTime();
  const resolved = { ...incident, status: 'resolved', last_status_change_at: new Date(began + 20 * 60_000) };
  // Each two seconds somebody says something else, and what is newest comes first.
  const log = Array.from({ length: 5_400 }, (_, place) => ({ at: began + place * 2_000, incident: { id: 'Q0' } }));
  log.push({ at: began + 20 * 60_000, incident: resolved });
  pager.answer = ({ query }) => {
    const [since, until] = [Date.parse(query.get('since') ?? ''), Date.parse(query.get('until') ?? '9999-01-01')];
    const offset = Number(query.get('offset'));
    const found = log.filter(({ at }) => at >= since && at < until).toSorted((a, b) => b.at - a.at);
    return { log_entries: found.slice(offset, offset + 100), more: found.length > offset + 100 };
  };
  // From here on it may ask by itself.
  await bot.later(180);
  await choreNow(bot, chore);
  // Once what is asked for fits, the rest is asked for in such bits.
  expect(pager.asked.length).toBeLessThan(100);
  await counted(bot);
  await after(bot, 60);
  expect(issue.row.state).toBe('closed');
  expect(await bot.says(issue)).toEqual(['✅ Resolved at PagerDuty.']);
  const [row] = await bot.query<{ behind: number }>('select extract(epoch from clock() - asked_at)::int as behind from hooks');
  expect(row?.behind).toBeLessThan(120);
});

test('nobody is asked what happened more than seven days ago', async () => {
  await using pager = await placeElsewhere();
  await using bot = await pagerBot(pager);
  await bot.query(`update hooks set asked_at = clock() - interval '90 days'`);
  pager.answer = () => ({ log_entries: [], more: false });
  await choreNow(bot, chore);
  const earliest = Math.min(...pager.asked.map(({ query }) => Date.parse(query.get('since') ?? '')));
  expect(((await now(bot)).getTime() - earliest) / 86_400_000).toBeCloseTo(7, 2);
  expect(await bot.query(`select clock() - asked_at < '1 minute' as caught from hooks`)).toEqual([{ caught: true }]);
});

test('a source that leaves us waiting holds up nothing else, and nobody who stops the server', async () => {
  await using pager = await placeElsewhere();
  pager.answer = () => new Promise(() => {});
  let stopping = 0;
  let log: string[] = [];
  {
    await using bot = await pagerBot(pager);
    log = bot.log;
    await choresDone(bot);
    const hasten = () => bot.query(`update chores set due_at = clock() where name in ($1, 'missed deliveries')`, [chore]);
    await hasten();
    await bot.query(`select pg_notify('wake', '')`);
    await until(() => pager.asked.length === 1);
    await hasten();
    await bot.query(`select pg_notify('wake', '')`);
    const others = `select 1 from chores where name = 'missed deliveries' and due_at > clock()`;
    await until(async () => (await bot.query(others)).length === 1, 5_000);
    stopping = performance.now();
  }
  expect(performance.now() - stopping).toBeLessThan(5_000);
  expect(log.join('')).not.toContain('gives no answer');
});

test('a source that gives no answer is asked less and less, and whoever runs the server reads why', async () => {
  await using pager = await placeElsewhere();
  await using bot = await pagerBot(pager);
  pager.faults.GET.push(401, 401, 401);
  await choreNow(bot, chore);
  expect(await hook(bot)).toEqual({ ask_error: 'PagerDuty refuses the token (401)', asked: false });
  const lines = () => bot.log.filter(line => line.includes('gives no answer')).length;
  expect(lines()).toBe(1);
  await choreNow(bot, chore);
  expect(pager.asked).toHaveLength(1);
  await bot.later(5);
  await until(() => pager.asked.length === 2);
  await choreNow(bot, chore);
  expect(lines()).toBe(1);
  await token(bot, 'pagerduty', 'another-rest-key', { from: 'alice@acme.test', url: pager.url });
  pager.faults.GET.length = 0;
  pager.answer = () => ({ log_entries: [], more: false });
  await choreNow(bot, chore);
  expect(await hook(bot)).toEqual({ ask_error: null, asked: true });
});
