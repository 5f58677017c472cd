import { expect, test } from 'vitest';
import type { Person } from '../../../core/event.ts';
import type { Vote } from '../../../core/open-pull.ts';
import type { Role } from '../../../core/reads.ts';
import { countedVotes, verdictOf } from './votes.ts';

const person = (login: string, id: number): Person => ({ id, login, bot: login.endsWith('[bot]') });
const [alice, bob, mallory] = [person('alice', 1), person('bob', 2), person('mallory', 3)];
const robot = person('robot[bot]', 4);
const vote = (by: Person, says: Vote['says'] = 'yes', node = 'IC_1'): Vote => ({ node, by, says });
const thread = { author: alice, assignees: [] };

function github(roles: Record<string, Role>) {
  const asked: string[] = [];
  return {
    asked,
    github: {
      role: async ({ login }: Person) => {
        asked.push(login);
        return roles[login] ?? 'none';
      },
    },
  };
}

test('everybody is asked about once, and a bot never', async () => {
  const house = github({ bob: 'triage' });
  const votes = await countedVotes([vote(bob), vote(bob, 'yes', 'IC_2'), vote(mallory), vote(robot)], house);
  expect(house.asked).toEqual(['bob', 'mallory']);
  expect(votes.map(({ by, role }) => `${by.login} ${role}`)).toEqual(['bob triage', 'bob triage', 'mallory none']);
});

test('where GitHub does not answer nothing is decided', async () => {
  const silent = { github: { role: () => Promise.reject(new Error('502')) } };
  await expect(countedVotes([vote(bob)], silent)).rejects.toThrow('502');
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
  const verdict = verdictOf(await countedVotes(votes, github(roles)), 'IC_1', { ...thread, assignees });
  expect(verdict && `${verdict.by.login} ${verdict.says}`).toBe(says);
});
