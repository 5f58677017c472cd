/** Which files only have another name: git finds them by what is in them. */
import type { ChangedPath } from './diff.ts';
import type { Git } from './git.ts';
import { linesOf } from './lines.ts';

/** Half of it has to be the same. */
const alike = 0.5;
// Git, too, stops looking for likenesses among very many files.
const mostPairs = 100_000;

/** For each new path that was one of the removed ones: which. The likest find each other first. */
export function moves(git: Git, changed: ChangedPath[]): Map<string, ChangedPath> {
  const came = changed.filter(file => file.old === undefined);
  const went = changed.filter(file => file.now === undefined);
  const found = new Map<string, ChangedPath>();
  const taken = new Set<string>();
  const pair = (to: ChangedPath, from: ChangedPath) => {
    if (found.has(to.path) || taken.has(from.path)) return;
    found.set(to.path, from);
    taken.add(from.path);
  };
  for (const to of came) {
    const same = went.find(from => from.old === to.now && !taken.has(from.path));
    if (same) pair(to, same);
  }
  const left = [came.filter(to => !found.has(to.path)), went.filter(from => !taken.has(from.path))] as const;
  if (left[0].length * left[1].length > mostPairs) return found;
  const text = (sha: string | undefined) => (sha === undefined ? '' : (git.blob(sha)?.toString() ?? ''));
  left[0]
    .flatMap(to => left[1].map(from => ({ to, from, likeness: likeness(text(from.old), text(to.now)) })))
    .filter(one => one.likeness >= alike)
    .sort((a, b) => b.likeness - a.likeness)
    .forEach(({ to, from }) => {
      pair(to, from);
    });
  return found;
}

/** How much of the larger one is in the other, line by line. */
function likeness(a: string, b: string): number {
  const larger = Math.max(a.length, b.length);
  if (larger === 0 || Math.min(a.length, b.length) < larger * alike) return 0;
  const counts = new Map<string, number>();
  for (const line of linesOf(a)) counts.set(line, (counts.get(line) ?? 0) + 1);
  let shared = 0;
  for (const line of linesOf(b)) {
    const left = counts.get(line) ?? 0;
    if (left > 0) shared += line.length;
    counts.set(line, left - 1);
  }
  return shared / larger;
}
