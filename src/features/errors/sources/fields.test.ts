import { expect, test } from 'vitest';
import { claims, countOf, idOf, labelsOf, lineOf, linkOf, momentOf } from './fields.ts';
import { levelOf, looksOwn, statusOf } from './words.ts';

test.each<[unknown, string | null]>([
  ['plain', 'plain'],
  [7, '7'],
  [true, 'true'],
  ['two\r\nlines\tand a tab', 'two lines and a tab'],
  ['a\u0000b\u0007c', 'a b c'],
  ['half \ud83d of a sign', 'half \ufffd of a sign'],
  ['', null],
  [' \u0000 ', null],
  [null, null],
  [undefined, null],
  [{}, null],
  [['a'], null],
  ['x'.repeat(21), `${'x'.repeat(19)}…`],
  ['x'.repeat(1_000_000), `${'x'.repeat(19)}…`],
  [`${'x'.repeat(18)}💥💥`, `${'x'.repeat(18)}…`],
  [`${' '.repeat(100)}late`, 'late'],
])('a line of %j', (value, expected) => expect(lineOf(value, 20)).toBe(expected));

test('two long names that begin alike are two, and a short one stays as it is', () => {
  const [one, other] = [idOf(`${'x'.repeat(1000)}1`), idOf(`${'x'.repeat(1000)}2`)];
  expect(one).not.toBe(other);
  expect(one).toHaveLength(200);
  expect(idOf('a b')).toBe('a b');
  expect(idOf('a\nb')).not.toBe(idOf('a\tb'));
  expect(idOf(17)).toBe('17');
});

test.each<[unknown, string | null]>([
  ['https://example.org/a?b=c#d', 'https://example.org/a?b=c#d'],
  ['HTTP://Example.org', 'http://example.org/'],
  ['https://alice:secret@example.org/', 'https://example.org/'],
  ['https://example.org/a)[x](b|c`d', 'https://example.org/a%29[x]%28b%7Cc%60d'],
  ['https://example.org/\n"><img>', 'https://example.org/%22%3E%3Cimg%3E'],
  ['javascript:alert(1)', null],
  ['data:text/html,x', null],
  ['file:///etc/passwd', null],
  ['/issues/1', null],
  ['https://', null],
  [`https://example.org/${'x'.repeat(2000)}`, null],
  [7, null],
  [null, null],
])('a link of %j', (value, expected) => expect(linkOf(value)).toBe(expected));

test.each<[unknown, string | null]>([
  ['2026-11-20T10:00:00Z', '2026-11-20T10:00:00.000Z'],
  ['2026-11-20T12:00:00.123456789+02:00', '2026-11-20T10:00:00.123Z'],
  ['2026-11-20 10:00:00', '2026-11-20T10:00:00.000Z'],
  ['2026-11-20T10:00', '2026-11-20T10:00:00.000Z'],
  ['Fri, 20 Nov 2026 10:00:00 +0000', '2026-11-20T10:00:00.000Z'],
  [1_795_168_800, '2026-11-20T10:00:00.000Z'],
  [1_795_168_800.5, '2026-11-20T10:00:00.500Z'],
  ['1795168800', '2026-11-20T10:00:00.000Z'],
  [1_795_168_800_000, '2026-11-20T10:00:00.000Z'],
  ['0001-01-01T00:00:00Z', null],
  ['9999-01-01T00:00:00Z', null],
  ['2026-13-45', null],
  ['5', null],
  [5, null],
  ['tomorrow', null],
  [Number.NaN, null],
  [null, null],
])('a moment of %j', (value, expected) => expect(momentOf(value)?.toISOString() ?? null).toBe(expected));

test.each<[unknown, number | null]>([
  ['17', 17],
  [17.9, 17],
  [0, 0],
  [1e300, 2_147_483_647],
  ['999999999999999', 2_147_483_647],
  [-1, null],
  ['-1', null],
  ['1e3', null],
  ['', null],
  [Number.NaN, null],
  [Number.POSITIVE_INFINITY, 2_147_483_647],
  [[1], null],
])('a count of %j', (value, expected) => expect(countOf(value)).toBe(expected));

test('labels come in the order of their names, and what is no text is none', () => {
  const labels = labelsOf({ team: 'web', a: 1, b: null, c: {}, '': 'x', d: '\u0000' });
  expect([...labels]).toEqual([
    ['a', '1'],
    ['team', 'web'],
  ]);
  expect([...labelsOf(['team=web'])]).toEqual([]);
  expect([...labelsOf(JSON.parse('{"__proto__":"x"}'))]).toEqual([['__proto__', 'x']]);
});

test('a claim stands there once', () => expect(claims('web', null, 'acme/web', 'web', '')).toEqual(['web', 'acme/web']));

test.each([
  ['fatal', 'critical'],
  ['Page', 'critical'],
  ['P2', 'error'],
  ['warn', 'warning'],
  ['debug', 'info'],
  ['purple', null],
  [null, null],
])('the level %s is %s', (word, expected) => expect(levelOf(word)).toBe(expected));

test.each([
  ['OK', 'resolved'],
  ['closed', 'resolved'],
  ['Alerting', 'firing'],
  ['silenced', 'acknowledged'],
  ['constructor', null],
])('the status %s is %s', (word, expected) => expect(statusOf(word)).toBe(expected));

test.each([
  ['/srv/web/src/users/create.ts', true],
  ['app/models/user.rb', true],
  ['/srv/web/node_modules/hono/dist/compose.js', false],
  ['vendor/bundle/ruby/gems/rails.rb', false],
  ['C:\\web\\node_modules\\hono\\compose.js', false],
  ['/usr/lib/python3.12/json/decoder.py', false],
  ['node:internal/process', false],
  ['<anonymous>', false],
])('%s: of the team %s', (file, expected) => expect(looksOwn(file)).toBe(expected));
