import { type House, openHouse } from './house.ts';
import type { Figure } from './main.ts';
import { pointsOf } from './points.ts';
import { computed } from './process.ts';
import { asksFor, backlog, opened, people } from './pulls.ts';

/**
 * What it costs to know whose turn it is on a thousand open pull requests, counted by the box. The house's own chores are put off: they
 * ask GitHub whatever is asked for here. A request whose token had run out, because the clock has jumped, is counted when it is answered.
 */

const many = 1_000;
const minute = 60;
const hour = 60 * minute;
const mostADay = 10;

interface Heard {
  /** A GraphQL question by what it is about. */
  what: string;
  body: string;
  status: number | null;
}

interface Counted {
  /** All that is read of GitHub; tokens apart. */
  reads: number;
  /** Of these the team's file and its organisation's: each push to the default branch has them read, and half an hour later whoever needs them. */
  files: number;
}

const isToken = ({ what }: Heard) => what.endsWith('/access_tokens');
const isWrite = ({ what }: Heard) => !what.startsWith('GET ') && !what.startsWith('query');
const isFile = ({ body, what }: Heard) => body.includes('main:.github/shipmate.yml') || what.includes('/.github/installation');

function listening({ box }: House): () => Counted {
  const heard: Heard[] = [];
  const asked: (Heard & { path: string })[] = [];
  // A fault that happens to nobody sees every request go by.
  const hear = ({ path, body }: { path: string; body: string }) => {
    asked.push({ path, what: '', body, status: null });
    return false;
  };
  box.faults.next({ only: hear, times: Number.POSITIVE_INFINITY }, { before: 500 });
  box.requests.heard = () => {
    const one = box.requests.all.at(-1);
    const place = asked.findIndex(({ path }) => path === one?.path);
    const [request] = place < 0 ? [] : asked.splice(place, 1);
    if (one) heard.push({ what: one.what ?? `${one.method} ${one.path}`, body: request?.body ?? '', status: one.status });
  };
  return () => {
    const reads = heard.filter(one => one.status !== 401 && !isToken(one) && !isWrite(one));
    if (process.env.BENCH_TELL) tell(heard);
    return { reads: reads.length, files: reads.filter(isFile).length };
  };
}

function tell(heard: Heard[]): void {
  const nameOf = (one: Heard) => `${one.status} ${isFile(one) ? 'file' : one.what.replaceAll(/\d+/g, 'N')}`;
  console.log([...Map.groupBy(heard, nameOf)].map(([kind, all]) => `${all.length} ${kind}`).join(', '));
}

async function openPulls(count: number): Promise<House> {
  const house = await openHouse();
  // As after the first minutes: what of ours stands here is known.
  for (const name of ['missed deliveries', 'unheard comments']) await house.chore(name);
  await house.query(`update chores set due_at = 'infinity'`);
  await backlog(house, count);
  return house;
}

interface Said {
  to: string[];
  on: number;
  at: Date;
}

const said = ({ web, box }: House): Said[] =>
  web.threads
    .flatMap(thread => thread.comments.map(comment => ({ thread, comment })))
    .filter(({ comment }) => comment.author === box.bot.login)
    .map(({ thread, comment }) => ({
      to: [...comment.body.matchAll(/@(person-\d+)/g)].map(([, name]) => name ?? ''),
      on: thread.number,
      at: comment.row.createdAt,
    }));

/** How many of them are the most with one name. */
const mostOf = (names: string[]): number => Math.max(0, ...[...Map.groupBy(names, name => name).values()].map(one => one.length));
const dayOf = ({ at }: Said): string => at.toISOString().slice(0, 10);

const versions = async ({ query }: House): Promise<Map<number, string>> => {
  const rows = await query<{ number: number; xmin: string }>('select number, xmin::text from pull_turns');
  return new Map(rows.map(({ number, xmin }) => [number, xmin]));
};

/** Those in the box of which nobody knows. */
async function skipped({ web, query }: House): Promise<number[]> {
  const known = new Set((await query<{ number: number }>('select number from pull_turns')).map(({ number }) => number));
  return web.threads.filter(({ row }) => row.pull && row.state === 'open' && !known.has(row.number)).map(({ number }) => number);
}

/** A token is old after each hour, and what met that is tried again a moment later. */
async function anHour({ later }: House): Promise<void> {
  await later(hour - 10);
  await later(10);
}

