/** What of all that is there lies around. Pure. */
import type { Artifact, Branch, Cache, Some, UsedEnvironment } from '../../../core/leftover.ts';
import {
  type ArtifactBox,
  type Box,
  type BranchLine,
  type CacheBox,
  countOf,
  type EnvironmentLine,
  type Findings,
  type Kind,
  type Rest,
  sizeOf,
} from './list.ts';

const day = 24 * 3_600_000;
const after = {
  merge: 7 * day,
  commit: 90 * day,
  artifact: 30 * day,
  cache: 14 * day,
  deployment: 90 * day,
  anything: 365 * day,
};

/** Of each kind: all of them have to fit into an issue, and a branch has two commands. */
const mostShown = 40;
const mostBranches = 30;
/** Of one name, before they are one line. */
const mostAlone = 3;
/** Behind one box: each is a request. */
const mostInBox = 100;

/** GitHub serves a site from the one, and keeps those in line for a merge under the other. */
const isGitHubs = (name: string): boolean => name === 'gh-pages' || name.startsWith('gh-readonly-queue/');

export interface Found {
  branches: Some<BranchLine>;
  /** Branches that pull requests are to be merged into, or were: they live on. */
  bases: Set<string>;
  artifacts: Some<Artifact>;
  caches: Some<Cache>;
  environments: Some<UsedEnvironment>;
  /** Environments that the team's file names. */
  named: string[];
  activeAt: Date;
}

/** As a branch lies around: merged and untouched since, or abandoned. Whether something is based on it, GitHub has to say. */
export function leftBranches(branches: Branch[], isNamed: (name: string) => boolean, now: Date): BranchLine[] {
  return branches
    .filter(one => !isNamed(one.name) && !one.isProtected && !one.hasOpenPull && !isGitHubs(one.name))
    .flatMap(({ name, head, merged, committedAt }) => {
      const merge = merged.find(pull => pull.head === head);
      if (merge) return isOld(merge.at, after.merge, now) ? { name, head, at: merge.at.getTime(), pull: merge.number } : [];
      return isOld(committedAt, after.commit, now) ? { name, head, at: committedAt.getTime(), pull: null } : [];
    });
}

const isOld = (at: Date, age: number, now: Date): boolean => now.getTime() - at.getTime() >= age;

/** Null: nothing lies around. */
export function listed(found: Found, now: Date, zone: string): Findings | null {
  const branches = found.branches.all.filter(({ name }) => !found.bases.has(name));
  const [merged, restOfMerged] = shown(branches.filter(({ pull }) => pull !== null).toSorted(oldest), mostBranches);
  const [abandoned, restOfAbandoned] = shown(branches.filter(({ pull }) => pull === null).toSorted(oldest), mostBranches);
  const oldArtifacts = old(found.artifacts.all, now);
  const artifacts = artifactBoxes(oldArtifacts).slice(0, mostShown);
  const oldCaches = cacheBoxes(found.caches.all, now);
  const caches = oldCaches.slice(0, mostShown);
  const [environments, restOfEnvironments] = shown(stale(found, now), mostShown);
  const quietSince = isOld(found.activeAt, after.anything, now) ? found.activeAt.getTime() : null;
  const lines = [merged, abandoned, artifacts, caches, environments];
  if (lines.every(({ length }) => length === 0) && quietSince === null) return null;
  return {
    at: now.getTime(),
    zone,
    boxes: [...artifacts, ...caches],
    ...{ merged, abandoned, environments, quietSince },
    rest: {
      ...{ artifacts: restOf(oldArtifacts, artifacts), caches: restOf(oldCaches, caches) },
      ...{ merged: restOfMerged, abandoned: restOfAbandoned, environments: restOfEnvironments },
    },
    cut: cutIn(found),
  };
}

export function cutIn({ branches, artifacts, caches, environments }: Found): Kind[] {
  const all: [boolean, Kind[]][] = [
    [artifacts.cut, ['artifacts']],
    [caches.cut, ['caches']],
    [branches.cut, ['merged', 'abandoned']],
    [environments.cut, ['environments']],
  ];
  return all.flatMap(([cut, kinds]) => (cut ? kinds : []));
}

const oldest = (a: { at: number }, b: { at: number }): number => a.at - b.at;

function shown<T>(all: T[], most: number): [T[], Rest] {
  return [all.slice(0, most), { count: Math.max(0, all.length - most), size: 0 }];
}

function restOf(all: { size: number }[], boxes: Box[]): Rest {
  const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0);
  return {
    count: all.length - sum(boxes.map(countOf)),
    size: sum(all.map(({ size }) => size)) - sum(boxes.map(sizeOf)),
  };
}

const old = (all: Artifact[], now: Date): Artifact[] =>
  all.filter(({ expired, createdAt }) => !expired && isOld(createdAt, after.artifact, now));

/** The largest first. */
function artifactBoxes(all: Artifact[]): ArtifactBox[] {
  return [...Map.groupBy(all, ({ name }) => name)]
    .flatMap(([name, alike]) => {
      const of = alike.map(({ id, size, createdAt }) => ({ id, size, at: createdAt.getTime() })).toSorted(oldest);
      const lines = of.length > mostAlone ? [of.slice(0, mostInBox)] : of.map(one => [one]);
      return lines.map((some): ArtifactBox => ({ what: 'artifacts', name, of: some, became: null }));
    })
    .toSorted((a, b) => sizeOf(b) - sizeOf(a));
}

function cacheBoxes(all: Cache[], now: Date): CacheBox[] {
  return all
    .filter(({ usedAt }) => isOld(usedAt, after.cache, now))
    .map(({ id, key, ref, size, createdAt, usedAt }): CacheBox => {
      const times = { at: createdAt.getTime(), usedAt: usedAt.getTime() };
      return { what: 'cache', id, key, ref, size, ...times, became: null };
    })
    .toSorted((a, b) => b.size - a.size);
}

/** Those first that nobody ever deployed to. GitHub takes names that differ in capitals for one. */
function stale({ environments, named }: Found, now: Date): EnvironmentLine[] {
  const wanted = new Set(named.map(name => name.toLowerCase()));
  return environments.all
    .filter(
      ({ name, madeAt, deployedAt }) => !wanted.has(name.toLowerCase()) && isOld(deployedAt ?? madeAt, after.deployment, now),
    )
    .map(({ name, deployedAt }) => ({ name, deployedAt: deployedAt?.getTime() ?? null }))
    .toSorted((a, b) => (a.deployedAt ?? 0) - (b.deployedAt ?? 0));
}
