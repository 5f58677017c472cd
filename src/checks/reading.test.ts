import { expect, test } from 'vitest';
import { mistakes } from '../../test/checks.ts';
import { readChecks } from './reading.ts';

const read = (text: string, own = false, variables = {}) => {
  const found = readChecks(text, { variables, own });
  return found.ok
    ? found.checks.map(({ name, environment, line }) => `${line}: ${name}${environment === null ? '' : ` in ${environment}`}`)
    : found.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
};

test('of a file with other sections only its own is read', () => {
  expect(read('environments: { prod: {} }\nnonsense: 1\ninfrastructure:\n  - tcp: db.example.org:5432\n')).toEqual([
    '4: tcp db.example.org:5432',
  ]);
});

test('a file of its own may be the list alone, or have the section', () => {
  expect(read('- tcp: db.example.org:5432', true)).toEqual(['1: tcp db.example.org:5432']);
  expect(read('infrastructure:\n- tcp: db.example.org:5432', true)).toEqual(['2: tcp db.example.org:5432']);
  expect(read('- tcp: db.example.org:5432')).toEqual(['1:1 The file has no `infrastructure`, so there is nothing to check.']);
});

test('of several environments there is one check each, with its name filled in', () => {
  const text = "- { name: 'db of {{environment}}', tcp: '{{environment}}.example.org:{{port}}', environment: [staging, prod] }";
  expect(read(text, true, { port: '5432' })).toEqual(['1: db of staging in staging', '1: db of prod in prod']);
  expect(read("- tcp: '{{environment}}.example.org:1'", true)).toEqual([
    '1:8 `{{environment}}` is filled in by nothing that was given as `variables`; there are no variables here.',
  ]);
});

test('what it looks at is its name, without what is secret, and no longer than a report takes', () => {
  const text = (more: string) => `- http: https://example.org/?${more}`;
  expect(read(text('access_token=ghp_0123456789abcdefABCD'), true)).toEqual(['1: http https://example.org/?access_token=***']);
  const long = read(text('é'.repeat(900)), true)[0] ?? '';
  expect(long).toHaveLength('1: '.length + 200);
  expect(long).toMatch(/^1: http https:\/\/example\.org\/\?é+…$/);
});

test('its name in the file is told where another was made of it; an environment may be filled in, too', () => {
  const said =
    '- { tcp: "{{environment}}.db:{{port}}", environment: [a, "{{stage}}"] }\n- { tcp: "{{environment}}.db:1", environment: a }';
  const found = readChecks(said, { variables: { stage: 'b', port: '7' }, own: true });
  expect(found.ok && found.checks.map(({ environment, name, entry }) => [environment, name, entry])).toEqual([
    ['a', 'tcp a.db:7', 'tcp a.db:{{port}}'],
    ['b', 'tcp b.db:7', 'tcp b.db:{{port}}'],
    ['a', 'tcp a.db:1', undefined],
  ]);
});

test('the same name may stand for two environments, not twice for one', () => {
  const two = (one: string, other: string) =>
    `- { name: db, tcp: a:1, environment: ${one} }\n- { name: db, tcp: b:1, environment: ${other} }`;
  expect(read(two('staging', 'prod'), true)).toEqual(['1: db in staging', '2: db in prod']);
  expect(read(two('[staging, prod]', 'prod'), true)).toEqual([
    '2:3 `db` is what the check of line 1 is called, too; give one of them a `name` of its own.',
  ]);
});

test.each<[what: string, text: string, says: string]>([
  ['nothing', '', '1:1 The file names no checks.'],
  ['a word', 'checks', '1:1 The file names no checks.'],
  ['no YAML', '- tcp: [', '1:9 '],
  ['off', 'infrastructure: false', '1:1 `infrastructure` is switched off, so there is nothing to check.'],
  ['an empty list', '[]', '1:1 `infrastructure` has to be a list from 1 to 500 entries'],
  ['an entry that is a word', '- tcp', '1:3 `infrastructure[0]` has to be '],
  ['no kind', '- { name: db }', '1:3 `infrastructure[0]` has to say what it checks, by one of '],
  ['two kinds', '- { tcp: a:1, dns: example.org }', '1:3 `infrastructure[0]` has to say what it checks, by one of '],
  [
    'a slip',
    '- { tcp: a:1, enviroment: prod }',
    '1:15 `infrastructure[0].enviroment` is not a setting; did you mean `environment`?',
  ],
  ['a key twice', '- { tcp: a:1, tcp: b:1 }', '1:15 `tcp` is said twice, first in line 1; keep one.'],
  [
    'the section twice',
    'infrastructure:\n- tcp: a:1\ninfrastructure:\n- tcp: b:1',
    '3:1 `infrastructure` is said twice, first in line 1; keep one.',
  ],
  [
    'a time without a unit',
    '- { tcp: a:1, within: 10 }',
    '1:23 `infrastructure[0].within` has to be a time such as `500ms`, `10s` or `5m`',
  ],
  ['a time that no timer can wait for', '- { tcp: a:1, within: 25d }', '1:23 `infrastructure[0].within` is longer than 24 days.'],
  [
    'a variable in a name',
    "- http: { url: 'https://example.org/', json: { '$.{{env}}.error': { exists: false } } }",
    '1:67 `$.{{env}}.error` is a name, and in names nothing is filled in.',
  ],
  ['too many tries', '- { tcp: a:1, retries: 11 }', '1:24 `infrastructure[0].retries` has to be a whole number from 0 to 10'],
  ['a moment that is none', '- { tcp: a:1, when: nightly }', '1:21 `infrastructure[0].when` has to be `before-deploy`, '],
  ['no moments', '- { tcp: a:1, when: [] }', '1:21 `infrastructure[0].when` has to be '],
])('%s', (_, text, says) => {
  expect(mistakes(text)[0]).toMatch(new RegExp(`^${RegExp.escape(says)}`));
});
