/** What an author did that answers a reviewer. */
import type { Person } from '../../../core/event.ts';
import type { Deed, GivenReview, OpenPull, Team } from '../../../core/open-pull.ts';
import { type Ask, type History, historyOf, isOne } from './history.ts';
import { latest } from './times.ts';

/** The last time somebody was asked, as far as it is known. */
export const requestOf = ({ requests }: History, person: Person): Ask | null =>
  requests.findLast(deed => deed.what === 'asked' && deed.person?.id === person.id) ?? null;

export const teamRequestOf = ({ requests }: History, team: Team): Ask | null =>
  requests.findLast(deed => deed.what === 'asked' && deed.team?.id === team.id) ?? null;

/** GitHub keeps what somebody thinks of it; a later review that is only a comment is their last word all the same. */
export function lastWordOf({ deeds }: History, review: GivenReview): Date {
  const later = deeds.filter(deed => deed.what === 'reviewed' && deed.state !== 'approved' && deed.by?.id === review.by.id);
  return latest(review.at, ...later.map(deed => deed.at));
}

/** Who asks again answers best; else what came first, so that ten pushes in a row are one answer. Nobody answers themselves. */
export function answerTo(history: History, reviewer: Person, after: Date): { at: Date; by: Person | null } | null {
  const request = requestOf(history, reviewer);
  if (request && request.at > after) return request;
  const byOthers = history.deeds.filter(deed => deed.at > after && deed.by?.id !== reviewer.id);
  return byOthers.find(deed => deed.what === 'pushed' || isSaid(history, deed)) ?? null;
}

/** When somebody came to be waited for last, whatever others did: opened, asked, answered, or at it themselves. */
export function anewAt(pull: OpenPull, person: Person, quietLabels: string[]): Date {
  const history = historyOf(pull, quietLabels);
  const own = history.deeds.filter(deed => deed.by?.id === person.id);
  const review = history.reviews.find(one => one.by.id === person.id && one.state !== 'approved');
  const answer = review && answerTo(history, person, lastWordOf(history, review));
  const all = [...own, requestOf(history, person), answer].flatMap(one => one?.at ?? []);
  return latest(history.openSince, ...all);
}

/** Somebody else was asked since, and not by the author, and has not come yet: the reviewer gave it away, and it is theirs now. */
export const handedOn = ({ requests, asked, authors }: History, reviewer: Person, after: Date): boolean =>
  requests.some(
    one =>
      one.what === 'asked' &&
      one.at > after &&
      one.person?.id !== reviewer.id &&
      isOne(one.person, asked.people) &&
      !isOne(one.by, authors),
  );

/** The last thing the authors did that others can answer; a label is none. */
export function authorsLast(history: History): Date {
  const own = history.deeds.filter(
    deed => isSaid(history, deed) || (isOne(deed.by, history.authors) && !silent.includes(deed.what)),
  );
  const replies = history.threads.filter(one => isOne(one.last.by, history.authors)).map(one => one.last.at);
  return latest(history.openSince, ...own.map(deed => deed.at), ...replies);
}

/** They answer nobody. */
export const silent: Deed['what'][] = ['labelled', 'unlabelled', 'drafted', 'unasked', 'dismissed'];

/** The author's own review is a reply in a thread. */
const isSaid = ({ authors }: History, { what, by }: Deed): boolean =>
  (what === 'commented' || what === 'reviewed') && isOne(by, authors);
