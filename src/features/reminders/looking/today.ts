/** Who has heard something today already, and how much more may be said. Pure. */
import type { Person } from '../../../core/event.ts';
import { localDay } from '../../../time/work-time.ts';
import type { Reminders } from '../config.ts';
import type { Heard } from '../row.ts';
import type { HeardAt } from '../store.ts';

/** Today is where the team is. `said`: just now. Whoever hears of the same one hears of one. */
export function leftToday(heard: HeardAt[], config: Reminders, now: Date, said: Heard[] = []): number {
  const here = [...heard, ...said.map(({ number }) => ({ number, at: now }))];
  const calendar = config.calendarOf(null);
  const today = here.filter(({ at }) => localDay(calendar, at) === localDay(calendar, now));
  return Math.max(0, config.mostADay - new Set(today.map(({ number }) => number)).size);
}

/** Today is where that person is. */
export function hasHeardToday(them: HeardAt[], person: Person, config: Reminders, now: Date): boolean {
  const calendar = config.calendarOf(person.login);
  return them.some(one => one.person === person.id && localDay(calendar, one.at) === localDay(calendar, now));
}
