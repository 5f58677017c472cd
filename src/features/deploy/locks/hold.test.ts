import { expect, test } from 'vitest';
import { type Deploy, newDeploy, newStory, type Story } from '../deploy.ts';
import { heldAfter, holdId } from './hold.ts';
import { newLock } from './lock.ts';

/** What a deploy leaves behind where `hold` is set. */

const repository = { id: 7, owner: 'acme', name: 'web', installation: 3, private: false, defaultBranch: 'main' };
const now = new Date('2026-11-19T12:00:00Z');
const hour = 3_600_000;
const deploy = (row: Partial<Deploy> = {}, story: Partial<Story> = {}) =>
  newDeploy({
    id: 'cafe',
    environment: 'staging',
    kind: 'asked',
    state: 'succeeded',
    sha: 'a'.repeat(40),
    thread: 42,
    askedAt: now,
    ...row,
    story: newStory({
      by: { id: 2, login: 'bob', bot: false },
      from: '#42',
      title: '',
      workflow: 'deploy.yml',
      branch: 'main',
      ...story,
    }),
  });
const held = (more: Partial<Parameters<typeof heldAfter>[0]> = {}) => {
  const { changes, raises } = heldAfter({
    ...{ repository, deploy: deploy(), hold: 8 * hour, locks: [], over: false, now },
    ...more,
  });
  return [...changes.map(({ what }) => what), ...raises.map(({ at, of, id }) => `${of} ${id} ${at.toISOString()}`)];
};

test('from an open pull request: held, with an end of its own', () => {
  expect(held()).toEqual(['staging is locked', `deploy-lock ${holdId(deploy())} 2026-11-19T20:00:00.000Z`]);
  expect(
    held({ deploy: deploy({}, { from: '#42 @aaaaaaa', named: { how: 'sha', on: null, said: 'a'.repeat(12) } }) }),
  ).toHaveLength(2);
});

test.each<[string, Partial<Parameters<typeof heldAfter>[0]>]>([
  ['it failed', { deploy: deploy({ state: 'failed' }) }],
  ['it was asked for in an issue', { deploy: deploy({}, { from: 'main' }) }],
  ['another branch was named in a pull request', { deploy: deploy({}, { from: 'better' }) }],
  ['it went by itself', { deploy: deploy({ kind: 'auto', thread: null }, { from: 'main' }) }],
  ['it is merged', { deploy: deploy({}, { landed: 1 }) }],
  ['it was merged or closed while it ran', { over: true }],
  ['it went back', { deploy: deploy({}, { back: { from: null, passed: 0, leaves: null } }) }],
])('nothing is held when %s', (_, more) => {
  expect(held(more)).toEqual([]);
});

test('the next one from a pull request takes its place; what a person locked stays', () => {
  const older = newLock({ id: 'old', environment: 'staging', kind: 'hold', by: null, pull: 42, since: now });
  const person = newLock({ id: 'hers', environment: 'staging', kind: 'person', by: null, since: now });
  expect(held({ locks: [older, person] }).slice(0, 2)).toEqual(['staging is free of a lock (replaced)', 'staging is locked']);
});
