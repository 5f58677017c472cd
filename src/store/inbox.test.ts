import { type CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import { expect, test } from 'vitest';
import { aStoreForEachTest } from '../../test/store.ts';
import { countOpen, openDeliveries } from './inbox.ts';
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
