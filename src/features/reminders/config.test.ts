import { describe, expect, test } from 'vitest';
import { effective } from '../../config/effective.ts';
import { loadFile } from '../../config/file.ts';
import { timezone } from '../../config/sections.ts';
import { reminders, remindersOf } from './config.ts';
import { readHoliday } from './holiday.ts';

const load = (text: string) => loadFile([timezone, reminders], text, 'shipmate.yml', { organisation: false });
const problemsOf = (line: string): string[] => load(`reminders: { ${line} }\n`).problems.map(({ message }) => message);
const said = (text: string) => remindersOf(effective(load(text), null));
function read(line: string, before = '') {
  const reading = said(`${before}reminders: { ${line} }\n`);
  if (!reading) throw new Error(problemsOf(line).join());
  return reading;
}

test('each mistake is answered with what is allowed there', () => {
  const lines = [
    'review_after: 0d',
    'review_after: 1',
    'answer_after: 1 day',
    'merge_after: 30m',
    'escalate_after: 2d, escalate_to: acme/web',
    'workdays: Mon-Fry',
    'workdays: Mon-Fri 17:00-09:00',
    'timezone: CET',
    'holidays: 25 Dec',
    'holidays: [Christmas]',
    'holidays: [2026-02-30]',
    'holidays: [2027-01-01 - 2026-12-24]',
    'people: [alice]',
    'people: { alice & bob: {} }',
    'people: { alice: { timezone: Berlin } }',
    'people: { alice: { mute: true } }',
    'quiet_labels: blocked',
    'most_a_day: 0',
    'start: later',
    'digest: daily',
    'digest: "24:00"',
    'digest: [{ team: "@acme/web" }]',
    'stale_after: 60',
    'stale_after: 8h',
    'close: yes',
    'close: true',
    'escalate_to: "@acme/web"',
  ];
  expect(lines.flatMap(problemsOf)).toMatchInlineSnapshot(`
    [
      "\`reminders.review_after\` has to be working time such as \`4h\`, \`1d\` or \`2w\`, not \`0d\`.",
      "\`reminders.review_after\` has to be working time such as \`4h\`, \`1d\` or \`2w\`; put quotes round \`1\` to make it text.",
      "\`reminders.answer_after\` has to be working time such as \`4h\`, \`1d\` or \`2w\`, not \`1 day\`.",
      "\`reminders.merge_after\` has to be working time such as \`4h\`, \`1d\` or \`2w\`, not \`30m\`.",
      "\`reminders.escalate_to\` has to be a team such as \`@acme/web\`, not \`acme/web\`.",
      "\`reminders.workdays\` has to be hours such as \`Mon-Fri 09:00-17:00\`, or \`all\`, not \`Mon-Fry\`.",
      "\`reminders.workdays\` has to be hours such as \`Mon-Fri 09:00-17:00\`, or \`all\`, not \`Mon-Fri 17:00-09:00\`.",
      "\`reminders.timezone\` has to be a time zone by its place, such as \`Europe/Berlin\`, or \`UTC\`, not \`CET\`.",
      "\`reminders.holidays\` has to be a list of at most 200 entries, each entry a day such as \`2026-12-25\`, or \`25 Dec\` for each year, or \`24 Dec - 2 Jan\`, not \`25 Dec\`.",
      "\`reminders.holidays[0]\` has to be a day such as \`2026-12-25\`, or \`25 Dec\` for each year, or \`24 Dec - 2 Jan\`, not \`Christmas\`.",
      "\`reminders.holidays[0]\` has to be a day such as \`2026-12-25\`, or \`25 Dec\` for each year, or \`24 Dec - 2 Jan\`, not \`2026-02-30\`.",
      "\`reminders.holidays[0]\` has to be a day such as \`2026-12-25\`, or \`25 Dec\` for each year, or \`24 Dec - 2 Jan\`, not \`2027-01-01 - 2026-12-24\`.",
      "\`reminders.people\` has to be a map with names of your own, not a list.",
      "\`reminders.people.alice & bob\` has a name that does not work; it has to be a login such as \`alice\`.",
      "\`reminders.people.alice.timezone\` has to be a time zone by its place, such as \`Europe/Berlin\`, or \`UTC\`, not \`Berlin\`.",
      "\`reminders.people.alice.mute\` is not a setting; the settings here are \`timezone\`, \`workdays\`, \`holidays\` and \`remind\`.",
      "\`reminders.quiet_labels\` has to be a list of at most 20 entries, each entry text from 1 to 50 characters, not \`blocked\`.",
      "\`reminders.most_a_day\` has to be a whole number from 1 to 100, not \`0\`.",
      "\`reminders.start\` has to be \`now\`, not \`later\`.",
      "\`reminders.digest\` has to be a time such as \`09:30\`, \`Mon 09:00\` or \`Mon-Fri 09:30\` or a list from 1 to 20 entries, each entry a map with \`team\` and \`at\`, not \`daily\`.",
      "\`reminders.digest\` has to be a time such as \`09:30\`, \`Mon 09:00\` or \`Mon-Fri 09:30\` or a list from 1 to 20 entries, each entry a map with \`team\` and \`at\`, not \`24:00\`.",
      "\`reminders.digest[0].at\` is missing; it has to be a time such as \`09:30\`, \`Mon 09:00\` or \`Mon-Fri 09:30\`.",
      "\`reminders.stale_after\` has to be a number of days such as \`60d\`; put quotes round \`60\` to make it text.",
      "\`reminders.stale_after\` has to be a number of days such as \`60d\`, not \`8h\`.",
      "\`reminders.close\` has to be \`true\` or \`false\`, not \`yes\`; did you mean \`true\`?",
      "\`reminders\` closes what nobody keeps, and does not say after how long it asks; add \`stale_after: 60d\`.",
      "\`reminders\` says who hears of it later, and not after how long; add \`escalate_after: 2d\`.",
    ]
  `);
});

