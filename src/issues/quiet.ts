/** How an issue of ours is made quiet, for `/snooze`, `/mute` and `/unmute`. */
import type { Hushable, Quiet } from '../core/feature.ts';
import type { Section } from '../core/file.ts';
import { code } from '../text/inert.ts';
import { type Episode, isQuiet } from './episode.ts';
import { ourLabel } from './kind.ts';
import * as messages from './messages.ts';
import { byNumber, saved } from './store.ts';
import { lockOf, visitDue } from './visit.ts';

/** Switched on with whatever opens issues. */
export const quietIssues = (sections: Section[]): Hushable => ({
  sections,
  which: `the issues that I open myself (they carry the label ${code(ourLabel)})`,
  locks: repository => [lockOf(repository)],
  async here(session, { repository, place }) {
    const episode = await byNumber(session, repository, place.subject.number);
    return (
      episode && {
        isQuiet: now => isQuiet(episode, now),
        become(quiet, now) {
          const next = { ...episode, ...rowOf(quiet) };
          const wakes = next.snoozedUntil && next.snoozedUntil > now ? [visitDue(repository, next, next.snoozedUntil)] : [];
          return {
            says: messages.quiet(quiet),
            changes: [saved(repository, next)],
            raises: [visitDue(repository, next, now), ...wakes],
          };
        },
      }
    );
  },
});

function rowOf(quiet: Quiet): Partial<Pick<Episode, 'snoozedUntil' | 'muted'>> {
  switch (quiet.kind) {
    case 'until':
      return { snoozedUntil: quiet.at };
    case 'for good':
      return { muted: true };
    case 'over':
      return { snoozedUntil: null, muted: false };
  }
}
