import { expect, test } from 'vitest';
import { on } from '../../../../test/nudges.ts';
import type { PullsAsked } from '../../../core/open-pull.ts';
import { type Books, newBooks } from '../books/books.ts';
import { errandOf } from './errand.ts';
import { readOn } from './next.ts';

const pageOf = (which: PullsAsked['which']): number => ('order' in which ? Number(which.after ?? 1) : 0);

/** What one look after the other reads, of five pages of pull requests, while `marked` are heard of before each. */
function looks(
  count: number,
  marked: number[],
  begun: Books = newBooks(on('Mon 09:00'), true),
): { read: string[]; books: Books } {
  const read: string[] = [];
  let books = begun;
  const now = on('Mon 09:00');
  for (let look = 0; look < count; look++) {
    const errand = errandOf(books, { marked, due: [] }, now);
    const page = errand.what === 'sweep' || errand.what === 'news' ? pageOf(errand.which) : 0;
    read.push(errand.what === 'named' ? 'heard of' : `${errand.what} ${page}`);
    const next = page > 0 && page < 5 ? String(page + 1) : null;
    ({ books } = readOn(books, { errand, read: { pulls: [], next, size: 100, votes: [], seen: new Map(), unread: [] } }, now));
  }
  return { read, books };
}

test('where something happens all the time each page is read all the same, and what was heard of after each', () => {
  const { read, books } = looks(11, [7]);
  const turns = ['sweep 1', 'heard of', 'sweep 2', 'heard of', 'sweep 3', 'heard of', 'sweep 4', 'heard of', 'sweep 5'];
  expect(read).toEqual([...turns, 'heard of', 'heard of']);
  expect(books).toMatchObject({ sweep: null, sweptAt: on('Mon 09:00') });
});

test('where nothing happens the pages come one after the other', () => {
  expect(looks(5, []).read).toEqual(['sweep 1', 'sweep 2', 'sweep 3', 'sweep 4', 'sweep 5']);
});

test('a look at all that could not go on for a day begins anew', () => {
  const stand = { after: '3', since: on('Sun 10:00'), size: 50, read: 100, waited: true };
  const after = (now: string) => errandOf({ ...newBooks(on('Mon 09:00'), true), sweep: stand }, { marked: [], due: [] }, on(now));
  expect(after('Mon+1 09:59')).toMatchObject({ which: { after: '3' } });
  expect(after('Mon+1 10:00')).toMatchObject({ stand: null, which: { after: null } });
});
