import { sql } from 'kysely';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { aStoreForEachTest } from '../../test/store.ts';
import { until } from '../../test/until.ts';
import type { Due } from '../core/event.ts';
import type { Heaped, HeapRead } from '../core/hook.ts';
import type { Session } from '../core/session.ts';
import { keep, take } from '../store/deliveries.ts';
import { addHook, listHooks, removeHook } from '../store/hooks.ts';
import { countOpen, openDeliveries, sendRound } from '../store/inbox.ts';
import { rowsOf } from '../store/session.ts';
import { type HeapOptions, heap } from './heap.ts';
import { masking, openLog } from './log.ts';
import type { Loop } from './loop.ts';

const store = aStoreForEachTest();
const running: Loop[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map(one => one.stop()));
});

const log: { [field: string]: unknown }[] = [];
const mask = masking([]);

async function begin(read: HeapOptions['read'], more: Partial<HeapOptions> = {}): Promise<Loop> {
  const one = heap({
    store,
    read,
    log: openLog('warn', mask, { write: line => void log.push(JSON.parse(line)) }),
    mask,
    ...more,
  });
  running.push(one);
  await store.listen('heap', one.wake);
  await store.listen('wake', one.wake);
  return one;
}

const hook = (name: string) =>
  addHook(store.db, { name, kind: 'generic', owner: 'acme', repository: null, settings: { a: 1 } }, 'sealed');

let letters = 0;
/** Each says a word. */
async function came(words: string[], name = 'web'): Promise<void> {
  const group = words.map(word => {
    letters += 1;
    const guid = `hook/${name}/${letters}`;
    return { guid, source: 'hook', name: 'generic', key: `hook/${name}`, lane: 'rest', body: Buffer.from(word) } as const;
  });
  for (let at = 0; at < group.length; at += 500) await keep(store.pool, group.slice(at, at + 500));
}

/** Counts each letter in a table, in the transaction that reads it. */
async function counter() {
  await store.pool.query('create table counted (seq bigint not null, word text not null)');
  return async (session: Session, heaped: Heaped[]): Promise<HeapRead> => {
    const [seqs, words] = [heaped.map(one => one.seq), heaped.map(one => one.body.toString())];
    await sql`insert into counted select * from unnest(${seqs}::bigint[], ${words}::text[])`.execute(rowsOf(session));
    const names = [...new Set(heaped.map(one => one.hook.name))];
    const of = (name: string) => heaped.filter(one => one.hook.name === name).length;
    return { ...nothing, heard: names.map(name => ({ hook: name, routed: of(name), unrouted: 0, why: null })) };
  };
}
const counted = async () =>
  (await store.pool.query<{ word: string }>('select word from counted order by seq')).rows.map(one => one.word);
const states = async () =>
  (await store.pool.query<{ state: string; n: number }>('select state, count(*)::int as n from deliveries group by 1 order by 1'))
    .rows;
const done = (n: number) => until(async () => (await states()).find(one => one.state === 'done')?.n === n);
const nothing: HeapRead = { raises: [], spoilt: [], heard: [] };

test('what came is read many at a time, the oldest first, and is no worker’s', async () => {
  await hook('web');
  const words = Array.from({ length: 1_200 }, (_, at) => `word-${at}`);
  await came(words);
  expect(await take(store.pool, 'somebody', 10)).toEqual([]);
  const batches: Heaped[][] = [];
  await begin(async (_, heaped) => {
    batches.push(heaped);
    return nothing;
  });
  await done(1_200);
  expect(batches.map(one => one.length)).toEqual([500, 500, 200]);
  expect(batches.flat().map(one => one.body.toString())).toEqual(words);
  expect(batches[0]?.[0]).toMatchObject({
    hook: { name: 'web', kind: 'generic', owner: 'acme', repository: null, settings: { a: 1 } },
    receivedAt: expect.any(Date),
  });
  await came(['one more']);
  await done(1_201);
});

test('no more than 4 MB of bodies in one go, unless one alone is more', async () => {
  await hook('web');
  await came([...Array.from({ length: 9 }, (_, at) => String(at).repeat(1_000_000)), 'x'.repeat(5_000_000), 'y']);
  const sizes: number[] = [];
  await begin(async (_, heaped) => {
    sizes.push(heaped.length);
    return nothing;
  });
  await done(11);
  expect(sizes).toEqual([5, 5, 1]);
});

