/** What one look reads: a page or some by their numbers, in one request. Pure. */
import type { PullsAsked, PullsPage } from '../../../core/open-pull.ts';
import type { Books, Stand } from '../books/books.ts';

export type Errand =
  /** All of them, page by page, once a day. */
  | { what: 'sweep'; stand: Stand | null; which: PullsAsked['which'] }
  /** Those that changed, once an hour, and what people say to our questions. */
  | { what: 'news'; stand: Stand | null; which: PullsAsked['which'] }
  /** Of which something was heard, and for which it is time. */
  | { what: 'named'; numbers: number[]; which: PullsAsked['which'] }
  | { what: 'nothing' };

export const page = 100;
/** Where nothing has changed, its first page says so. */
const firstNews = 20;
const hour = 3_600_000;
export const betweenSweeps = 24 * hour;
export const betweenNews = hour;

interface Waiting {
  /** Something was heard of them. */
  marked: number[];
  /** For these it is time, and somebody may be told. */
  due: number[];
}

/**
 * What people have done comes first, and everything is read before anything is said. Where something happens all the time, each page and
 * what was heard of take turns: neither keeps the other waiting for ever.
 */
export function errandOf(books: Books, { marked, due }: Waiting, now: Date): Errand {
  const all = lookAtAll(books, now);
  if (marked.length > 0 && (!all || all.stand?.waited === false)) return named([...marked, ...due]);
  if (all) return all;
  return due.length > 0 ? named(due) : { what: 'nothing' };
}

function lookAtAll(books: Books, now: Date): Extract<Errand, { what: 'sweep' | 'news' }> | null {
  const { sweptAt, newsAt } = books;
  const [sweep, news] = [notOld(books.sweep, now), notOld(books.news, now)];
  if (books.sweep || isPast(sweptAt, betweenSweeps, now))
    return { what: 'sweep', stand: sweep, which: pageOf('oldest', sweep, page) };
  if (books.news || isPast(newsAt, betweenNews, now))
    return { what: 'news', stand: news, which: pageOf('changed', news, firstNews) };
  return null;
}

/** One that could not go on for a day begins anew: GitHub may know its place no more. */
const notOld = (stand: Stand | null, now: Date): Stand | null =>
  stand && isPast(stand.since, betweenSweeps, now) ? null : stand;

/** While a look at all is under way nobody is told anything: what comes later may matter more. */
export const mayAct = ({ state, sweep, news, sweptAt }: Books): boolean =>
  state === 'on' && sweep === null && news === null && sweptAt !== null;

const named = (all: number[]): Errand => {
  const numbers = [...new Set(all)].slice(0, page);
  return { what: 'named', numbers, which: { numbers } };
};

const pageOf = (order: 'oldest' | 'changed', stand: Stand | null, first: number): PullsAsked['which'] => ({
  order,
  after: stand?.after ?? null,
  size: stand?.size ?? first,
});

export const isLast = ({ next, unread }: PullsPage): boolean => next === null && unread !== 'page';

const isPast = (last: Date | null, between: number, now: Date): boolean =>
  last === null || last.getTime() + between <= now.getTime();
