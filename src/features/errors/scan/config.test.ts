import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { loadFile } from '../../../config/file.ts';
import { queriesOf, scanSchema } from './config.ts';

const section = { key: 'errors', about: 'Errors.', schema: z.strictObject({ scan: scanSchema }) };

const problemsOf = (lines: string): string[] =>
  loadFile([section], `errors:\n  scan:\n    api:\n${lines.replace(/^/gm, '      ')}\n`, 'shipmate.yml', {
    organisation: false,
  }).problems.map(({ message }) => message);

const loki = 'loki: { url: https://logs.example.org, query: "{app=\\"api\\"}" }';

test('a query with all that can be said of it', () => {
  const scan = scanSchema.parse({
    api: {
      json: { url: 'https://status.example.org/errors?since={from}', items: 'data.list', message: 'text', at: 'when', id: 'key' },
      ...{ every: '5m', delay: '30s', pattern: 'ERROR (\\S+)', ignore: ['hung up'], threshold: '3 in 5m' },
      ...{ group: '{1}', level: 'critical', environment: 'prod', auth: 'status' },
    },
    web: { loki: { url: 'https://logs.example.org', query: '{app="web"}' } },
    jobs: { elasticsearch: { url: 'https://search.example.org/logs-*', query: 'level:error' } },
  });
  expect(queriesOf(scan)).toMatchObject([
    {
      name: 'api',
      source: {
        ...{ kind: 'json', url: 'https://status.example.org/errors?since={from}' },
        ...{ items: 'data.list', message: 'text', at: 'when', id: 'key' },
      },
      ...{ every: 300_000, delay: 30_000, pattern: { text: 'ERROR (\\S+)' }, ignore: [{ text: 'hung up' }] },
      ...{ threshold: { count: 3, within: 300_000 }, group: '{1}', level: 'critical', environment: 'prod', auth: 'status' },
    },
    {
      name: 'web',
      source: { kind: 'loki', url: 'https://logs.example.org', query: '{app="web"}' },
      ...{ every: 60_000, delay: 60_000, pattern: null, ignore: [], threshold: null, group: null },
      ...{ level: 'error', environment: null, auth: null, page: 1_000 },
    },
    { name: 'jobs', source: { kind: 'elasticsearch', url: 'https://search.example.org/logs-*', query: 'level:error' } },
  ]);
});

test('two ignored patterns may name a group alike', () => {
  const scan = scanSchema.parse({
    api: { loki: { url: 'https://logs.example.org', query: '{}' }, ignore: ['(?P<a>x)', '(?P<a>y)'] },
  });
  expect(queriesOf(scan)[0]?.ignore.map(one => one.test('y'))).toEqual([false, true]);
});

test.each([
  ['nowhere', 'every: 1m', '`errors.scan.api` has to say where to ask: one of `loki`, `elasticsearch` and `json`.'],
  [
    'two places',
    `${loki}\nelasticsearch: { url: https://search.example.org/logs, query: a }`,
    '`errors.scan.api` has to say where to ask: one of `loki`, `elasticsearch` and `json`.',
  ],
  ['too often', `${loki}\nevery: 10s`, '`errors.scan.api.every` has to be a time from `30s` to `1d`, not `10s`.'],
  ['no time', `${loki}\nevery: sometimes`, '`errors.scan.api.every` has to be a time from `30s` to `1d`, not `sometimes`.'],
  ['too seldom', `${loki}\nevery: 2d`, '`errors.scan.api.every` has to be a time from `30s` to `1d`, not `2d`.'],
  ['too late', `${loki}\ndelay: 2h`, '`errors.scan.api.delay` has to be a time from `0s` to `1h`, not `2h`.'],
  [
    'a threshold without a time',
    `${loki}\nthreshold: "3"`,
    '`errors.scan.api.threshold` has to be how many in which time, from `1m` to `1d`, such as `3 in 5m`, not `3`.',
  ],
  [
    'a password in the address',
    'loki: { url: "https://alice:hunter2@logs.example.org", query: a }',
    '`errors.scan.api.loki.url` has to be a whole address without a user or a password, such as `https://logs.example.org`, not `https://alice:hunter2@logs.example.org`.',
  ],
  [
    'another scheme',
    'loki: { url: "file:///etc/passwd", query: a }',
    '`errors.scan.api.loki.url` has to be a whole address without a user or a password, such as `https://logs.example.org`, not `file:///etc/passwd`.',
  ],
  [
    'a pattern of another engine',
    `${loki}\npattern: "(?=a)b"`,
    '`errors.scan.api.pattern` is no regular expression as RE2 reads it (`error parsing regexp: invalid or unsupported Perl syntax: ˋ(?=ˋ`).',
  ],
  [
    'a pattern among the ignored',
    `${loki}\nignore: ["a{1000}"]`,
    '`errors.scan.api.ignore[0]` repeats too much; use smaller numbers in braces.',
  ],
  [
    'a group of nobody',
    `${loki}\npattern: "(a)"\ngroup: where`,
    '`errors.scan.api.group` names `where`, which is no group of the pattern.',
  ],
  [
    'a path that is none',
    'json: { url: https://a.example.org, items: "a[0]", message: m, at: t }',
    '`errors.scan.api.json.items` has to be a path of names and numbers, such as `data.items`, not `a[0]`.',
  ],
])('%s', (_, lines, message) => {
  expect(problemsOf(lines)).toEqual([message]);
});

test('no more than twenty queries', () => {
  const one = { loki: { url: 'https://logs.example.org', query: '{}' } };
  const all = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`q${index}`, one]));
  expect(scanSchema.safeParse(all).success).toBe(false);
});
