/** What a pull request changes: its head against the point where it left its base. */

import type { PullRequest } from './rows.ts';
import type { World } from './world.ts';

export interface ChangedFile {
  path: string;
  status: 'added' | 'removed' | 'modified';
  sha: string;
  additions: number;
  deletions: number;
}

export function changedFiles(world: World, pull: PullRequest): ChangedFile[] {
  return compare(world, mergeBase(world, pull), world.headOf(pull));
}

/** The commits of its branch that its base does not have, oldest first. */
export function pullCommits(world: World, pull: PullRequest): string[] {
  const base = baseOf(world, pull);
  const known = new Set(base ? world.git.ancestors(base) : []);
  return world.git
    .ancestors(world.headOf(pull))
    .filter(sha => !known.has(sha))
    .toReversed();
}

export function compare(world: World, from: string | null, to: string): ChangedFile[] {
  const before = from === null ? new Map<string, string>() : world.git.paths(from);
  const after = world.git.paths(to);
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap(path => {
    const [old, now] = [before.get(path), after.get(path)];
    const sha = now ?? old;
    if (old === now || sha === undefined) return [];
    const status = old === undefined ? 'added' : now === undefined ? 'removed' : 'modified';
    return [{ path, status, sha, ...countLines(lines(world, old), lines(world, now)) }];
  });
}

function mergeBase(world: World, pull: PullRequest): string | null {
  const base = baseOf(world, pull);
  return (base && world.git.mergeBase(base, world.headOf(pull))) ?? null;
}

export const baseOf = (world: World, pull: PullRequest) =>
  pull.pull.mergedOnto ?? world.commitAt(world.repositories.get(pull.repository), pull.pull.base);

function lines(world: World, blob: string | undefined): string[] {
  const text = blob === undefined ? '' : (world.git.blob(blob)?.toString() ?? '');
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** By the longest common run of lines, as a diff would. */
function countLines(before: string[], after: string[]): { additions: number; deletions: number } {
  let row = new Array<number>(after.length + 1).fill(0);
  for (const line of before) {
    const next = [0];
    for (const [place, other] of after.entries())
      next.push(line === other ? (row[place] ?? 0) + 1 : Math.max(row[place + 1] ?? 0, next[place] ?? 0));
    row = next;
  }
  const common = row.at(-1) ?? 0;
  return { additions: after.length - common, deletions: before.length - common };
}
