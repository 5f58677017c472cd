import { expect, test } from 'vitest';
import { linesOf } from './patch-lines.ts';

test('each line has its number before and after', () => {
  const patch =
    '@@ -2,3 +2,4 @@ about\n one\r\n-two\n+two!\n++\n three\n@@ -9 +10 @@\n-@@\n\\ No newline at end of file\n+nine\n';
  expect(linesOf(patch).map(({ kind, before, after, text }) => [kind, before, after, text])).toEqual([
    ['hunk', null, null, '@@ -2,3 +2,4 @@ about'],
    ['same', 2, 2, ' one'],
    ['gone', 3, null, '-two'],
    ['new', null, 3, '+two!'],
    ['new', null, 4, '++'],
    ['same', 4, 5, ' three'],
    ['hunk', null, null, '@@ -9 +10 @@'],
    ['gone', 9, null, '-@@'],
    ['note', null, null, '\\ No newline at end of file'],
    ['new', null, 10, '+nine'],
  ]);
});
