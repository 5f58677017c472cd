import { expect, test } from 'vitest';
import { aDatabase, began, repository } from '../../../../test/chat.ts';
import { sessionOn } from '../../../store/session.ts';
import type { Plan } from './plan.ts';
import { plannedOf, saved } from './store.ts';

const database = aDatabase();
const [a, b, c] = ['a', 'b', 'c'].map(letter => letter.repeat(40));

const within = <T>(work: (session: ReturnType<typeof sessionOn>) => Promise<T>) =>
  database.store.db.transaction().execute(tx => work(sessionOn(tx)));

async function planned(...plans: [sha: string | undefined, state: Plan['state'], environment?: string][]): Promise<void> {
  await database.store.pool.query('truncate plans');
  for (const [place, [sha = '', state, environment = 'prod']] of plans.entries()) {
    const ended = state === 'starting' || state === 'running' ? null : new Date(began.getTime() + place * 60_000);
    const plan: Plan = {
      id: String(place),
      environment,
      state,
      sha,
      tree: '',
      thread: 1,
      run: null,
      attempt: 1,
      comment: null,
      edits: 0,
      looks: 0,
      askedAt: began,
      ranAt: null,
      endedAt: ended,
      shownAt: null,
      dueAt: null,
      story: {
        by: { id: 1, login: 'alice', bot: false },
        from: '',
        sign: null,
        again: '',
        further: '',
        prefix: '/',
        workflow: '',
        branch: '',
        inputs: {},
        marked: true,
        reports: false,
        was: null,
        expected: null,
        run: null,
        rerunBy: null,
        lines: [],
        sight: '',
        held: false,
        stopping: null,
        ending: null,
        stood: null,
        refused: null,
      },
    };
    await within(session => saved(repository, plan).write(session));
  }
}

const of = async (sha = '') => {
  const found = await within(session => plannedOf(session, repository, 'prod', sha));
  return found && `${found.sha[0]} ${found.ok} ${(found.at.getTime() - began.getTime()) / 60_000}`;
};

test('the last plan of this commit, else of any', async () => {
  await planned();
  expect(await of(a)).toBeNull();
  await planned([a, 'succeeded'], [b, 'failed'], [a, 'running']);
  expect([await of(a), await of(b), await of(c)]).toEqual(['a true 0', 'b false 1', 'b false 1']);
  await planned([a, 'succeeded'], [a, 'failed'], [c, 'succeeded', 'prerelease']);
  expect([await of(a), await of(c)]).toEqual(['a false 1', 'a false 1']);
});

test('one that was stopped or lost says nothing', async () => {
  await planned([a, 'succeeded'], [a, 'cancelled'], [a, 'lost'], [b, 'cancelled']);
  expect([await of(a), await of(b)]).toEqual(['a true 0', 'a true 0']);
});
