import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { timeOf } from './wall-clock.ts';
import { readWorkHours } from './work-hours.ts';
import {
  type Calendar,
  isWorking,
  localDay,
  nextWorking,
  type WorkSpan,
  workDue,
  workedBetween,
  workedWords,
} from './work-time.ts';

const hour = 3_600_000;

function team(timezone: string, workdays = 'Mon-Fri 09:00-17:00', ...holidays: string[]): Calendar {
  const hours = readWorkHours(workdays);
  if (!hours.ok) throw new Error(hours.says);
  const ends = holidays.map(text => text.split(' - '));
  return { hours: hours.value, timezone, holidays: ends.map(([from = '', to = from]) => ({ from, to })) };
}

function span(said: string): WorkSpan {
  const unit = said.slice(-1);
  if (unit !== 'h' && unit !== 'd' && unit !== 'w') throw new Error(said);
  return { count: Number.parseInt(said, 10), unit };
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
/** `Fri 2026-11-20 16:00`, on the clock there. The weekday is for whoever reads it, and has to be right. */
function when(said: string, timezone: string): Date {
  const [weekday, date, time] = said.split(' ');
  const reading = new Date(`${date}T${time}Z`);
  expect(`${said}: ${days[reading.getUTCDay()]}`).toBe(`${said}: ${weekday}`);
  return new Date(timeOf(reading.getTime(), timezone, 'first'));
}

const berlin = team('Europe/Berlin');
const newYork = team('America/New_York');
const kolkata = team('Asia/Kolkata');
const sunToThu = team('Asia/Jerusalem', 'Sun-Thu 08:00-16:00');
const night = team('Europe/Berlin', 'Mon-Sun 01:00-05:00');
const wholeDays = team('Europe/Berlin', 'Mon-Fri');
const always = team('Europe/Berlin', 'all');

describe('a working day', () => {
  test.each([
    ['from the middle of a day to the middle of the next', berlin, 'Mon 2026-11-16 11:30', '1d', 'Tue 2026-11-17 11:30'],
    ['from Friday 16:00 over the weekend', berlin, 'Fri 2026-11-20 16:00', '1d', 'Mon 2026-11-23 16:00'],
    ['asked on Saturday counts from Monday', berlin, 'Sat 2026-11-21 12:00', '1d', 'Tue 2026-11-24 09:00'],
    ['asked in the evening counts from the next morning', berlin, 'Tue 2026-11-17 21:00', '4h', 'Wed 2026-11-18 13:00'],
    ['asked before work counts from its start', berlin, 'Tue 2026-11-17 06:00', '4h', 'Tue 2026-11-17 13:00'],
    ['that ends with the day is due in the morning', berlin, 'Tue 2026-11-17 13:00', '4h', 'Wed 2026-11-18 09:00'],
    ['that ends with the week is due on Monday', berlin, 'Fri 2026-11-20 09:00', '1d', 'Mon 2026-11-23 09:00'],
    ['asked when work ends counts from the next morning', berlin, 'Fri 2026-11-20 17:00', '1d', 'Tue 2026-11-24 09:00'],
    ['a week has five', berlin, 'Wed 2026-11-18 10:00', '1w', 'Wed 2026-11-25 10:00'],
    ['two weeks', berlin, 'Wed 2026-11-18 10:00', '2w', 'Wed 2026-12-02 10:00'],
    ['over the end of a month', berlin, 'Mon 2026-11-30 15:00', '1d', 'Tue 2026-12-01 15:00'],
    ['over the end of a year', berlin, 'Thu 2026-12-31 15:00', '1d', 'Fri 2027-01-01 15:00'],
    ['over a leap day', berlin, 'Mon 2028-02-28 15:00', '2d', 'Wed 2028-03-01 15:00'],
    ['in Jerusalem a week begins on Sunday', sunToThu, 'Thu 2026-11-19 15:00', '2h', 'Sun 2026-11-22 09:00'],
    ['and has five days too', sunToThu, 'Tue 2026-11-17 10:00', '1w', 'Tue 2026-11-24 10:00'],
    ['in Kolkata, half an hour apart', kolkata, 'Fri 2026-11-20 16:30', '1h', 'Mon 2026-11-23 09:30'],
    ['of whole days ends at midnight', wholeDays, 'Fri 2026-11-20 16:00', '1d', 'Mon 2026-11-23 16:00'],
    ['of 24 hours where everybody works always', always, 'Fri 2026-11-20 16:00', '2d', 'Sun 2026-11-22 16:00'],
    ['and seven in a week', always, 'Fri 2026-11-20 16:00', '1w', 'Fri 2026-11-27 16:00'],
  ])('%s', (_story, calendar, asked, after, due) => {
    expect(workDue(when(asked, calendar.timezone), span(after), calendar)).toEqual(when(due, calendar.timezone));
  });
});

describe('when clocks are set', () => {
  test.each([
    ['Berlin in spring', berlin, 'Fri 2027-03-26 15:00', '1d', 'Mon 2027-03-29 15:00'],
    ['Berlin in autumn', berlin, 'Fri 2026-10-30 15:00', '1d', 'Mon 2026-11-02 15:00'],
    ['Berlin on its last day of summer', berlin, 'Fri 2026-10-23 15:00', '1d', 'Mon 2026-10-26 15:00'],
    ['New York in spring', newYork, 'Fri 2026-03-06 15:00', '1d', 'Mon 2026-03-09 15:00'],
    ['New York in autumn', newYork, 'Fri 2026-10-30 15:00', '1d', 'Mon 2026-11-02 15:00'],
    ['a night shift loses the hour that is left out', night, 'Sun 2027-03-28 01:00', '3h', 'Mon 2027-03-29 01:00'],
    ['a night shift has the hour that comes twice', night, 'Sun 2026-10-25 01:00', '4h', 'Sun 2026-10-25 04:00'],
    ['24 hours where everybody works always are 24 hours', always, 'Sat 2027-03-27 16:00', '1d', 'Sun 2027-03-28 17:00'],
    ['Apia had no 30 December 2011', team('Pacific/Apia'), 'Thu 2011-12-29 15:00', '1d', 'Mon 2012-01-02 15:00'],
    ['Apia where everybody works always', team('Pacific/Apia', 'all'), 'Thu 2011-12-29 15:00', '1d', 'Sat 2011-12-31 15:00'],
    ['São Paulo had no midnight', team('America/Sao_Paulo', 'Sun'), 'Sun 2018-11-04 01:00', '22h', 'Sun 2018-11-04 23:00'],
  ])('%s', (_story, calendar, asked, after, due) => {
    expect(workDue(when(asked, calendar.timezone), span(after), calendar)).toEqual(when(due, calendar.timezone));
  });
});

describe('holidays', () => {
  test.each([
    ['one day', ['2026-12-25'], 'Thu 2026-12-24 15:00', '1d', 'Mon 2026-12-28 15:00'],
    ['both ends count', ['2026-12-24 - 2027-01-01'], 'Wed 2026-12-23 15:00', '1d', 'Mon 2027-01-04 15:00'],
    ['on a weekend it takes nothing', ['2026-12-26'], 'Fri 2026-12-25 15:00', '1d', 'Mon 2026-12-28 15:00'],
    ['of each year', ['12-25'], 'Wed 2031-12-24 15:00', '1d', 'Fri 2031-12-26 15:00'],
    ['of each year, over its end', ['12-24 - 01-01'], 'Wed 2026-12-23 15:00', '1d', 'Mon 2027-01-04 15:00'],
    ['a leap day of each year is one every four', ['02-29'], 'Mon 2028-02-28 15:00', '1d', 'Wed 2028-03-01 15:00'],
    ['asked on one', ['2026-11-18'], 'Wed 2026-11-18 12:00', '4h', 'Thu 2026-11-19 13:00'],
  ])('%s', (_story, free, asked, after, due) => {
    const calendar = team('Europe/Berlin', 'Mon-Fri 09:00-17:00', ...free);
    expect(workDue(when(asked, calendar.timezone), span(after), calendar)).toEqual(when(due, calendar.timezone));
  });
});

test('where each day is a holiday nothing is ever due, and nobody looks for ever', () => {
  const free = team('Europe/Berlin', 'Mon-Fri 09:00-17:00', '01-01 - 12-31');
  const now = new Date('2026-11-22T12:00:00Z');
  expect(workDue(now, span('1d'), free)).toBeNull();
  expect(nextWorking(free, now)).toBeNull();
  expect(isWorking(free, now)).toBe(false);
  expect(workedBetween(now, new Date('2126-11-22T12:00:00Z'), free)).toBe(0);
  expect(workDue(now, span('1d'), { ...berlin, hours: { ...berlin.hours, days: [] } })).toBeNull();
});

test.each([
  [3 * 8, berlin, '3 business days'],
  [8, berlin, '1 business day'],
  [15.9, berlin, '1 business day'],
  [5, berlin, '5 hours'],
  [1, berlin, '1 hour'],
  [0.5, berlin, 'less than an hour'],
  [9 * 24, always, '9 days'],
  [24, always, '1 day'],
  [23, always, '23 hours'],
  [24, wholeDays, '1 business day'],
])('%s hours of work are said as people say them', (hours, calendar, says) => {
  expect(workedWords(hours * hour, calendar)).toBe(says);
});

test('a day is that of the place', () => {
  const now = new Date('2026-11-22T23:30:00Z');
  expect([team('America/New_York'), team('UTC'), team('Asia/Kolkata')].map(place => localDay(place, now))).toEqual([
    '2026-11-22',
    '2026-11-22',
    '2026-11-23',
  ]);
});

const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia', 'Australia/Lord_Howe', 'America/St_Johns'];
const workdays = ['Mon-Fri 09:00-17:00', 'Sun-Thu 08:00-16:00', 'Mon-Fri', 'all', 'Mon-Sun 01:30-05:00', 'Sat 22:00-24:00'];
const free = fc.array(fc.constantFrom('12-25', '12-24 - 01-06', '2011-12-29 - 2012-01-03', '2026-03-28 - 2026-03-30', '07-04'));
const calendar = fc.tuple(fc.constantFrom(...zones), fc.constantFrom(...workdays), free);
const moment = fc
  .integer({ min: Date.UTC(2005, 0, 1) / 60_000, max: Date.UTC(2032, 0, 1) / 60_000 })
  .map(at => new Date(at * 60_000));
const some: fc.Arbitrary<WorkSpan> = fc.record({ count: fc.integer({ min: 1, max: 30 }), unit: fc.constantFrom('h', 'd') });

function lengthOf({ count, unit }: WorkSpan, { hours }: Calendar): number {
  return unit === 'h' ? count * hour : count * (hours.to - hours.from);
}
const due = (start: Date, after: WorkSpan, of: Calendar): Date => workDue(start, after, of) ?? new Date(Number.NaN);

test('what is due is due at work, after just so much of it', () => {
  fc.assert(
    fc.property(calendar, moment, some, (of, start, after) => {
      const given = team(of[0], of[1], ...of[2]);
      const at = due(start, after, given);
      expect(isWorking(given, at)).toBe(true);
      expect(workedBetween(start, at, given)).toBe(lengthOf(after, given));
      expect(workedBetween(start, new Date(at.getTime() + 1), given)).toBe(lengthOf(after, given) + 1);
    }),
  );
});

test('who is asked later has until later, and a holiday never makes it earlier', () => {
  fc.assert(
    fc.property(calendar, moment, fc.nat(20 * 24 * 60), some, fc.constantFrom(1, 2, 5), (of, start, later, after, more) => {
      const given = team(of[0], of[1], ...of[2]);
      const at = due(start, after, given);
      const next = new Date(start.getTime() + later * 60_000);
      expect(due(next, after, given).getTime()).toBeGreaterThanOrEqual(at.getTime());
      const extra = localDay(given, new Date(start.getTime() + more * 24 * hour));
      const off = { ...given, holidays: [...given.holidays, { from: extra, to: extra }] };
      expect(due(start, after, off).getTime()).toBeGreaterThanOrEqual(at.getTime());
    }),
  );
});

test('what is worked in two parts is what is worked in one', () => {
  fc.assert(
    fc.property(calendar, fc.tuple(moment, fc.nat(10 ** 5), fc.nat(10 ** 5)), (of, [from, first, second]) => {
      const given = team(of[0], of[1], ...of[2]);
      const middle = new Date(from.getTime() + first * 60_000);
      const to = new Date(middle.getTime() + second * 60_000);
      expect(workedBetween(from, middle, given) + workedBetween(middle, to, given)).toBe(workedBetween(from, to, given));
      expect(workedBetween(to, from, given)).toBe(0);
    }),
  );
});
