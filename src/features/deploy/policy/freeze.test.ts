import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readingAt } from '../../../time/wall-clock.ts';
import { frozenAt, isOver, nextFreeze } from './freeze.ts';
import { readFreeze } from './freeze-words.ts';

const berlin = 'Europe/Berlin';
const newYork = 'America/New_York';
/** Half an hour of summer time. */
const lordHowe = 'Australia/Lord_Howe';

function frozen(entries: string | string[], now: string, timezone = berlin): string | null {
  const found = frozenAt([entries].flat(), timezone, new Date(now));
  return found && `${found.since.toISOString().slice(0, 16)} to ${found.until?.toISOString().slice(0, 16) ?? 'no end'}`;
}

describe('as a team means it', () => {
  test.each([
    ['a weekend, at noon on Saturday', 'Fri 16:00 - Mon 08:00', '2026-11-21T11:00Z', '2026-11-20T15:00 to 2026-11-23T07:00'],
    ['a weekend, in its first minute', 'Fri 16:00 - Mon 08:00', '2026-11-20T15:00Z', '2026-11-20T15:00 to 2026-11-23T07:00'],
    ['a weekend, the minute before', 'Fri 16:00 - Mon 08:00', '2026-11-20T14:59:59Z', null],
    ['a weekend, the moment it is over', 'Fri 16:00 - Mon 08:00', '2026-11-23T07:00Z', null],
    ['a weekend in words', 'Friday 16:00 until Monday 8:00', '2026-11-23T06:59Z', '2026-11-20T15:00 to 2026-11-23T07:00'],
    ['whole days of a week', 'Sat - Sun', '2026-11-22T22:59Z', '2026-11-20T23:00 to 2026-11-22T23:00'],
    ['one day of a week', 'fri', '2026-11-20T12:00Z', '2026-11-19T23:00 to 2026-11-20T23:00'],
    ['a week but for Friday', 'Sat - Thu', '2026-11-20T12:00Z', null],
    ['nights', '18:00 - 08:00', '2026-11-21T03:00Z', '2026-11-20T17:00 to 2026-11-21T07:00'],
    ['nights, by day', '18:00 - 08:00', '2026-11-21T11:00Z', null],
    ['office hours', '08:00–18:00', '2026-11-21T11:00Z', '2026-11-21T07:00 to 2026-11-21T17:00'],
    ['up to midnight', '18:00 - 24:00', '2026-11-21T22:59Z', '2026-11-21T17:00 to 2026-11-21T23:00'],
    ['dates, the last day too', '2026-12-19 - 2027-01-04', '2027-01-04T22:59Z', '2026-12-18T23:00 to 2027-01-04T23:00'],
    ['dates, over', '2026-12-19 - 2027-01-04', '2027-01-04T23:00Z', null],
    ['one date', '2026-12-24', '2026-12-24T12:00Z', '2026-12-23T23:00 to 2026-12-24T23:00'],
    ['dates with times', '2026-12-24 18:00 - 2026-12-27 08:00', '2026-12-27T06:59Z', '2026-12-24T17:00 to 2026-12-27T07:00'],
    ['each year', '24 Dec 18:00 - 27 Dec', '2030-12-27T22:00Z', '2030-12-24T17:00 to 2030-12-27T23:00'],
    ['over the turn of the year, before', 'December 24 - January 2', '2026-12-31T12:00Z', '2026-12-23T23:00 to 2027-01-02T23:00'],
    ['over the turn of the year, after', '24 Dec - 2 Jan', '2027-01-01T12:00Z', '2026-12-23T23:00 to 2027-01-02T23:00'],
    ['29 February in another year', '29 Feb', '2027-02-28T12:00Z', '2027-02-27T23:00 to 2027-02-28T23:00'],
    ['nothing', [], '2027-02-28T12:00Z', null],
  ])('%s', (_, entries, now, expected) => {
    expect(frozen(entries, now)).toBe(expected);
  });
});

describe('entries that overlap or touch are one freeze', () => {
  test.each([
    [
      'a weekend that runs into the holidays',
      ['Fri 16:00 - Mon 08:00', '2026-12-19 - 2027-01-04'],
      '2026-12-18T16:00Z',
      '2026-12-18T15:00 to 2027-01-04T23:00',
    ],
    [
      'nights that touch days',
      ['Sat - Sun', 'Mon 00:00 - Mon 08:00'],
      '2026-11-21T11:00Z',
      '2026-11-20T23:00 to 2026-11-23T07:00',
    ],
    ['with a gap between', ['Sat - Sun', 'Mon 00:01 - Mon 08:00'], '2026-11-21T11:00Z', '2026-11-20T23:00 to 2026-11-22T23:00'],
    [
      'nights and a weekend',
      ['18:00 - 08:00', 'Fri 16:00 - Mon 08:00'],
      '2026-11-21T11:00Z',
      '2026-11-20T15:00 to 2026-11-23T07:00',
    ],
  ])('%s', (_, entries, now, expected) => {
    expect(frozen(entries, now)).toBe(expected);
  });

  test('without any hole it has no end', () => {
    expect(frozen(['18:00 - 08:00', '08:00 - 18:00'], '2026-11-21T11:00Z')).toMatch(/ to no end$/);
    expect(frozen('Mon - Sun', '2026-11-21T11:00Z')).toMatch(/ to no end$/);
  });
});

