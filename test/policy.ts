/** Environments as a team's file makes them, and wishes to deploy there, for tables about policy. */
import { effective } from '../src/config/effective.ts';
import { filePath, loadFile } from '../src/config/file.ts';
import type { Person } from '../src/core/event.ts';
import type { Check, Commit, Judged } from '../src/core/reads.ts';
import { type Environment, environments, environmentsOf } from '../src/features/deploy/config.ts';
import type { Judging, Naming } from '../src/features/deploy/policy/gate.ts';
import type { PolicyRows } from '../src/features/deploy/policy/rows.ts';

/** One environment with these settings and the defaults of all others. */
export function environment(settings: Record<string, unknown>): Environment {
  const file = loadFile([environments], JSON.stringify({ environments: { prod: settings, staging: true } }), filePath, {
    organisation: false,
  });
  const { prod } = environmentsOf(effective(file, null));
  if (!prod || file.problems.length > 0) throw new Error(file.problems.map(({ message }) => message).join('\n'));
  return prod;
}

const person = (id: number, login: string): Person => ({ id, login, bot: false });
export const alice = person(1, 'alice');
export const bob = person(2, 'bob');
export const carol = person(3, 'carol');
export const dave = person(4, 'dave');
export const mallory = person(5, 'mallory');

/** A commit by one letter: `a` is `aaaa…`, with a tree of its own. */
export const commitOf = (letter: string): Commit => ({
  sha: letter.repeat(40),
  tree: `tree of ${letter}`,
  title: 'Fix login',
  committedAt: new Date('2026-11-18T10:00:00Z'),
});

export const check = (name: string, state: Check['state'], more: Partial<Check> = {}): Check => ({
  name,
  app: 'github-actions',
  required: true,
  state,
  since: null,
  url: null,
  ...more,
});

export const noRows: PolicyRows = { locks: [], approvals: [], planned: null, there: [], override: null, health: [] };

type Wishes = Partial<Omit<Judging, 'environment' | 'pull' | 'judged' | 'rows' | 'named'>> & {
  settings?: Record<string, unknown>;
  pull?: Partial<Judging['pull']> | null;
  judged?: Partial<Judged>;
  rows?: Partial<PolicyRows>;
  named?: Partial<Naming>;
};

/** Bob asks on Thursday, 19 November 2026, at noon in Berlin, for `a`, the head of alice's pull request 42, to go to prod. */
export function judging({ settings = {}, pull, judged, rows, named, ...rest }: Wishes = {}): Judging {
  const prod = environment(settings);
  const commit = commitOf('a');
  const now = new Date('2026-11-19T11:00:00Z');
  return {
    name: 'prod',
    environment: prod,
    all: { prod },
    timezone: 'Europe/Berlin',
    prefix: '/',
    defaultBranch: 'main',
    rules: pull === null ? 'main' : (pull?.base ?? 'main'),
    commit,
    named: { how: 'thread', said: null, on: null, ...named },
    pull: pull === null ? null : { ...pullOf(commit), ...pull },
    asker: bob,
    askedAt: now,
    seen: 'seen',
    pushedAt: new Date(now.getTime() - 5 * 60_000),
    judged: {
      checks: [],
      missing: [],
      reviews: [],
      behind: null,
      green: null,
      involved: { authors: [alice], pusher: alice, committers: [alice] },
      ...judged,
    },
    rows: { ...noRows, ...rows },
    approvers: [],
    mention: [],
    now,
    ...rest,
  };
}

const pullOf = (head: Commit): NonNullable<Judging['pull']> => ({
  number: 42,
  head,
  branch: 'fix-login',
  base: 'main',
  title: 'Fix login',
  author: alice,
  openedAt: new Date('2026-11-18T10:00:00Z'),
  draft: false,
  fork: false,
  state: 'open',
  merged: null,
});
