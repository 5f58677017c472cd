/** Nobody was asked, or not enough: the author has to, and may have to be told whom. */
import type { History } from './history.ts';
import { authorsMove } from './making.ts';
import { latest } from './times.ts';
import type { Turn } from './turn.ts';

export function asking(history: History): Turn {
  const { reviews, openSince, deeds, requests } = history;
  // Whoever took a request or a review away left the author without.
  const left = [...deeds.filter(one => one.what === 'dismissed'), ...requests.filter(one => one.what === 'unasked')];
  const since = latest(openSince, ...left.filter(one => !one.by?.bot).map(one => one.at), ...reviews.map(one => one.at));
  return authorsMove(history, 'ask', since, [{ because: reviews.length === 0 ? 'nobody asked' : 'more reviews' }]);
}