describe('when the clocks are set', () => {
  test.each([
    // Berlin: 29 March 2026, 02:00 becomes 03:00 (01:00 UTC); 25 October 2026, 03:00 becomes 02:00 (01:00 UTC).
    [
      '08:00 stays 08:00 over the spring',
      berlin,
      'Fri 16:00 - Mon 08:00',
      '2026-03-29T12:00Z',
      '2026-03-27T15:00 to 2026-03-30T06:00',
    ],
    [
      '08:00 stays 08:00 over the autumn',
      berlin,
      'Fri 16:00 - Mon 08:00',
      '2026-10-25T12:00Z',
      '2026-10-23T14:00 to 2026-10-26T07:00',
    ],
    [
      'an end that the clock leaves out is the jump',
      berlin,
      '22:00 - 02:30',
      '2026-03-29T00:59Z',
      '2026-03-28T21:00 to 2026-03-29T01:00',
    ],
    ['after the jump', berlin, '22:00 - 02:30', '2026-03-29T01:00Z', null],
    [
      'a start that the clock leaves out is the jump',
      berlin,
      '02:30 - 05:00',
      '2026-03-29T01:00Z',
      '2026-03-29T01:00 to 2026-03-29T03:00',
    ],
    ['a freeze within the hour that is left out is none', berlin, '02:10 - 02:50', '2026-03-29T01:00Z', null],
    [
      'an end in the hour that comes twice is its second',
      berlin,
      '22:00 - 02:30',
      '2026-10-25T00:45Z',
      '2026-10-24T20:00 to 2026-10-25T01:30',
    ],
    [
      'a start in the hour that comes twice is its first',
      berlin,
      '02:30 - 05:00',
      '2026-10-25T01:00Z',
      '2026-10-25T00:30 to 2026-10-25T04:00',
    ],
    ['a day of 25 hours is one day', berlin, 'Sun', '2026-10-25T22:59Z', '2026-10-24T22:00 to 2026-10-25T23:00'],
    ['New York, spring', newYork, '22:00 - 02:30', '2026-03-08T06:59Z', '2026-03-08T03:00 to 2026-03-08T07:00'],
    ['New York, autumn', newYork, '22:00 - 01:30', '2026-11-01T06:15Z', '2026-11-01T02:00 to 2026-11-01T06:30'],
    ['half an hour is set, spring', lordHowe, '00:00 - 02:15', '2026-10-03T15:00Z', '2026-10-03T13:30 to 2026-10-03T15:30'],
    ['half an hour is set, autumn', lordHowe, '00:00 - 01:45', '2026-04-04T15:10Z', '2026-04-04T13:00 to 2026-04-04T15:15'],
    [
      'a zone of half hours that sets no clock',
      'Asia/Kolkata',
      '18:00 - 08:00',
      '2026-06-01T01:00Z',
      '2026-05-31T12:30 to 2026-06-01T02:30',
    ],
  ])('%s', (_, timezone, entry, now, expected) => {
    expect(frozen(entry, now, timezone)).toBe(expected);
  });
});

/** Some days round each setting of the clocks in 2026. */
const changes = [
  [berlin, '2026-03-29T01:00Z'],
  [berlin, '2026-10-25T01:00Z'],
  [newYork, '2026-03-08T07:00Z'],
  [newYork, '2026-11-01T06:00Z'],
  [lordHowe, '2026-04-04T15:00Z'],
  [lordHowe, '2026-10-03T15:30Z'],
] as const;
const moment = fc
  .record({ change: fc.constantFrom(...changes), minutes: fc.integer({ min: -3 * 1440, max: 3 * 1440 }) })
  .map(({ change: [timezone, at], minutes }) => ({ timezone, now: new Date(new Date(at).getTime() + minutes * 60_000) }));
const clock = fc.integer({ min: 0, max: 1439 });
const said = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const daily = fc
  .tuple(clock, clock)
  .filter(([from, to]) => from !== to)
  .map(([from, to]) => ({ from, to, round: 1440, entry: `${said(from)} - ${said(to)}` }));
const weekly = fc
  .tuple(clock, clock, fc.nat(6), fc.nat(6))
  .map(([from, to, first, last]) => ({
    from: first * 1440 + from,
    to: last * 1440 + to,
    round: 7 * 1440,
    entry: `${names[first]} ${said(from)} - ${names[last]} ${said(to)}`,
  }))
  .filter(({ from, to }) => from !== to);

