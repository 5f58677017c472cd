import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { environment } from '../../../../test/policy.ts';
import { filePath, loadFile } from '../../../config/file.ts';
import { timezone } from '../../../config/sections.ts';
import { environments } from '../config.ts';
import { approversOf, checkedFirst, freezesOf, greenBranch, overridersOf, policyShape } from './config.ts';

const problems = (text: string) =>
  loadFile([environments, timezone], text, filePath, { organisation: false }).problems.map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  );

test('a whole policy', () => {
  const prod = environment({
    checks: ['CI / test', 'lint'],
    reviews: 2,
    approved_by: ['@acme/release', '@carol'],
    plan: 'required',
    drafts: true,
    forks: 'reviewed',
    up_to_date: true,
    green: true,
    infrastructure: { of: ['staging', 'prod'], within: '1h' },
    freeze: ['Fri 16:00 - Mon 08:00', '2026-12-19 - 2027-01-04'],
    override: '@acme/sre',
    hold: '8h',
    wait: '2d12h',
  });
  expect(prod).toMatchObject({
    checks: ['CI / test', 'lint'],
    reviews: 2,
    plan: 'required',
    forks: 'reviewed',
    hold: 28_800_000,
  });
  expect(prod.wait).toBe(60 * 3_600_000);
  expect(approversOf(prod)).toEqual(['@acme/release', '@carol']);
  expect(overridersOf(prod)).toEqual(['@acme/sre']);
  expect(greenBranch(prod, 'main')).toBe('main');
  expect(freezesOf(prod)).toHaveLength(2);
  expect(checkedFirst(prod, 'prod')).toEqual([
    { of: 'staging', within: 3_600_000 },
    { of: 'prod', within: 3_600_000 },
  ]);
});

test('what would never go by itself is a mistake', () => {
  const text = 'environments:\n  prod:\n    auto: true\n    reviews: 1\n    plan: required\n  staging: { auto: main }\n';
  expect(problems(text)).toMatchInlineSnapshot(`
    [
      "4:14 \`environments.prod.reviews\` never lets \`auto\` go: nobody asks for such a deploy, so there is no review of it; take one of the two out.",
      "5:11 \`environments.prod.plan\` never lets \`auto\` go: nobody asks for such a deploy, so there is no plan of it; take one of the two out.",
    ]
  `);
});

test('nobody is nobody', () => {
  const prod = environment({ green: 'release/2', freeze: 'Fri' });
  expect(approversOf(prod)).toBe(null);
  expect(overridersOf(prod)).toEqual([]);
  expect(greenBranch(prod, 'main')).toBe('release/2');
  expect(greenBranch(environment({}), 'main')).toBe(null);
  expect(freezesOf(prod)).toEqual(['Fri']);
});

