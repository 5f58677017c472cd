import { expect, test } from 'vitest';
import { aStoreForEachTest } from '../../test/store.ts';
import { bornAt, refusedInARow } from './audit.ts';
import { sessionOn } from './session.ts';

const store = aStoreForEachTest();

test('the birth is as exact as the dates that GitHub gives, and the latest counts', async () => {
  await store.pool.query("update births set born_at = '2026-11-20T10:00:00.900Z'");
  expect(await bornAt(store.db)).toEqual(new Date('2026-11-20T10:00:00Z'));
  await store.pool.query("insert into births values ('2026-11-20T11:00:01.100Z', 'restored')");
  expect(await bornAt(store.db)).toEqual(new Date('2026-11-20T11:00:01Z'));
});

test.each([
  ['once', 'bob refused', 1],
  ['until something went well', 'bob refused, bob done, bob refused, bob refused', 2],
  ['whatever was ignored in between', 'bob refused, bob ignored, bob refused', 2],
  ['whatever others did', 'bob refused, alice done, alice refused, bob refused', 2],
  ['never, when the last one went well', 'bob refused, bob done', 0],
  ['never, of somebody new', 'alice refused', 0],
  ['whatever they pushed in between', 'bob refused, bob done heads/7/4, bob done approvals/7/4, bob refused', 2],
])('refused in a row: %s', async (_, story, times) => {
  for (const [actor, outcome, scope = 'thread/7/4'] of story.split(', ').map(one => one.split(' ')))
    await store.pool.query(
      `insert into audit (repository_id, scope, about, actor, outcome, reasons) values (7, $3, '', $1, $2, '{}'), (8, 'thread/8/1', '', 'bob', 'refused', '{}')`,
      [actor, outcome, scope],
    );
  const bob = { repository: 7, login: 'bob' };
  expect(await store.db.transaction().execute(tx => refusedInARow(sessionOn(tx), bob))).toBe(times);
});
