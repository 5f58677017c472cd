import { expect, test } from 'vitest';
import { emptyDatabase } from '../database.ts';
import { until } from '../until.ts';
import { ownPostgres } from './postgres.ts';
import { Story } from './story.ts';

/** The server is away for a while, or the database is; or it comes back empty. */

/** Stands for a minute: long enough for every timeout of ours, which are five seconds and less, to run out. */
const outage = 6_000;
const knocksMeanwhile = 12;

/** What the door and the readiness say, and after how long; null when they said nothing. */
async function asked(url: string, options: RequestInit = {}): Promise<{ status: number | null; after: number }> {
  const begun = performance.now();
  const status = await fetch(url, options).then(
    answer => answer.status,
    () => null,
  );
  return { status, after: performance.now() - begun };
}

/** The middle one of all: a single one says more about the neighbours on the machine. */
const usual = (all: number[]): number => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.POSITIVE_INFINITY;

test('what was said while no server was there is found at the start', { timeout: 120_000 }, async () => {
  await using story = await Story.begin();
  const first = await story.serve();
  story.ping();
  await story.quiet();
  await first.kill();
  const missed = story.threads.map(thread => story.ping(thread));
  await story.box.settled();
  await story.serve();
  // No clock is moved here.
  await until(() => missed.every(comment => story.answersTo(comment) === 1), 60_000);
  await story.quietForGood();
  expect(await story.wrongs()).toEqual([]);
});

test('the database is gone for a while: no false yes, no restart, nothing lost', { timeout: 120_000 }, async () => {
  const postgres = await ownPostgres();
  await using story = await Story.begin({ database: postgres, threads: 20 });
  const server = await story.serve();
  const url = (await server.ready) ?? '';
  story.ping();
  await story.quiet();

  const [first] = story.box.deliveries.slice(-1);
  if (!first) throw new Error('no delivery');
  const gone = performance.now();
  await postgres.kill();
  const knocks: { status: number | null; after: number }[] = [];
  const readiness: typeof knocks = [];
  for (let knock = 0; knock < knocksMeanwhile; knock += 1) {
    await until(() => performance.now() - gone > (knock * outage) / knocksMeanwhile);
    const thread = story.threads[story.commands.length % story.threads.length];
    const before = story.box.deliveries.length;
    story.ping(thread);
    const [again, ready] = await Promise.all([
      asked(`${url}/api/github/webhooks`, {
        method: 'POST',
        headers: { ...first.headers, 'X-GitHub-Delivery': `another-${before}` },
        body: first.body,
      }),
      asked(`${url}/readyz`),
      story.box.settled(),
    ]);
    knocks.push(
      again,
      ...story.box.deliveries.slice(before).map(one => ({ status: one.statusCode, after: one.duration * 1_000 })),
    );
    readiness.push(ready);
    expect((await asked(`${url}/healthz`)).status).toBe(200);
  }
  for (const answers of [knocks, readiness]) {
    expect(new Set(answers.map(one => one.status))).toEqual(new Set([503]));
    expect(usual(answers.map(one => one.after))).toBeLessThan(2_000);
  }

  await postgres.start();
  await story.listenAgain();
  await until(async () => (await asked(`${url}/readyz`)).status === 200);
  story.ping();
  // What was refused is found when GitHub's log is read the next time.
  await story.quietForGood();
  expect(await story.wrongs()).toEqual([]);
  expect(server.over).toBeNull();
});

test('a database that hangs is no yes either', { timeout: 120_000 }, async () => {
  const postgres = await ownPostgres();
  await using story = await Story.begin({ database: postgres });
  const server = await story.serve();
  const url = (await server.ready) ?? '';
  await story.quiet();
  // As when it is stuck behind a lock: it takes the query and says nothing.
  await story.query('begin');
  await story.query('lock table deliveries in access exclusive mode');
  for (let knock = 0; knock < 3; knock += 1) {
    story.ping();
    await story.box.settled();
  }
  const refused = story.box.deliveries.slice(-3);
  expect(refused.map(one => one.statusCode)).toEqual([503, 503, 503]);
  expect(usual(refused.map(one => one.duration))).toBeLessThan(2);
  expect((await asked(`${url}/healthz`)).status).toBe(200);
  await story.query('commit');
  await story.quietForGood();
  expect(await story.wrongs()).toEqual([]);
});

test('a new empty database does nothing old again', { timeout: 120_000 }, async () => {
  await using story = await Story.begin();
  const before = await story.serve();
  story.ping();
  const said = Date.now();
  await story.quiet();
  await before.kill();
  // Said while nobody listened, and before the new database began, whose clock nobody moves.
  story.box.clock.advance(-3_000);
  const old = story.ping(story.threads[1]);
  await story.box.settled();
  const posted = story.box.ledger.writes.length;
  // GitHub's times have no milliseconds: a new database begins in a later second than all of this.
  await until(() => Date.now() - said > 3_000);

  await using fresh = { ...(await emptyDatabase()), [Symbol.asyncDispose]: () => fresh.drop() };
  const after = await story.serve({}, { DATABASE_URL: fresh.databaseUrl });
  const url = (await after.ready) ?? '';
  const store = await story.alsoOn(fresh);
  const quiet = () =>
    until(async () => {
      await story.box.settled();
      const [row] = await store<{ open: string }>(
        `select (select count(*) from deliveries where state in ('waiting', 'taken')) +
                (select count(*) from chores where name = 'missed deliveries' and (holder is not null or due_at <= clock())) as open`,
      );
      return row?.open === '0';
    });
  await quiet();

  // By hand, under their old ids.
  for (const { headers, body } of story.box.deliveries) {
    expect(await asked(`${url}/api/github/webhooks`, { method: 'POST', headers, body })).toMatchObject({ status: 202 });
  }
  // And replayed under new ones, which the log does not know.
  for (const { headers, body } of story.box.deliveries) {
    const replayed = { ...headers, 'X-GitHub-Delivery': crypto.randomUUID() };
    expect(await asked(`${url}/api/github/webhooks`, { method: 'POST', headers: replayed, body })).toMatchObject({ status: 202 });
  }
  await quiet();
  const guids = story.box.deliveries.map(one => one.guid);
  const states = await store<{ state: string }>('select distinct state from deliveries where guid = any($1)', [guids]);
  expect(states).toEqual([{ state: 'seen' }]);
  expect(story.answersTo(old)).toBe(0);
  expect(story.box.ledger.writes.length).toBe(posted);
  expect(await store('select 1 from effects')).toEqual([]);
});
