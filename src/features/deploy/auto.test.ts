import { expect, test } from 'vitest';
import type { Checked } from '../../core/reads.ts';
import { newestGreen } from './auto.ts';
import { newDeploy, newStory, type State } from './deploy.ts';

const commit = (name: string, checks: Checked['checks'], tree = `tree of ${name}`): Checked => ({
  sha: name,
  tree,
  title: name,
  committedAt: new Date(0),
  checks,
});
const at = (sha: string, state: State = 'succeeded', tree = `tree of ${sha}`) =>
  newDeploy({
    id: sha,
    environment: 'prerelease',
    kind: 'asked',
    state,
    sha,
    tree,
    askedAt: new Date(0),
    story: newStory({ from: 'main', title: '', workflow: 'deploy.yml', branch: 'main' }),
  });
const nothing = { current: null, queue: [], tried: new Set<string>() };

test.each<[string, Checked[], Partial<Parameters<typeof newestGreen>[1]>, string | null, string | null]>([
  ['the newest green one', [commit('c', 'green'), commit('b', 'green')], {}, null, 'c'],
  [
    'not one that is red, runs, or has said nothing yet',
    [commit('d', 'red'), commit('c', 'running'), commit('b', 'none'), commit('a', 'green')],
    {},
    null,
    'a',
  ],
  ['without checks the one that has had its two minutes', [commit('c', 'none'), commit('b', 'green')], {}, 'c', 'c'],
  [
    'nothing older than what runs there',
    [commit('c', 'red'), commit('b', 'green'), commit('a', 'green')],
    { current: at('b') },
    null,
    null,
  ],
  [
    'nothing older than what is on its way',
    [commit('c', 'red'), commit('b', 'green')],
    { queue: [at('c', 'running')] },
    null,
    null,
  ],
  [
    'nothing with the files of what is on its way',
    [commit('c', 'green', 'same')],
    { queue: [at('x', 'waiting', 'same')] },
    null,
    null,
  ],
  ['nothing older than one that was tried', [commit('c', 'green'), commit('b', 'green')], { tried: new Set(['c']) }, null, null],
  ['after a pull request’s commit that is not on the branch', [commit('c', 'green')], { current: at('pull') }, null, 'c'],
  ['nothing of nothing', [], {}, null, null],
])('%s', (_, recent, known, quiet, expected) => {
  expect(newestGreen(recent, { ...nothing, ...known }, quiet)?.sha ?? null).toBe(expected);
});
