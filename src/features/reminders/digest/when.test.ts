import fc from 'fast-check';
import { expect, test } from 'vitest';
import { day, readingAt } from '../../../time/wall-clock.ts';
import { readWorkHours } from '../../../time/work-hours.ts';
import type { Calendar } from '../../../time/work-time.ts';
import { readAt } from './at.ts';
import { goodUntil, nextDigest } from './when.ts';

const hoursOf = (said: string) => {
  const read = readWorkHours(said);
  if (!read.ok) throw new Error(read.says);
  return read.value;
};
const at = (said: string) => {
  const read = readAt(said);
  if (!read) throw new Error(`no time: ${said}`);
  return read;
};
const calendar = (timezone: string, workdays = 'Mon-Fri 09:00-17:00', holidays: Calendar['holidays'] = []): Calendar => ({
  ...{ hours: hoursOf(workdays), timezone, holidays },
});
const berlin = calendar('Europe/Berlin');
const christmas = calendar('Europe/Berlin', 'Mon-Fri 09:00-17:00', [{ from: '2026-12-24', to: '2027-01-01' }]);

test.each<[string, string, Calendar, string, string | null]>([
  ['later on the same day', '09:30', berlin, '2026-11-20T07:00Z', '2026-11-20T08:30Z'],
  ['what is now is not next', '09:30', berlin, '2026-11-20T08:30Z', '2026-11-23T08:30Z'],
  ['nobody works at the weekend', '09:30', berlin, '2026-11-21T12:00Z', '2026-11-23T08:30Z'],
  ['a team that works on Sunday', '08:00', calendar('Asia/Jerusalem', 'Sun-Thu'), '2026-11-19T12:00Z', '2026-11-22T06:00Z'],
  ['volunteers have every day', '18:00', calendar('UTC', 'all'), '2026-11-20T19:00Z', '2026-11-21T18:00Z'],
  ['once a week', 'Mon 09:00', berlin, '2026-11-23T08:00Z', '2026-11-30T08:00Z'],
  ['a day on which nobody works, because the file says so', 'Sat 10:00', berlin, '2026-11-20T12:00Z', '2026-11-21T09:00Z'],
  ['holidays are skipped', '09:30', christmas, '2026-12-23T09:00Z', '2027-01-04T08:30Z'],
  [
    'holidays of each year',
    '09:30',
    calendar('UTC', 'all', [{ from: '12-24', to: '01-01' }]),
    '2026-12-23T10:00Z',
    '2027-01-02T09:30Z',
  ],
  ['a weekly one in the holidays is skipped, too', 'Fri 09:00', christmas, '2026-12-20T09:00Z', '2027-01-08T08:00Z'],
  [
    'holidays without end',
    '09:30',
    calendar('UTC', 'all', [{ from: '2026-01-01', to: '2030-01-01' }]),
    '2026-11-20T00:00Z',
    null,
  ],
  [
    'the morning after the clock was set forward',
    '09:30',
    calendar('Europe/Berlin', 'all'),
    '2026-03-28T09:00Z',
    '2026-03-29T07:30Z',
  ],
  [
    'an hour that the clock leaves out is when it jumps',
    '02:30',
    calendar('Europe/Berlin', 'all'),
    '2026-03-28T12:00Z',
    '2026-03-29T01:00Z',
  ],
  ['an hour that comes twice is the first', '02:30', calendar('Europe/Berlin', 'all'), '2026-10-24T12:00Z', '2026-10-25T00:30Z'],
  ['and not the second', '02:30', calendar('Europe/Berlin', 'all'), '2026-10-25T00:30Z', '2026-10-26T01:30Z'],
  ['over the end of the year', '09:00', calendar('Pacific/Auckland'), '2026-12-31T20:00Z', '2027-01-03T20:00Z'],
  ['a day that a place left out', '09:00', calendar('Pacific/Apia', 'all'), '2011-12-29T20:00Z', '2011-12-30T19:00Z'],
])('%s', (_, said, where, after, next) => {
  expect(nextDigest(at(said), where, new Date(after))).toEqual(next === null ? null : new Date(next));
});

const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'America/Sao_Paulo', 'Asia/Kathmandu'];
const anyAt = fc.record({
  days: fc.option(fc.uniqueArray(fc.nat(6), { minLength: 1 }), { nil: null }),
  clock: fc.nat(24 * 60).map(minutes => minutes * 60_000),
});
const anyTime = fc.nat(20 * 366 * 24 * 60).map(minutes => Date.UTC(2010, 0, 1) + minutes * 60_000);

test('it is strictly later, later for who asks later, and on each day at most once', () => {
  fc.assert(
    fc.property(anyAt, fc.constantFrom(...zones), anyTime, fc.nat(10 * day), (one, timezone, time, more) => {
      const where = calendar(timezone);
      const next = (after: number) => nextDigest(one, where, new Date(after))?.getTime() ?? Number.NaN;
      const dayOf = (when: number) => Math.floor((readingAt(when, timezone) - (one.clock === day ? 1 : 0)) / day);
      expect(next(time)).toBeGreaterThan(time);
      expect(next(time + more)).toBeGreaterThanOrEqual(next(time));
      expect(next(next(time) - 1)).toBe(next(time));
      expect(dayOf(next(next(time)))).toBeGreaterThan(dayOf(next(time)));
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['while people are at work', berlin, '2026-11-20T08:30Z', '2026-11-20T16:00Z'],
  ['an hour, where nobody is at work', berlin, '2026-11-20T18:00Z', '2026-11-20T19:00Z'],
  ['to the end of the day, for volunteers', calendar('UTC', 'all'), '2026-11-20T08:00Z', '2026-11-21T00:00Z'],
])('a late one is good %s', (_, where, due, until) => {
  expect(goodUntil(new Date(due), where)).toEqual(new Date(until));
});
