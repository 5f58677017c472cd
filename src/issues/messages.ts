/** What the shared machine says in the threads of its issues. */
import type { Quiet } from '../core/feature.ts';
import { code } from '../text/inert.ts';
import { momentOf } from '../time/moment.ts';
import { type Episode, isQuiet } from './episode.ts';

const clock = (time: Date, timezone: string): string => `${momentOf(time, timezone)} (${timezone})`;
const goesOn = 'the text above goes on telling how it is.';
export function quiet(how: Quiet): string {
  switch (how.kind) {
    case 'until':
      return `I write nothing more here until ${how.clock}; ${goesOn}`;
    case 'for good':
      return `I write nothing more here, whatever happens; ${goesOn}`;
    case 'over':
      return 'I write here again when something happens.';
  }
}
export const stillFails = '⏰ I was asked to be quiet until now, and this still fails. The text above says how it stands.';

export const tooMany = 'More than five issues of mine were due here within an hour, so the rest of them are one:';
export const allOver = '✅ All of it is over.';
export const rollUpEnds = {
  watching: '',
  open: 'This closes itself when all of it is over.',
  closed: 'All of it is over.',
  moot: 'This is not kept up any more: the database that knew what stands behind these lines is gone. What still fails has an issue of its own the next time it does.',
};

/** What people did with an issue, for whoever asks why it is as it is. */
export function byPeople(
  episode: Episode,
  { now, timezone, prefix, closed }: { now: Date; timezone: string; prefix: string; closed: string | null },
): string[] {
  const { left, shut, locked, muted, snoozedUntil } = episode;
  if (left !== null) return ['When it happens again after this has ended, there is a new issue.'];
  const until = muted || !snoozedUntil ? 'for good' : `until ${clock(snoozedUntil, timezone)}`;
  return [
    ...(shut === 'person' ? [closed ?? 'Somebody closed this issue, so it stays closed until it happens again.'] : []),
    ...(shut === 'kept'
      ? ['I had closed this issue and somebody opened it again, so I leave it open until it has happened and ended once more.']
      : []),
    ...(isQuiet(episode, now) ? [`Somebody asked me to be quiet here, ${until}; ${code(`${prefix}unmute`)} ends that.`] : []),
    ...(locked ? ['It is locked, so I only rewrite its text.'] : []),
  ];
}
