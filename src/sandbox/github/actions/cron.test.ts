import { expect, test } from 'vitest';
import { nextTime, readCron } from './cron.ts';

// A Saturday.
const from = new Date('2026-11-21T10:07:30Z');

test.each([
  ['*/15 * * * *', '2026-11-21T10:15'],
  ['5/20 10 * * *', '2026-11-21T10:25'],
  ['0 3 * * *', '2026-11-22T03:00'],
  ['30 6 * * MON-FRI', '2026-11-23T06:30'],
  ['0 0 1 jan *', '2027-01-01T00:00'],
  ['0 12 25 * SUN', '2026-11-22T12:00'],
  ['0,8 10 21 11 6', '2026-11-21T10:08'],
  ['0 0 29 2 *', '2028-02-29T00:00'],
])('after a Saturday morning %s comes at %s', (text, at) => {
  const cron = readCron(text);
  expect(cron && nextTime(cron, from)).toEqual(new Date(`${at}:00Z`));
});

test.each(['', '* * * *', '60 * * * *', '* 5-3 * * *', '*/0 * * * *', 'x * * * *', '@daily'])('%j is no time', text => {
  expect(readCron(text)).toBe(null);
});
