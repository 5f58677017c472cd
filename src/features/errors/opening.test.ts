import { describe, expect, test } from 'vitest';
import { type Often, opens } from './opening.ts';

const minute = 60_000;
type Times = (readonly [number, number, string?])[];
const group = (times: Times, counted = 0): Often => ({
  ...{ level: 'error', counted },
  times: times.map(([time, count, place = null]) => [time, count, place]),
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
] as [string, { count: number; within: number | null } | null, Times, boolean][])('%s', (_what, threshold, times, expected) => {
  expect(opens(group(times), { opensAfter: () => threshold })).toBe(expected);
});

describe('where it happens', () => {
  const opensAfter = (_level: string, place: string | null) =>
    place === 'staging' ? null : place === 'demo' ? { count: 10, within: 60 * minute } : thrice;
  const often = (...times: Times) => opens(group(times), { opensAfter });

  test('it is enough that one of its places says so', () => {
    expect(often([0, 3, 'staging'])).toBe(false);
    expect(often([0, 3, 'staging'], [0, 3, 'prod'])).toBe(true);
  });

  test('nothing counts for another place, where that counts in another way', () => {
    expect(often([0, 2, 'prod'], [minute, 100, 'staging'])).toBe(false);
    expect(often([0, 2, 'prod'], [minute, 9, 'demo'])).toBe(false);
    expect(often([0, 2, 'prod'], [minute, 10, 'demo'])).toBe(true);
    expect(often([0, 3, 'prod'], [9 * minute, 1, 'staging'])).toBe(false);
  });

  test('places of which the file says the same count together, and so does what says none', () => {
    expect(often([0, 1, 'prod'], [minute, 1, 'eu'], [minute, 1])).toBe(true);
  });

  test('what the source has counted is of no place, so it counts where there is one way only', () => {
    const five = (place: string | null) => (place === 'staging' ? null : { count: 5, within: null });
    expect(opens(group([[0, 1, 'prod']], 40), { opensAfter: (_level, place) => five(place) })).toBe(true);
    expect(opens(group([[0, 1, 'staging']], 40), { opensAfter: (_level, place) => five(place) })).toBe(false);
    const both = group(
      [
        [0, 1, 'prod'],
        [0, 1, 'staging'],
      ],
      40,
    );
    expect(opens(both, { opensAfter: (_level, place) => five(place) })).toBe(false);
  });
});
