import { expect, test } from 'vitest';
import { carol, move, on, row } from '../../../test/nudges.ts';
import { aStoreForEachTest } from '../../../test/store.ts';
import type { Change } from '../../core/decision.ts';
import type { Session } from '../../core/session.ts';
import { sessionOn } from '../../store/session.ts';
import { allRows, dueLater, mark, marked, rowsNamed, rowsSaved } from './store.ts';

const store = aStoreForEachTest();
const here = { id: 7, owner: 'acme', name: 'web', installation: 5, private: true, defaultBranch: 'main' };
const within = <T>(work: (session: Session) => Promise<T>): Promise<T> =>
  store.db.transaction().execute(tx => work(sessionOn(tx)));
const write = (...changes: Change[]) =>
  within(async session => {
    for (const change of changes) await change.write(session);
  });

test('when enough was said, what is due waits for another day; what will be due does not, nor what is due elsewhere', async () => {
  const due = (number: number, at: string) => row(move('review', [carol]), { number, dueAt: on(at) });
  await write(rowsSaved(here, [due(1, 'Tue 09:00'), due(2, 'Tue 11:00')]), rowsSaved({ id: 8 }, [due(1, 'Tue 09:00')]));
  await write(dueLater(here, on('Tue 10:00'), on('Wed 09:00')));
  const times = async (id: number) =>
    [...(await within(session => rowsNamed(session, { id }, [1, 2]))).values()].map(one => one.dueAt);
  expect(await times(7)).toEqual([on('Wed 09:00'), on('Tue 11:00')]);
  expect(await times(8)).toEqual([on('Tue 09:00')]);
});

test('a row that cannot be read is as good as none, and others are read', async () => {
  await write(rowsSaved(here, [row(move('review', [carol]), { number: 1 }), row(move('review', [carol]), { number: 2 })]));
  await store.pool.query(
    `update pull_turns set story = jsonb_set(story, '{turn,why}', '[{"because": "the stars"}]') where number = 1`,
  );
  expect([...(await within(session => rowsNamed(session, here, [1, 2]))).keys()]).toEqual([2]);
  expect((await within(session => allRows(session, here))).map(({ number }) => number)).toEqual([2]);
});

test('of many that were heard of, those come first of which it was heard first', async () => {
  await within(session => mark(session, here, [1, 2]));
  await within(session => mark(session, here, [3, 1]));
  expect([...(await within(session => marked(session, here, 2))).keys()]).toEqual([2, 1]);
});
