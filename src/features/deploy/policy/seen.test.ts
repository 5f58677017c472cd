import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Move } from '../../../core/reads.ts';
import { type Seen, seenBy } from './seen.ts';

/** Races between a push and the comment that would deploy it. Seconds are counted from the comment. */

const said = new Date('2026-11-20T10:00:00Z');
const opened = new Date('2026-11-01T10:00:00Z');
const at = (seconds: number) => new Date(said.getTime() + seconds * 1000);

/** `A>B@-60`: it went from A to B a minute before the comment; `>A` is a pull request that was opened, or a branch that was made. */
function moves(text: string): Move[] {
  return text
    .split(' ')
    .filter(Boolean)
    .map(one => {
      const [, before = '', after = '', seconds] = /^(\w*)>(\w+)@(-?\d+)$/.exec(one) ?? [];
      return { before: before || null, after, at: at(Number(seconds)), by: null };
    });
}
const seen = (head: string, heads: string, activity: string | null = null): Seen =>
  seenBy({ heads: moves(heads), head, said, opened, activity: activity === null ? null : moves(activity) });
const moved = (head: string, secondsBefore: number) => ({ moved: head, secondsBefore });

test.each<[says: string, head: string, heads: string, activity: string | null, verdict: Seen]>([
  ['an hour old', 'A', '>A@-3600', null, 'seen'],
  ['ten seconds are enough', 'B', '>A@-3600 A>B@-10', null, 'seen'],
  ['nine are not', 'B', '>A@-3600 A>B@-9', null, moved('B', 9)],
  ['a push one second before the comment', 'B', '>A@-3600 A>B@-1', null, moved('B', 1)],
  ['in the same second', 'B', '>A@-3600 A>B@0', null, moved('B', 0)],
  ['one second after it', 'B', '>A@-3600 A>B@1', null, moved('B', -1)],
  ['a push after it that our read does not show yet', 'A', '>A@-3600 A>B@1', null, 'seen'],
  ['a push just before it that our read does not show yet', 'A', '>A@-3600 A>B@-2', null, 'unknown'],
  ['whatever a commit says of its own date, here is none', 'B', '>A@-3600 A>B@-3', '>A@-7200 A>B@-3', moved('B', 3)],

  ['by force away and back long ago', 'A', '>A@-3600 A>B@-120 B>A@-60', null, 'seen'],
  ['by force away long ago and back just now', 'A', '>A@-3600 A>B@-120 B>A@-3', null, moved('A', 3)],
  ['away and back within the reading', 'A', '>A@-3600 A>B@-6 B>A@-3', null, moved('A', 3)],
  ['away and back after the comment', 'A', '>A@-3600 A>B@1 B>A@2', null, 'seen'],
  ['there once, away, and there again after the comment', 'B', '>A@-3600 A>B@-600 B>A@-300 A>B@1', null, moved('B', -1)],
  ['there, and away and there again, each twice', 'B', '>A@-900 A>B@-800 B>A@-700 A>B@-600 B>A@-500 A>B@-400', null, 'seen'],
  ['away and back in one second, which may have been either way', 'A', '>A@-3600 A>B@-60 B>A@-60', null, 'unknown'],
  ['then its branch decides', 'A', '>A@-3600 A>B@-60 B>A@-60', '>A@-7200 A>B@-61 B>A@-60', 'seen'],
  ['on and on in one second', 'C', '>A@-3600 A>B@-60 B>C@-60', null, 'seen'],

  ['the webhook is late and the push was in time', 'B', '>A@-3600', '>A@-3600 A>B@-60', 'seen'],
  ['the webhook is late and the push was not', 'B', '>A@-3600', '>A@-3600 A>B@-4', moved('B', 4)],
  ['the webhook is late and nobody else knows', 'B', '>A@-3600', null, 'unknown'],
  ['neither does the branch, yet', 'B', '>A@-3600', '>A@-3600', 'unknown'],
  ['nobody has heard of this pull request', 'A', '', null, 'unknown'],
  ['then its branch decides, too', 'A', '', '>A@-60', 'seen'],
  ['opened a moment before the comment, with an older branch', 'A', '>A@-3', '>A@-60', 'seen'],
  ['opened a moment before the comment, with a branch just as new, which was nowhere else', 'A', '>A@-3', '>A@-5', 'seen'],
  ['opened a moment before the comment, with a branch that has just moved', 'B', '>B@-3', '>A@-60 A>B@-5', moved('B', 5)],
  ['opened a moment before the comment, from a fork', 'A', '>A@-3', null, 'unknown'],
  ['webhooks out of order', 'C', 'B>C@-60 >A@-3600 A>B@-120', null, 'seen'],
  ['the late one of two is missing: it went back meanwhile', 'B', '>A@-3600 A>B@-1800 A>B@1', null, moved('B', -1)],
  ['what is missing is in the middle, and the end is known', 'D', '>A@-3600 C>D@-60', null, 'seen'],
  ['the way back is missing, and it moved on from elsewhere since', 'B', '>A@-3600 A>B@-1800 A>C@5', null, 'unknown'],
  ['the last known is another than the API says', 'A', '>A@-3600 A>B@-60', null, 'unknown'],
  ['found there once more after the comment', 'A', '>A@-3600 >A@5', null, 'seen'],
  ['told twice', 'B', '>A@-3600 A>B@-60 A>B@-60', null, 'seen'],
])('%s', (_says, head, heads, activity, verdict) => {
  expect(seen(head, heads, activity)).toEqual(verdict);
});

test('where it has been nowhere else since it was opened there is nothing else to see', () => {
  const [opening] = moves('>A@-3');
  const judged = (text: string, head = 'A') =>
    seenBy({ heads: moves(text), head, said, opened: opening?.at ?? opened, activity: null });
  expect(judged('>A@-3')).toBe('seen');
  expect(judged('>A@-3 A>B@-2', 'B')).toEqual(moved('B', 2));
  expect(judged('>A@-3', 'B')).toBe('unknown');
  // Found there, and not opened there.
  expect(judged('>A@-2')).toBe('unknown');
});

test('whatever was pushed when, and however few webhooks of it came: a head is only seen if it was there for some time of the reading', () => {
  const story = fc.array(fc.record({ after: fc.constantFrom('A', 'B', 'C', 'D'), gap: fc.integer({ min: 1, max: 40 }) }), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(
      story,
      fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
      fc.integer({ min: 0, max: 60 }),
      (pushes, came, since) => {
        const all: Move[] = [];
        let [second, before] = [-200 + since, null as string | null];
        for (const { after, gap } of pushes) {
          if (after === before) continue;
          second += gap;
          all.push({ before, after, at: at(second), by: null });
          before = after;
        }
        const head = all.at(-1)?.after ?? '';
        const heads = all.filter((_, place) => came[place]);
        // With everything in hand the truth is plain: it stood there from ten seconds before until the comment.
        const standing = all.findLast(one => one.at.getTime() <= said.getTime() - 10_000);
        const still = all.every(one => one.at.getTime() <= said.getTime() - 10_000 || one.at > said);
        const truth = standing?.after === head && still;
        expect(seenBy({ heads: all, head, said, opened, activity: null }) === 'seen').toBe(truth);
        const only = all.length === 1;
        expect(seenBy({ heads: [], head, said, opened, activity: all.toReversed() }) === 'seen').toBe(truth || only);
        // With some of it missing it may ask once more, and must not be surer than what it was told allows.
        if (seenBy({ heads, head, said, opened, activity: null }) === 'seen')
          expect(all.some(one => one.after === head && one.at.getTime() <= said.getTime() - 10_000)).toBe(true);
      },
    ),
  );
});
