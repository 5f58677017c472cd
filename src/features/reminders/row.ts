/** What we know of one open pull request between two looks: the row, in our own words. */
import type { Person } from '../../core/event.ts';
import type { Turn } from './turns/turn.ts';

export interface Row {
  number: number;
  /** GraphQL node id of its thread. */
  node: string;
  title: string;
  author: Person | null;
  openedAt: Date;
  /** As GitHub said when it was last read: when it changed last. */
  changedAt: Date;
  readAt: Date;
  turn: Turn;
  /** The name of this stretch of waiting: who, for what, since when. Another one is another episode, with a nudge of its own. */
  episode: string;
  size: { additions: number; deletions: number; files: number };
  green: boolean;
  /** Since when a check that counts is red; since when it cannot be merged. As far as we saw it. */
  redSince: Date | null;
  conflictSince: Date | null;
  /** The last deed of a person. */
  movedAt: Date;
  /** When something may have to be said next; null: nothing will, as far as is known. */
  dueAt: Date | null;
  /** An event told that it changed: it is read again before anything is done. */
  changed: boolean;
  snoozedUntil: Date | null;
  muted: boolean;
  /** What was said in this episode, or in one before that nobody has put away. */
  nudge: Nudge | null;
  stale: Stale | null;
}

export interface Nudge {
  /** Whose: may be an older one than the row's, then it is put away. */
  episode: string;
  /** The key of the effect that posted it. */
  comment: string;
  at: Date;
  /** Who was mentioned. */
  to: Person[];
  edits: number;
  /** What stands in it. */
  says: string;
  /** The second comment, to the team. */
  escalated: { comment: string; at: Date } | null;
}

export interface Stale {
  /** The key of the effect that asked last; null when somebody's answer ended it. */
  comment: string | null;
  askedAt: Date;
  /** How many times in this quiet. */
  asks: number;
  /** Not asked again until then. */
  keptUntil: Date | null;
}

/** Who heard of what, and when: nobody hears more than once a day. */
export interface Heard {
  person: Person;
  number: number;
  what: 'nudge' | 'escalation' | 'stale' | 'digest';
}
