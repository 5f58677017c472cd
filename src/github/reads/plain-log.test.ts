import { expect, test } from 'vitest';
import { plainLog } from './plain-log.ts';

const at = '2026-11-21T10:00:00.1234567Z ';
const log = (text: string) => plainLog(Buffer.from(text));

test.each([
  ['time stamps go', `${at}one\n${at}two\n`, 'one\ntwo\n'],
  ['with a mark of its encoding in front', `\ufeff${at}one\n`, 'one\n'],
  ['and the ends of lines that Windows has', `${at}one\r\n${at}two\r\n`, 'one\ntwo\n'],
  ['an empty line stays one', `${at.trim()}\n${at}two\n`, '\ntwo\n'],
  ['a time in the middle of a line stays', `${at}at ${at}now\n`, `at ${at}now\n`],
  ['colours go', `${at}\u001b[31;1mred\u001b[0m and \u001b[38;5;9mmore\u001b[m`, 'red and more'],
  ['links and titles go, their words stay', `${at}\u001b]8;;https://x\u0007here\u001b]8;;\u001b\\ there`, 'here there'],
  ['half a line goes when others follow', `lf of it\n${at}one\n`, 'one\n'],
  ['half a line stays when it is all there is', 'lf of it', 'lf of it'],
  ['nothing is nothing', '', ''],
])('%s', (_, given, expected) => expect(log(given)).toBe(expected));
