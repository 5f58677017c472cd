import { expect, test } from 'vitest';
import { endOf, fatalLine } from './log-end.ts';

test.each([
  [
    'what GitHub marks',
    '##[group]migrate\n##[endgroup]\n##[error]duplicate key\nbye\n##[error]Process completed with exit code 1.',
    'duplicate key',
  ],
  [
    'the last line that sounds bad',
    'ok\nERROR: relation "x" does not exist\ncleaning up\n##[error]Process completed with exit code 2.',
    'ERROR: relation "x" does not exist',
  ],
  ['else the last line', 'building\nhalfway\n##[error]Process completed with exit code 137.', 'halfway'],
  ['colours left out', '\u001b[31mfatal: no route to host\u001b[0m', 'fatal: no route to host'],
  [
    'not what npm adds',
    'TypeError: x is not a function, an error\nnpm error code ELIFECYCLE',
    'TypeError: x is not a function, an error',
  ],
  ['nothing', '##[group]a\n##[endgroup]\n\n', null],
])('the fatal line: %s', (_, log, line) => expect(fatalLine(log)).toBe(line));

test('the end is whole lines, the last ones', () => {
  const log = Array.from({ length: 500 }, (_, nth) => `line ${nth}`).join('\n');
  const end = endOf(log, 100);
  expect(end.length).toBeLessThanOrEqual(100);
  expect(end.startsWith('line 4')).toBe(true);
  expect(end.endsWith('line 499')).toBe(true);
  expect(endOf('x'.repeat(1000), 100)).toHaveLength(100);
  expect(endOf('##[group]a\n##[error]Broken\n')).toBe('Error: Broken');
});
