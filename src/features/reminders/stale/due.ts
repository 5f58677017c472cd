/** When an old pull request has to be asked about next, asked once more, closed, or left alone again. */
import { workDue } from '../../../time/work-time.ts';
import type { Reminders } from '../config.ts';
import type { Row, Stale } from '../row.ts';
import { daysBetween, daysKept } from './messages.ts';
import { hushOf } from './shield.ts';

export const waitSpan = { count: daysBetween, unit: 'd' } as const;
export const keptFrom = (now: Date): Date => new Date(now.getTime() + daysKept * 24 * 3_600_000);

export interface Quiet {
  /** The last sign of a person. */
  movedAt: Date;
  head: string | null;
  /** It is not to be asked about. */
  hushed: boolean;
  snoozedUntil: Date | null;
}

/** Null: never, as far as is known. What people answer is heard without it. */
export const staleDue = (row: Row, config: Reminders): Date | null =>
  dueOf({ ...row, hushed: hushOf(row, config) !== null }, row.stale, config);

export function dueOf(quiet: Quiet, stale: Stale | null, config: Reminders): Date | null {
  const { movedAt, hushed, snoozedUntil } = quiet;
  if (stale && stale.closedAt === null && stale.comment !== null) {
    // It has to be put away, at once.
    if (movedSince(quiet, stale) || (isAsked(stale) && (hushed || snoozedSince(quiet, stale)))) return stale.askedAt;
    if (isAsked(stale)) return nextOf(stale, config);
  }
  if (hushed || config.staleAfter === null) return null;
  const times = [movedAt.getTime() + config.staleAfter, snoozedUntil?.getTime() ?? 0, stale?.keptUntil?.getTime() ?? 0];
  return new Date(Math.max(...times));
}

export const movedSince = ({ movedAt, head }: Pick<Quiet, 'movedAt' | 'head'>, stale: Stale): boolean =>
  movedAt > stale.askedAt || head !== stale.head;

/** Whoever puts it off wants no question to stand there, nor what it says to happen. What was put off before was over when it was asked. */
export const snoozedSince = ({ snoozedUntil }: Pick<Quiet, 'snoozedUntil'>, { askedAt }: Stale): boolean =>
  snoozedUntil !== null && snoozedUntil > askedAt;

/** A question of ours stands there, and nobody has answered it. */
export const isAsked = (stale: Stale | null): stale is Stale & { comment: string } =>
  stale !== null && stale.comment !== null && stale.keptUntil === null && stale.closedAt === null;

/** When nobody answers: as the question says; and where nothing was closed when it was asked, it is asked once more before anything is. */
export function nextOf(stale: Stale, config: Reminders): Date | null {
  if (!isAsked(stale) || stale.nextAt) return stale.nextAt;
  return config.closes && stale.asks === 1 ? workDue(stale.askedAt, waitSpan, config.calendarOf(null)) : null;
}
