import { expect, test } from 'vitest';
import { aStoreForEachTest } from '../../test/store.ts';
import { adopt, remember, unadopted, underWay } from './repositories.ts';

const store = aStoreForEachTest();

const { later } = store;
const repository = { id: 7, owner: 'acme', name: 'web', installation: 3, private: true, defaultBranch: 'main' };

test('a new name is remembered, and what was heard stays heard', async () => {
  await remember(store.db, repository, true);
  await remember(store.db, { ...repository, name: 'site' }, false);
  expect(await underWay(store.db)).toEqual([{ ...repository, name: 'site' }]);
  await later(3_601);
  expect(await underWay(store.db)).toEqual([]);
});

test('the same again writes nothing', async () => {
  const versions = async () => (await store.pool.query('select xmin::text as version from repositories')).rows;
  await remember(store.db, repository, false);
  const before = await versions();
  await remember(store.db, repository, false);
  expect(await versions()).toEqual(before);
});

test('one is adopted once, with the comments that stand there; one that is silent for a day can wait', async () => {
  await remember(store.db, repository, true);
  await remember(store.db, { ...repository, id: 8, name: 'quiet' }, false);
  expect((await unadopted(store.db, 20)).map(known => known.id)).toEqual([7]);
  const found = [{ key: 'answer:x', remoteId: '11' }];
  await adopt(store.db, repository, [...found, ...found]);
  expect(await unadopted(store.db, 20)).toEqual([]);
  const { rows } = await store.pool.query('select key, state, remote_id, repository_id from effects');
  expect(rows).toEqual([{ key: 'answer:x', state: 'done', remote_id: '11', repository_id: 7 }]);
  await remember(store.db, { ...repository, id: 9 }, true);
  await later(86_401);
  expect(await unadopted(store.db, 20)).toEqual([]);
});
