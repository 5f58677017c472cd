/** Who may be called now, and when others may be: only at work, each at most once a day, and nobody who does not want it. */
import type { Person } from '../../../core/event.ts';
import { day, readingAt, timeOf } from '../../../time/wall-clock.ts';
import { localTime } from '../../../time/work-hours.ts';
import { type Calendar, nextWorking, type WorkSpan, workDue } from '../../../time/work-time.ts';
import type { Round } from '../act.ts';
import type { Reminders } from '../config.ts';
import type { Row } from '../row.ts';
import type { Move } from '../turns/turn.ts';
import type { TeamHelp } from './help.ts';

/** Who is mentioned. A team is mentioned whole, and then all of its members hear of it. */
export interface Called {
  people: Person[];
  team: { organisation: string; slug: string } | null;
  hearers: Person[];
}

/** `until` null: it waits for nobody who could be called. */
export type Call = { call: Called } | { until: Date | null };

/** A mention of more would be a shout. */
const mostOfTeam = 10;
const oneDay: WorkSpan = { count: 1, unit: 'd' };
const nobody: Call = { call: { people: [], team: null, hearers: [] } };

export const isSilent = (person: Person, { reminds }: Pick<Reminders, 'reminds'>, optedOut: ReadonlySet<number>): boolean =>
  person.bot || !reminds(person.login) || optedOut.has(person.id);

/**
 * Whose turn it is, and who may be called: not who was called to it before, nor who wants to hear nothing, nor who is away until long
 * after the team is to hear of it.
 */
export const heeding = (
  turn: Move,
  { called }: Pick<Row, 'called'>,
  {
    config,
    optedOut,
  }: { config: Pick<Reminders, 'reminds' | 'after' | 'escalate' | 'calendarOf'>; optedOut: ReadonlySet<number> },
): Person[] =>
  turn.people.filter(one => !isCalled(one, called) && !isSilent(one, config, optedOut) && !isAway(one, turn, config));

export const isCalled = ({ id }: Person, called: Row['called']): boolean => called.some(({ person }) => person.id === id);

function isAway(
  { login }: Person,
  { of, since }: Move,
  { after, escalate, calendarOf }: Pick<Reminders, 'after' | 'escalate' | 'calendarOf'>,
): boolean {
  const here = calendarOf(null);
  const due = workDue(since, after[of], here);
  if (!escalate || !due) return false;
  const theirs = workDue(since, after[of], calendarOf(login));
  // Another time zone is no holiday.
  const late = [escalate.after, oneDay].map(span => workDue(due, span, here));
  return theirs === null || late.every(time => time !== null && theirs > time);
}

/** When somebody hears what is due at that time, null: whoever is at work of the team. Null: they do not work any more. */
export type HearsAt = (person: Person | null, due: Date) => Date | null;

/** What is due already waits for who may not hear now. */
export const hearsAt =
  ({ config, hasHeard, now }: Pick<Round, 'config' | 'hasHeard' | 'now'>): HearsAt =>
  (person, due) => {
    const calendar = config.calendarOf(person?.login ?? null);
    const start = person && hasHeard(person) ? tomorrow(calendar, now) : now.getTime();
    const free = nextWorking(calendar, new Date(start));
    return free && (free <= now || free < due) ? due : free;
  };

/** Not before `from`; null: they do not work any more. */
function freeAt(person: Person, { config, hasHeard, now }: Round, from = now): Date | null {
  const calendar = config.calendarOf(person.login);
  const start = Math.max(from.getTime(), hasHeard(person) ? tomorrow(calendar, now) : now.getTime());
  return nextWorking(calendar, new Date(start));
}

const tomorrow = ({ timezone }: Calendar, now: Date): number =>
  timeOf((Math.floor(readingAt(now.getTime(), timezone) / day) + 1) * day, timezone, 'first');

/** For whatever is said to nobody in particular. */
const teamFreeAt = ({ config, now }: Round): Date | null => nextWorking(config.calendarOf(null), now);
export function teamTomorrow({ config, now }: Pick<Round, 'config' | 'now'>): Date | null {
  const calendar = config.calendarOf(null);
  return nextWorking(calendar, new Date(tomorrow(calendar, now)));
}

/** What has not left by then would reach one of them after work. */
export function endOfWork(people: Person[], { config, now }: Round): Date {
  const logins = people.length === 0 ? [null] : people.map(({ login }) => login);
  const left = logins.map(login => {
    const { hours, timezone } = config.calendarOf(login);
    return Math.max(hours.to - localTime(timezone, now).clock, 0);
  });
  return new Date(now.getTime() + Math.min(...left));
}

/** The first ones who are free; while none is, it waits for whoever will be. */
export function callSome(people: Person[], most: number, round: Round, from?: (person: Person) => Date | null): Call {
  const wanted = people.filter(one => !isSilent(one, round.config, round.optedOut));
  const times = wanted.map(one => {
    const start = from ? from(one) : round.now;
    return start && freeAt(one, round, start);
  });
  const free = wanted.filter((_, place) => isPast(times[place], round)).slice(0, most);
  if (free.length > 0) return { call: { people: free, team: null, hearers: free } };
  const known = times.filter(time => time !== null).map(Number);
  return { until: known.length === 0 ? null : new Date(Math.min(...known)) };
}

const isPast = (time: Date | null | undefined, { now }: Round): boolean => time != null && time <= now;

/** Whoever of the team knows the files, else all of it: who is away for longer than a day is not waited for. */
export function callTeam(help: TeamHelp | null, round: Round): Call {
  const knowing = callSome(help?.knowing ?? [], 1, round);
  const soon = workDue(round.now, oneDay, round.config.calendarOf(null));
  if ('call' in knowing || (knowing.until && soon && knowing.until <= soon)) return knowing;
  return callWhole(help, [], round);
}

/** A small team by its name, if all of it is free and has not heard of it; else two of the others. */
export function callWhole(help: TeamHelp | null, called: Person[], round: Round): Call {
  const others = (help?.members ?? []).filter(one => !called.some(({ id }) => id === one.id));
  const isFree = (one: Person) => !isSilent(one, round.config, round.optedOut) && isPast(freeAt(one, round), round);
  if (
    help?.members &&
    others.length > 0 &&
    others.length === help.members.length &&
    help.size <= mostOfTeam &&
    others.every(isFree)
  )
    return { call: { people: [], team: help.team, hearers: others } };
  const known = help?.knowing.filter(one => others.some(({ id }) => id === one.id)) ?? [];
  const isLarge = (help?.size ?? 0) > mostOfTeam;
  const more = others.filter(one => known.every(({ id }) => id !== one.id));
  const some = callSome(isLarge ? known : [...known, ...more], 2, round);
  if ('call' in some || some.until !== null) return some;
  return isPast(teamFreeAt(round), round) ? nobody : { until: teamFreeAt(round) };
}
