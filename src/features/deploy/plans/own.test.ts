import { expect, test } from 'vitest';
import { commitOf, environment } from '../../../../test/policy.ts';
import type { Pull } from '../../../core/reads.ts';
import type { Naming } from '../policy/gate.ts';
import type { Seen } from '../policy/seen.ts';
import { strange } from './own.ts';

/** Whose code may run with an environment's secrets. The commit is `a`, main stands at `c`, and the pull request at `a`. */

const [a, b, c] = ['a', 'b', 'c'].map(letter => commitOf(letter).sha);
const pull = (more: Partial<Pull> = {}): Pull => ({
  head: commitOf('a'),
  branch: 'better',
  base: 'main',
  title: '',
  author: null,
  openedAt: new Date(0),
  draft: false,
  fork: false,
  state: 'open',
  merged: null,
  ...more,
});
const fork = pull({ fork: true });
const at = (sha = '', digits = 40, on: string | null = null): Naming => ({ how: 'sha', said: sha.slice(0, digits), on });
const here: Naming = { how: 'thread', said: null, on: null };
const reviewed = { forks: 'reviewed' };

interface Case {
  pull?: Pull | null;
  named?: Naming;
  sha?: string | undefined;
  settings?: Record<string, unknown>;
  seen?: Seen;
}

function verdict({ pull: its = null, named = here, sha = a, settings = {}, seen = 'seen' }: Case): string {
  const given = {
    name: 'prod',
    environment: environment(settings),
    prefix: '/',
    pull: its,
    named,
    seen,
    commit: { sha: sha ?? '' },
  };
  return strange(given) ?? 'may';
}

test.each<[string, Case, string]>([
  ['the head of a pull request', { pull: pull() }, 'may'],
  [
    'one that moved a moment before',
    { pull: pull(), seen: { moved: a ?? '', secondsBefore: 3 } },
    '3 seconds before your comment',
  ],
  ['one that nobody knows the moves of', { pull: pull(), seen: 'unknown' }, 'Did you mean it? `/plan prod @aaaaaaaaaaaa`'],
  ['the same by its digits', { pull: pull(), named: at(a, 12), seen: 'unknown' }, 'may'],
  ['the head of the default branch, in an issue', { sha: c }, 'may'],
  ['a branch', { named: { how: 'branch', said: 'release/1', on: 'release/1' }, sha: b }, 'may'],
  ['a tag on main', { named: { how: 'tag', said: 'v1', on: 'main' }, sha: b }, 'may'],
  ['a tag on no branch with rules', { named: { how: 'tag', said: 'v1', on: null }, sha: b }, 'is on no protected branch'],
  ['the head of a fork', { pull: fork }, 'This commit comes from a fork'],
  ['the head of a fork by its digits, where forks are off', { pull: fork, named: at(a) }, 'This commit comes from a fork'],
  ['the head of a fork, where they are reviewed', { pull: fork, settings: reviewed }, 'Somebody who has read it'],
  ['the same by eleven digits', { pull: fork, settings: reviewed, named: at(a, 11) }, 'Somebody who has read it'],
  ['the same by twelve digits', { pull: fork, settings: reviewed, named: at(a, 12) }, 'may'],
  ['an older commit of a fork', { pull: fork, settings: reviewed, named: at(b), sha: b }, 'is on no protected branch'],
  ['a fork that was merged', { pull: pull({ fork: true, state: 'merged', merged: commitOf('c') }), sha: c }, 'may'],
  [
    'its head, by digits, after the merge',
    { pull: pull({ fork: true, state: 'merged', merged: commitOf('c') }), named: at(a) },
    'is on no protected branch',
  ],
  ['digits of a commit on main', { named: at(b, 40, 'main'), sha: b }, 'may'],
  ['digits of a commit that no branch of the team has', { pull: pull(), named: at(b), sha: b }, 'is on no protected branch'],
  ['eleven digits', { pull: pull(), named: at(a, 11) }, 'Did you mean `/plan prod @aaaaaaaaaaaa`?'],
])('%s', (_, given, says) => expect(verdict(given)).toContain(says));
