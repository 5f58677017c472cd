/** The hours in which a team is at work, as it writes them: `Mon-Fri 09:00-17:00`, or `all`. The clock on the wall counts. */
import { code } from '../text/inert.ts';
import { clockOf, day, readingAt, weekdayOf } from './wall-clock.ts';

/** Monday is 0. Times are milliseconds from the start of a day, the second one after the first. */
export interface WorkHours {
  days: number[];
  from: number;
  to: number;
}

const allowed = '`Mon-Fri 09:00-17:00`, `Sun-Thu` (whole days) or `all`';
const wholeWeek = [0, 1, 2, 3, 4, 5, 6];

/** For a team that says nothing else. */
export const usualHours: WorkHours = { days: [0, 1, 2, 3, 4], from: 9 * 3_600_000, to: 17 * 3_600_000 };

/** `says` goes on after the setting's name. */
export function readWorkHours(said: string): { ok: true; value: WorkHours } | { ok: false; says: string } {
  const bad = (says: string) => ({ ok: false, says }) as const;
  const text = said.trim();
  if (/^all$/i.test(text)) return { ok: true, value: { days: wholeWeek, from: 0, to: day } };
  const [, dayWords = '', from = '00:00', to = '24:00'] =
    /^([a-z]+(?:\s*[-–,]\s*[a-z]+)*)(?:\s+(\d\d?:\d\d)\s*[-–]\s*(\d\d?:\d\d))?$/i.exec(text) ?? [];
  const days = daysOf(dayWords);
  const [start, end] = [clockOf(from), clockOf(to)];
  if (start === 'none' || end === 'none')
    return bad(`has a time that is none: ${code(said)}; it goes from \`00:00\` to \`24:00\``);
  if (days === null || start === null || end === null) return bad(`has to be ${allowed}, not ${code(said)}`);
  if (end <= start) return bad(`ends before it starts: ${code(said)}`);
  return { ok: true, value: { days, from: start, to: end } };
}

/** `Mon-Wed, Fri`; a range may go over the end of the week. Null when a word is no day. */
function daysOf(words: string): number[] | null {
  const days = new Set<number>();
  for (const part of words.split(',')) {
    const [first, last = first, ...more] = part.split(/[-–]/).map(word => weekdayOf(word.trim()));
    if (first === undefined || last === undefined || first === null || last === null || more.length > 0) return null;
    const length = ((last - first + 7) % 7) + 1;
    for (let step = 0; step < length; step++) days.add((first + step) % 7);
  }
  return [...days].toSorted((a, b) => a - b);
}

export function isAtWork({ days, from, to }: WorkHours, timezone: string, now: Date): boolean {
  const { weekday, clock } = localTime(timezone, now);
  return days.includes(weekday) && from <= clock && clock < to;
}

/** What calendar and clock show there: the day of the week, and the time since midnight as the clock counts it. */
export function localTime(timezone: string, now: Date): { weekday: number; clock: number } {
  const reading = readingAt(now.getTime(), timezone);
  const today = Math.floor(reading / day);
  // 1 January 1970 was a Thursday.
  return { weekday: (((today + 3) % 7) + 7) % 7, clock: reading - today * day };
}
