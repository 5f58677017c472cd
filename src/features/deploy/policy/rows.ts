/** What our own rows say of a policy, in the words that the gates ask them in. */
import type { Entry } from '../../../checks/section.ts';
import type { Person, Repository } from '../../../core/event.ts';
import type { Session } from '../../../core/session.ts';

/** An open one: it keeps deploys out until somebody, its time, or the end of its pull request lifts it. */
export interface Lock {
  /** Null: of all environments. */
  environment: string | null;
  /** By a person, for the pull request that was deployed last, or after a rollback. */
  kind: 'person' | 'hold' | 'rollback';
  reason: string | null;
  by: Who | null;
  /** The pull request that it belongs to, and ends with. */
  pull: number | null;
  since: Date;
  until: Date | null;
}

type Who = Pick<Person, 'id' | 'login'>;

export interface Approval {
  environment: string;
  sha: string;
  by: Who;
  at: Date;
  /** It counts no more, and why: "a push took its place". */
  void: string | null;
}

/** Somebody wants one deploy to go in spite of a freeze; somebody else has to say yes to that. */
export interface Override {
  reason: string;
  by: Who;
  /** Of the people that `override` names, read when it was said. */
  secondBy: Who | null;
}

/** How the checks of one environment came out when each was looked at last, on the default branch. */
export interface Health {
  /** When the one was looked at that nobody has looked at for longest; null when none has reported. */
  at: Date | null;
  /** Since when, and the issue that tells of it, where somebody knows. */
  failing: { name: string; since: Date | null; issue: number | null }[];
  /** Nobody could say. */
  unknown: string[];
  /** The file names them, and nobody has looked yet. */
  unseen: string[];
  count: number;
}

/** Whoever keeps what was checked answers with what stands in its rows in this very transaction. `entries`: what the file names. */
export type HealthOf = (session: Session, repository: Repository, environment: string, entries: Entry[]) => Promise<Health>;

/** Where the file names no check. */
export const noHealth: Health = { at: null, failing: [], unknown: [], unseen: [], count: 0 };

export interface PolicyRows {
  /** All open ones that may be of this environment. */
  locks: Lock[];
  /** All of this environment and commit, those that count no more too. */
  approvals: Approval[];
  /** The last plan of this environment. */
  planned: { sha: string; at: Date; ok: boolean } | null;
  /** What ended well here and in the environment that comes before. */
  there: { tree: string | null; sha: string; environment: string }[];
  override: Override | null;
  /** Of each environment whose checks have to have passed. */
  health: (Health & { environment: string })[];
}