test('two side by side count each letter once', async () => {
  await hook('a');
  await hook('b');
  const read = await counter();
  const words = Array.from({ length: 300 }, (_, at) => `word-${at}`);
  await came(words, 'a');
  await came(words, 'b');
  const both = Promise.withResolvers<void>();
  const readers = new Set<string>();
  const reading = (name: string) => async (session: Session, heaped: Heaped[]) => {
    const outcome = await read(session, heaped);
    readers.add(name);
    // Neither ends before the other has some in hand.
    if (readers.size === 2) both.resolve();
    await both.promise;
    return outcome;
  };
  await begin(reading('first'), { most: 40 });
  await begin(reading('second'), { most: 30 });
  await done(600);
  const { rows } = await store.pool.query('select count(*)::int as all, count(distinct seq)::int as one from counted');
  expect(rows).toEqual([{ all: 600, one: 600 }]);
  expect((await listHooks(store.db)).map(one => [one.name, one.routed, one.unread])).toEqual([
    ['a', 300, 0],
    ['b', 300, 0],
  ]);
});

test('who dies between reading and the end has counted nothing, and the next one counts all', async () => {
  await hook('web');
  const read = await counter();
  await came(['one', 'two', 'three']);
  const killer = new pg.Client(store.pool.options);
  await killer.connect();
  let times = 0;
  await begin(async (session, heaped) => {
    const outcome = await read(session, heaped);
    times += 1;
    if (times === 1)
      await killer.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`,
      );
    return outcome;
  });
  await done(3);
  await killer.end();
  expect(times).toBe(2);
  expect(await counted()).toEqual(['one', 'two', 'three']);
  // The try that the database broke off counts against none of them.
  const { rows } = await store.pool.query('select attempts from deliveries');
  expect(rows).toEqual([{ attempts: 1 }, { attempts: 1 }, { attempts: 1 }]);
});

test('what nobody can read is set aside with its reason, and the others are counted', async () => {
  await hook('web');
  const read = await counter();
  await came(['good', 'bad', 'fine']);
  await begin(async (session, heaped) => {
    const bad = heaped.filter(({ body }) => body.toString() === 'bad');
    const outcome = await read(
      session,
      heaped.filter(one => !bad.includes(one)),
    );
    return { ...outcome, spoilt: bad.map(({ seq }) => ({ seq, why: 'half of it is missing\nsays token=hunter2hunter2' })) };
  });
  await done(2);
  expect(await counted()).toEqual(['good', 'fine']);
  const open = await openDeliveries(store.db, 10);
  expect(open).toMatchObject([{ source: 'hook', state: 'aside', attempts: 1, error: 'half of it is missing says token=***' }]);
  expect((await listHooks(store.db))[0]?.routed).toBe(2);

  // Sent round, it is heaped again, and no worker's.
  expect(await sendRound(store.db, 'all')).toBe(1);
  expect(await take(store.pool, 'somebody', 10)).toEqual([]);
  await until(async () => (await countOpen(store.db)).aside === 1);
});

test('one that breaks its batch is found, tried again and at last set aside, while the others go on', async () => {
  await hook('web');
  const read = await counter();
  const words = Array.from({ length: 300 }, (_, at) => (at === 170 ? 'poison' : `word-${at}`));
  await came(words);
  let calls = 0;
  let poisoned = 0;
  await begin(async (session, heaped) => {
    calls += 1;
    // Some of it is written by then.
    const outcome = await read(session, heaped);
    if (heaped.some(({ body }) => body.toString() === 'poison')) {
      if (heaped.length === 1) poisoned += 1;
      throw new Error('no reading this');
    }
    return outcome;
  });
  await done(299);
  expect(await counted()).toEqual(words.filter(word => word !== 'poison'));
  // Halves, and halves of halves: not one by one.
  expect(calls).toBeLessThan(25);
  const only = async () => (await openDeliveries(store.db, 10))[0];
  for (let tries = 1; tries <= 5; tries += 1) {
    await until(async () => (await only())?.attempts === tries);
    expect(await only()).toMatchObject({ state: 'heaped', error: 'Error: no reading this' });
    await came([`meanwhile-${tries}`]);
    await done(299 + tries);
    await store.later(301);
  }
  await until(async () => (await only())?.state === 'aside');
  expect(poisoned).toBe(6);
  expect((await countOpen(store.db)).heaped).toBe(0);
  expect((await counted()).length).toBe(304);
});

test.each([
  ['two that wait for each other', '40P01'],
  ['a full disk', '53100'],
])('%s: no letter is to blame', async (_, code) => {
  await hook('web');
  await came(['one', 'two']);
  const sizes: number[] = [];
  await begin(async (session, heaped) => {
    sizes.push(heaped.length);
    if (sizes.length < 3)
      await sql`do $$ begin raise exception using errcode = ${sql.lit(code)}; end $$`.execute(rowsOf(session));
    return nothing;
  });
  await done(2);
  expect(sizes).toEqual([2, 2, 2]);
});

test('a try is taken back once, though the next one fails before it is counted', async () => {
  await hook('web');
  await came(['one']);
  await store.pool.query(`update deliveries set attempts = 2`);
  await store.pool.query(`
    create sequence tries;
    create function fail() returns trigger language plpgsql as $$ begin
      if nextval('tries') = 2 then raise exception using errcode = '53100'; end if;
      return new;
    end $$;
    create trigger fail before update on deliveries for each row when (new.attempts > old.attempts) execute function fail()`);
  let times = 0;
  await begin(async session => {
    times += 1;
    if (times === 1) await sql`do $$ begin raise exception using errcode = '53100'; end $$`.execute(rowsOf(session));
    return nothing;
  });
  await done(1);
  expect((await store.pool.query('select attempts from deliveries')).rows).toEqual([{ attempts: 3 }]);
});

test('what was raised is kept with what was read, or not at all', async () => {
  await hook('web');
  await came(['one', 'two']);
  const repository = { id: 7, owner: 'acme', name: 'web', installation: 1, private: true, defaultBranch: 'main' };
  const due: Due = { type: 'Due', at: new Date(), repository, of: 'errors', id: 'look' };
  let times = 0;
  await begin(async () => {
    times += 1;
    return {
      raises: [due, due],
      spoilt: [],
      heard: times === 1 ? [{ hook: 'web', routed: Number.NaN, unrouted: 0, why: null }] : [],
    };
  });
  await done(2);
  const { rows } = await store.pool.query(`select source, name, key, state from deliveries where source = 'ours'`);
  // One batch failed as a whole, and each half of it raised its own.
  expect(rows).toHaveLength(4);
  expect(rows[0]).toEqual({ source: 'ours', name: 'Due', key: '7/errors/look', state: 'waiting' });
});

test('what came through a hook that is gone is set aside', async () => {
  await hook('web');
  await hook('gone');
  await came(['one'], 'web');
  await came(['two'], 'gone');
  await removeHook(store.db, 'gone');
  const read: string[] = [];
  await begin(async (_, heaped) => {
    read.push(...heaped.map(({ body }) => body.toString()));
    return { ...nothing, heard: [{ hook: 'web', routed: 0, unrouted: 1, why: 'nobody claims "web" with token=hunter2hunter2' }] };
  });
  await done(1);
  expect(read).toEqual(['one']);
  expect(await openDeliveries(store.db, 10)).toMatchObject([
    { state: 'aside', error: 'its hook was removed before this was read' },
  ]);
  expect(await listHooks(store.db)).toMatchObject([
    { name: 'web', unrouted: 1, lastUnrouted: 'nobody claims "web" with token=***' },
  ]);
});

test('reading the heap looks at nothing that is done', async () => {
  await store.pool.query(
    `insert into deliveries (guid, source, name, key, lane, state) select n::text, 'hook', 'x', 'x', 2, 'done' from generate_series(1, 20000) n`,
  );
  await store.pool.query('analyze deliveries');
  const { rows } = await store.pool.query<{ 'QUERY PLAN': string }>(
    `explain select seq from deliveries where state = 'heaped' and due_at <= clock() order by seq limit 500 for update skip locked`,
  );
  expect(rows.map(row => row['QUERY PLAN']).join('\n')).toMatch(/Index Scan using deliveries_heaped/);
});
