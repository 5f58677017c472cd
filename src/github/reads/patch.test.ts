import { expect, test } from 'vitest';
import { patchOf } from '../../sandbox/github/patch.ts';
import { linesIn } from './patch.ts';

const ten = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
const text = (lines: string[]) => lines.map(line => `${line}\n`).join('');
const put = (at: number, went: number, ...came: string[]) => ten.toSpliced(at - 1, went, ...came);

test.each([
  ['a line changed', put(5, 1, 'E'), [{ start: 5, end: 5 }]],
  ['the first', put(1, 1, 'A'), [{ start: 1, end: 1 }]],
  ['the last', put(10, 1, 'J'), [{ start: 10, end: 10 }]],
  ['two came between', put(5, 0, 'x', 'y'), [{ start: 5, end: 6 }]],
  ['one became three', put(5, 1, 'x', 'y', 'z'), [{ start: 5, end: 7 }]],
  ['two became one', put(5, 2, 'x'), [{ start: 5, end: 5 }]],
  ['two went: the lines round them', put(5, 2), [{ start: 4, end: 5 }]],
  ['the first two went', put(1, 2), [{ start: 1, end: 1 }]],
  ['the last went', put(10, 1), [{ start: 9, end: 10 }]],
  [
    'two places of one hunk',
    put(2, 1, 'B').toSpliced(6, 1, 'G'),
    [
      { start: 2, end: 2 },
      { start: 7, end: 7 },
    ],
  ],
  [
    'two hunks, with the places of the second moved on',
    put(1, 0, 'x', 'y').toSpliced(11, 1, 'J'),
    [
      { start: 1, end: 2 },
      { start: 12, end: 12 },
    ],
  ],
])('%s', (_, after, lines) => {
  expect(linesIn(patchOf(text(ten), text(after)).text ?? '')).toEqual(lines);
});

test('a file that is new, one that is empty now, and ends without a line break', () => {
  expect(linesIn(patchOf('', text(ten)).text ?? '')).toEqual([{ start: 1, end: 10 }]);
  expect(linesIn(patchOf(text(ten), '').text ?? '')).toEqual([{ start: 1, end: 1 }]);
  expect(linesIn(patchOf('a\nb', 'a\nB').text ?? '')).toEqual([{ start: 2, end: 2 }]);
});

test('lines that look like a hunk, or like another file', () => {
  expect(linesIn('@@ -1,2 +1,4 @@ @@ -9 +9 @@\n a\n+@@ -1 +70 @@\n+++ b/other\n b')).toEqual([{ start: 2, end: 3 }]);
});
