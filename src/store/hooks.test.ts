import { type CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import { expect, test } from 'vitest';
import { aStoreForEachTest } from '../../test/store.ts';
import { addHook, listHooks } from './hooks.ts';
import type { Tables } from './tables.ts';

const store = aStoreForEachTest();

test('what is unread and set aside is counted without looking at what is done', async () => {
  await addHook(store.db, { name: 'web', kind: 'generic', owner: 'acme', repository: null, settings: {} }, 'sealed');
  await store.pool.query(
    `insert into deliveries (guid, source, name, key, lane, state)
     select n::text, 'hook', 'x', 'hook/web', 2, case when n > 3 then 'done' when n = 3 then 'aside' else 'heaped' end
     from generate_series(1, 20000) n`,
  );
  await store.pool.query('analyze deliveries');
  const asked: CompiledQuery[] = [];
  const dialect = new PostgresDialect({ pool: store.pool });
  const db = new Kysely<Tables>({ dialect, log: ({ query }) => void asked.push(query) });
  expect(await listHooks(db)).toMatchObject([{ name: 'web', unread: 2, aside: 1 }]);
  const [query] = asked;
  const { rows } = await store.pool.query<{ 'QUERY PLAN': string }>(`explain ${query?.sql}`, [...(query?.parameters ?? [])]);
  expect(rows.map(row => row['QUERY PLAN']).join('\n')).not.toMatch(/Seq Scan on deliveries/);
});
