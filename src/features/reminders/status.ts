/** What `/status` says in a pull request: whose turn it is, and why. Read anew, because whoever asks has perhaps just moved. */
import type { AskingPart } from '../../core/feature.ts';
import { code } from '../../text/inert.ts';
import { momentOf } from '../../time/moment.ts';
import { booksNow } from './books/store.ts';
import { reminders, remindersOf } from './config.ts';
import type { Frozen } from './looking/facts.ts';
import { folded } from './looking/fold.ts';
import { pullsRead } from './reading.ts';
import type { Row } from './row.ts';
import { optedOut, peaceOf, rowsNamed } from './store.ts';
import { turnWords } from './turns/words.ts';

export const turnHere = (frozen: Frozen): AskingPart => ({
  section: reminders,
  async asks({ repository, place, sign, file, prefix }, ask) {
    const config = remindersOf(file);
    const { number } = place.subject;
    const [pull] = config && place.pull ? (await pullsRead({ which: { numbers: [number] }, votesOn: [] }, ask, sign)).pulls : [];
    return async session => {
      if (!config || !pull) return null;
      const { now } = await booksNow(session, repository);
      const row = (await rowsNamed(session, repository, [number])).get(number) ?? null;
      const isFrozen = (base: string) => frozen(file, base, { defaultBranch: repository.defaultBranch, now });
      const [out, peace] = [await optedOut(session, repository), await peaceOf(session, repository, [number])];
      const next = folded(row, pull, { config, frozen: isFrozen, optedOut: out, peace, hasHeard: () => false, now });
      const zone = config.calendarOf(null).timezone;
      return [turnWords(next.turn, { now, timezone: zone }), quiet(next, { now, zone, prefix })]
        .filter(one => one !== '')
        .join('\n\n');
    };
  },
});

function quiet({ muted, snoozedUntil }: Row, { now, zone, prefix }: { now: Date; zone: string; prefix: string }): string {
  const ends = `${code(`${prefix}unmute`)} ends that.`;
  if (muted) return `Nobody is reminded here. ${ends}`;
  return snoozedUntil && snoozedUntil > now ? `Nobody is reminded here until ${momentOf(snoozedUntil, zone)}. ${ends}` : '';
}
