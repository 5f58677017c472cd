/** How far everything is read after a look, and when the next one is. Pure. */
import type { PullsPage } from '../../../core/open-pull.ts';
import type { Books, Stand } from '../books/books.ts';
import { untilLook } from '../books/store.ts';
import type { Row } from '../row.ts';
import { betweenNews, betweenSweeps, isLast, mayAct, page } from './errand.ts';
import type { Facts } from './facts.ts';
import type { Rows } from './rows.ts';

/** GitHub's copies lag, and what changed in the moment in which we looked may show in the next one only. */
const overlap = 5 * 60_000;

/** GitHub has something else to do. */
const untilCalm = 60_000;

interface After {
  books: Books;
  sweepEnded: boolean;
}

/** What the page says of how far we are. */
export function readOn(books: Books, { errand, read }: Pick<Facts, 'errand' | 'read'>, now: Date): After {
  if (errand.what !== 'sweep' && errand.what !== 'news')
    return { books: { ...books, sweep: waited(books.sweep), news: waited(books.news) }, sweepEnded: false };
  const since = errand.stand?.since ?? now;
  const count = (errand.stand?.read ?? 0) + read.pulls.length;
  const stand: Stand | null = isLast(read) ? null : { after: read.next, since, size: sizeNext(read), read: count, waited: false };
  if (errand.what === 'sweep') {
    if (stand) return { books: { ...books, sweep: stand }, sweepEnded: false };
    // Whatever changed since it began is news.
    return { books: { ...books, sweep: null, sweptAt: since, news: null, newsAt: since }, sweepEnded: true };
  }
  const oldest = Math.min(...read.pulls.map(({ updatedAt }) => updatedAt.getTime()));
  const known = books.newsAt !== null && oldest < books.newsAt.getTime() - overlap;
  return { books: stand && !known ? { ...books, news: stand } : { ...books, news: null, newsAt: since }, sweepEnded: false };
}

/** What took GitHub too long is asked for in smaller pieces, and larger ones each time that goes well. */
const sizeNext = ({ size, unread }: PullsPage): number => (unread === 'page' ? size : Math.min(page, size * 2));

/** Not on a page that others follow: what they bring may matter more. */
export const mayActOn = (books: Books, facts: Pick<Facts, 'errand' | 'read'>, now: Date): boolean =>
  mayAct(books) && mayAct(readOn(books, facts, now).books);

const waited = (stand: Stand | null): Stand | null => stand && { ...stand, waited: true };

/** When somebody looks again: at once while a page is missing, or what was heard of before it, else when something is due. */
export function nextLookAt(
  books: Books,
  { read, marksWait }: Pick<Facts, 'read' | 'marksWait'>,
  rows: Rows & { saved: Row[]; left: number },
  now: Date,
): Date {
  if (books.sweep || books.news) return new Date(now.getTime() + (read.unread === 'page' ? untilCalm : 0));
  if (marksWait) return now;
  if (rows.heardMore || rows.asksAgain.length > 0) return new Date(now.getTime() + untilLook);
  const chores = [later(books.newsAt, betweenNews, now), later(books.sweptAt, betweenSweeps, now)];
  const due =
    mayAct(books) && rows.left > 0 ? [rows.firstDue, ...rows.saved.map(({ dueAt }) => dueAt)].flatMap(at => at ?? []) : [];
  return new Date(Math.max(now.getTime(), Math.min(...[...chores, ...due].map(Number))));
}

const later = (at: Date | null, by: number, now: Date): Date => (at === null ? now : new Date(at.getTime() + by));
