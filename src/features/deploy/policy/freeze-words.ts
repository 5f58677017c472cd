/** The words of a freeze: `Fri 16:00 - Mon 08:00`, `2026-12-19 - 2027-01-04`, `24 Dec 18:00 - 27 Dec`, `18:00 - 08:00`. */
import { code } from '../../../text/inert.ts';
import { clockOf, day, weekdayOf } from '../../../time/wall-clock.ts';

/** A moment in the day, in milliseconds from its start; null where only the day was said, and all of it is meant. */
type Clock = number | null;

export type End =
  | { kind: 'date'; year: number; month: number; date: number; clock: Clock }
  | { kind: 'yearly'; month: number; date: number; clock: Clock }
  | { kind: 'weekly'; weekday: number; clock: Clock }
  | { kind: 'daily'; clock: number };

/** Both ends are of one kind, in the order in which they were said. */
export interface Freeze {
  said: string;
  from: End;
  to: End;
}

export const allowedFreezes =
  '`Fri 16:00 - Mon 08:00` (each week), `18:00 - 08:00` (each day), `2026-12-19 - 2027-01-04` or `24 Dec - 27 Dec` (each year)';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const fullMonths = [
  ...['january', 'february', 'march', 'april', 'may', 'june'],
  ...['july', 'august', 'september', 'october', 'november', 'december'],
];
const daysIn = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

type Read<T> = { ok: true; value: T } | { ok: false; says: string };
const bad = (says: string) => ({ ok: false, says }) as const;

const between = /\s+(?:-|to|until)\s+|\s*[–—]\s*|(?<=:\d\d|[a-z]{3})-(?=[\da-z])/i;

/** `says` goes on after the setting's name: "`freeze[0]` has to be …, not `Fri`". */
export function readFreeze(said: string): Read<Freeze> {
  const ends = said.trim().split(between);
  const [first, second = first, ...more] = ends;
  if (first === undefined || second === undefined || more.length > 0) return bad(hasToBe(said));
  const [from, to] = [readEnd(first), readEnd(second)];
  if (from === null || to === null) return bad(hasToBe(said));
  for (const end of [from, to]) if (typeof end === 'string') return bad(end);
  if (typeof from === 'string' || typeof to === 'string') return bad(hasToBe(said));
  if (from.kind !== to.kind)
    return bad(
      `starts with ${kinds[from.kind]} and ends with ${kinds[to.kind]}, and both have to be of one kind, such as ${allowedFreezes}; not ${code(said)}`,
    );
  if (ends.length === 1 && from.clock !== null) return bad(`has to say until when: ${code(`${said.trim()} - …`)}`);
  if (from.kind === 'date' && to.kind === 'date' && endOf(to) <= startOf(from))
    return bad(`ends before it starts: ${code(said)}`);
  if (from.clock !== null && same(from, to)) return bad(`starts and ends at the same time: ${code(said)}`);
  return { ok: true, value: { said: said.trim(), from, to } };
}

const hasToBe = (said: string): string => `has to be a time such as ${allowedFreezes}, not ${code(said)}`;

const kinds: Record<End['kind'], string> = {
  date: 'a date',
  yearly: 'a day of the year',
  weekly: 'a day of the week',
  daily: 'a time of day',
};

const same = (a: End, b: End): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A sentence when the form is right and the day does not exist; null when the form is wrong. */
function readEnd(text: string): End | string | null {
  const words = text.trim().toLowerCase().split(/\s+/);
  const last = words.at(-1) ?? '';
  const clock = clockOf(last);
  if (clock === 'none') return `has a time that is none: ${code(last)}; it goes from \`00:00\` to \`24:00\``;
  const rest = clock === null ? words : words.slice(0, -1);
  if (rest.length === 0) return clock === null ? null : { kind: 'daily', clock };
  const [one = '', two = ''] = rest;
  if (rest.length === 1) {
    const weekday = weekdayOf(one);
    if (weekday !== null) return { kind: 'weekly', weekday, clock };
    const [, year, month, date] = (/^(\d{4})-(\d\d?)-(\d\d?)$/.exec(one) ?? []).map(Number);
    if (year === undefined || month === undefined || date === undefined) return null;
    const exists = new Date(Date.UTC(year, month - 1, date)).getUTCMonth() === month - 1 && date > 0;
    return exists ? { kind: 'date', year, month: month - 1, date, clock } : `has a day that does not exist: ${code(one)}`;
  }
  if (rest.length > 2) return null;
  const [dateWord, monthWord] = /^\d/.test(one) ? [one, two] : [two, one];
  const month = Math.max(months.indexOf(monthWord), fullMonths.indexOf(monthWord));
  if (month < 0 || !/^\d\d?\.?$/.test(dateWord)) return null;
  const date = Number.parseInt(dateWord, 10);
  if (date < 1 || date > (daysIn[month] ?? 0)) return `has a day that does not exist: ${code(text.trim())}`;
  return { kind: 'yearly', month, date, clock };
}

/** Of a date, as a reading of the clock on the wall. */
export const startOf = ({ year, month, date, clock }: Extract<End, { kind: 'date' }>): number =>
  Date.UTC(year, month, date) + (clock ?? 0);
export const endOf = ({ year, month, date, clock }: Extract<End, { kind: 'date' }>): number =>
  Date.UTC(year, month, date) + (clock ?? day);