test('mistakes are said at their place', () => {
  const one = (setting: string) => problems(`environments:\n  prod:\n    ${setting}\n  prerelease:\n  staging:\n`);
  expect(
    [
      'after: prerelase',
      'after: qa',
      'after: prod',
      'after: [prerelease]',
      'checks: []',
      'checks: requird',
      'checks: [1]',
      'reviews: 7',
      'approved_by: everybody',
      'approved_by: []',
      'override: acme/sre',
      'plan: true',
      'plan: yes',
      'drafts: maybe',
      'forks: true',
      'forks: on',
      'up_to_date: 1',
      'green: 1',
      'infrastructure: true',
      'infrastructure: 1 hour',
      'infrastructure: [prod]',
      'infrastructure: { of: prod }',
      'infrastructure: { of: [], within: 1h }',
      'infrastructure: { in: prod, within: 1h }',
      'infrastructure: { of: stagign, within: 1h }',
      'infrastructure: { of: [Prod, qa, STAGING], within: 1h }',
      'hold: 8 hours',
      'hold: 8',
      'wait: 30s',
      'wait: 31d',
      'freez: Fri',
      'freeze: Frid 16:00 - Mon 08:00',
      'freeze: [Fri 16:00 - Mon 08:00, Fri 16:00]',
      'freeze: [Fri 16:00 - 2026-12-19]',
      'freeze: [2026-12-19 - 2026-12-18]',
      'freeze: [18:00 - 18:00]',
      'freeze: [2026-02-30]',
      'freeze: [31 Jun - 2 Jul]',
      'freeze: [Fri 16:00 - Mon 25:00]',
      'freeze: [Fri 16:60 - Mon 8:00]',
      'freeze: [a - b - c]',
      'freeze: 16',
    ].flatMap(one),
  ).toMatchInlineSnapshot(`
    [
      "3:12 \`environments.prod.after\` names no environment of this file: \`prerelase\`; the nearest is \`prerelease\`.",
      "3:12 \`environments.prod.after\` names no environment of this file: \`qa\`; the others are \`prerelease\` and \`staging\`.",
      "3:12 \`environments.prod.after\` names its own environment, so nothing could ever go there.",
      "3:12 \`environments.prod.after\` has to be the name of another environment, not a list.",
      "3:13 \`environments.prod.checks\` has to be \`required\`, \`all\`, \`none\` or a list from 1 to 50 entries, each entry text from 1 to 200 characters; this has 0.",
      "3:13 \`environments.prod.checks\` has to be \`required\`, \`all\`, \`none\` or a list from 1 to 50 entries, each entry text from 1 to 200 characters, not \`requird\`; did you mean \`required\`?",
      "3:14 \`environments.prod.checks[0]\` has to be text from 1 to 200 characters; put quotes round \`1\` to make it text.",
      "3:14 \`environments.prod.reviews\` has to be a whole number from 0 to 6, not \`7\`.",
      "3:18 \`environments.prod.approved_by\` has to be \`triage\`, \`write\`, \`maintain\`, \`admin\`, a person such as \`@alice\` or a team such as \`@acme/web\` or a list from 1 to 20 entries, each entry \`triage\`, \`write\`, \`maintain\`, \`admin\` or a person such as \`@alice\` or a team such as \`@acme/web\`, not \`everybody\`.",
      "3:18 \`environments.prod.approved_by\` has to be \`triage\`, \`write\`, \`maintain\`, \`admin\`, a person such as \`@alice\` or a team such as \`@acme/web\` or a list from 1 to 20 entries, each entry \`triage\`, \`write\`, \`maintain\`, \`admin\` or a person such as \`@alice\` or a team such as \`@acme/web\`; this has 0.",
      "3:15 \`environments.prod.override\` has to be \`triage\`, \`write\`, \`maintain\`, \`admin\`, a person such as \`@alice\` or a team such as \`@acme/web\` or a list from 1 to 20 entries, each entry \`triage\`, \`write\`, \`maintain\`, \`admin\` or a person such as \`@alice\` or a team such as \`@acme/web\`, not \`acme/sre\`.",
      "3:11 \`environments.prod.plan\` has to be \`required\`, \`true\` or \`false\`, not \`yes\`; did you mean \`true\`?",
      "3:13 \`environments.prod.drafts\` has to be \`true\` or \`false\`, not \`maybe\`.",
      "3:12 \`environments.prod.forks\` has to be \`reviewed\` or \`false\`, not \`true\`.",
      "3:12 \`environments.prod.forks\` has to be \`reviewed\` or \`false\`, not \`on\`.",
      "3:17 \`environments.prod.up_to_date\` has to be \`true\` or \`false\`, not \`1\`.",
      "3:12 \`environments.prod.green\` has to be \`true\`, \`false\` or the name of a branch; put quotes round \`1\` to make it text.",
      "3:5 \`environments.prod.infrastructure.within\` is missing; it has to be a time from \`1m\` to \`30d\`, such as \`8h\`.",
      "3:21 \`environments.prod.infrastructure\` has to be a time from \`1m\` to \`30d\`, such as \`8h\` or a map with \`of\` and \`within\`, not \`1 hour\`.",
      "3:21 \`environments.prod.infrastructure\` has to be a time from \`1m\` to \`30d\`, such as \`8h\` or a map with \`of\` and \`within\`, not a list.",
      "3:5 \`environments.prod.infrastructure.within\` is missing; it has to be a time from \`1m\` to \`30d\`, such as \`8h\`.",
      "3:27 \`environments.prod.infrastructure.of\` has to be the name of an environment or a list from 1 to 20 entries, each entry the name of an environment; this has 0.",
      "3:23 \`environments.prod.infrastructure.in\` is not a setting; the settings here are \`of\` and \`within\`.",
      "3:27 \`environments.prod.infrastructure.of\` names no environment of this file: \`stagign\`; the nearest is \`staging\`.",
      "3:27 \`environments.prod.infrastructure.of\` names no environment of this file: \`qa\`; the others are \`prod\`, \`prerelease\` and \`staging\`.",
      "3:11 \`environments.prod.hold\` has to be a time from \`1m\` to \`30d\`, such as \`8h\`, not \`8 hours\`.",
      "3:11 \`environments.prod.hold\` has to be a time from \`1m\` to \`30d\`, such as \`8h\`; put quotes round \`8\` to make it text.",
      "3:11 \`environments.prod.wait\` has to be a time from \`1m\` to \`30d\`, such as \`8h\`, not \`30s\`.",
      "3:11 \`environments.prod.wait\` has to be a time from \`1m\` to \`30d\`, such as \`8h\`, not \`31d\`.",
      "3:5 \`environments.prod.freez\` is not a setting; did you mean \`freeze\`?",
      "3:13 \`environments.prod.freeze\` has to be a time such as \`Fri 16:00 - Mon 08:00\` (each week), \`18:00 - 08:00\` (each day), \`2026-12-19 - 2027-01-04\` or \`24 Dec - 27 Dec\` (each year), not \`Frid 16:00 - Mon 08:00\`.",
      "3:37 \`environments.prod.freeze[1]\` has to say until when: \`Fri 16:00 - …\`.",
      "3:14 \`environments.prod.freeze[0]\` starts with a day of the week and ends with a date, and both have to be of one kind, such as \`Fri 16:00 - Mon 08:00\` (each week), \`18:00 - 08:00\` (each day), \`2026-12-19 - 2027-01-04\` or \`24 Dec - 27 Dec\` (each year); not \`Fri 16:00 - 2026-12-19\`.",
      "3:14 \`environments.prod.freeze[0]\` ends before it starts: \`2026-12-19 - 2026-12-18\`.",
      "3:14 \`environments.prod.freeze[0]\` starts and ends at the same time: \`18:00 - 18:00\`.",
      "3:14 \`environments.prod.freeze[0]\` has a day that does not exist: \`2026-02-30\`.",
      "3:14 \`environments.prod.freeze[0]\` has a day that does not exist: \`31 Jun\`.",
      "3:14 \`environments.prod.freeze[0]\` has a time that is none: \`25:00\`; it goes from \`00:00\` to \`24:00\`.",
      "3:14 \`environments.prod.freeze[0]\` has a time that is none: \`16:60\`; it goes from \`00:00\` to \`24:00\`.",
      "3:14 \`environments.prod.freeze[0]\` has to be a time such as \`Fri 16:00 - Mon 08:00\` (each week), \`18:00 - 08:00\` (each day), \`2026-12-19 - 2027-01-04\` or \`24 Dec - 27 Dec\` (each year), not \`a - b - c\`.",
      "3:13 \`environments.prod.freeze\` has to be a time such as \`Fri 16:00 - Mon 08:00\` (each week), \`18:00 - 08:00\` (each day), \`2026-12-19 - 2027-01-04\` or \`24 Dec - 27 Dec\` (each year) or a list of at most 50 entries, each entry a time such as \`Fri 16:00 - Mon 08:00\` (each week), \`18:00 - 08:00\` (each day), \`2026-12-19 - 2027-01-04\` or \`24 Dec - 27 Dec\` (each year); put quotes round \`16\` to make it text.",
    ]
  `);
});

