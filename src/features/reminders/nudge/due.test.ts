import { expect, test } from 'vitest';
import { alice, bob, carol, config, move, nudged, on, row, web } from '../../../../test/nudges.ts';
import type { Row } from '../row.ts';
import { nudgeDue } from './due.ts';

/** When something may have to be said. The team works Mon-Fri 09:00-17:00 in UTC; Carol has the move since Monday, 10:00. */

const tokyo = { people: { carol: { timezone: 'Asia/Tokyo' } } };
const holiday = { people: { carol: { holidays: ['2026-11-01 - 2026-11-29'] } } };
const review = move('review', [carol]);

test.each<[what: string, due: string | null, row: Row, file?: object, optedOut?: number[]]>([
  ['a review: after a day of work', 'Tue 10:00', row(review)],
  ['over a weekend: nobody works then', 'Mon+1 10:00', row(move('review', [carol], { since: on('Fri 10:00') }))],
  ['a day without work', 'Wed 10:00', row(review), { holidays: ['2026-11-03'] }],
  ['on the clock of the person', 'Wed 00:00', row(review), tokyo],
  ['of two the first whose time it is', 'Tue 10:00', row(move('review', [carol, bob])), tokyo],
  ['an answer: after three', 'Thu 10:00', row(move('answer', [alice]))],
  ['a merge: after one', 'Tue 10:00', row(move('merge', [alice]))],
  ['as the file says', 'Mon 14:00', row(review), { review_after: '4h' }],
  ['of a team on its calendar', 'Tue 10:00', row(move('review', [], { teams: [web] })), tokyo],
  ['not before a snooze is over', 'Thu 09:00', row(review, { snoozedUntil: on('Wed 20:00') })],
  ['a snooze that is over is none', 'Tue 10:00', row(review, { snoozedUntil: on('Mon 20:00') })],
  ['never where it is muted', null, row(review, { muted: true })],
  ['never for nobody', null, row({ of: 'nobody', since: on('Mon 10:00'), why: [{ because: 'draft' }] })],
  ['never for who does not want it', null, row(review), { people: { carol: { remind: false } } }],
  ['nor for who said so', null, row(review), {}, [carol.id]],
  ['then the other one', 'Tue 10:00', row(move('review', [carol, bob])), tokyo, [carol.id]],
  ['nor for who was called to the same before', null, row(review, { called: [{ person: carol, at: on('Mon 09:30') }] })],
  ['then the team, a day later', 'Wed 10:00', row(review), { escalate_after: '1d' }, [carol.id]],
  ['then the team, too, where she is away for weeks', 'Wed 10:00', row(review), { escalate_after: '1d', ...holiday }],
  ['where nobody else is to hear of it, when she is back', 'Tue+4 09:00', row(review), holiday],
  ['another time zone is no holiday', 'Wed 00:00', row(review), { escalate_after: '4h', ...tokyo }],
  ['said once: nothing more', null, row(review, { nudge: nudged() })],
  ['then the team hears of it', 'Thu 10:00', row(review, { nudge: nudged() }), { escalate_after: '2d' }],
  ['once', null, row(review, { nudge: nudged({ escalated: { comment: 'x', at: on('Thu 10:00') } }) }), { escalate_after: '2d' }],
  ['not where somebody deleted it', null, row(review, { nudge: nudged({ stands: 'gone' }) }), { escalate_after: '2d' }],
  ['it never got there: as if it had not been said', 'Tue 10:00', row(review, { nudge: nudged({ stands: 'failed' }) })],
  ['whether it got there is looked at soon', 'Tue 10:15', row(review, { nudge: nudged({ stands: 'leaving' }) })],
  ['what stands there has changed: an hour later', 'Tue 11:00', row(review, { nudge: nudged(), green: false })],
  ['the turn has passed: at once', 'Mon 10:00', row(review, { nudge: nudged({ episode: 'older' }) })],
  ['at once, though it is muted', 'Mon 10:00', row(review, { nudge: nudged({ episode: 'older' }), muted: true })],
])('%s', (_, due, given, file = {}, optedOut = []) => {
  expect(nudgeDue(given, config(file), new Set(optedOut))).toEqual(due === null ? null : on(due));
});
