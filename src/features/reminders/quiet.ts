/** How a pull request, or a person, is left in peace, for `/snooze`, `/mute` and `/unmute`. */
import type { Hushable, Quiet } from '../../core/feature.ts';
import { reminders } from './config.ts';
import { lockOf } from './lock.ts';
import type { Row } from './row.ts';
import { optedOut, optsOut, rowsNamed, rowsSaved } from './store.ts';

export const quietPulls: Hushable = {
  sections: [reminders],
  which: 'open pull requests, from two minutes after they were opened',
  locks: repository => [lockOf(repository)],
  async here(session, { repository, place }) {
    const { number } = place.subject;
    const row = place.pull?.state === 'open' ? (await rowsNamed(session, repository, [number])).get(number) : undefined;
    if (!row) return null;
    return {
      isQuiet: now => row.muted || (row.snoozedUntil !== null && row.snoozedUntil > now),
      become: quiet => ({
        says: says(quiet),
        // The comment that says it has it read again: when somebody hears next, that look finds out.
        changes: [rowsSaved(repository, [{ ...row, ...hushed(quiet) }])],
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

function hushed(quiet: Quiet): Pick<Row, 'snoozedUntil' | 'muted'> {
  switch (quiet.kind) {
    case 'until':
      return { snoozedUntil: quiet.at, muted: false };
    case 'for good':
      return { snoozedUntil: null, muted: true };
    case 'over':
      return { snoozedUntil: null, muted: false };
  }
}
