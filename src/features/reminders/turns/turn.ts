/** Whose move it is on a pull request, since when, and why. */
import type { Person } from '../../../core/event.ts';
import type { Team } from '../../../core/open-pull.ts';

/** What a pull request does not say of itself. */
export interface Around {
  quietLabels: string[];
  /** Whether pull requests of bots have turns, too. */
  bots: boolean;
  /** Since when it cannot be merged, and since when a check that counts is red, as far as anybody saw it. */
  conflictSince: Date | null;
  redSince: Date | null;
  /** Since when neither is so any more: until then whoever was asked was not waited for. */
  clearSince: Date | null;
  /** Since when all checks that count are green; also while one runs again for which somebody was called to merge already. */
  greenSince: Date | null;
  /** Since when a check that counts has not ended, where that is long: it waits for somebody to let it run, or nobody reports it. */
  stuckSince: Date | null;
  /** Checks that were red at this commit and run again. */
  redAgain: string[];
  /** Nothing goes where a merge would take it. */
  frozen: { until: Date | null } | null;
}

/** `review`, `answer` and `merge` are what somebody is waited for; `ask`: nobody was asked to review, so its author has to. */
export type Turn = Move | Nobody;

export interface Move {
  of: 'review' | 'answer' | 'merge' | 'ask';
  people: Person[];
  /** Of a review: teams that were asked, and of which nobody has come yet. */
  teams: Team[];
  since: Date;
  /** The one that counts first. A sentence each is made of them. */
  why: [Why, ...Why[]];
}

export interface Nobody {
  of: 'nobody';
  since: Date;
  why: [Rest, ...Rest[]];
}

export type Why =
  /** Asked by whom; `again` after an answer. */
  | { because: 'asked' | 'asked again'; by: Person | null }
  | { because: 'ready' }
  | { because: 'answered'; by: Person | null }
  | { because: 'changes'; by: Person }
  | { because: 'threads'; by: Person[]; count: number }
  | { because: 'question'; by: Person }
  | { because: 'red'; checks: string[] }
  | { because: 'conflict' }
  | { because: 'stuck'; checks: string[] }
  | { because: 'approved'; by: Person[] }
  /** A push can do so to a yes. */
  | { because: 'dismissed'; by: Person[] }
  | { because: 'more reviews' }
  | { because: 'nobody asked' };

export type Rest =
  | { because: 'draft' | 'merged' | 'closed' | 'locked' | 'merges itself' | 'bot' | 'checks run' | 'ghost' }
  | { because: 'label'; label: string }
  | { because: 'frozen'; until: Date | null }
  /** Nobody who could is left: reviewers are gone, or no one of those who may merge is known. */
  | { because: 'unknown' };
