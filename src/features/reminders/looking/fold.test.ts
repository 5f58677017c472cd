import { expect, test } from 'vitest';
import { alice, bob, config, nudged, on, person, pull } from '../../../../test/nudges.ts';
import type { CheckNow, OpenPull } from '../../../core/open-pull.ts';
import type { Row } from '../row.ts';
import { folded } from './fold.ts';

/** Bob was asked on Monday at ten. */

const asked: Partial<OpenPull> = {
  asked: { people: [bob], teams: [] },
  deeds: [{ at: on('Mon 10:00'), by: alice, what: 'asked', person: bob, team: null }],
};
const lint = (state: CheckNow['state'], at = 'Mon 10:00'): Partial<OpenPull> => ({
  checks: [{ name: 'lint', state, at: state === 'running' ? null : on(at) }],
});
const approved: Partial<OpenPull> = {
  ...{ asked: { people: [], teams: [] }, decision: 'approved' },
  reviews: [{ by: bob, state: 'approved', at: on('Mon 11:00'), writer: true }],
};
const head = { head: 'def' };

function seen(...looks: [at: string, as: Partial<OpenPull>][]): Row | null {
  return looks.reduce<Row | null>((row, [at, as]) => {
    const given = {
      config: config(),
      frozen: () => null,
      optedOut: new Set<number>(),
      hasHeard: () => false,
      peace: new Map(),
      now: on(at),
    };
    return folded(row, pull({ ...asked, ...as }), given);
  }, null);
}
const waits = ({ turn }: Row): string =>
  turn.of === 'nobody' ? turn.of : `${turn.of} by ${turn.people[0]?.login} since ${turn.since.toUTCString().slice(0, 22)}`;

const robot = person('robot[bot]');
const flood = (at: string): Partial<OpenPull> => ({
  deeds: Array.from({ length: 60 }, () => ({ at: on(at), by: robot, what: 'commented', node: 'IC_1' })),
  deedsCut: true,
});
const talked: Partial<OpenPull> = { deeds: [{ at: on('Wed 10:00'), by: alice, what: 'commented', node: 'IC_1' }] };

test.each<[string, Parameters<typeof seen>, string]>([
  ['somebody was there', [['Wed 11:00', talked]], 'Wed 10:00'],
  [
    'and is not forgotten when bots say so much that nobody sees it any more',
    [
      ['Wed 11:00', talked],
      ['Fri 11:00', flood('Wed 10:30')],
    ],
    'Wed 10:00',
  ],
  [
    'they have said that much since it was read: somebody may have been there in between',
    [
      ['Wed 11:00', talked],
      ['Fri 11:00', flood('Thu 10:00')],
    ],
    'Thu 10:00',
  ],
  ['it is read for the first time, and nothing but bots is seen', [['Fri 11:00', flood('Thu 10:00')]], 'Thu 10:00'],
])('when somebody was there last: %s', (_, looks, at) => {
  expect(seen(...looks)?.movedAt).toEqual(on(at));
});

