import { expect, test } from 'vitest';
import type { Outcome } from '../../src/checks/verdict.ts';
import { harmless, notesOf } from './log.ts';

/** As the runner finds commands: at the beginning of a line, whatever blank stands before, or in the older form anywhere. */
const isCommand = (line: string) => line.trim().startsWith('::') || line.includes('##[');
const linesOf = (text: string) => text.split(/\r\n|\r|\n/);

test.each([
  '::error::it is all mine',
  'fine\n::set-output name=verdict::pass',
  'fine\r::add-mask::a',
  'fine\r\n \t ::stop-commands::x',
  '\u00a0::warning::x',
  '\ufeff::warning::x',
  ':::group::x',
  'a ##[group]b',
  '###[error]b',
  '##[[x',
  '::',
])('no line of it is a command: %j', text => {
  expect(linesOf(harmless(text)).filter(isCommand)).toEqual([]);
});

test('what moves a cursor can be seen, and everything else stays', () => {
  expect(harmless('\u001b[2K\u0007')).toBe('\\u{1b}[2K\\u{7}');
  const text = '+ a::b\n-\tindented: yes\n# [x]';
  expect(harmless(text)).toBe(text);
});

const outcome = (name: string, verdict: Outcome['verdict']): Outcome => ({
  name,
  kind: 'tcp',
  environment: 'prod',
  line: 7,
  verdict,
  findings: [{ verdict, says: `it is ${verdict}` }],
  details: [],
  errors: [],
  attempts: 1,
  ms: 1,
});

test('ten of each are noted, failures first, and what is well is not', () => {
  const many = (['pass', 'warn', 'unknown', 'fail'] as const).flatMap(verdict =>
    Array.from({ length: 6 }, (_, at) => outcome(`${verdict} ${at}`, verdict)),
  );
  const named = (unknown: 'fail' | 'warn') =>
    notesOf(many, { path: 'a.yml', unknown }).map(({ level, at }) => `${level} ${at.title}`);
  const six = (level: string, what: string) => Array.from({ length: 6 }, (_, at) => `${level} ${what} ${at}`);
  expect(named('fail')).toEqual([...six('error', 'fail'), ...six('error', 'unknown').slice(0, 4), ...six('warning', 'warn')]);
  expect(named('warn')).toEqual([...six('error', 'fail'), ...six('warning', 'unknown'), ...six('warning', 'warn').slice(0, 4)]);
  expect(notesOf(many, { path: 'a.yml', unknown: 'fail' })[0]).toEqual({
    level: 'error',
    message: 'prod: it is fail',
    at: { title: 'fail 0', file: 'a.yml', startLine: 7 },
  });
});

test('without a file there is no place', () => {
  expect(notesOf([outcome('db', 'warn')], { path: null, unknown: 'fail' })).toEqual([
    { level: 'warning', message: 'prod: it is warn', at: { title: 'db' } },
  ]);
});
