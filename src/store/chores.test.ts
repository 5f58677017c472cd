import { expect, test } from 'vitest';
import { aStoreForEachTest } from '../../test/store.ts';
import { until } from '../../test/until.ts';
import { enlist, finish, hasten, noteOf, takeDue } from './chores.ts';

const store = aStoreForEachTest();

const { later } = store;

test('a new one is due, one replica has it, and it is due again when it said', async () => {
  await enlist(store.db, ['sweep']);
  expect(await takeDue(store.db, 'sweep', 'me')).toEqual({ name: 'sweep', note: {} });
  expect(await takeDue(store.db, 'sweep', 'you')).toBeNull();
  await finish(store.db, { name: 'sweep', note: {} }, 'me', { seconds: 300, note: { newest: 'then' } });
  expect(await noteOf(store.db, 'sweep')).toEqual({ newest: 'then' });
  await enlist(store.db, ['sweep']);
  await later(240);
  expect(await takeDue(store.db, 'sweep', 'you')).toBeNull();
  await later(61);
  expect(await takeDue(store.db, 'sweep', 'you')).toEqual({ name: 'sweep', note: { newest: 'then' } });
});

test('whoever was too slow writes nothing over the next one', async () => {
  await enlist(store.db, ['sweep']);
  await takeDue(store.db, 'sweep', 'slow');
  await later(121);
  expect(await takeDue(store.db, 'sweep', 'next')).not.toBeNull();
  await finish(store.db, { name: 'sweep', note: {} }, 'slow', { seconds: 300, note: { newest: 'wrong' } });
  expect(await noteOf(store.db, 'sweep')).toEqual({});
  await finish(store.db, { name: 'sweep', note: {} }, 'next', { seconds: 300, note: {} });
  await hasten(store.db, 'sweep');
  expect(await takeDue(store.db, 'sweep', 'me')).not.toBeNull();
});

test('whoever does it is woken when it is made due', async () => {
  await enlist(store.db, ['sweep']);
  let woken = 0;
  await store.listen('wake', () => {
    woken += 1;
  });
  const before = woken;
  await hasten(store.db, 'sweep');
  await until(() => woken > before);
});

test('one that never ran has no note', async () => expect(await noteOf(store.db, 'never')).toEqual({}));
