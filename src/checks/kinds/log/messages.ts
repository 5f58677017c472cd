/** What is told of errors in a log. */

import type { LoggedError } from '../../../core/logged-error.ts';
import { dayOf, momentOf } from '../../../time/moment.ts';
import { longestLine } from './lines.ts';

const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** By the clock of the machine, as its logs have it: `10:03`, with its day where that is another. */
function clock(at: string, now: Date): string {
  const [then, here] = [new Date(at), zone()];
  const day = dayOf(then, here, now);
  const hour = momentOf(then, here).slice(-5);
  return day === dayOf(now, here, now) ? hour : `${day} ${hour}`;
}

/** `12 × TypeError: x is undefined (first 10:03, last 10:41)`. */
export function errorLine({ count, title, first, last }: LoggedError, now: Date): string {
  const what = `${count.toLocaleString('en')} × ${title.length > 120 ? `${title.slice(0, 119)}…` : title}`;
  if (first === null || last === null) return what;
  const [from, to] = [clock(first, now), clock(last, now)];
  return from === to ? `${what} (${from})` : `${what} (first ${from}, last ${to})`;
}

export const counted = (count: number, what: string): string => `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;

export const moreKinds = (kinds: number): string => `and ${counted(kinds, 'more kind')} of error`;
export const beyondKinds = (errors: number): string =>
  `and ${counted(errors, 'error')} of so many other kinds that nobody counts them one by one`;
export const tooSeldom = (kinds: number): string => `${counted(kinds, 'kind')} of error too seldom to count`;

const called = (patterns: string[]): string => `called ${patterns.join(', ').slice(0, 80)}`;
export const noFile = (patterns: string[]): string => `no file is ${called(patterns)}`;
export const tooMany = (patterns: string[], most: number): string => `more than ${most} files are ${called(patterns)}`;

export const firstLook = (file: string, first: number, size: number): string =>
  first === 0
    ? `the first look at ${file} begins at its end`
    : `the first look at ${file} reads the last ${sized(first)} of its ${sized(size)}`;
export const firstOfJournal = (entries: number): string =>
  entries === 0 ? 'the first look begins at its end' : `the first look reads the last ${counted(entries, 'line')}`;
export const beganAnew = (file: string): string => `${file} began anew, and what it had since the last look is not to be found`;
export const unreadEntries = (count: number): string =>
  count === 1 ? 'one entry could not be read' : `${count.toLocaleString('en')} entries could not be read`;

export const cutLines = (count: number): string =>
  `${count === 1 ? 'one line is' : `${count.toLocaleString('en')} lines are`} longer than ${sized(longestLine)}, and only the beginning was looked at`;

/** "1,204 new lines in 2 files", "nothing new in 2 files". */
export const looked = (lines: number, where: string): string =>
  `${lines === 0 ? 'nothing new' : counted(lines, 'new line')} in ${where}`;

export function sized(bytes: number): string {
  const [unit, name] = bytes >= 1e9 ? [1e9, 'GB'] : bytes >= 1e6 ? [1e6, 'MB'] : bytes >= 1e3 ? [1e3, 'KB'] : [1, 'bytes'];
  return `${Number((bytes / unit).toFixed(1)).toLocaleString('en')} ${name}`;
}
