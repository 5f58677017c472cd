import { expect, test } from 'vitest';
import { commitOf, environment } from '../../../../test/policy.ts';
import type { Ref } from '../../../core/args.ts';
import type { Place, Pull } from '../../../core/reads.ts';
import { strange } from './own.ts';

/** Whose code may run with an environment's secrets. The commit is `a`, main stands at `c`, and the pull request at `a`. */

const [a, b, c] = ['a', 'b', 'c'].map(letter => commitOf(letter).sha);
const pull = (more: Partial<Pull> = {}): Pull => ({
  head: commitOf('a'),
  branch: 'better',
  base: 'main',
  title: '',
  author: null,
  draft: false,
  fork: false,
  state: 'open',
  merged: null,
  ...more,
});
const fork = pull({ fork: true });
const at = (sha = '', digits = 40): Ref => ({ kind: 'sha', sha: sha.slice(0, digits) });

interface Case {
  pull?: Pull | null;
  ref?: Ref;
  sha?: string | undefined;
  settings?: Record<string, unknown>;
  /** What main has. */
  onMain?: string[];
}

async function verdict({ pull: its = null, ref, sha = a, settings = {}, onMain = [] }: Case): Promise<string> {
  const place: Pick<Place, 'pull' | 'main'> = { pull: its, main: commitOf('c') };
  const github = {
    compare: async (base: string, head: string) => ({
      ahead: 1,
      behind: head === c && onMain.includes(base) ? 0 : 3,
      commits: [],
    }),
  };
  const given = { name: 'prod', environment: environment(settings), prefix: '/', place, ref, commit: { sha: sha ?? '' } };
  return (await strange(github, given)) ?? 'may';
}

test.each<[string, Case, string]>([
  ['the head of a pull request', { pull: pull() }, 'may'],
  ['the head of the default branch, in an issue', { sha: c }, 'may'],
  ['a branch', { ref: { kind: 'name', name: 'release/1' }, sha: b }, 'may'],
  ['the head of a fork', { pull: fork }, 'This commit comes from a fork'],
  ['the head of a fork by its digits, where forks are off', { pull: fork, ref: at(a) }, 'This commit comes from a fork'],
  ['the head of a fork, where they are reviewed', { pull: fork, settings: { forks: 'reviewed' } }, 'Somebody who has read it'],
  ['the same by a branch', { pull: fork, settings: { forks: 'reviewed' }, ref: { kind: 'name', name: 'x' } }, 'Somebody who'],
  ['the same by eleven digits', { pull: fork, settings: { forks: 'reviewed' }, ref: at(a, 11) }, 'Somebody who has read it'],
  ['the same by twelve digits', { pull: fork, settings: { forks: 'reviewed' }, ref: at(a, 12) }, 'may'],
  ['an older commit of a fork', { pull: fork, settings: { forks: 'reviewed' }, ref: at(b), sha: b }, 'neither on the default'],
  ['a fork that was merged', { pull: pull({ fork: true, state: 'merged', merged: commitOf('c') }), sha: c }, 'may'],
  [
    'its head, by digits, after the merge',
    { pull: pull({ fork: true, state: 'merged', merged: commitOf('c') }), ref: at(a) },
    'neither',
  ],
  ['digits of a commit on main', { ref: at(b), sha: b, onMain: [commitOf('b').sha] }, 'may'],
  ['digits of the head of main', { ref: at(c), sha: c }, 'may'],
  ['digits of the head here', { pull: pull(), ref: at(a, 12) }, 'may'],
  ['digits without `@`', { ref: { kind: 'name', name: b ?? '' }, sha: b }, 'neither on the default'],
  ['digits of a commit that no branch of the team has', { pull: pull(), ref: at(b), sha: b }, 'neither on the default'],
  ['eleven digits', { pull: pull(), ref: at(a, 11) }, 'Did you mean `/plan prod @aaaaaaaaaaaa`?'],
])('%s', async (_, given, says) => expect(await verdict(given)).toContain(says));
