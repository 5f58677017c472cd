/** When people are at work, told by asking the clock of their place each half hour: slow, and nothing to get wrong. */
import { type Away, closed, people, teamZone } from './reminders-people.ts';

export interface Shift {
  /** As the calendar on the wall there says: `2032-01-05`. */
  day: string;
  from: number;
  to: number;
}

const half = 30 * 60_000;
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockIn(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  const clock =
    known ??
    new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone: zone, weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    });
  clocks.set(zone, clock);
  return clock;
}

export interface Reading {
  day: string;
  weekday: string;
  /** `09:30` */
  clock: string;
}

export function readingIn(zone: string, time: number): Reading {
  const parts = Object.fromEntries(
    clockIn(zone)
      .formatToParts(time)
      .map(({ type, value }) => [type, value]),
  );
  return {
    day: `${parts.year}-${parts.month}-${parts.day}`,
    weekday: parts.weekday ?? '',
    clock: `${parts.hour}:${parts.minute}`,
  };
}

const restDays = ['Sat', 'Sun'];

function shiftsIn(zone: string, away: Away[], span: { from: number; to: number }): Shift[] {
  const shifts: Shift[] = [];
  for (let time = span.from; time < span.to; time += half) {
    const { day, weekday, clock } = readingIn(zone, time);
    if (clock < '09:00' || clock >= '17:00' || restDays.includes(weekday) || away.some(one => one.has(day))) continue;
    const last = shifts.at(-1);
    if (last?.day === day) last.to = time + half;
    else shifts.push({ day, from: time, to: time + half });
  }
  return shifts;
}

export class Calendar {
  readonly #shifts: Map<string, Shift[]>;

  constructor(span: { from: number; to: number }) {
    this.#shifts = new Map(
      people.map(({ login, zone, holidays }) => [login, shiftsIn(zone, [...closed, ...holidays], span)] as const),
    );
  }

  /** What is left of each day from then on. */
  after(login: string, time: number): Shift[] {
    const shifts = (this.#shifts.get(login) ?? []).filter(({ to }) => to > time);
    return shifts.map(shift => ({ ...shift, from: Math.max(shift.from, time) }));
  }

  isAtWork(login: string, time: number): boolean {
    return (this.#shifts.get(login) ?? []).some(({ from, to }) => from <= time && time < to);
  }

  /** So many working days later; a day has eight hours. */
  due(login: string, since: number, days: number): number {
    let left = days * 16 * half;
    for (const { from, to } of this.after(login, since)) {
      if (left < to - from) return from + left;
      left -= to - from;
    }
    return Number.POSITIVE_INFINITY;
  }
}

export const zoneOf = (login: string): string => people.find(one => one.login === login)?.zone ?? teamZone;
export const dayOf = (login: string, time: number): string => readingIn(zoneOf(login), time).day;
