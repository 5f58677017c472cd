import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, freshDatabase } from '../../test/database.ts';
import { bornAt } from './audit.ts';
import { openStore, type Store } from './connection.ts';

let database: Database;
let store: Store;
beforeAll(async () => {
  database = await freshDatabase();
  store = openStore(database.config, { warn() {} });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

test('the birth is as exact as the dates that GitHub gives, and the latest counts', async () => {
  await store.pool.query("update births set born_at = '2026-11-20T10:00:00.900Z'");
  expect(await bornAt(store.db)).toEqual(new Date('2026-11-20T10:00:00Z'));
  await store.pool.query("insert into births values ('2026-11-20T11:00:01.100Z', 'restored')");
  expect(await bornAt(store.db)).toEqual(new Date('2026-11-20T11:00:01Z'));
});