test.each<[string, Parameters<typeof seen>, string]>([
  [
    'nothing stands in the way',
    [
      ['Mon 10:02', {}],
      ['Tue 10:00', {}],
    ],
    'review by bob since Mon, 02 Nov 2026 10:00',
  ],
  ['it is red', [['Mon 10:02', lint('failure')]], 'answer by alice since Mon, 02 Nov 2026 10:00'],
  [
    'it was red until Wednesday, and bob is not waited for since Monday',
    [
      ['Mon 10:02', lint('failure')],
      ['Wed 12:00', lint('success')],
      ['Thu 12:00', lint('success')],
    ],
    'review by bob since Wed, 04 Nov 2026 12:00',
  ],
  [
    'nobody knows yet whether the conflict is over',
    [
      ['Tue 10:00', { conflict: true }],
      ['Wed 10:00', { conflict: null }],
    ],
    'answer by alice since Tue, 03 Nov 2026 10:00',
  ],
  [
    'one of two is gone',
    [
      ['Tue 10:00', { conflict: true, ...lint('failure') }],
      ['Wed 10:00', { conflict: true, ...lint('success') }],
    ],
    'answer by alice since Tue, 03 Nov 2026 10:00',
  ],
  [
    'both are gone',
    [
      ['Tue 10:00', { conflict: true, ...lint('failure') }],
      ['Wed 10:00', { conflict: true }],
      ['Thu 10:00', {}],
    ],
    'review by bob since Thu, 05 Nov 2026 10:00',
  ],
  [
    'what was green says so again: nobody is called anew',
    [
      ['Mon 12:00', { ...approved, ...lint('success') }],
      ['Tue 12:00', { ...approved, ...lint('success', 'Tue 11:00') }],
      ['Thu 12:00', { ...approved, ...lint('success', 'Thu 11:00') }],
    ],
    'merge by alice since Mon, 02 Nov 2026 11:00',
  ],
  [
    'it runs again, and is as green as it was',
    [
      ['Mon 12:00', { ...approved, ...lint('success') }],
      ['Tue 12:00', { ...approved, ...lint('running') }],
      ['Tue 13:00', { ...approved, ...lint('success', 'Tue 12:30') }],
    ],
    'merge by alice since Mon, 02 Nov 2026 11:00',
  ],
  [
    'another commit has to be green itself',
    [
      ['Mon 12:00', { ...approved, ...lint('success') }],
      ['Tue 12:00', { ...approved, ...head, ...lint('success', 'Tue 11:00') }],
    ],
    'merge by alice since Tue, 03 Nov 2026 11:00',
  ],
  [
    'and while that runs it is nobody’s turn',
    [
      ['Mon 12:00', { ...approved, ...lint('success') }],
      ['Tue 12:00', { ...approved, ...head, ...lint('running') }],
    ],
    'nobody',
  ],
  [
    'it was red in between',
    [
      ['Mon 12:00', { ...approved, ...lint('success') }],
      ['Tue 12:00', { ...approved, ...lint('failure', 'Tue 11:00') }],
      ['Wed 12:00', { ...approved, ...lint('success', 'Wed 11:00') }],
    ],
    'merge by alice since Wed, 04 Nov 2026 11:00',
  ],
  [
    'what was red runs again, and is as red as it was',
    [
      ['Mon 10:02', lint('failure')],
      ['Tue 10:00', lint('running')],
    ],
    'answer by alice since Mon, 02 Nov 2026 10:00',
  ],
  [
    'once it has ended, too',
    [
      ['Mon 10:02', lint('failure')],
      ['Tue 10:00', lint('running')],
      ['Tue 11:00', lint('failure', 'Tue 10:30')],
    ],
    'answer by alice since Mon, 02 Nov 2026 10:00',
  ],
  [
    'a push makes it run: whoever was asked can go on',
    [
      ['Mon 10:02', lint('failure')],
      ['Tue 10:00', { ...lint('running'), ...head }],
    ],
    'review by bob since Tue, 03 Nov 2026 10:00',
  ],
])('%s', (_, looks, expected) => {
  const row = seen(...looks);
  expect(row && waits(row)).toBe(expected);
});

test('whoever was called to merge keeps the move while a check runs again', () => {
  const given = {
    ...{ config: config(), frozen: () => null, optedOut: new Set<number>(), hasHeard: () => false, peace: new Map() },
    now: on('Tue 12:00'),
  };
  const row = seen(['Mon 12:00', { ...approved, ...lint('success') }]);
  const again = pull({ ...asked, ...approved, ...lint('running') });
  const told = row && folded({ ...row, nudge: nudged({ episode: row.episode }) }, again, given);
  expect([row && folded(row, again, given).turn.of, told?.episode]).toEqual(['nobody', row?.episode]);
});

test.each<[string, boolean, Partial<OpenPull>]>([
  ['green', true, lint('success')],
  ['red', false, lint('failure')],
  ['running', false, lint('running')],
  ['none at all, which is not called green', false, {}],
])('its checks are %s', (_, green, as) => {
  expect(seen(['Mon 12:00', as])?.green).toBe(green);
});

test('a check that has not ended for a day is looked at by somebody, and not before', () => {
  const held = { ...approved, ...lint('running') };
  const row = seen(['Mon 12:00', held]);
  expect([row?.turn.of, row?.dueAt]).toEqual(['nobody', on('Tue 12:00')]);
  expect(seen(['Mon 12:00', held], ['Tue 11:00', held])?.turn.of).toBe('nobody');
  const late = seen(['Mon 12:00', held], ['Tue 12:00', held]);
  expect([late?.turn.of, late?.turn.why]).toEqual(['answer', [{ because: 'stuck', checks: ['lint'] }]]);
  expect(seen(['Mon 12:00', held], ['Tue 12:00', { ...held, head: 'b' }])?.turn.of).toBe('nobody');
  expect(seen(['Mon 12:00', held], ['Tue 12:00', { ...approved, ...lint('success') }])?.turn.of).toBe('merge');
});
