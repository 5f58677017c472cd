/** What changed from one commit to another, and what a pull request changes: its head against the point where it left its base. */
import { longest, patchOf } from './patch.ts';
import { moves } from './renames.ts';
import type { PullRequest } from './rows.ts';
import type { World } from './world.ts';

export interface ChangedFile {
  path: string;
  /** Where it stood before, when it was renamed. */
  previous: string | null;
  status: 'added' | 'removed' | 'modified' | 'renamed';
  sha: string;
  additions: number;
  deletions: number;
  /** As `git diff` writes it; null for what is binary, too long, or only has another name. */
  patch: string | null;
}

/** A path whose content is another one now. */
export interface ChangedPath {
  path: string;
  old: string | undefined;
  now: string | undefined;
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

/** Only which paths: a file that was renamed is one that went and one that came. */
export function changedPaths(world: World, from: string | null, to: string): ChangedPath[] {
  const before = from === null ? new Map<string, string>() : world.git.paths(from);
  const after = world.git.paths(to);
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map(path => ({ path, old: before.get(path), now: after.get(path) }))
    .filter(({ old, now }) => old !== now);
}

// What GitHub shows of all files together; those after it come without their patch.
const longestTogether = { lines: longest.lines, bytes: 1_000_000 };

export function compare(world: World, from: string | null, to: string): ChangedFile[] {
  const changed = changedPaths(world, from, to);
  const renamed = moves(world.git, changed);
  const gone = new Set([...renamed.values()].map(file => file.path));
  let [lines, bytes] = [0, 0];
  return changed
    .filter(({ path }) => !gone.has(path))
    .map(({ path, old, now }): ChangedFile => {
      const before = renamed.get(path);
      const status = before ? 'renamed' : old === undefined ? 'added' : now === undefined ? 'removed' : 'modified';
      const { additions, deletions, text } = patchOfBlobs(world, before?.old ?? old, now);
      lines += text === null ? 0 : additions + deletions;
      bytes += text === null ? 0 : Buffer.byteLength(text);
      const patch = lines > longestTogether.lines || bytes > longestTogether.bytes ? null : text;
      return { path, previous: before?.path ?? null, status, sha: now ?? old ?? '', additions, deletions, patch };
    });
}

function patchOfBlobs({ git }: World, old: string | undefined, now: string | undefined) {
  const [before, after] = [old, now].map(sha => (sha === undefined ? Buffer.alloc(0) : (git.blob(sha) ?? Buffer.alloc(0))));
  // As git tells what is no text.
  const binary = [before, after].some(blob => blob?.subarray(0, 8000).includes(0));
  return binary ? { additions: 0, deletions: 0, text: null } : patchOf(String(before ?? ''), String(after ?? ''));
}

function mergeBase(world: World, pull: PullRequest): string | null {
  const base = baseOf(world, pull);
  return (base && world.git.mergeBase(base, world.headOf(pull))) ?? null;
}

export const baseOf = (world: World, pull: PullRequest) =>
  pull.pull.mergedOnto ?? world.commitAt(world.repositories.get(pull.repository), pull.pull.base);
