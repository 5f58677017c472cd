/** When a team reads its digest, as it writes that: `09:30` (each working day), `Mon 09:00`, `Mon-Fri 09:30`. */

import { clockOf, day } from '../../../time/wall-clock.ts';
import { readWorkHours } from '../../../time/work-hours.ts';

export interface At {
  /** Monday is 0; null: each day on which the team works. */
  days: number[] | null;
  /** Milliseconds from the start of the day. */
  clock: number;
}

/** Null: it is no such time. */
export function readAt(text: string): At | null {
  const [, dayWords, time = ''] = /^(?:([^\d\s]\D*?)\s+)?(\d\d?:\d\d)$/.exec(text.trim()) ?? [];
  const clock = clockOf(time);
  // The end of a day is the start of another, and would be missed on this one.
  if (clock === null || clock === 'none' || clock === day) return null;
  if (dayWords === undefined) return { days: null, clock };
  const days = readWorkHours(dayWords);
  return days.ok ? { days: days.value.days, clock } : null;
}
