import { type CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import { expect, test } from 'vitest';
import { aStoreForEachTest } from '../../test/store.ts';
import { countOpen, countPaused, databaseBytes, oldestUnsentMs, openDeliveries } from './inbox.ts';
import type { Tables } from './tables.ts';

const store = aStoreForEachTest();

test('what is not done is found without reading through what is done', async () => {
  await store.pool.query(
    `insert into deliveries (guid, source, name, key, lane, state)
     select n::text, 'github', 'x', n::text, 2, case n when 1 then 'waiting' when 2 then 'aside' when 3 then 'heaped' else 'done' end
     from generate_series(1, 20000) n`,
  );
  await store.pool.query('analyze deliveries');
  const asked: CompiledQuery[] = [];
  const dialect = new PostgresDialect({ pool: store.pool });
  const db = new Kysely<Tables>({ dialect, log: ({ query }) => void asked.push(query) });
  expect(await countOpen(db)).toEqual({ waiting: 1, taken: 0, aside: 1, heaped: 1 });
  expect((await openDeliveries(db, 10)).map(({ guid }) => guid)).toEqual(['2', '1']);
  for (const { sql, parameters } of asked) {
    const { rows } = await store.pool.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, [...parameters]);
    expect(rows.map(row => row['QUERY PLAN']).join('\n')).not.toMatch(/Seq Scan on deliveries/);
  }
});

test('the write that has waited longest, whom GitHub has paused, and how large it all is', async () => {
  await store.pool.query(
    `insert into effects (key, kind, target, installation_id, repository_id, lane, what, digest, state, due_at)
     select n::text, 'comment', n::text, 5 + n % 2, 7, 0, '{}', '', 'done', clock() - interval '1 day' from generate_series(1, 20000) n`,
  );
  await store.pool.query('analyze effects');
  const asked: CompiledQuery[] = [];
  const dialect = new PostgresDialect({ pool: store.pool });
  const db = new Kysely<Tables>({ dialect, log: ({ query }) => void asked.push(query) });
  const seconds = async () => Math.round((await oldestUnsentMs(db)) / 1_000);
  expect([await seconds(), await countPaused(db)]).toEqual([0, 0]);
  await store.pool.query(
    `update effects set state = 'planned', due_at = clock() + case key when '1' then -90 when '2' then -300 else 60 end * interval '1 second'
     where key in ('1', '2', '3')`,
  );
  expect(await seconds()).toBe(300);
  // What GitHub lets nobody send waits for GitHub, not for us.
  await store.pool.query(
    `insert into installations (id, paused_until) values (5, clock() + interval '1 hour'), (6, clock() - interval '1 hour')`,
  );
  expect([await seconds(), await countPaused(db)]).toEqual([90, 1]);
  await store.pool.query(`update effects set kind = 'tell' where key = '2'`);
  expect(await seconds()).toBe(300);
  expect(await databaseBytes(db)).toBeGreaterThan(1_000_000);
  const { rows } = await store.pool.query<{ 'QUERY PLAN': string }>(`explain ${asked[0]?.sql}`);
  expect(rows.map(row => row['QUERY PLAN']).join('\n')).not.toMatch(/Seq Scan on effects/);
});
