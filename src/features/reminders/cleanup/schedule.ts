/** When a repository's list is made: at the start of work on the first working day of each month, where its file's clock hangs. Pure. */

import type { Due, Repository } from '../../../core/event.ts';
import { timeOf } from '../../../time/wall-clock.ts';
import { type Calendar, localDay, nextWorking } from '../../../time/work-time.ts';

export const cleanupOf = 'cleanup';
export const listOf = 'cleanup-list';

export const cleanupDue = (repository: Repository, at: Date): Due => ({
  ...{ type: 'Due', at, repository, of: cleanupOf, id: String(repository.id) },
});
/** The turn of one list: something about it has ended, or has to. */
export const listDue = (repository: Repository, issue: string, at: Date): Due => ({
  ...{ type: 'Due', at, repository, of: listOf, id: issue },
});

/** `2026-11`, on the calendar there. */
export const monthOf = (calendar: Calendar, now: Date): string => localDay(calendar, now).slice(0, 7);

/** As the file asks for it now. What this month still owes is not lost because work would have begun by now at other hours. */
export function listAsked(known: Date | null, calendar: Calendar, now: Date): Date {
  const at = nextList(calendar, now);
  const isThisMonth = (one: Date) => monthOf(calendar, one) === monthOf(calendar, now);
  return known && isThisMonth(known) && !isThisMonth(at) ? known : at;
}

/** The next such time after now. Where nobody works for years, it is the first of the month. */
export function nextList(calendar: Calendar, now: Date): Date {
  const [year = 0, month = 1] = monthOf(calendar, now).split('-').map(Number);
  const startOf = (one: number) => {
    const first = new Date(timeOf(Date.UTC(year, one - 1), calendar.timezone, 'first'));
    return nextWorking(calendar, first) ?? first;
  };
  const here = startOf(month);
  return here > now ? here : startOf(month + 1);
}
