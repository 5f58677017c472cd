/** How far everything is read after a look, and when the next one is. Pure. */
import type { Books, Stand } from '../books/books.ts';
import { untilLook } from '../books/store.ts';
import type { Row } from '../row.ts';
import { betweenNews, betweenSweeps, mayAct } from './errand.ts';
import type { Facts } from './facts.ts';
import type { Rows } from './rows.ts';
import { leftToday } from './today.ts';

/** GitHub's copies lag, and what changed in the moment in which we looked may show in the next one only. */
const overlap = 5 * 60_000;

interface After {
  books: Books;
  sweepEnded: boolean;
}

/** What the page says of how far we are. */
export function readOn(books: Books, { errand, read }: Pick<Facts, 'errand' | 'read'>, now: Date): After {
  if (errand.what !== 'sweep' && errand.what !== 'news') return { books, sweepEnded: false };
  const since = errand.stand?.since ?? now;
  const stand: Stand | null =
    read.next === null ? null : { after: read.next, since, size: read.size, read: (errand.stand?.read ?? 0) + read.pulls.length };
  if (errand.what === 'sweep') {
    if (stand) return { books: { ...books, sweep: stand }, sweepEnded: false };
    // Whatever changed since it began is news.
    return { books: { ...books, sweep: null, sweptAt: since, news: null, newsAt: since }, sweepEnded: true };
  }
  const oldest = Math.min(...read.pulls.map(({ updatedAt }) => updatedAt.getTime()));
  const known = books.newsAt !== null && oldest < books.newsAt.getTime() - overlap;
  return { books: stand && !known ? { ...books, news: stand } : { ...books, news: null, newsAt: since }, sweepEnded: false };
}

/** When somebody looks again: at once while a page is missing, else when something is due. */
export function nextLookAt(books: Books, { config }: Facts, rows: Rows & { saved: Row[]; said: number }, now: Date): Date {
  if (books.sweep || books.news) return now;
  if (rows.heardMore || rows.asksAgain.length > 0) return new Date(now.getTime() + untilLook);
  const chores = [later(books.newsAt, betweenNews, now), later(books.sweptAt, betweenSweeps, now)];
  const acts = mayAct(books) && config && leftToday(rows.lately.here, config, now) > rows.said;
  const due = acts ? [rows.firstDue, ...rows.saved.map(({ dueAt }) => dueAt)].flatMap(at => at ?? []) : [];
  return new Date(Math.max(now.getTime(), Math.min(...[...chores, ...due].map(Number))));
}

const later = (at: Date | null, by: number, now: Date): Date => (at === null ? now : new Date(at.getTime() + by));