/** Minutes into the day or the week, Monday first, as the clock on the wall shows it. */
const shown = (now: Date, timezone: string, round: number) =>
  (Math.floor(readingAt(now.getTime(), timezone) / 60_000) + 3 * 1440) % round;
/** The clock shows this hour twice: an hour before or after it showed the same. */
const twice = ({ timezone, now }: { timezone: string; now: Date }) =>
  [-60, -30, 30, 60].some(
    minutes => readingAt(now.getTime() + minutes * 60_000, timezone) === readingAt(now.getTime(), timezone),
  );

describe('whatever is said, wherever, around the nights in which the clocks are set', () => {
  test('the clock on the wall decides; in an hour that comes twice, what is frozen once is frozen in between too', () => {
    fc.assert(
      fc.property(moment, fc.oneof(daily, weekly), ({ timezone, now }, { from, to, round, entry }) => {
        const at = shown(now, timezone, round);
        const inside = from < to ? from <= at && at < to : at >= from || at < to;
        const is = frozenAt([entry], timezone, now) !== null;
        expect(is).toBe(inside || (is && twice({ timezone, now })));
      }),
      { numRuns: 400 },
    );
  });

  test('since and until are its ends: frozen at the first and at the last minute, and at neither neighbour', () => {
    fc.assert(
      fc.property(moment, fc.array(fc.oneof(daily, weekly), { minLength: 1, maxLength: 3 }), ({ timezone, now }, all) => {
        const entries = all.map(({ entry }) => entry);
        const found = frozenAt(entries, timezone, now);
        if (!found?.until) return;
        const { since, until } = found;
        const near = (date: Date, minutes: number) => frozenAt(entries, timezone, new Date(date.getTime() + minutes * 60_000));
        expect(since <= now && now < until).toBe(true);
        expect(near(since, 0)).toEqual(found);
        expect(near(until, -1)).toEqual(found);
        expect(near(since, -1)).toBe(null);
        expect(near(until, 0)).toBe(null);
      }),
      { numRuns: 150 },
    );
  });

  test('the ends read on the wall as they were said, unless the clock leaves that out', () => {
    fc.assert(
      fc.property(moment, daily, ({ timezone, now }, { from, to, entry }) => {
        const found = frozenAt([entry], timezone, now);
        if (!found?.until) return;
        const reads = (date: Date) => shown(date, timezone, 1440);
        const jumps = (date: Date) => reads(new Date(date.getTime() - 60_000)) !== (reads(date) + 1439) % 1440;
        expect(reads(found.since) === from || jumps(found.since)).toBe(true);
        expect(reads(found.until) === to || jumps(found.until)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

test('any text is read or refused with a sentence', () => {
  const word = fc.constantFrom(
    'Fri',
    'monday',
    '16:00',
    '8:00',
    '24:00',
    '2026-12-24',
    '24',
    'Dec',
    '31',
    'Feb',
    '-',
    '–',
    'to',
    ' ',
    'x',
    '99:99',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(word, { maxLength: 8 }).map(words => words.join(' ')),
      ),
      text => {
        const read = readFreeze(text);
        if (!read.ok) expect(read.says).toMatch(/^(has|starts|ends) /);
        else expect(() => frozenAt([text], berlin, new Date('2026-11-21T11:00Z'))).not.toThrow();
      },
    ),
  );
});

test.each<[string, string[], string | null]>([
  ['later this week', ['Fri 16:00 - Mon 08:00'], '2026-11-20T16:00:00Z'],
  ['while one is on, the one after it', ['Thu 08:00 - Thu 20:00'], '2026-11-26T08:00:00Z'],
  ['the first of several', ['24 Dec - 27 Dec', '2026-12-19 - 2027-01-04'], '2026-12-19T00:00:00Z'],
  ['next year', ['1 Feb'], '2027-02-01T00:00:00Z'],
  ['tomorrow', ['06:00 - 07:00'], '2026-11-20T06:00:00Z'],
  ['never again', ['2025-12-19 - 2026-01-04'], null],
])('the next freeze begins %s', (_, entries, begins) => {
  const now = new Date('2026-11-19T12:00:00Z');
  expect(nextFreeze(entries, 'UTC', now)).toEqual(begins === null ? null : new Date(begins));
});

test.each<[string, boolean]>([
  ['2025-12-19 - 2026-01-04', true],
  ['2026-11-19', false],
  ['2026-11-18', true],
  ['Fri', false],
  ['24 Dec', false],
])('whether %s lies in the past for good: %s', (entry, over) =>
  expect(isOver(entry, 'UTC', new Date('2026-11-19T12:00:00Z'))).toBe(over),
);
