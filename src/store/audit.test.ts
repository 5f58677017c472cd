import { expect, test } from 'vitest';
import { aStoreForEachTest } from '../../test/store.ts';
import { bornAt } from './audit.ts';

const store = aStoreForEachTest();

test('the birth is as exact as the dates that GitHub gives, and the latest counts', async () => {
  await store.pool.query("update births set born_at = '2026-11-20T10:00:00.900Z'");
  expect(await bornAt(store.db)).toEqual(new Date('2026-11-20T10:00:00Z'));
  await store.pool.query("insert into births values ('2026-11-20T11:00:01.100Z', 'restored')");
  expect(await bornAt(store.db)).toEqual(new Date('2026-11-20T11:00:01Z'));
});
