/** When a list is due next, by the clock on the wall, and how long a late one is still worth posting. Pure. */
import { day, readingAt, timeOf } from '../../../time/wall-clock.ts';
import { type Calendar, isHoliday } from '../../../time/work-time.ts';
import type { At } from './at.ts';

const hour = 3_600_000;
/** Who has holidays for longer than this wants no list. */
const farthest = 400;

/** Strictly after that; null when there is no such day for a year. */
export function nextDigest({ days, clock }: At, calendar: Calendar, after: Date): Date | null {
  const { timezone, hours } = calendar;
  const weekdays = days ?? hours.days;
  // A clock that says 24:00 belongs to the day before.
  const first = Math.floor(readingAt(after.getTime(), timezone) / day) - 1;
  for (let date = first; date < first + farthest; date++) {
    if (!weekdays.includes(weekdayAt(date)) || isHoliday(calendar, nameOf(date))) continue;
    const reading = date * day + clock;
    const time = timeOf(reading, timezone, 'first');
    // A place that moves over the date line leaves out a day: nobody was at work on it.
    const isThere = Math.floor(readingAt(time, timezone) / day) === Math.floor(reading / day);
    if (isThere && time > after.getTime()) return new Date(time);
  }
  return null;
}

/** A list is for the day: one that could not be posted in time may come while people are at work, or within the hour. */
export function goodUntil(due: Date, { hours, timezone }: Calendar): Date {
  const today = Math.floor(readingAt(due.getTime(), timezone) / day) * day;
  return new Date(Math.max(due.getTime() + hour, timeOf(today + hours.to, timezone, 'first')));
}

/** Days are counted from 1 January 1970, a Thursday; Monday is 0. */
const weekdayAt = (date: number): number => (((date + 3) % 7) + 7) % 7;
const nameOf = (date: number): string => new Date(date * day).toISOString().slice(0, 10);
