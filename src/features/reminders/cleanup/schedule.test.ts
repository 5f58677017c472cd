import fc from 'fast-check';
import { expect, test } from 'vitest';
import { usualHours } from '../../../time/work-hours.ts';
import { type Calendar, isWorking } from '../../../time/work-time.ts';
import { listAsked, monthOf, nextList } from './schedule.ts';

const team = (parts: Partial<Calendar> = {}): Calendar => ({
  hours: usualHours,
  timezone: 'Europe/Berlin',
  holidays: [],
  ...parts,
});

test.each<[what: string, now: string, calendar: Calendar, at: string]>([
  ['the first is a Sunday', '2026-10-15T12:00:00Z', team(), '2026-11-02T08:00:00Z'],
  [
    'over the end of a year, the first is a holiday',
    '2026-12-24T12:00:00Z',
    team({ holidays: [{ from: '01-01', to: '01-01' }] }),
    '2027-01-04T08:00:00Z',
  ],
  ['this month’s is still to come', '2026-11-01T12:00:00Z', team(), '2026-11-02T08:00:00Z'],
  ['the very moment counts as over', '2026-11-02T08:00:00Z', team(), '2026-12-01T08:00:00Z'],
  ['in summer time', '2026-06-30T12:00:00Z', team(), '2026-07-01T07:00:00Z'],
  [
    'volunteers are asked at midnight',
    '2026-10-15T12:00:00Z',
    team({ hours: { days: [0, 1, 2, 3, 4, 5, 6], from: 0, to: 86_400_000 } }),
    '2026-10-31T23:00:00Z',
  ],
  [
    'a month that is all holidays',
    '2026-07-15T12:00:00Z',
    team({ holidays: [{ from: '08-01', to: '08-31' }] }),
    '2026-09-01T07:00:00Z',
  ],
  [
    'who never works is asked on the first',
    '2026-07-15T12:00:00Z',
    team({ holidays: [{ from: '01-01', to: '12-31' }] }),
    '2026-07-31T22:00:00Z',
  ],
])('%s', (_, now, calendar, at) => {
  expect(nextList(calendar, new Date(now))).toEqual(new Date(at));
});

const early = team({ hours: { ...usualHours, from: 6 * 3_600_000 } });
const late = team({ hours: { ...usualHours, from: 10 * 3_600_000 } });

test.each<[what: string, now: string, known: string | null, calendar: Calendar, at: string]>([
  ['nobody asked before', '2026-11-02T07:00:00Z', null, team(), '2026-11-02T08:00:00Z'],
  ['in the middle of a month', '2026-11-10T07:00:00Z', null, team(), '2026-12-01T08:00:00Z'],
  ['work begins later now', '2026-11-02T07:00:00Z', '2026-11-02T08:00:00Z', late, '2026-11-02T09:00:00Z'],
  [
    'work would have begun by now: this month’s list comes as it was to',
    '2026-11-02T07:00:00Z',
    '2026-11-02T08:00:00Z',
    early,
    '2026-11-02T08:00:00Z',
  ],
  ['this month’s list was made', '2026-11-02T09:00:00Z', '2026-12-01T08:00:00Z', early, '2026-12-01T05:00:00Z'],
  [
    'the month is another one there',
    '2026-10-31T23:30:00Z',
    '2026-11-01T00:00:00Z',
    team({ timezone: 'UTC' }),
    '2026-11-02T09:00:00Z',
  ],
  [
    'work has yet to begin this month, and who looked before that looks again',
    '2026-11-02T07:00:00Z',
    '2026-12-01T08:00:00Z',
    team(),
    '2026-11-02T08:00:00Z',
  ],
])('asked for anew: %s', (_, now, known, calendar, at) => {
  expect(listAsked(known === null ? null : new Date(known), calendar, new Date(now))).toEqual(new Date(at));
});

test('the month is that of the clock there', () => {
  expect(monthOf(team(), new Date('2026-10-31T23:30:00Z'))).toBe('2026-11');
});

test('there is always one to come, at work, within two months', () => {
  const times = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(times, fc.constantFrom('UTC', 'Pacific/Kiritimati', 'America/St_Johns'), (now, timezone) => {
      const at = nextList(team({ timezone }), now);
      expect(at.getTime()).toBeGreaterThan(now.getTime());
      expect(at.getTime() - now.getTime()).toBeLessThan(40 * 86_400_000);
      expect(isWorking(team({ timezone }), at)).toBe(true);
    }),
  );
});
