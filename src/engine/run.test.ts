import { beforeEach, expect, test } from 'vitest';
import { askOf } from '../../test/asking.ts';
import { aStoreForEachTest } from '../../test/store.ts';
import { type Change, decided } from '../core/decision.ts';
import type { Due, Event } from '../core/event.ts';
import { type Handler, handler } from '../core/feature.ts';
import { keep, type Taken, take } from '../store/deliveries.ts';
import { rowsOf } from '../store/session.ts';
import { running } from './run.ts';

/** One event through handlers made for this, on a real database. */

const store = aStoreForEachTest();
const repository = { id: 7, owner: 'acme', name: 'web', installation: 1, private: true, defaultBranch: 'main' };
const birth = new Date('2026-11-20T10:00:00Z');
const before = new Date('2026-11-19T10:00:00Z');
const due = (at: Date): Due => ({ type: 'Due', at, repository, of: 'deploy', id: '5' });
const pushed = (at: Date): Event => ({ type: 'BranchPushed', at, repository, branch: 'main', head: 'abc' });

const noted: string[] = [];
beforeEach(() => void noted.splice(0));
const note = (what: string): Change => ({ what, write: async () => void noted.push(what) });

async function taken(name: string): Promise<Taken> {
  await keep(store.pool, [{ guid: name, source: 'ours', name: 'x', key: '7#1', lane: 'rest', body: Buffer.from('{}') }]);
  const [one] = await take(store.pool, 'me', 1);
  if (!one) throw new Error('nothing was taken');
  return one;
}

const run =
  (event: Event, ...handlers: Handler[]) =>
  async (name: string) =>
    running({ store, handlers, birth, ask: () => askOf(repository) })(await taken(name), event);

const states = async () =>
  Object.fromEntries(
    (await store.db.selectFrom('deliveries').select(['guid', 'state']).execute()).map(row => [row.guid, row.state]),
  );

const turns = handler({
  on: 'Due',
  facts: async () => ({}),
  scope: () => 'deploy/7/prod',
  decide: ({ event }) => decided({ about: 'a turn', changes: [note(event.id)] }),
});

test('what is older than this database is seen and not handled, but a turn of ours is', async () => {
  const push = handler({
    on: 'BranchPushed',
    facts: async () => ({}),
    scope: () => 's',
    decide: () => decided({ about: 'a push', changes: [note('push')] }),
  });
  await run(pushed(before), push)('push');
  await run(due(before), turns)('turn');
  expect(noted).toEqual(['5']);
  expect(await states()).toEqual({ push: 'seen', turn: 'done' });
});

test('what is raised for later lies there until then, and however many there are none is lost', async () => {
  const later = new Date(Date.now() + 60_000);
  const raising = (scope: string) =>
    handler({
      on: 'BranchPushed',
      facts: async () => ({}),
      scope: () => scope,
      decide: () => decided({ about: 'a push', raises: [due(later), due(later)] }),
    });
  await run(pushed(new Date()), raising('one'), raising('two'))('push');
  expect(await take(store.pool, 'me', 10)).toEqual([]);
  await store.later(61);
  const found = await store.db.selectFrom('deliveries').select(['name', 'key']).where('state', '=', 'waiting').execute();
  expect(found).toEqual(Array(4).fill({ name: 'Due', key: '7/deploy/5' }));
});

test('all that must not be decided twice at once is held while it is decided', async () => {
  const other = {
    ...turns,
    prepare: async () => ({
      scope: 'thread/7/1',
      locks: ['deploy/7/prod'],
      decide: async () => decided({ about: 'x', changes: [holding] }),
    }),
  };
  const free: string[] = [];
  const holding: Change = {
    what: 'looks which scopes are free',
    async write(session) {
      const mine = await rowsOf(session).selectFrom('scopes').select('name').orderBy('name').execute();
      noted.push(...mine.map(row => row.name));
      const { rows } = await store.pool.query('select name from scopes for update skip locked');
      free.push(...rows.map(row => row.name));
    },
  };
  await store.pool.query(`insert into scopes values ('deploy/7/prod'), ('deploy/7/else'), ('thread/7/1')`);
  await run(due(new Date()), other)('turn');
  expect(noted).toEqual(['deploy/7/else', 'deploy/7/prod', 'thread/7/1']);
  expect(free).toEqual(['deploy/7/else']);
});
