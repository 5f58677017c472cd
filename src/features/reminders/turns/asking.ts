/** Nobody was asked, or not enough: the author has to, and may have to be told whom. */
import type { Person } from '../../../core/event.ts';
import { byId, type History, isOne, isPerson } from './history.ts';
import { authorsMove } from './making.ts';
import { latest } from './times.ts';
import type { Turn, Why } from './turn.ts';

export function asking(history: History): Turn {
  const { reviews, openSince, deeds, requests } = history;
  // Whoever took a request or a review away left the author without.
  const left = [...deeds.filter(one => one.what === 'dismissed'), ...requests.filter(one => one.what === 'unasked')];
  const since = latest(openSince, ...left.filter(one => !one.by?.bot).map(one => one.at), ...reviews.map(one => one.at));
  const by = dismissedOf(history);
  const lacks: Why = { because: reviews.length === 0 ? 'nobody asked' : 'more reviews' };
  return authorsMove(history, 'ask', since, [by.length > 0 ? { because: 'dismissed', by } : lacks]);
}

/** Whose word does not count any more: they know it best. */
function dismissedOf({ deeds, reviews, authors }: History): Person[] {
  const last = deeds.findLast(one => one.what === 'dismissed');
  const before = deeds.filter(one => one.what === 'reviewed' && one.state !== 'commented' && last && one.at <= last.at);
  const people = before.map(one => one.by).filter(isPerson);
  const gone = people.filter(one => !isOne(one, [...authors, ...reviews.map(({ by }) => by)]));
  return [...new Map(gone.map(one => [one.id, one])).values()].toSorted(byId);
}
