import { expect, test } from 'vitest';
import { aStoreForEachTest } from '../../test/store.ts';
import type { Due, ErrorBegan, Event } from '../core/event.ts';
import { nextDue, take } from './deliveries.ts';
import { raise } from './raised.ts';

const store = aStoreForEachTest();
const repository = { id: 7, owner: 'acme', name: 'web', installation: 1, private: true, defaultBranch: 'main' };
const due = (at: Date): Due => ({ type: 'Due', at, repository, of: 'deploy', id: '5' });
const keep = (event: Event, guid: string, key: string | null = null) =>
  store.db.transaction().execute(tx => raise(tx, event, { guid, key }));

test('a turn is taken when its time has come and not before, in a line of its own', async () => {
  await keep(due(new Date(Date.now() + 20_000)), 'raised/1/0', '7#42');
  expect(await take(store.pool, 'me', 10)).toEqual([]);
  expect(await nextDue(store.db)).toBeGreaterThan(15_000);
  await store.later(21);
  expect(await take(store.pool, 'me', 10)).toMatchObject([
    { guid: 'raised/1/0', source: 'ours', name: 'Due', key: '7/deploy/5' },
  ]);
});

test('what has happened is taken at once, behind what it must not overtake', async () => {
  const ended = {
    type: 'AutoDeployEnded',
    at: new Date(0),
    repository,
    environment: 'prod',
    sha: 'a',
    ok: true,
    why: '',
    run: null,
  } as const;
  await keep(ended, 'raised/1/0', '7#42');
  const [taken] = await take(store.pool, 'me', 10);
  expect(taken).toMatchObject({ name: 'AutoDeployEnded', key: '7#42' });
  expect(JSON.parse(taken?.body?.toString() ?? '')).toEqual({ ...ended, at: '1970-01-01T00:00:00.000Z' });
});

test('what has happened is not waited for, however fast the clock was that says when', async () => {
  const began: ErrorBegan = {
    type: 'ErrorBegan',
    at: new Date(Date.now() + 3_600_000),
    repository,
    ...{ environment: 'prod', title: 'x', level: 'error', id: 'e1', url: null, watch: 600_000 },
    issue: { repository: { owner: 'acme', name: 'web' }, number: 3 },
  };
  await keep(began, 'raised/1/0');
  const [taken] = await take(store.pool, 'me', 10);
  expect(JSON.parse(taken?.body?.toString() ?? '')).toEqual({ ...began, at: began.at.toISOString() });
});

test('raised twice it is there once', async () => {
  await keep(due(new Date(0)), 'raised/1/0');
  await keep(due(new Date(0)), 'raised/1/0');
  expect(await take(store.pool, 'me', 10)).toHaveLength(1);
});
