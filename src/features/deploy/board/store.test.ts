import { beforeEach, expect, test } from 'vitest';
import { aStoreForEachTest } from '../../../../test/store.ts';
import { until } from '../../../../test/until.ts';
import { sessionOn } from '../../../store/session.ts';
import { type BoardRow, board, boardHeld, boardSaved, boardTouched, mainMoved, noBoard } from './store.ts';

const store = aStoreForEachTest();
const repository = { id: 7, owner: 'acme', name: 'web', installation: 3, private: true, defaultBranch: 'main' };
const kept: BoardRow = { ...noBoard, state: 'kept', issue: 'board:7:0' };

const inside = <T>(work: (session: ReturnType<typeof sessionOn>) => Promise<T>) =>
  store.db.transaction().execute(tx => work(sessionOn(tx)));
const touch = (how: 'deploy' | 'push' = 'deploy') => inside(session => boardTouched(repository, how).write(session));
const save = (row: BoardRow) => inside(session => boardSaved(repository, row).write(session));
/** Visits that are asked for, with the seconds until then. */
const asked = async () => {
  const { rows } = await store.pool.query<{ guid: string; wait: number }>(
    `select guid, round(extract(epoch from due_at - clock()))::int as wait from deliveries order by seq`,
  );
  return rows.map(({ guid, wait }) => [guid, wait]);
};

beforeEach(() => save(kept));

test('however much happens, one visit is asked for; the next after that one was made', async () => {
  for (let nth = 0; nth < 3; nth++) await touch();
  expect(await asked()).toEqual([['board/7/0/deploy', 0]]);
  await save({ ...kept, visit: 1, shownAt: new Date() });
  await touch();
  expect(await asked()).toEqual([
    ['board/7/0/deploy', 0],
    ['board/7/1/deploy', 60],
  ]);
});

test('a push may wait longer, and keeps no deploy waiting', async () => {
  await touch('push');
  await touch();
  expect(await asked()).toEqual([
    ['board/7/0/push', 300],
    ['board/7/0/deploy', 0],
  ]);
});

test('where there is none, the file is looked at once, and again when a day has passed; one that was left is left', async () => {
  await store.pool.query('delete from boards');
  await touch();
  expect(await asked()).toHaveLength(1);
  await save({ ...noBoard, visit: 1 });
  await touch();
  expect(await asked()).toHaveLength(1);
  await store.pool.query(`update boards set visited_at = clock() - interval '25 hours'`);
  await touch();
  expect(await asked()).toHaveLength(2);
  await save({ ...kept, state: 'left', visit: 2 });
  await touch();
  expect(await asked()).toHaveLength(2);
});

test('what happens while it is visited asks for the visit after it', async () => {
  let touched: Promise<unknown> = Promise.resolve();
  await inside(async session => {
    await boardHeld(session, repository);
    touched = touch();
    // It waits for the visit to end.
    expect(await Promise.race([touched, store.pool.query('select 1 as here').then(({ rows }) => rows)])).toEqual([{ here: 1 }]);
    await boardSaved(repository, { ...kept, visit: 1 }).write(session);
  });
  await touched;
  expect(await asked()).toEqual([['board/7/1/deploy', 0]]);
});

test('whoever changes something while a visit begins does not wait for it, nor it for ever for them', async () => {
  await touch();
  await inside(async session => {
    await boardTouched(repository).write(session);
    // The visit is settled first, and then waits for the row.
    const visiting = store.db.transaction().execute(async tx => {
      await tx.updateTable('deliveries').set({ state: 'done' }).where('guid', '=', 'board/7/0/deploy').execute();
      return (await boardHeld(sessionOn(tx), repository)).visit;
    });
    await until(
      async () =>
        (await store.pool.query(`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`))
          .rows.length > 0,
    );
    await boardTouched(repository).write(session);
    return { visiting };
  }).then(({ visiting }) => visiting);
  expect(await asked()).toHaveLength(1);
});

test('a push that changes the row waits for nobody', async () => {
  await inside(async session => {
    await boardTouched(repository).write(session);
    await inside(other => mainMoved(repository, 'a'.repeat(40)).write(other));
  });
  expect(await inside(session => board(session, repository))).toMatchObject({ main: 'a'.repeat(40) });
});
