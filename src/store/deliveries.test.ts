import { expect, test } from 'vitest';
import { aStoreForEachTest } from '../../test/store.ts';
import {
  forgetBodies,
  forgetLetters,
  giveBack,
  type Incoming,
  keep,
  leaseSeconds,
  markSeen,
  nextDue,
  settle,
  take,
  unheardOf,
  unknownOf,
} from './deliveries.ts';

const store = aStoreForEachTest();

const incoming = (guid: string, more: Partial<Incoming> = {}): Incoming => ({
  guid,
  source: 'github',
  name: 'issue_comment',
  key: guid,
  lane: 'people',
  body: Buffer.from(`body of ${guid}`),
  ...more,
});
const guids = (taken: { guid: string }[]) => taken.map(one => one.guid);
const { later } = store;

test('a group is kept with each its own body, and what is known is kept once', async () => {
  const odd = Buffer.from([0, 255, 10, 0]);
  expect(
    await keep(store.pool, [
      incoming('a'),
      incoming('b', { body: odd }),
      incoming('a'),
      incoming('c', { body: Buffer.alloc(0) }),
    ]),
  ).toEqual(new Set(['a', 'b', 'c']));
  expect(await keep(store.pool, [incoming('c'), incoming('d')])).toEqual(new Set(['d']));
  const taken = await take(store.pool, 'me', 10);
  expect(taken.map(one => [one.guid, one.body])).toEqual([
    ['a', Buffer.from('body of a')],
    ['b', odd],
    ['c', Buffer.alloc(0)],
    ['d', Buffer.from('body of d')],
  ]);
});

test('people go first, then progress, then the rest; each in the order of their coming', async () => {
  await keep(store.pool, [incoming('1', { lane: 'rest' }), incoming('2', { lane: 'progress' }), incoming('3'), incoming('4')]);
  expect(guids(await take(store.pool, 'me', 3))).toEqual(['3', '4', '2']);
});

test('of one key one is in hand, and the next only after it', async () => {
  await keep(store.pool, [incoming('1', { key: 'k' }), incoming('2', { key: 'k' }), incoming('3')]);
  const first = await take(store.pool, 'me', 10);
  expect(guids(first)).toEqual(['1', '3']);
  expect(await take(store.pool, 'you', 10)).toEqual([]);
  for (const one of first) expect(await settle(store.db, one, 'done')).toBe(true);
  expect(guids(await take(store.pool, 'you', 10))).toEqual(['2']);
});

test('a failure frees its key: later ones overtake, and it comes again when it is due', async () => {
  await keep(store.pool, [incoming('1', { key: 'k' }), incoming('2', { key: 'k' })]);
  const [first] = await take(store.pool, 'me', 10);
  if (first) await giveBack(store.db, first, { seconds: 20, error: 'no luck', counts: true, survived: true });
  const [second] = await take(store.pool, 'me', 10);
  expect(second?.guid).toBe('2');
  if (second) await settle(store.db, second, 'done');
  expect(await nextDue(store.db)).toBeGreaterThan(15_000);
  expect(await take(store.pool, 'me', 10)).toEqual([]);
  await later(21);
  expect(await take(store.pool, 'me', 10)).toMatchObject([{ guid: '1', attempts: 2 }]);
});

test('who died over it is counted, and no more once somebody has lived through it', async () => {
  await keep(store.pool, [incoming('1')]);
  for (const deaths of [0, 1, 2]) {
    expect(await take(store.pool, 'me', 10)).toMatchObject([{ deaths }]);
    await later(leaseSeconds + 1);
  }
  const [lived] = await take(store.pool, 'me', 10);
  if (lived) await giveBack(store.db, lived, { seconds: 0, error: 'no luck', counts: true, survived: true });
  expect(await take(store.pool, 'me', 10)).toMatchObject([{ deaths: 0, attempts: 5 }]);
});

test('what is set aside is not taken', async () => {
  await keep(store.pool, [incoming('1')]);
  const [first] = await take(store.pool, 'me', 10);
  if (first) await giveBack(store.db, first, { seconds: null, error: 'no luck', counts: true, survived: true });
  await later(3_600);
  expect(await take(store.pool, 'me', 10)).toEqual([]);
  expect(await nextDue(store.db)).toBe(null);
});

test('a lease that ran out gives it to another, and the first may no longer end it', async () => {
  await keep(store.pool, [incoming('1')]);
  const [mine] = await take(store.pool, 'me#1', 10);
  await later(leaseSeconds - 30);
  expect(await take(store.pool, 'you#1', 10)).toEqual([]);
  await later(31);
  const [yours] = await take(store.pool, 'you#2', 10);
  expect(yours).toMatchObject({ guid: '1', attempts: 2 });
  if (!mine || !yours) throw new Error('nothing was taken');
  expect(await settle(store.db, mine, 'done')).toBe(false);
  await giveBack(store.db, mine, { seconds: null, error: 'mine', counts: true, survived: true });
  expect(await settle(store.db, yours, 'done')).toBe(true);
});

