/** How a pull request, or a person, is left in peace, for `/snooze`, `/mute` and `/unmute`. */
import type { Hushable, Quiet } from '../../core/feature.ts';
import { reminders, remindersOf } from './config.ts';
import { lockOf } from './lock.ts';
import type { Peace } from './row.ts';
import { optedOut, optsOut, peaceOf, peaceSaved, rowsNamed } from './store.ts';

export const quietPulls: Hushable = {
  sections: [reminders],
  which: 'open pull requests',
  locks: repository => [lockOf(repository)],
  async here(session, { repository, place, file }) {
    const config = remindersOf(file);
    if (place.pull?.state !== 'open' || !config) return null;
    const { number } = place.subject;
    const row = (await rowsNamed(session, repository, [number])).get(number);
    const called = row ? [...(row.turn.of === 'nobody' ? [] : row.turn.people), ...(row.nudge?.hearers ?? [])] : [];
    const peace = (await peaceOf(session, repository, [number])).get(number);
    return {
      timezone: config.calendarOf(null).timezone,
      isQuiet: now => peace !== undefined && (peace.muted || (peace.snoozedUntil !== null && peace.snoozedUntil > now)),
      waitsFor: ({ id }) => called.some(one => one.id === id),
      become: (quiet, now) => ({
        says: says(quiet),
        // The comment that says it has it read again: when somebody hears next, that look finds out.
        changes: [peaceSaved(repository, number, hushed(quiet, now))],
        raises: [],
      }),
    };
  },
  async actor(session, { repository, actor }) {
    const out = (await optedOut(session, repository)).has(actor.id);
    return {
      isQuiet: () => out,
      become: quiet => ({
        says: quiet.kind === 'over' ? 'I remind you again.' : 'I remind you of nothing in this repository any more.',
        changes: [optsOut(repository, actor, quiet.kind !== 'over')],
        raises: [],
      }),
    };
  },
};

function says(quiet: Quiet): string {
  if (quiet.kind === 'over') return 'I remind people here again.';
  return quiet.kind === 'for good' ? 'I remind nobody here.' : `I remind nobody here until ${quiet.clock}.`;
}

function hushed(quiet: Quiet, now: Date): Peace {
  switch (quiet.kind) {
    case 'until':
      return { snoozedUntil: quiet.at, muted: false };
    case 'for good':
      return { snoozedUntil: null, muted: true };
    case 'over':
      return { snoozedUntil: now, muted: false };
  }
}
