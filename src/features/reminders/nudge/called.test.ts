import { expect, test } from 'vitest';
import { alice, bob, carol, config, dave, nudged, on, pull } from '../../../../test/nudges.ts';
import type { Person } from '../../../core/event.ts';
import type { Deed, OpenPull } from '../../../core/open-pull.ts';
import { folded } from '../looking/fold.ts';
import type { Nudge, Row } from '../row.ts';

/** Carol and dave were asked on Monday at ten, two have to approve, and both were called on Tuesday. */

const asks = (person: Person, at = 'Mon 10:00'): Deed => ({ at: on(at), by: alice, what: 'asked', person, team: null });
const says = (by: Person, at: string): Deed => ({ at: on(at), by, what: 'commented', node: 'IC_1' });
const approves = (by: Person, at: string): Deed => ({ at: on(at), by, what: 'reviewed', state: 'approved' });

interface Now {
  asked: Person[];
  deeds: Deed[];
  more?: Partial<OpenPull>;
  snoozedUntil?: Date;
}

function next(row: Row | null, at: string, { asked, deeds, more = {}, snoozedUntil }: Now): Row {
  const reviews = deeds.flatMap(one => (one.what === 'reviewed' && one.by ? [{ ...one, by: one.by, writer: true }] : []));
  return folded(row, pull({ decision: 'required', asked: { people: asked, teams: [] }, deeds, reviews, ...more }), {
    ...{ config: config(), frozen: () => null, optedOut: new Set<number>(), hasHeard: () => false, now: on(at) },
    peace: new Map(snoozedUntil ? [[42, { snoozedUntil, muted: false }]] : []),
  });
}

const both = [asks(carol), asks(dave)];
const called = (row: Row, to: Person[], at: string, more: Partial<Nudge> = {}): Row => ({
  ...row,
  nudge: nudged({ episode: row.episode, at: on(at), to, hearers: to, ...more }),
});
const first = (more: Partial<Nudge> = {}, asked = [carol, dave]): Row =>
  called(next(null, 'Mon 10:02', { asked, deeds: asked.map(one => asks(one)) }), [carol, dave], 'Tue 10:00', more);

function story(before: Row, after: Row): string {
  const names = after.called.map(({ person }) => person.login);
  const stays = after.episode === before.episode ? 'it stays' : 'a new one';
  return names.length === 0 ? stays : `${stays}, not for ${names.join(' and ')}`;
}

test.each<[what: string, before: Row, now: Now, story: string]>([
  ['nothing happens', first(), { asked: [carol, dave], deeds: both }, 'it stays'],
  [
    'carol approves: it is for dave as before',
    first(),
    { asked: [dave], deeds: [...both, approves(carol, 'Wed 10:00')] },
    'it stays',
  ],
  [
    'carol says something: she is at it, and dave was called',
    first(),
    { asked: [carol, dave], deeds: [...both, says(carol, 'Wed 10:00')] },
    'a new one, not for dave',
  ],
  [
    'both say something',
    first(),
    { asked: [carol, dave], deeds: [...both, says(carol, 'Wed 10:00'), says(dave, 'Wed 10:01')] },
    'a new one',
  ],
  [
    'carol is asked again',
    first(),
    { asked: [carol, dave], deeds: [...both, asks(carol, 'Wed 10:00')] },
    'a new one, not for dave',
  ],
  [
    'bob is asked, too',
    first(),
    { asked: [bob, carol, dave], deeds: [...both, asks(bob, 'Wed 10:00')] },
    'a new one, not for carol and dave',
  ],
  [
    'both come, and bob, whom nobody has called, is left',
    first({}, [bob, carol, dave]),
    { asked: [bob], deeds: [asks(bob), ...both, approves(carol, 'Wed 10:00'), approves(dave, 'Wed 10:01')] },
    'a new one',
  ],
  ['somebody puts it off', first(), { asked: [carol, dave], deeds: both, snoozedUntil: on('Fri 10:00') }, 'a new one'],
  [
    'a snooze from before',
    first(),
    { asked: [dave], deeds: [...both, approves(carol, 'Wed 10:00')], snoozedUntil: on('Mon 12:00') },
    'it stays',
  ],
  [
    'it never got there',
    first({ stands: 'failed' }),
    { asked: [dave], deeds: [...both, approves(carol, 'Wed 10:00')] },
    'a new one',
  ],
])('%s', (_, before, now, expected) => {
  expect(story(before, next(before, 'Wed 10:02', now))).toBe(expected);
});

test('dave is not called again, however often carol does something, until it was the turn of somebody else', () => {
  const now = { asked: [carol, dave], deeds: [...both, says(carol, 'Wed 10:00')] };
  const second = called(next(first(), 'Wed 10:02', now), [carol], 'Thu 10:00');
  const later = { asked: [dave], deeds: [...now.deeds, approves(carol, 'Fri 10:00')] };
  const third = { ...next(second, 'Fri 10:02', later), nudge: null };
  expect(story(second, third)).toBe('a new one, not for dave');
  expect(next(third, 'Fri 10:04', later)).toMatchObject({ episode: third.episode, called: third.called, dueAt: null });
  const draft = next(third, 'Fri 11:00', { ...later, more: { draft: true } });
  expect(next(draft, 'Fri 12:00', later).called).toEqual([]);
});

test('who is called to merge is not called again because one more has approved', () => {
  const yes = (...deeds: Deed[]): Now => ({ asked: [], deeds, more: { decision: 'approved' } });
  const before = called(next(null, 'Mon 10:02', yes(approves(bob, 'Mon 10:00'))), [alice], 'Tue 10:00');
  const after = next(before, 'Wed 10:02', yes(approves(bob, 'Mon 10:00'), approves(carol, 'Wed 10:00')));
  expect([after.turn.of, story(before, after)]).toEqual(['merge', 'it stays']);
});
