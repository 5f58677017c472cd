/** All that may lie around is read. What the file names is not asked about, and nothing that a slip in it may hide. */
import type { Repository } from '../../../core/event.ts';
import type { Ask } from '../../../core/feature.ts';
import type { TeamFile } from '../../../core/file.ts';
import type { Some } from '../../../core/leftover.ts';
import { type Found, leftBranches } from './choosing.ts';

/** What a file names is wanted, however long nobody has touched it. */
export interface Named {
  environments(file: TeamFile): string[];
  branches(file: TeamFile, defaultBranch: string): (name: string) => boolean;
}

interface Wanted {
  environments: string[];
  isNamed(branch: string): boolean;
}

/** Null: a slip may hide what it names. */
export function wantedIn(file: TeamFile, named: Named, { defaultBranch }: Pick<Repository, 'defaultBranch'>): Wanted | null {
  if (file.problems.length > 0) return null;
  const isNamed = named.branches(file, defaultBranch);
  return { environments: named.environments(file), isNamed: name => name === defaultBranch || isNamed(name) };
}

const unread: Some<never> = { all: [], cut: true };

/** Whatever GitHub does not answer throws, and all of it is read again later. */
export async function foundIn({ github }: Pick<Ask, 'github'>, wanted: Wanted | null, now: Date): Promise<Found> {
  const branches = async () => {
    if (!wanted) return { branches: unread, bases: new Set<string>() };
    const { all, cut } = await github.branches();
    const left = leftBranches(all, wanted.isNamed, now);
    const { bases, unasked } = await github.basesAmong(left.map(({ name }) => name));
    const asked = left.filter(({ name }) => !unasked.includes(name));
    return { branches: { all: asked, cut: cut || unasked.length > 0 }, bases };
  };
  // At the same time: one after the other they may take longer than anybody may hold this.
  const [left, artifacts, caches, environments, activeAt] = await Promise.all([
    branches(),
    github.artifacts(),
    github.caches(),
    wanted ? github.environmentsUsed() : unread,
    github.activeAt(),
  ]);
  return { ...left, artifacts, caches, environments, named: wanted?.environments ?? [], activeAt };
}
