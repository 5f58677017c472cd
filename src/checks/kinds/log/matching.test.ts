import { expect, test } from 'vitest';
import { fastest } from '../../../../test/fastest.ts';
import { matching } from './matching.ts';
import { recordsTo } from './records.ts';
import { timeIn, timeOf } from './time.ts';

const now = new Date('2026-11-20T12:00:00Z');
const match = matching({ pattern: null, ignore: [], print: null }, now);
const found = (line: string) => match({ lines: [line], at: null, level: null });

test.each([
  ['2026-11-20T10:00:00Z ERROR no route', 'error', 'ERROR no route'],
  ['[2026-11-20 10:00:00,123] FATAL out of memory', 'critical', 'FATAL out of memory'],
  ['Nov 20 10:00:00 web app[12]: TypeError: x is undefined', 'error', 'web app[12]: TypeError: x is undefined'],
  ['2026/11/20 10:00:00 [crit] 7#7: no space left', 'critical', '[crit] 7#7: no space left'],
  ['java.lang.IllegalStateException: closed', 'error', 'java.lang.IllegalStateException: closed'],
  ['{"level":"error","time":1795255380000,"msg":"boom"}', 'error', 'boom'],
  ['{"level":60,"time":1795255380000,"msg":"gone\\nat x"}', 'critical', 'gone'],
  ['{"severity":"ERROR","message":"no cart"}', 'error', 'no cart'],
  ['{"level":"error","no":"words"}', 'error', '{"level":"error","no":"words"}'],
  ['time=2026-11-20T10:00:00Z level=error msg="no \\"cart\\"" user=7', 'error', 'no \\"cart\\"'],
  ['panic: runtime error', 'critical', 'panic: runtime error'],
  ['ERROR over\rwritten\u0007', 'error', 'ERROR over written '],
  ['fatal: not a git repository', 'critical', 'fatal: not a git repository'],
  ['web[7]: segfault at 0 ip 00007f', 'error', 'web[7]: segfault at 0 ip 00007f'],
])('%s is an error: %s', (line, level, title) => {
  expect(found(line)).toMatchObject({ level, title });
});

test.each([
  'INFO 0 errors',
  'INFO ErrorBoundary mounted',
  'WARN slow',
  '{"level":"info","msg":"no error here"}',
  'level=warning msg=slow',
  'GET /errors 200',
  '',
])('%s is none', line => {
  expect(found(line)).toBeNull();
});

test.each([
  ['ERROR user 7 has no cart', 'ERROR user 8 has no cart', true],
  ['ERROR user "alice" is gone', 'ERROR user "bob" is gone', true],
  ["ERROR can't read 'a' of b's list", "ERROR can't read 'c' of b's list", true],
  ['ERROR at 2026-11-20T10:00:00Z', 'ERROR at 2025-01-02T03:04:05Z', true],
  ['2026-11-20T10:00:00Z ERROR same', 'Nov 20 10:00:00 ERROR same', true],
  ['{"level":"error","msg":"a","id":1}', '{"level":"error","msg":"a","id":2}', true],
  ['{"level":"error","msg":"a"}', '{"level":"error","msg":"b"}', false],
  ['ERROR no cart', 'ERROR no user', false],
  ['"Error: a"', '"Error: b"', false],
])('%s and %s are the same: %s', (one, other, same) => {
  expect(found(one)?.same === found(other)?.same).toBe(same);
});

test.each([
  ['2026-11-20T10:00:00.5Z x', '2026-11-20T10:00:00.500Z'],
  ['[2026-11-20 10:00:00,123 +0100] x', '2026-11-20T09:00:00.123Z'],
  ['10.0.0.1 - - [20/Nov/2026:10:00:00 +0000] "GET /"', '2026-11-20T10:00:00.000Z'],
  ['x 2026-11-20', undefined],
  ['2026-13-40T99:00:00Z x', undefined],
  ['Foo 20 10:00:00 x', undefined],
])('%s was written at %s', (line, at) => {
  expect(timeIn(line, now)?.toISOString()).toBe(at);
});

test('without a zone it is the clock of this machine, and without a year the last such day', () => {
  expect(timeIn('2026-11-20 10:00:00 x', now)).toEqual(new Date(2026, 10, 20, 10));
  expect(timeIn('Nov  2 10:00:00 web x', now)).toEqual(new Date(2026, 10, 2, 10));
  expect(timeIn('Dec 24 10:00:00 web x', now)).toEqual(new Date(2025, 11, 24, 10));
});

test.each([1_795_255_380, 1_795_255_380_000, '1795255380000000', 1_795_255_380_000_000_000])('%s is a time', said => {
  expect(timeOf(said, now)?.toISOString()).toBe('2026-11-21T10:03:00.000Z');
});

test('what goes on with a line that somebody has read before is no error of its own', () => {
  const seen: string[][] = [];
  const records = recordsTo(({ lines }) => seen.push(lines) < 0, true);
  for (const line of ['    at Error: x', 'Caused by: y', 'ERROR z', '  at a', '', 'INFO b', 'ValueError: c']) records.add(line);
  records.end();
  expect(seen).toEqual([['ERROR z', '  at a'], ['INFO b'], ['ValueError: c']]);
});

test('a long record is looked through to its end, and is one error however long it is', () => {
  const errors = (...lines: string[]) => {
    const seen: string[] = [];
    const records = recordsTo(logged => {
      const error = match(logged);
      if (error) seen.push(error.title);
      return error !== null;
    }, false);
    for (const line of lines) records.add(line);
    records.end();
    return seen;
  };
  const many = (line: string, count = 150) => Array.from({ length: count }, () => line);
  expect(errors('INFO up', ...many('  fine'), '  ERROR: gone', ...many('  at x'), '  ERROR: no other')).toEqual(['ERROR: gone']);
  expect(errors('INFO up', ...many(`  ${'fine '.repeat(30)}`, 50), '  ERROR: gone')).toEqual(['ERROR: gone']);
  const trace = ['Traceback (most recent call last):', ...many('  File "a.py"'), 'ValueError: no', 'INFO up'];
  expect(errors('ERROR boom', ...many('  at x'), 'Caused by: Error: y')).toEqual(['ERROR boom']);
  expect(errors(...trace)).toHaveLength(1);
});

test('a long line is looked through to its end, wherever it is cut', () => {
  for (let length = 3_950; length < 4_050; length += 1)
    expect(found(JSON.stringify({ msg: 'x'.repeat(length), level: 'error' }))).toMatchObject({ title: 'x'.repeat(length) });
  const ignoring = matching({ pattern: null, ignore: ['known$'], print: null }, now);
  expect(ignoring({ lines: [`ERROR ${'x'.repeat(9_000)} known`], at: null, level: null })).toBeNull();
  const anchored = matching({ pattern: '^x', ignore: [], print: null }, now);
  expect(anchored({ lines: [`-${'x'.repeat(9_000)}`], at: null, level: null })).toBeNull();
});

test.each(['ERROR ', 'Error', '"level":', '[', '{"', "'", '2026-11-20 ', 'at '])('many times %j takes no time', text => {
  const line = text.repeat(20_000 / text.length);
  expect(fastest(() => found(line), 50)).toBeLessThan(50);
});
