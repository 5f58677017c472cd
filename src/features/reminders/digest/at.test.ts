import { expect, test } from 'vitest';
import { readAt } from './at.ts';

const hour = 3_600_000;

test.each([
  ['09:30', null, 9.5],
  ['9:30', null, 9.5],
  [' 00:00 ', null, 0],
  ['Mon 09:00', [0], 9],
  ['monday 9:00', [0], 9],
  ['Mon-Fri 09:30', [0, 1, 2, 3, 4], 9.5],
  ['Mon, Thu 14:00', [0, 3], 14],
  ['Sun - Thu 08:00', [0, 1, 2, 3, 6], 8],
  ['all 23:59', [0, 1, 2, 3, 4, 5, 6], 23 + 59 / 60],
])('%s is read', (said, days, clock) => {
  expect(readAt(said)).toEqual({ days, clock: clock * hour });
});

test.each([
  '',
  'Mon',
  '9',
  '9 am',
  '24:00',
  '25:00',
  '09:60',
  'Someday 09:00',
  'Mon 09:00 17:00',
  'Mon 09:00-17:00 09:30',
  '09:30 Mon',
])('%s is none', said => {
  expect(readAt(said)).toBeNull();
});
