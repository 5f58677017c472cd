import { expect, test } from 'vitest';
import { duration } from './duration.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

test.each([
  [-3 * second, 'less than a second'],
  [400, 'less than a second'],
  [1.4 * second, '1 s'],
  [59.4 * second, '59 s'],
  [59.6 * second, '1 m'],
  [70 * second, '1 m 10 s'],
  [14 * minute + 20 * second, '14 m'],
  [59 * minute + 59 * second, '59 m'],
  [61 * minute, '1 h'],
  [47 * hour, '47 h'],
  [3 * 24 * hour, '3 days'],
])('%d ms is %s', (milliseconds, says) => {
  expect(duration(milliseconds)).toBe(says);
});