async function startsNow(): Promise<Figure[]> {
  await using house = await openPulls(many);
  const first = listening(house);
  await asksFor(house, `{ start: now, most_a_day: ${mostADay} }`);
  const full = first();
  const day = listening(house);
  for (let at = 0; at < 6; at += 1) await anHour(house);
  const nudged = day();
  const comments = said(house).length;
  const idle: number[] = [];
  const rewritten: number[] = [];
  for (let at = 0; at < 3; at += 1) {
    const before = await versions(house);
    const heard = listening(house);
    await anHour(house);
    idle.push(heard().reads);
    rewritten.push([...(await versions(house))].filter(([number, version]) => before.get(number) !== version).length);
  }
  const all = listening(house);
  for (let at = 0; at < 9 * 24; at += 1) await anHour(house);
  const days = said(house);
  if (process.env.BENCH_TELL)
    console.log(days.map(one => `${one.at.toISOString()} #${one.on} ${one.to}`).join('\n'), idle, rewritten);
  return [
    { name: 'sweep.full.calls', value: full.reads - full.files, bound: { most: 10 } },
    { name: 'sweep.full.file_reads', value: full.files, bound: null },
    { name: 'sweep.full.comments', value: comments, bound: { most: mostADay } },
    { name: 'sweep.full.calls_for_comments', value: nudged.reads, bound: null },
    { name: 'sweep.idle.calls', value: Math.max(...idle), bound: { most: 2 } },
    { name: 'sweep.idle.rows', value: Math.max(...rewritten), bound: { most: 0 } },
    { name: 'sweep.day.calls', value: all().reads / 9, bound: null },
    {
      name: 'sweep.people.most_a_day',
      value: mostOf(days.flatMap(one => one.to.map(name => `${dayOf(one)} ${name}`))),
      bound: { least: 1, most: 1 },
    },
    { name: 'sweep.people.comments_a_day', value: mostOf(days.map(dayOf)), bound: { most: mostADay } },
  ];
}

/** While it is read people go on: after each page some is opened, some is closed, some is spoken of. */
async function inMotion(): Promise<Figure[]> {
  await using house = await openPulls(many);
  const { box, web, later } = house;
  const all = people(house);
  const open = web.threads.filter(({ row }) => row.pull && row.state === 'open').map(({ number }) => number);
  let pages = 0;
  const between = ({ body }: { body: string }) => {
    if (!body.includes('pullRequests(')) return false;
    pages += 1;
    for (let at = 0; at < 5; at += 1) opened(house, many + pages * 5 + at);
    for (let at = 0; at < 5; at += 1) {
      const [closes, speaks] = [open[(pages * 97 + at * 11) % open.length], open[(pages * 61 + at * 13) % open.length]];
      const [by = box.bot] = [all[at]];
      if (closes !== undefined && web.numbered(closes).row.state === 'open') web.numbered(closes).close(by);
      if (speaks !== undefined) web.numbered(speaks).comment(by, 'What about this one?');
    }
    return false;
  };
  box.faults.next({ route: 'POST /graphql', only: between, times: Number.POSITIVE_INFINITY }, { before: 500 });
  await asksFor(house, `{ most_a_day: ${mostADay} }`);
  box.faults.clear();
  if (pages < many / 100) throw new Error(`only ${pages} pages were read while people went on`);
  for (let at = 0; at < 4; at += 1) await later(3 * minute);
  const missed = await skipped(house);
  const plans = web.threads.filter(({ row }) => row.pull === null && row.author === box.person(box.bot.login).id);
  if (plans.length !== 1) throw new Error(`${plans.length} issues asked whether it may begin`);
  return [
    { name: 'sweep.skipped', value: missed.length, bound: { most: 0 } },
    { name: 'sweep.plan.comments', value: said(house).length, bound: { most: 0 } },
  ];
}

async function fiveThousand(): Promise<Figure[]> {
  await using house = await openPulls(5_000);
  const points: number[] = [];
  const asks = ({ body }: { body: string }) => {
    if (body.includes('pullRequests(')) points.push(pointsOf(JSON.parse(body)));
    return false;
  };
  house.box.faults.next({ route: 'POST /graphql', only: asks, times: Number.POSITIVE_INFINITY }, { before: 500 });
  const heard = listening(house);
  const [begun, before] = [performance.now(), computed(house.server)];
  await asksFor(house, '{ start: now }');
  const [took, cpu] = [performance.now() - begun, computed(house.server) - before];
  const asked = heard();
  const missed = await skipped(house);
  if (missed.length > 0) throw new Error(`${missed.length} of 5,000 were skipped`);
  return [
    { name: 'sweep.5000.calls', value: asked.reads - asked.files, bound: { most: 60 } },
    { name: 'sweep.5000.points', value: points.reduce((sum, one) => sum + one, 0), bound: { most: 5_000 } },
    { name: 'sweep.5000.seconds', value: took / 1_000, bound: null },
    { name: 'sweep.5000.cpu_ms', value: cpu, bound: null },
  ];
}

export async function bench(): Promise<Figure[]> {
  return [...(await startsNow()), ...(await inMotion()), ...(await fiveThousand())];
}
