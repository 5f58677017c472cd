import { expect, test } from 'vitest';
import { aStoreForEachTest } from '../../../../test/store.ts';
import type { Person } from '../../../core/event.ts';
import type { Vote } from '../../../core/open-pull.ts';
import type { Role } from '../../../core/reads.ts';
import type { Session } from '../../../core/session.ts';
import { sessionOn } from '../../../store/session.ts';
import { countedVotes, inTurn, verdictOf } from './votes.ts';

const store = aStoreForEachTest();
const repository = { id: 7, owner: 'acme', name: 'web', installation: 5, private: true, defaultBranch: 'main' };

const person = (login: string, id: number): Person => ({ id, login, bot: login.endsWith('[bot]') });
const [alice, bob, mallory] = [person('alice', 1), person('bob', 2), person('mallory', 3)];
const robot = person('robot[bot]', 4);
const vote = (by: Person, says: Vote['says'] = 'yes', node = 'IC_1'): Vote => ({ node, by, says });
const thread = { author: alice, assignees: [] };

function github(roles: Record<string, Role>) {
  const asked: string[] = [];
  return {
    asked,
    peek: <T>(read: (session: Session) => Promise<T>) => store.db.transaction().execute(tx => read(sessionOn(tx))),
    github: {
      repository,
      role: async ({ login }: Person) => {
        asked.push(login);
        return roles[login] ?? 'none';
      },
    },
  };
}

const counted = (votes: Vote[], house: Omit<ReturnType<typeof github>, 'asked'>) =>
  countedVotes({ votes, seen: new Map(votes.map(({ node }) => [node, true])) }, house);

const crowd = (says: Vote['says'], many: number, node = 'IC_1', from = 100) =>
  Array.from({ length: many }, (_, at) => vote(person(`dave-${at}`, from + at), says, node));

test('of a crowd twenty are asked about, whoever wants to keep it first; where a 👎 is left, not every one was seen', async () => {
  const house = github({ bob: 'triage' });
  const few = await counted([...crowd('yes', 30), vote(bob, 'no')], house);
  expect(house.asked).toHaveLength(20);
  expect(verdictOf(few.votes, 'IC_1', thread)?.by).toEqual(bob);
  expect([...few.seen]).toEqual([['IC_1', true]]);
  expect([...(await counted(crowd('no', 30), house)).seen]).toEqual([['IC_1', false]]);
});

test('others come first each hour, so whoever counts is met in a crowd however large; who says no to the plan never is', () => {
  const votes = [
    ...crowd('no', 90, 'I_1', 200),
    ...crowd('yes', 90, 'I_1'),
    vote(bob, 'yes', 'I_1'),
    ...crowd('no', 5, 'IC_1', 300),
  ];
  const firstAt = (hour: number) => inTurn(votes, ['I_1'], new Date(hour * 3_600_000)).slice(0, 20);
  const hours = Array.from({ length: 100 }, (_, hour) => firstAt(hour));
  expect(hours.some(people => people.some(({ by }) => by.id === bob.id))).toBe(true);
  expect(new Set(hours.flat().map(({ by }) => by.id)).size).toBe(91);
  expect(hours.flat().every(({ node, says }) => node === 'I_1' && says === 'yes')).toBe(true);
  expect(firstAt(7)).toEqual(firstAt(7));
});

test('everybody is asked about once, and a bot never', async () => {
  const house = github({ bob: 'triage' });
  const { votes } = await counted([vote(bob), vote(bob, 'yes', 'IC_2'), vote(mallory), vote(robot)], house);
  expect(house.asked).toEqual(['bob', 'mallory']);
  expect(votes.map(({ by, role }) => `${by.login} ${role}`)).toEqual(['bob triage', 'bob triage', 'mallory none']);
});

test('where GitHub does not answer nothing is decided', async () => {
  const house = github({});
  const silent = { ...house, github: { ...house.github, role: () => Promise.reject(new Error('502')) } };
  await expect(counted([vote(bob)], silent)).rejects.toThrow('502');
});

test.each<[string, Vote[], { roles?: Record<string, Role>; assignees?: Person[] }, string | null]>([
  ['its author’s', [vote(alice)], {}, 'alice yes'],
  ['of whoever can triage', [vote(bob)], { roles: { bob: 'triage' } }, 'bob yes'],
  ['of whoever can do more', [vote(bob)], { roles: { bob: 'admin' } }, 'bob yes'],
  ['not of whoever can only read', [vote(bob)], { roles: { bob: 'read' } }, null],
  ['of whoever is assigned', [vote(mallory)], { assignees: [mallory] }, 'mallory yes'],
  ['on something else', [vote(alice, 'yes', 'IC_2')], {}, null],
  ['a 👎 outweighs', [vote(alice), vote(bob, 'no')], { roles: { bob: 'triage' } }, 'bob no'],
  ['but not a stranger’s', [vote(alice), vote(mallory, 'no')], { roles: { mallory: 'read' } }, 'alice yes'],
])('whose counts: %s', async (_, votes, { roles = {}, assignees = [] }, says) => {
  const verdict = verdictOf((await counted(votes, github(roles))).votes, 'IC_1', { ...thread, assignees });
  expect(verdict && `${verdict.by.login} ${verdict.says}`).toBe(says);
});
