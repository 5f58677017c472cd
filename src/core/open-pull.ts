/** A pull request as a sweep reads it, a hundred in one request: enough to say whose move it is. Pure words, no I/O. */
import type { Person } from './event.ts';

export interface Team {
  id: number;
  organisation: string;
  slug: string;
}

/** What people did, oldest first. Commits are dated by whoever made them, all else by GitHub. */
export type Deed = { at: Date; by: Person | null } & (
  | { what: 'asked' | 'unasked'; person: Person | null; team: Team | null }
  | { what: 'reviewed'; state: 'approved' | 'changes' | 'commented' }
  /** By the node of what was said. */
  | { what: 'commented'; node: string }
  /** Nothing but commands for us: somebody looks after it, and moves nothing. Who reads it knows what they were. */
  | { what: 'commanded' }
  | { what: 'pushed' | 'readied' | 'drafted' | 'reopened' | 'dismissed' | 'retargeted' }
  | { what: 'labelled' | 'unlabelled'; label: string }
);

/** The last word of each person who reviewed. A dismissed one is none. */
export interface GivenReview {
  by: Person;
  state: 'approved' | 'changes' | 'commented';
  at: Date;
  /** GitHub counts only reviews of people who can write. */
  writer: boolean;
}

/** Lines that are talked about. */
export interface OpenThread {
  /** Who began it. */
  by: Person | null;
  last: { by: Person | null; at: Date };
}

/** The newest report of each name, our own left out. */
export interface CheckNow {
  name: string;
  state: 'success' | 'running' | 'failure';
  at: Date | null;
}

export interface OpenPull {
  number: number;
  /** GraphQL node id of the thread. */
  node: string;
  title: string;
  author: Person | null;
  /** Belongs to the repository or its owner: perhaps somebody who may merge. */
  insider: boolean;
  state: 'open' | 'closed' | 'merged';
  draft: boolean;
  locked: boolean;
  /** Merges by itself once it may, or stands in GitHub's queue. */
  mergesItself: boolean;
  fork: boolean;
  head: string;
  /** The name of its branch. */
  branch: string;
  base: string;
  labels: string[];
  milestone: string | null;
  assignees: Person[];
  openedAt: Date;
  updatedAt: Date;
  /** When its newest commit was made, by whoever made it. */
  committedAt: Date;
  size: { additions: number; deletions: number; files: number };
  /** Null: GitHub has not found out yet. */
  conflict: boolean | null;
  /** What GitHub counts of its reviews; null where the branch demands none and nobody gave one. */
  decision: 'approved' | 'changes' | 'required' | null;
  /** Names of checks that its branch demands, as far as we may see them. */
  demanded: string[];
  checks: CheckNow[];
  /** Whose review is asked for and has not come. */
  asked: { people: Person[]; teams: Team[] };
  reviews: GivenReview[];
  /** Those that are not resolved. */
  threads: OpenThread[];
  deeds: Deed[];
  /** There was more before these. */
  deedsCut: boolean;
}

/** Somebody's 👍 or 👎 on something we asked. */
export interface Vote {
  /** What was asked, by its node. */
  node: string;
  by: Person;
  says: 'yes' | 'no';
}

/** A page of open pull requests, or those with these numbers, whatever their state; and the votes on what we asked, at most a hundred. */
export interface PullsAsked {
  which:
    | { order: 'oldest' | 'changed'; after: string | null; size: number }
    /** At most a hundred. */
    | { numbers: number[] };
  votesOn: string[];
}

export interface PullsPage {
  pulls: OpenPull[];
  /** Where the next page begins; null after the last. */
  next: string | null;
  /** How many GitHub could answer at once: fewer each time it took too long. */
  size: number;
  /** What it took too long for, again and again: the page, or some of the numbers. Another time they are asked for, so few at once. */
  unread: 'page' | number[];
  votes: Vote[];
  /** Of each thing that was asked about, whether every 👎 is in `votes`: not where it is gone, or has more than GitHub lists at once. */
  seen: ReadonlyMap<string, boolean>;
}
