import { expect, test } from 'vitest';
import { chanceOf, isOver } from './flaky.ts';

const hour = 3_600_000;
const hours = (...times: number[]) => times.map(time => time * hour);

test.each([
  ['one failure has no rate', [0], 100, 0],
  ['two, and as long a silence again', [0, 10], 20, 0.5],
  ['three, and as long a silence again', [0, 5, 10], 20, 0.25],
  ['eight, and as long a silence again', [0, 1, 2, 3, 4, 5, 6, 10], 20, 1 / 128],
  ['no silence yet', [0, 10], 10, 1],
])('%s', (_, fails, now, chance) => expect(chanceOf(hours(...fails), now * hour)).toBeCloseTo(chance, 6));

test.each([
  ['quiet for long enough', [0, 1, 2, 3, 4, 5, 6, 10], 20, 25, true],
  ['too few runs have passed', [0, 1, 2, 3, 4, 5, 6, 10], 20, 19, false],
  ['no longer than a gap before', [0, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 12], 22, 30, false],
  ['chance explains it', [0, 10], 30, 50, false],
  ['two, and a silence of a hundred spans', [0, 10], 1_010, 20, true],
  ['one, and twenty passes', [0], 2, 20, true],
  ['one, and nineteen', [0], 2, 19, false],
  ['ninety days, whatever the rest says', [0, 2_000], 2_000 + 90 * 24, 0, true],
])('%s', (_, fails, now, passes, over) => expect(isOver({ fails: hours(...fails), passes, now: now * hour })).toBe(over));
