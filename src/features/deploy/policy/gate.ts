/** What has to be true before a deploy goes. Each gate is a rule and its sentences, in a file of its own; all of them are pure. */
import type { Reason } from '../../../core/decision.ts';
import type { Person } from '../../../core/event.ts';
import type { Commit, Judged, Pull } from '../../../core/reads.ts';
import type { Environment, Environments } from '../config.ts';
import type { PolicyRows } from './rows.ts';
import type { Seen } from './seen.ts';

/** In this order; the first closed one is the refusal. */
export const gateNames = [
  ...(['lock', 'freeze', 'fork', 'draft', 'commit', 'seen', 'after'] as const),
  ...(['checks', 'reviews', 'up to date', 'green', 'infrastructure', 'plan', 'approval'] as const),
] as const;

export interface Gate {
  name: (typeof gateNames)[number];
  /** `wait`: it can become true without anybody deciding anew. `closed`: it needs a decision. */
  state: 'open' | 'wait' | 'closed';
  /** A line of the checklist: what is, or has to become, true. Inert Markdown. */
  says: string;
  /** The refusal: what is in the way and what unblocks it; null when open. */
  way: string | null;
  /** The key of the file that asks for it, `environments.prod.reviews`; null when it is no setting. */
  setting: string | null;
  /** When it can change by itself: the next visit. */
  until?: Date;
  /** Nothing is asked for: no line of the checklist, only `/why` says so. */
  quiet?: true;
  /** Each part of it; where there are some, the checklist has a line for each. */
  because?: Reason[];
}

/** How the commit was named. */
export interface Naming {
  /** `thread`: what the pull request or the issue stands for. */
  how: 'thread' | 'sha' | 'tag' | 'branch';
  /** As it was typed, a commit without its `@`; null for `thread`. */
  said: string | null;
  /** A protected branch that has this commit, or the default branch, protected or not; null when none has. */
  on: string | null;
  /** A pull request of the branch that was named, while it is a draft. */
  draft?: number | null | undefined;
}

export interface Judging {
  /** The environment, by its name and as the file has it. */
  name: string;
  environment: Environment;
  all: Environments;
  timezone: string;
  prefix: string;
  defaultBranch: string;
  /** The branch whose rules count. */
  rules: string;
  commit: Commit;
  named: Naming;
  pull: (Pull & { number: number }) | null;
  /** Who asked for it; null when it goes by itself. */
  asker: Person | null;
  /** When they asked: `wait` counts from here. */
  askedAt: Date;
  /** Whether they could see this commit. */
  seen: Seen;
  /** When this commit was pushed, by GitHub's clock; null when nobody knows, which is long ago. */
  pushedAt: Date | null;
  judged: Judged;
  rows: PolicyRows;
  /** Numbers of those who said `/approve` and are among `approved_by` as of now. Who is missing here does not count. */
  approvers: number[];
  /** Whose names may be live in the text, as `@acme/release`: the caller knows who was called already. */
  mention: string[];
  now: Date;
}

/** Nobody stands by for what goes by itself; a newer commit takes its place. */
const patience = 30 * 86_400_000;

/** When a deploy that waits is dropped. */
export const expiryOf = ({ askedAt, environment, asker }: Pick<Judging, 'askedAt' | 'environment' | 'asker'>): Date =>
  new Date(askedAt.getTime() + (asker ? environment.wait : patience));

/** The pull request whose thread this is, when the commit is its own; somebody may have named another one there. */
export function pullOf<P extends Pull>({
  pull,
  commit,
  named,
}: { pull: P | null } & Pick<Judging, 'commit' | 'named'>): P | null {
  const own = named.how === 'thread' || commit.sha === pull?.head.sha || commit.sha === pull?.merged?.sha;
  return own ? pull : null;
}

/** It stands for work that is not merged: the rules for drafts, forks and pushes are about this. */
export function unmerged({
  pull,
  commit,
  named,
}: Pick<Judging, 'pull' | 'commit' | 'named'>): (Pull & { number: number }) | null {
  if (!pull || pull.state === 'merged') return null;
  return named.how === 'thread' || commit.sha === pull.head.sha ? pull : null;
}

type Parts = Pick<Gate, 'name' | 'says' | 'setting'> & Pick<Gate, 'because'>;

export const open = (parts: Parts): Gate => ({ ...parts, state: 'open', way: null });
export const closed = (parts: Parts & { way: string }): Gate => ({ ...parts, state: 'closed' });
/** What goes by itself is refused to nobody: it waits until somebody has decided. */
export const closedTo = (asker: Judging['asker'], parts: Parts & { way: string }): Gate => (asker ? closed(parts) : waits(parts));
export const waits = (parts: Parts & { way: string; until?: Date | undefined }): Gate => {
  const { until, ...rest } = parts;
  return { ...rest, state: 'wait', ...(until ? { until } : {}) };
};
