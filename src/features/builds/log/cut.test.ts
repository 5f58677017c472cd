import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fastest } from '../../../../test/fastest.ts';
import { cut, mostCharacters } from './cut.ts';
import { stepOf } from './lines.ts';
import { rules } from './rules.ts';

const signs: Record<string, string> = { e: '\u001b', r: '\r', '\\': '\\' };

/** Each sample names the line that says why, then others that have to be there, then the log; in it `\e`, `\r`, `\u` with four digits and `\\` stand for one sign each. */
const samples = readdirSync(new URL('samples/', import.meta.url)).map(file => {
  const text = readFileSync(new URL(`samples/${file}`, import.meta.url), 'utf8');
  const [head = '', ...rest] = text.split('\n----\n');
  const [fatal = '', ...others] = head.split('\n').map(line => line.trim());
  const log = rest
    .join('\n----\n')
    .replaceAll(
      /\\(?:([er\\])|u([0-9a-f]{4}))/g,
      (_, sign: string, code: string) => signs[sign] ?? String.fromCharCode(Number.parseInt(code, 16)),
    );
  return { name: file.replace('.txt', ''), fatal, others, log };
});

const trimmed = (lines: string[]): string[] => lines.map(line => line.trim());

test('there are a hundred of them', () => {
  expect(samples.length).toBeGreaterThanOrEqual(100);
});

const flat = samples.map(one => ({ ...one, lines: stepOf(one.log).lines }));

test.each(rules.map((rule, nth) => ({ rule, name: `${rule.tool}, ${nth}` })))(
  '$name finds why in two of them at least',
  ({ rule }) => {
    const known = flat.filter(({ lines, fatal }) => rule.find(lines).some(one => lines[one.fatal]?.trim() === fatal));
    expect(known.length).toBeGreaterThanOrEqual(2);
  },
);

test.each(samples)('$name', ({ fatal, others, log }) => {
  const found = cut(log);
  expect(found?.fatal).toBe(fatal);
  expect(trimmed(found?.around ?? [])).toContain(fatal);
  const all = trimmed([...(found?.around ?? []), ...(found?.rest ?? [])]).join('\n');
  for (const line of others) expect(all).toContain(line);
});

const all = (log: string): string => {
  const found = cut(log);
  return [found?.fatal ?? '', ...(found?.around ?? []), ...(found?.rest ?? [])].join('\n');
};
const exit = '##[error]Process completed with exit code 1.\n';
const timed = (log: string): number => fastest(() => cut(log), 0, 1);

test('a log of fifty megabytes: what it says in the end, within its bounds', () => {
  const noise = 'a line of a build that talks a lot, 0123456789 0123456789 0123456789 0123456789\n'.repeat(600_000);
  const began = performance.now();
  const found = cut(`${noise}--- FAIL: TestList (0.00s)\n    store_test.go:31: got 2 rows, want 3\nFAIL\n`);
  expect(found?.fatal).toBe('store_test.go:31: got 2 rows, want 3');
  expect(performance.now() - began).toBeLessThan(20_000);
});

test('never more characters than a body has room for', () => {
  const log = `___ test_much ___\n${`E   ${'long '.repeat(900)}\n`.repeat(50)}=== 1 failed ===\n`;
  expect(all(log).length).toBeLessThanOrEqual(mostCharacters);
  expect(all(log).length).toBeGreaterThan(mostCharacters / 2);
});

test('one long line is shortened, wherever it stands', () => {
  const log = `before\nerror: ${'x'.repeat(50_000_000)}\nafter\n${exit}`;
  expect(cut(log)?.fatal).toMatch(/^error: x{1900,} …$/);
  expect(all(log).length).toBeLessThanOrEqual(mostCharacters);
  expect(all(log)).toContain('before');
});

test('one failure with much to say does not hide another', () => {
  const trace = Array.from(
    { length: 58 },
    (_, nth) => `        at org.acme.Layer.call(Layer.java:${nth}) ${'of many '.repeat(40)}\n`,
  ).join('');
  const log = `StoreTest > reads() FAILED\n    org.acme.Gone: no row\n${trace}\nDoorTest > opens() FAILED\n    org.acme.ShutException: shut\n`;
  expect(all(log)).toContain('org.acme.ShutException: shut');
});

test.each([
  ['failures', `${' FAIL  a.test.ts > one\nError: no\n'.repeat(1)}${' FAIL  a.test.ts > two\nError: no\n'}`, 2],
  ['of tests that failed alike', ' FAIL  a.test.ts > one\n FAIL  a.test.ts > two\nError: no\n', 2],
  ['not twice the same', 'a.ts(1,2): error TS1: no\na.ts(1,2): error TS1: no\nb.ts(1,2): error TS1: no\n', 2],
  ['more than are shown', Array.from({ length: 500 }, (_, nth) => `a.ts(${nth},2): error TS1: no\n`).join(''), 500],
])('they are counted: %s', (_, log, count) => {
  expect(cut(log)?.failures).toBe(count);
});

test.each(['', '\n\n', exit, '##[error]The operation was canceled.\n'])('nothing is said, nothing is shown: %j', log => {
  expect(cut(log)).toBe(null);
});

const key = ['BEGIN', 'END'].map(what => `-----${what} RSA PRIVATE KEY-----`);
const secret = 'MIIEhiddenhiddenhiddenhidden';

