/** When an environment is frozen. The clock on the wall counts: `Mon 08:00` is eight o'clock in summer and in winter. */

import { day, readingAt, timeOf } from '../../../time/wall-clock.ts';
import { type End, endOf, type Freeze, readFreeze, startOf } from './freeze-words.ts';

/** `until` is null when no end is in sight. */
export interface Frozen {
  since: Date;
  until: Date | null;
}

interface Span {
  from: number;
  to: number;
}

/** When the next freeze begins that has not begun yet; null when none is in sight. */
export function nextFreeze(entries: readonly string[], timezone: string, now: Date): Date | null {
  const starts = entries
    .flatMap(entry => spansNear(parsed(entry), readingAt(now.getTime(), timezone)))
    .flatMap(span => timesOf(span, timezone))
    .map(({ from }) => from)
    .filter(from => from > now.getTime());
  return starts.length === 0 ? null : new Date(Math.min(...starts));
}

/** It lies in the past for good. */
export function isOver(entry: string, timezone: string, now: Date): boolean {
  const { to } = parsed(entry);
  return to.kind === 'date' && timeOf(endOf(to), timezone, 'last') <= now.getTime();
}

/** Entries that touch or overlap are one freeze, so `until` is when a deploy can really go. */
export function frozenAt(entries: readonly string[], timezone: string, now: Date): Frozen | null {
  const freezes = entries.map(parsed);
  const near = (time: number): Span[] => {
    const reading = readingAt(time, timezone);
    return freezes
      .flatMap(freeze => spansNear(freeze, reading))
      .filter(({ from, to }) => from - slack <= reading && reading <= to + slack)
      .flatMap(span => timesOf(span, timezone));
  };
  const start = now.getTime();
  const inside = (time: number) => near(time).filter(({ from, to }) => from <= time && time < to);
  if (inside(start).length === 0) return null;
  let until = start;
  for (let joined = 0; joined < mostJoined; joined++) {
    const more = inside(until);
    if (more.length === 0) return { since: sinceWhen(start, near), until: new Date(until) };
    until = Math.max(...more.map(({ to }) => to));
  }
  return { since: sinceWhen(start, near), until: null };
}

/** A chain of more, such as each night and each day, is taken to have no end: each link costs a millisecond. */
const mostJoined = 30;
/** More than any clock is set by at once; what is farther off need not be looked up in the time zone's tables. */
const slack = 1.5 * day;

function sinceWhen(start: number, near: (time: number) => Span[]): Date {
  let since = start;
  for (let joined = 0; joined < mostJoined; joined++) {
    const from = Math.min(since, ...near(since).flatMap(span => (span.from < since && since <= span.to ? span.from : [])));
    if (from === since) break;
    since = from;
  }
  return new Date(since);
}

function parsed(said: string): Freeze {
  const read = readFreeze(said);
  if (!read.ok) throw new Error(`a freeze that was checked when the file was loaded ${read.says}`);
  return read.value;
}

/** An hour that comes twice belongs to the freeze both times; one that is left out is no time at all. */
function timesOf({ from, to }: Span, timezone: string): Span[] {
  const span = { from: timeOf(from, timezone, 'first'), to: timeOf(to, timezone, 'last') };
  return span.from < span.to ? [span] : [];
}

/** Those times of a freeze, as readings, that can hold this one or touch it. */
function spansNear({ from, to }: Freeze, reading: number): Span[] {
  const today = Math.floor(reading / day) * day;
  const year = new Date(reading).getUTCFullYear();
  if (from.kind === 'date' && to.kind === 'date') return [{ from: startOf(from), to: endOf(to) }];
  if (from.kind === 'weekly' && to.kind === 'weekly') {
    // 1 January 1970 was a Thursday.
    const monday = today - ((today / day + 3) % 7) * day;
    return [-1, 0, 1].map(week => following(7 * day, inWeek(from, 0), inWeek(to, day), monday + week * 7 * day));
  }
  if (from.kind === 'daily' && to.kind === 'daily')
    return [-1, 0, 1].map(one => following(day, from.clock, to.clock, today + one * day));
  if (from.kind !== 'yearly' || to.kind !== 'yearly') return [];
  return [-1, 0, 1].map(one => {
    const span = { from: inYear(from, year + one, 0), to: inYear(to, year + one, day) };
    return span.to > span.from ? span : { ...span, to: inYear(to, year + one + 1, day) };
  });
}

/** An end that does not come after its start is one round later. */
function following(round: number, from: number, to: number, start: number): Span {
  return { from: start + from, to: start + (to > from ? to : to + round) };
}

const inWeek = (end: Extract<End, { kind: 'weekly' }>, whole: number): number => end.weekday * day + (end.clock ?? whole);

/** 29 February is the 28th in years without it. */
function inYear(end: Extract<End, { kind: 'yearly' }>, year: number, whole: number): number {
  const last = new Date(Date.UTC(year, end.month + 1, 0)).getUTCDate();
  return Date.UTC(year, end.month, Math.min(end.date, last)) + (end.clock ?? whole);
}
