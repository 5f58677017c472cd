/** Who may be called now, and when others may be: only at work, each at most once a day, and nobody who does not want it. */
import type { Person } from '../../../core/event.ts';
import { day, readingAt, timeOf } from '../../../core/wall-clock.ts';
import { localTime } from '../../../core/work-hours.ts';
import { type Calendar, nextWorking } from '../../../core/work-time.ts';
import type { Round } from '../act.ts';
import type { Reminders } from '../config.ts';
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
const nobody: Call = { call: { people: [], team: null, hearers: [] } };

export const isSilent = (person: Person, { reminds }: Pick<Reminders, 'reminds'>, optedOut: ReadonlySet<number>): boolean =>
  person.bot || !reminds(person.login) || optedOut.has(person.id);

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
export function teamTomorrow({ config, now }: Round): Date | null {
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

/** Whoever of the team knows the files, else all of it. */
export function callTeam(help: TeamHelp | null, round: Round): Call {
  if (help?.knowing.some(one => !isSilent(one, round.config, round.optedOut))) return callSome(help.knowing, 1, round);
  return callWhole(help, [], round);
}

/** A small team by its name, if all of it is free; else two of its members. Who was called already hears of it anyway. */
export function callWhole(help: TeamHelp | null, called: Person[], round: Round): Call {
  const others = (help?.members ?? []).filter(one => !called.some(({ id }) => id === one.id));
  const isFree = (one: Person) => !isSilent(one, round.config, round.optedOut) && isPast(freeAt(one, round), round);
  if (help?.members && others.length > 0 && help.size <= mostOfTeam && others.every(isFree))
    return { call: { people: [], team: help.team, hearers: others } };
  const known = help?.knowing.filter(one => others.some(({ id }) => id === one.id)) ?? [];
  const isLarge = (help?.size ?? 0) > mostOfTeam;
  const some = callSome(isLarge ? known : [...known, ...others.filter(one => !known.includes(one))], 2, round);
  if ('call' in some || some.until !== null) return some;
  return isPast(teamFreeAt(round), round) ? nobody : { until: teamFreeAt(round) };
}