test.each([
  ['a key, whole', `${key[0]}\n${secret}\n${key[1]}\nerror: no\n`],
  ['a key whose beginning is too far away', `${key[0]}\n${`${secret}\n`.repeat(50)}${key[1]}\nerror: no\n`],
  ['a key without its end', `${key[0]}\n${`${secret}\n`.repeat(50)}error: that was no key\n`],
  [
    'a key with a head, behind a stamp',
    `${[key[0], 'Proc-Type: 4,ENCRYPTED', '', secret, key[1], 'error: no'].map(line => `2026-11-20T10:00:00.1234567Z   ${line}`).join('\r\n')}\r\n`,
  ],
  ['a token in colours', `error: gh\u001b[1mp_${'hidden'.repeat(6)}\u001b[0m is no good\n`],
  ['a token where a line is shortened', `error: ${'x '.repeat(988)}ghp_${'hidden'.repeat(6)} and more\n`],
  [
    'a token where no more of a line is read',
    `${`error: ${`password="${'y'.repeat(489)}" `.repeat(5)}`.padEnd(3_988, 'x')} ghp_${'hidden'.repeat(6)} and more\n`,
  ],
])('no secret is shown: %s', (_, log) => {
  expect(all(log + exit)).toContain('error:');
  expect(all(log + exit)).not.toContain('hid');
});

test('what only looks like the beginning of a key hides no words', () => {
  expect(all(`expected ${key[0]}\nerror: this is what was there\n${exit}`)).toContain('this is what was there');
});

/** Of each rule the line with which its failures begin, and what a rule may look for around it. */
const starts = [
  ' FAIL  a.test.ts > x',
  '  ● a › b',
  '  1 failing\n  1) a',
  '✖ failing tests:\n✖ a (1ms)',
  'not ok 1 - a',
  '  1) a.ts:1:1 › a',
  '  1 flaky',
  'a.ts(1,1): error TS1: a',
  'a.js',
  'a.js\n  1:1  error  a',
  '  1:1  error  a',
  'a.ts:1:1 lint/a ━━━',
  'Node.js v22.1.0',
  'Error: a\nNode.js v22.1.0',
  'npm error a',
  '___ a ___',
  'FAILED a::b',
  'Traceback (most recent call last):',
  'Traceback (most recent call last):\n  a',
  '--- FAIL: a (0.00s)',
  `--- FAIL: ${'a/'.repeat(200)} (0.00s)`,
  '=== RUN   a',
  '=== RUN   a\n    a.go:1: a',
  'panic: a',
  './a.go:1:1: a',
  'error: a',
  'error[E1]: a\n --> a',
  '---- a stdout ----',
  '[ERROR] a <<< ERROR!',
  '[ERROR] /a.java:[1,1] a',
  'A > a FAILED',
  'e: a.kt: a',
  '* What went wrong:',
  '[ERROR] Failed to execute goal a',
  'a.c:1:1: error: a',
  'a.cs(1,1): error CS1: a',
  '  Failed a [1 ms]',
  '1 example, 1 failure\nFailures:\n  1) a',
  '1 runs, 1 assertions, \nFailure:',
  '╷\nError: a',
  'fatal: [a]: FAILED! a',
  'TASK [a]\nfatal: [a]: FAILED! a',
  ' > [a]',
  'ERROR: failed to solve: a',
  ' > [a]\nERROR: failed to solve: a',
  'a\nLine |',
  'Line |',
  '##[group]Run a',
  '##[group]Run a\n##[endgroup]',
  '##[error]a',
  '##[error]Process completed with exit code 1.',
  key[0] ?? '',
  '#1 0.1 a',
  'a:b: a',
  'a | error: a',
  '\u001b[',
  '\u001b]',
  '\r',
];

test('a log of nothing but beginnings costs about as much as any other of that many lines', () => {
  const many = (text: string): string => `${text}\n`.repeat(30_000 / text.split('\n').length);
  const bound = 10 * Math.max(timed(many('some words of a log that a build has written, 0123456789')), 100);
  // What was slow once may have had to wait for somebody else.
  const slow = starts.filter(text => timed(many(text)) > bound && timed(many(text)) > bound);
  expect(slow).toEqual([]);
}, 120_000);

/** What makes a pattern look at the same line again and again, as often as there is room for it. */
const stretched = [
  '_ ',
  ' _',
  '=',
  ' > ',
  'a > ',
  ' FAILED',
  '━',
  'a ━',
  '(1,1',
  '(',
  ':1:1',
  '1',
  'a.',
  'a',
  'aError',
  ' error',
  'a: ',
  '\\',
  '/',
  '<<< ',
  ' [',
  '│ ',
  '---- ',
  '"',
  'no ',
  'E  ',
];
const heads = [
  '',
  ' ',
  '___ a',
  '= ',
  'a > ',
  'a.ts:1:1 lint/',
  'a',
  'a.cs(',
  'error: ',
  '[ERROR] ',
  '  1) ',
  '  Failed ',
  '--- FAIL: ',
  '✖ ',
  "thread '",
  '##[error]',
  'WARNING ',
];

test('nor does a line that leads a pattern astray', () => {
  const lines = heads.flatMap(head => stretched.map(text => `${head}${text.repeat(3_900 / text.length)}!`));
  const honest = 'some words of a log. '.repeat(190);
  const cost = (line: string) => timed(`${line}\n`.repeat(20));
  const bound = 20 * Math.max(cost(honest), 5);
  expect(lines.filter(line => cost(line) > bound && cost(line) > bound).map(line => line.slice(0, 30))).toEqual([]);
});
