import { expect, test } from 'vitest';
import { die, pointsOf } from './kills.ts';

/**
 * kill -9 of a real process at each named point, three times each in four stories, in another order and at another delivery every time.
 * A longer run says with which seed it begins and how many stories there are: CHAOS_SEED=1000 CHAOS_ROUNDS=200.
 */

const first = Number(process.env.CHAOS_SEED ?? 1);
const rounds = Number(process.env.CHAOS_ROUNDS ?? 4);
const seeds = Array.from({ length: rounds }, (_, round) => first + round);

test.each(seeds)('whatever dies when, each command is answered once (seed %i)', { timeout: 120_000 }, async seed => {
  const points = pointsOf(seed);
  const outcome = await die({ seed, points });
  expect({ seed, points, ...outcome }).toEqual({
    seed,
    points,
    deaths: points.length,
    commands: 3 * (points.length + 1),
    wrongs: [],
  });
});