test('bodies go after seven days, of what is done or set aside; ids stay', async () => {
  await keep(store.pool, [incoming('done'), incoming('aside'), incoming('waits')]);
  const [done, aside] = await take(store.pool, 'me', 2);
  if (done) await settle(store.db, done, 'done');
  if (aside) await giveBack(store.db, aside, { seconds: null, error: 'no luck', counts: true, survived: true });
  await later(6 * 86_400);
  expect(await forgetBodies(store.db)).toBe(0);
  await later(86_400 + 60);
  expect(await forgetBodies(store.db)).toBe(2);
  expect(await take(store.pool, 'me', 10)).toMatchObject([{ guid: 'waits', body: Buffer.from('body of waits') }]);
  expect(await unknownOf(store.db, ['done', 'aside', 'waits', 'never'])).toEqual(new Set(['never']));
});

test('letters that were counted go after seven days, and nothing else does', async () => {
  const letter = (guid: string) => incoming(guid, { source: 'hook', key: 'hook/web' });
  await keep(store.pool, [letter('done'), letter('aside'), letter('unread'), incoming('webhook')]);
  await store.pool.query(`update deliveries set state = guid where guid in ('done', 'aside')`);
  await store.pool.query(`update deliveries set state = 'done' where guid = 'webhook'`);
  await later(6 * 86_400);
  expect(await forgetLetters(store.db)).toBe(0);
  await later(86_400 + 60);
  expect(await forgetLetters(store.db)).toBe(1);
  expect(await unknownOf(store.db, ['done', 'aside', 'unread', 'webhook'])).toEqual(new Set(['done']));
});

test('a letter is deleted without reading all that could name it', async () => {
  await store.pool.query(`
    insert into deliveries (guid, source, name, key, lane, state) select n::text, 'hook', 'x', 'x', 2, 'done' from generate_series(1, 3000) n;
    insert into audit (scope, about, outcome, reasons) select 's', 'a', 'done', '{"says": "yes"}' from generate_series(1, 3000)`);
  await store.pool.query('analyze deliveries, audit');
  await later(8 * 86_400);
  const planOf = async (query: string) =>
    (await store.pool.query<{ 'QUERY PLAN': string }>(`explain ${query}`)).rows.map(row => row['QUERY PLAN']).join('\n');
  // As PostgreSQL asks for each row that goes.
  for (const table of ['audit', 'commands', 'effects'])
    expect(await planOf(`select 1 from ${table} x where 7 = delivery for key share of x`)).toContain(`${table}_of_delivery`);
  expect(await forgetLetters(store.db)).toBe(3_000);
});

test('what is older than the database is known without being taken', async () => {
  await markSeen(store.db, [
    { guid: 'old', event: 'push' },
    { guid: 'old', event: 'push' },
  ]);
  await markSeen(store.db, []);
  expect(await unknownOf(store.db, ['old'])).toEqual(new Set());
  expect(await take(store.pool, 'me', 10)).toEqual([]);
});

test('a comment is heard once it was found, or a delivery of its thread carries it', async () => {
  await keep(store.pool, [
    incoming('comment/found', { key: '7#1' }),
    incoming('guid', { key: '7#1', body: Buffer.from('{"comment":{"node_id":"IC_told"}}') }),
    incoming('guid-2', { key: '7#2', body: Buffer.from('{"says":"IC_elsewhere"}') }),
    incoming('guid-3', { key: '7#1/passing', body: Buffer.from('{"says":"IC_passing"}') }),
  ]);
  const found = ['found', 'IC_told', 'IC_elsewhere', 'IC_passing', 'IC_new'].map(node => ({
    guid: `comment/${node}`,
    keys: ['7#1', '7#1/passing'],
    node,
  }));
  expect(await unheardOf(store.db, found)).toEqual(new Set(['comment/IC_elsewhere', 'comment/IC_new']));
  expect(await unheardOf(store.db, [])).toEqual(new Set());
});

test('being asked to wait is no try', async () => {
  await keep(store.pool, [incoming('1')]);
  const [first] = await take(store.pool, 'me', 10);
  if (first) await giveBack(store.db, first, { seconds: 5, error: 'wait', counts: false, survived: true });
  await later(6);
  expect(await take(store.pool, 'me', 10)).toMatchObject([{ guid: '1', attempts: 1 }]);
});

test('groups with the same ids the other way round are all kept', async () => {
  const pairs = Array.from({ length: 60 }, (_, at) => {
    const pair = [incoming(`${at} a`), incoming(`${at} b`)];
    return [keep(store.pool, pair), keep(store.pool, pair.toReversed())];
  });
  await Promise.all(pairs.flat());
  expect(await take(store.pool, 'me', 200)).toHaveLength(120);
});