test('a circle is one mistake, where it starts in the file', () => {
  expect(
    [
      'environments:\n  a: { after: b }\n  b: { after: a }\n',
      'environments:\n  d: { after: a }\n  a: { after: c }\n  b: { after: a }\n  c: { after: b }\n',
      'environments:\n  a: { after: b }\n  b: { after: c }\n  c: true\n',
      'environments:\n  a: { after: B }\n  b: true\n',
      'environments:\n  a: { after: b }\n',
    ].map(problems),
  ).toMatchInlineSnapshot(`
    [
      [
        "2:15 \`environments.a.after\` goes round in a circle, so nothing could ever go there: \`a\` after \`b\` after \`a\`.",
      ],
      [
        "3:15 \`environments.a.after\` goes round in a circle, so nothing could ever go there: \`a\` after \`c\` after \`b\` after \`a\`.",
      ],
      [],
      [
        "2:15 \`environments.a.after\` names no environment of this file: \`B\`; the nearest is \`b\`.",
      ],
      [
        "2:15 \`environments.a.after\` names no environment of this file: \`b\`; there is no other one.",
      ],
    ]
  `);
});

test('a time zone is a place', () => {
  expect(
    ['Europe/Berlin', 'UTC', 'Asia/Kolkata', 'America/Argentina/Buenos_Aires'].flatMap(zone => problems(`timezone: ${zone}`)),
  ).toEqual([]);
  expect(
    ['Berlin', 'CET', '+02:00', 'Europe/Berln', '2', ''].flatMap(zone => problems(`timezone: ${zone}`)),
  ).toMatchInlineSnapshot(`
    [
      "1:11 \`timezone\` has to be a time zone by its place, such as \`Europe/Berlin\`, or \`UTC\`, not \`Berlin\`.",
      "1:11 \`timezone\` has to be a time zone by its place, such as \`Europe/Berlin\`, or \`UTC\`, not \`CET\`.",
      "1:11 \`timezone\` has to be a time zone by its place, such as \`Europe/Berlin\`, or \`UTC\`, not \`+02:00\`.",
      "1:11 \`timezone\` has to be a time zone by its place, such as \`Europe/Berlin\`, or \`UTC\`, not \`Europe/Berln\`.",
      "1:11 \`timezone\` has to be a time zone by its place, such as \`Europe/Berlin\`, or \`UTC\`; put quotes round \`2\` to make it text.",
    ]
  `);
});

test('the page shows files that load, and names every key', async () => {
  const page = await readFile(join(import.meta.dirname, '../README.md'), 'utf8');
  const shown = [...page.matchAll(/^```yaml\n(.*?)^```/gms)].flatMap(([, yaml = '']) =>
    /^environments:/m.test(yaml) ? [yaml] : [],
  );
  expect(shown.length).toBeGreaterThan(1);
  expect(shown.flatMap(problems)).toEqual([]);
  for (const key of Object.keys(policyShape)) expect(page).toContain(`| \`${key}\``);
});
