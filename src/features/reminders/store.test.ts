import { expect, test } from 'vitest';
import { emptyDatabase } from '../../../test/database.ts';
import { carol, move, nudged, on, row } from '../../../test/nudges.ts';
import { aStoreForEachTest } from '../../../test/store.ts';
import type { Change } from '../../core/decision.ts';
import type { Session } from '../../core/session.ts';
import { openStore } from '../../store/connection.ts';
import { migrate } from '../../store/migrate.ts';
import { sessionOn } from '../../store/session.ts';
import { agreedOnce } from './books/store.ts';
import { allRows, dueLater, mark, marked, peaceOf, rowsNamed, rowsSaved } from './store.ts';

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

test('what the first version kept is read, quiet stays quiet, and nobody is asked again whether to begin', async () => {
  const database = await emptyDatabase();
  const old = openStore(database.config, { warn() {} });
  try {
    await migrate(old.pool, { to: 17 });
    const { clearSince, greenSince, runningSince, called, nudge, ...story } = row(move('review', [carol]), {
      ...{ nudge: nudged({ comment: 'nudge:7:1:x' }), muted: true },
    });
    const { hearers, tries, ...said } = nudge ?? nudged({});
    await old.pool.query(
      `insert into pull_turns (repository_id, number, head, holders, since, read_at, story) values (7, 1, 'abc', '{}', now(), now(), $1)`,
      [JSON.stringify({ ...story, nudge: said })],
    );
    await old.pool.query(`insert into reminder_books (repository_id, state, next_at) values (7, 'on', now())`);
    await migrate(old.pool);
    const seen = await old.db.transaction().execute(async tx => ({
      rows: await allRows(sessionOn(tx), here),
      peace: await peaceOf(sessionOn(tx), here, [1]),
      agreed: await agreedOnce(sessionOn(tx), here),
    }));
    expect(seen.rows.map(one => [one.nudge?.comment, one.runningSince])).toEqual([['nudge:7:1:x', null]]);
    expect(seen.peace.get(1)).toEqual({ snoozedUntil: null, muted: true });
    expect(seen.agreed).toBe(true);
  } finally {
    await old.close();
    await database.drop();
  }
});
