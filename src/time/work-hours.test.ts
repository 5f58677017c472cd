import fc from 'fast-check';
import { expect, test } from 'vitest';
import { day, timeOf } from './wall-clock.ts';
import { isAtWork, readWorkHours, usualHours } from './work-hours.ts';

const hour = 3_600_000;
const read = (said: string) => {
  const hours = readWorkHours(said);
  if (!hours.ok) throw new Error(hours.says);
  return hours.value;
};

test.each([
  ['Mon-Fri 09:00-17:00', [0, 1, 2, 3, 4], 9, 17],
  ['monday - friday 9:00 – 17:00', [0, 1, 2, 3, 4], 9, 17],
  ['Sun-Thu 08:00-16:00', [0, 1, 2, 3, 6], 8, 16],
  ['Mon-Wed, Fri 09:00-12:00', [0, 1, 2, 4], 9, 12],
  ['Sat', [5], 0, 24],
  ['all', [0, 1, 2, 3, 4, 5, 6], 0, 24],
])('%s is read', (said, days, from, to) => {
  expect(read(said)).toEqual({ days, from: from * hour, to: to * hour });
});

test('what a team is at work that says nothing', () => {
  expect(usualHours).toEqual(read('Mon-Fri 09:00-17:00'));
});

test('what cannot be read is said with what is allowed', () => {
  const wrong = [
    '',
    'Mon-Fri 17:00-09:00',
    'Mon-Fri 09:00-25:00',
    'Mon-Fry',
    '09:00-17:00',
    'Mon-Tue-Wed',
    'Mon-Fri 9-17',
    'all Mon',
  ];
  expect(
    wrong.map(said => {
      const hours = readWorkHours(said);
      return hours.ok ? hours.value : `workdays ${hours.says}`;
    }),
  ).toMatchInlineSnapshot(`
    [
      "workdays has to be \`Mon-Fri 09:00-17:00\`, \`Sun-Thu\` (whole days) or \`all\`, not \`⟨empty⟩\`",
      "workdays ends before it starts: \`Mon-Fri 17:00-09:00\`",
      "workdays has a time that is none: \`Mon-Fri 09:00-25:00\`; it goes from \`00:00\` to \`24:00\`",
      "workdays has to be \`Mon-Fri 09:00-17:00\`, \`Sun-Thu\` (whole days) or \`all\`, not \`Mon-Fry\`",
      "workdays has to be \`Mon-Fri 09:00-17:00\`, \`Sun-Thu\` (whole days) or \`all\`, not \`09:00-17:00\`",
      "workdays has to be \`Mon-Fri 09:00-17:00\`, \`Sun-Thu\` (whole days) or \`all\`, not \`Mon-Tue-Wed\`",
      "workdays has to be \`Mon-Fri 09:00-17:00\`, \`Sun-Thu\` (whole days) or \`all\`, not \`Mon-Fri 9-17\`",
      "workdays has to be \`Mon-Fri 09:00-17:00\`, \`Sun-Thu\` (whole days) or \`all\`, not \`all Mon\`",
    ]
  `);
});

const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'Asia/Kathmandu', 'UTC'];
const start = Date.UTC(2025, 0, 1);
const zone = fc.constantFrom(...zones);
const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

test('whatever the season, what the calendar and the clock on the wall show decides', () => {
  fc.assert(
    fc.property(zone, fc.nat(3 * 366 * 24 * 60), (timeZone, minutes) => {
      const now = new Date(start + minutes * 60_000);
      const wall = new Intl.DateTimeFormat('en-GB', {
        timeZone,
        weekday: 'short',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      }).format(now);
      const [weekday = '', time = ''] = wall.split(/,? /);
      const expected = days.indexOf(weekday) < 5 && time >= '09:00' && time < '17:00';
      expect(isAtWork(usualHours, timeZone, now), `${wall} in ${timeZone}`).toBe(expected);
    }),
    { numRuns: 400 },
  );
});

test('each morning they come, and each evening they go, in the weeks in which clocks are set too', () => {
  fc.assert(
    fc.property(zone, fc.nat(3 * 365), (timeZone, date) => {
      const midnight = start + date * day;
      const weekday = (midnight / day + 3) % 7;
      const at = (clock: number) => timeOf(midnight + clock, timeZone, 'first');
      const states = [at(9 * hour) - 1, at(9 * hour), at(17 * hour) - 1, at(17 * hour)].map(time =>
        isAtWork(usualHours, timeZone, new Date(time)),
      );
      expect(states).toEqual(weekday < 5 ? [false, true, true, false] : [false, false, false, false]);
    }),
    { numRuns: 200 },
  );
});

test('all is always', () => {
  fc.assert(fc.property(zone, fc.nat(10 ** 11), (timeZone, time) => isAtWork(read('all'), timeZone, new Date(start + time))));
});
