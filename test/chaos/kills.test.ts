import { expect, test } from 'vitest';
import { dice } from './dice.ts';
import { deadly, die } from './kills.ts';

/** kill -9 of a real process at each named point, three times each, in another order and at another delivery every time. */

const stories = dice(20_261).shuffled([...deadly, ...deadly, ...deadly]);

test.each([1, 2, 3, 4])('whatever dies when, each command is answered once (seed %i)', { timeout: 90_000 }, async seed => {
  const points = stories.slice((seed - 1) * 6, seed * 6);
  const outcome = await die({ seed, points });
  expect({ seed, ...outcome }).toEqual({ seed, deaths: points.length, commands: 3 * (points.length + 1), wrongs: [] });
});
