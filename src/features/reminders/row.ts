/** What we know of one open pull request between two looks: the row, in our own words. */
import type { Person } from '../../core/event.ts';
import type { Turn } from './turns/turn.ts';

/** How quiet we are on a pull request, as people said. */
export interface Peace {
  snoozedUntil: Date | null;
  muted: boolean;
}

export interface Row extends Peace {
  number: number;
  head: string;
  /** GraphQL node id of its thread. */
  node: string;
  title: string;
  author: Person | null;
  openedAt: Date;
  /** As GitHub said when it was last read: when it changed last. */
  changedAt: Date;
  /** When it was read and something had changed, or when a look at all of them met it. */
  readAt: Date;
  turn: Turn;
  /** The name of this stretch of waiting: who, for what, since when. Another one is another episode, with a nudge of its own. */
  episode: string;
  size: { additions: number; deletions: number; files: number };
  /** False where there are no checks at all: nobody calls that green. */
  green: boolean;
  /** Since when a check that counts is red; since when it cannot be merged. As far as we saw it. */
  redSince: Date | null;
  conflictSince: Date | null;
  /** Since when neither is so any more. */
  clearSince: Date | null;
  /** Since when all checks that count are green at this commit, as far as we saw it; null: never, or there are none. */
  greenSince: Date | null;
  /** Since when a check that counts has not ended at this commit, as far as we saw it. */
  runningSince: Date | null;
  /** The last sign of a person, a command for us as well. */
  movedAt: Date;
  /** When something may have to be said next; null: nothing will, as far as is known. */
  dueAt: Date | null;
  /** What was said in this episode, or in one before that nobody has put away. */
  nudge: Nudge | null;
  /** Who was called to the same by what is folded away already. */
  called: CalledAt[];
  stale: Stale | null;
}

export interface CalledAt {
  person: Person;
  at: Date;
}

export interface Nudge {
  /** Whose: may be an older one than the row's, then it is put away. */
  episode: string;
  /** The key of the effect that posted it. */
  comment: string;
  at: Date;
  /** Who was mentioned. */
  to: Person[];
  /** Who heard of it: all of a team that was mentioned whole, too. */
  hearers: Person[];
  edits: number;
  /** What stands in it, as far as that may change before the turn passes. */
  says: string;
  /** When it was given that text. */
  saidAt: Date;
  /**
   * `leaving`: it may not have got there yet; `failed`: it never did; `gone`: nothing stands there, and nothing will: somebody deleted it,
   * nobody may be called, or GitHub would not have it.
   */
  stands: 'leaving' | 'there' | 'failed' | 'gone';
  /** How many times it was sent. */
  tries: number;
  /** The second comment, to the team; without a comment: there was nobody to tell. */
  escalated: { comment: string | null; at: Date } | null;
}

/** The keys of the writes whose outcomes say what became of it. */
export function nudgeKeys({ nudge }: Pick<Row, 'nudge'>): string[] {
  if (!nudge) return [];
  const team = nudge.escalated?.comment ?? null;
  return [nudge.comment, nudgeEditKey(nudge, nudge.edits), ...(team === null ? [] : [team])];
}
/** Of the write that folds it away. */
export const hiddenKey = (comment: string): string => `${comment}:hidden`;
export const nudgeEditKey = ({ comment }: Pick<Nudge, 'comment'>, edits: number): string => `${comment}:edit:${edits}`;

export interface Stale {
  /** The key of the effect that asked last; null once that is put away. */
  comment: string | null;
  askedAt: Date;
  /** Of a pull request, as it was asked about: commits may be older than their push. */
  head: string | null;
  /** How many times in this quiet. */
  asks: number;
  /** When it is asked about once more, or closed, as the comment says; null: the comment says no such thing. */
  nextAt: Date | null;
  /** It stays, and is not asked about until then. */
  keptUntil: Date | null;
  /** When we closed it. */
  closedAt: Date | null;
}

/** Who heard of what, and when: nobody hears more than once a day. */
export interface Heard {
  /** Null: nobody was called. */
  person: Person | null;
  number: number;
  what: 'nudge' | 'escalation' | 'stale' | 'digest';
}