test.each([
  ['review_after: 4h, answer_after: 2w, merge_after: 5d'],
  ['workdays: all'],
  ['workdays: Sun-Thu 08:00-16:00, timezone: Asia/Jerusalem'],
  ['holidays: [2026-12-25, 25 Dec, 24 Dec - 2 Jan, 2026-12-24 - 2027-01-01]'],
  ['people: { alice: { timezone: Asia/Kolkata }, "@bob": { remind: false }, carol: { workdays: Mon-Wed } }'],
  ['digest: 9:30'],
  ['digest: [{ team: "@acme/web", at: Mon 09:00 }, { at: "09:30" }]'],
  ['escalate_after: 2d, escalate_to: "@acme/web"'],
  ['stale_after: 60d, close: true, issues: true, cleanup: true'],
  ['start: now, most_a_day: 30, bots: true, quiet_labels: []'],
])('%s has no mistake', line => {
  expect(problemsOf(line)).toEqual([]);
});

test('one person under two names is refused: which of them counts, nobody could say', () => {
  expect(problemsOf('people: { bob: { remind: false }, "@Bob": { timezone: UTC } }')).toEqual([
    '`reminders.people` names one person twice, with and without `@` or in other letters; put both into one.',
  ]);
});

test('nothing is wanted where the file says nothing of it, and with its bare name all is as usual', () => {
  expect(said('')).toBeNull();
  for (const text of ['reminders:\n', 'reminders: true\n', 'reminders: {}\n']) {
    const usual = said(text);
    expect(usual).toMatchObject({
      after: { review: { count: 1, unit: 'd' }, answer: { count: 3, unit: 'd' }, merge: { count: 1, unit: 'd' } },
      ...{ escalate: null, volunteers: false, bots: false, mostADay: 10, startsNow: false, digests: [] },
      ...{ staleAfter: null, closes: false, issues: false, cleanup: false, quietLabels: ['blocked', 'on hold'] },
    });
    expect(usual?.calendarOf('alice')).toMatchObject({ timezone: 'UTC', holidays: [] });
  }
});

describe('days of people', () => {
  const team = read(
    'holidays: [25 Dec], people: { "@Alice": { timezone: Asia/Kolkata, holidays: [2026-08-15] }, bob: { remind: false }, carol: }',
    'timezone: Europe/Berlin\n',
  );

  test('are those of the team where they say nothing else', () => {
    const usual = team.calendarOf(null);
    expect(usual).toMatchObject({ timezone: 'Europe/Berlin', holidays: [{ from: '12-25', to: '12-25' }] });
    for (const name of ['bob', 'carol', 'dave']) expect(team.calendarOf(name)).toEqual(usual);
  });

  test('are their own, whatever the case of the name, with the team’s holidays', () => {
    expect(team.calendarOf('aLICE')).toMatchObject({
      timezone: 'Asia/Kolkata',
      holidays: [
        { from: '12-25', to: '12-25' },
        { from: '2026-08-15', to: '2026-08-15' },
      ],
    });
  });

  test('and who wants no reminder has none', () => {
    expect(['alice', 'Bob', 'carol', 'dave'].map(name => team.reminds(name))).toEqual([true, false, true, true]);
  });
});

test.each([
  ['2026-12-25', '2026-12-25', '2026-12-25'],
  ['2026-12-24 - 2027-01-01', '2026-12-24', '2027-01-01'],
  ['25 Dec', '12-25', '12-25'],
  ['1 may', '05-01', '05-01'],
  ['29 Feb', '02-29', '02-29'],
  ['24 Dec – 2 Jan', '12-24', '01-02'],
])('%s is a holiday', (said, from, to) => {
  expect(readHoliday(said)).toEqual({ from, to });
});

test.each([
  '',
  'Dec 25',
  '31 Nov',
  '30 Feb',
  '0 Jan',
  '25 December',
  '2026-13-01',
  '24 Dec - 2027-01-01',
  '1 May - 2 May - 3 May',
])('%s is none', said => {
  expect(readHoliday(said)).toBeNull();
});
