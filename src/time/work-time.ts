/** Time in which somebody is at work: days, hours, holidays, on the clock of their place. Goes from day to day, never by the minute. */
import { day, readingAt, timeOf } from './wall-clock.ts';
import type { WorkHours } from './work-hours.ts';

export interface Calendar {
  hours: WorkHours;
  timezone: string;
  holidays: Holiday[];
}

/** Days without work, both ends counted in: `2026-12-24`, or `12-24` for each year, then perhaps over its end. */
export interface Holiday {
  from: string;
  to: string;
}

/** So much working time. A day is as long as a working day, a week has as many as the team works. */
export interface WorkSpan {
  count: number;
  unit: 'h' | 'd' | 'w';
}

/** One day's work, its end not counted in. */
interface Shift {
  from: number;
  to: number;
}

const hour = 3_600_000;
/** A calendar may be all holidays. Whoever has not worked for so many days is not waited for. */
const longestRest = 2 * 366;

/**
 * The first moment at work by which so much working time has passed; the end of a day is the start of the next one. Null: nobody works
 * for two years.
 */
export function workDue(start: Date, span: WorkSpan, calendar: Calendar): Date | null {
  let left = lengthOf(span, calendar);
  for (const { from, to } of shifts(calendar, start)) {
    if (left < to - from) return new Date(from + left);
    left -= to - from;
  }
  return null;
}

/** The first moment at work that is not before this one; null: there is none within two years. */
export const nextWorking = (calendar: Calendar, from: Date): Date | null => workDue(from, { count: 0, unit: 'h' }, calendar);

export const isWorking = (calendar: Calendar, now: Date): boolean => nextWorking(calendar, now)?.getTime() === now.getTime();

/** In milliseconds; none where `to` comes first. */
export function workedBetween(from: Date, to: Date, calendar: Calendar): number {
  let worked = 0;
  for (const shift of shifts(calendar, from)) {
    if (shift.from >= to.getTime()) break;
    worked += Math.min(shift.to, to.getTime()) - shift.from;
  }
  return worked;
}

/** "3 business days", "5 hours"; "9 days" where people work always. Never more than it was. */
export function workedWords(milliseconds: number, { hours }: Calendar): string {
  const days = Math.floor(milliseconds / (hours.to - hours.from));
  const some = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
  if (days >= 1) return some(days, isAlways(hours) ? 'day' : 'business day');
  return milliseconds < hour ? 'less than an hour' : some(Math.floor(milliseconds / hour), 'hour');
}

const isAlways = ({ days, from, to }: WorkHours): boolean => days.length === 7 && to - from === day;

/** What the calendar on the wall shows: `2026-11-22`. */
export const localDay = ({ timezone }: Pick<Calendar, 'timezone'>, now: Date): string => nameOf(dayAt(timezone, now));

function lengthOf({ count, unit }: WorkSpan, { hours }: Calendar): number {
  const length = hours.to - hours.from;
  return count * { h: hour, d: length, w: length * hours.days.length }[unit];
}

/** Days since 1970, on the calendar there. */
const dayAt = (timezone: string, time: Date): number => Math.floor(readingAt(time.getTime(), timezone) / day);
const nameOf = (date: number): string => new Date(date * day).toISOString().slice(0, 10);

/** What is left of each day's work from then on; ends where nobody works for two years. */
function* shifts(calendar: Calendar, start: Date): Generator<Shift> {
  let rested = 0;
  for (let date = dayAt(calendar.timezone, start); rested < longestRest; date++) {
    const { from, to } = shiftOn(calendar, date);
    const rest = { from: Math.max(from, start.getTime()), to };
    rested = rest.from < rest.to ? 0 : rested + 1;
    if (rested === 0) yield rest;
  }
}

/** Where the clock shows a time twice, the first one counts, for both ends: so no two days overlap. A day that is left out has no length. */
function shiftOn({ hours, timezone, holidays }: Calendar, date: number): Shift {
  // 1 January 1970 was a Thursday.
  const weekday = (((date + 3) % 7) + 7) % 7;
  if (!hours.days.includes(weekday)) return { from: 0, to: 0 };
  const { name, offset } = dateIn(timezone, date);
  if (isHoliday({ holidays }, name)) return { from: 0, to: 0 };
  const at = (clock: number) => {
    const reading = date * day + clock;
    return offset === null ? timeOf(reading, timezone, 'first') : reading - offset;
  };
  return { from: at(hours.from), to: at(hours.to) };
}

/** By the day's name, as `localDay` has it. */
export const isHoliday = ({ holidays }: Pick<Calendar, 'holidays'>, name: string): boolean =>
  holidays.some(one => isIn(one, name));

function isIn({ from, to }: Holiday, name: string): boolean {
  const today = name.slice(-from.length);
  return from <= to ? from <= today && today <= to : today >= from || today <= to;
}

interface DateThere {
  name: string;
  /** By how much the clock is ahead of UTC on that day; null: it is set on a day next to it. */
  offset: number | null;
}

/** To ask a clock is slow, and the same days are asked for by each pull request. By time zone and day. */
const dates = new Map<string, Map<number, DateThere>>();
const mostDates = 20_000;

function dateIn(timezone: string, date: number): DateThere {
  const there = dates.get(timezone) ?? new Map<number, DateThere>();
  const known = there.get(date);
  if (known) return known;
  const offsetAt = (time: number) => readingAt(time, timezone) - time;
  const before = offsetAt((date - 1) * day);
  const read = { name: nameOf(date), offset: before === offsetAt((date + 2) * day) ? before : null };
  if (there.size >= mostDates) there.clear();
  dates.set(timezone, there.set(date, read));
  return read;
}
