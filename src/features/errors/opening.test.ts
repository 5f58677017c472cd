import { expect, test } from 'vitest';
import { type Often, opens } from './opening.ts';

const minute = 60_000;
const group = (times: [number, number][], environments: string[] = []): Often => ({
  ...{ level: 'error', times, counted: 0, alerts: times.reduce((sum, [, count]) => sum + count, 0) },
  environments: Object.fromEntries(environments.map(name => [name, { first: 0, last: 0, alerts: 1 }])),
});

const thrice = { count: 3, within: 2 * minute };

test.each([
  ['at once', { count: 1, within: null }, [[0, 1]], true],
  ['never', null, [[0, 100]], false],
  ['not yet', thrice, [[0, 2]], false],
  ['three in one second', thrice, [[0, 3]], true],
  [
    'three in two minutes',
    thrice,
    [
      [0, 1],
      [minute, 1],
      [2 * minute, 1],
    ],
    true,
  ],
  [
    'three in more than that',
    thrice,
    [
      [0, 1],
      [minute, 1],
      [2 * minute + 1_000, 1],
    ],
    false,
  ],
  [
    'three in the end',
    thrice,
    [
      [0, 1],
      [9 * minute, 1],
      [10 * minute, 2],
    ],
    true,
  ],
  [
    'so many, however long it takes',
    { count: 3, within: null },
    [
      [0, 1],
      [999 * minute, 2],
    ],
    true,
  ],
] as [string, { count: number; within: number | null } | null, [number, number][], boolean][])(
  '%s',
  (_what, threshold, times, expected) => {
    expect(opens(group(times), { opensAfter: () => threshold })).toBe(expected);
  },
);

test('it is enough that one of its places says so', () => {
  const opensAfter = (_level: string, place: string | null) => (place === 'prod' ? { count: 1, within: null } : null);
  expect(opens(group([[0, 1]], ['staging']), { opensAfter })).toBe(false);
  expect(opens(group([[0, 1]], ['staging', 'prod']), { opensAfter })).toBe(true);
});
