/** The author's turn: something stands in the way that nobody else can take away. */
import type { Person } from '../../../core/event.ts';
import type { Deed } from '../../../core/open-pull.ts';
import { answerTo, authorsLast, handedOn, lastWordOf, requestOf } from './answers.ts';
import { counting, redNow } from './checks.ts';
import { byId, type History, isOne, isPerson, movedAtOf } from './history.ts';
import { authorsMove, type Cause } from './making.ts';
import { isApproved, mergesBySelf } from './merging.ts';
import { reviewing } from './reviewing.ts';
import { earliest } from './times.ts';
import type { Around, Turn } from './turn.ts';

/** The oldest reason comes first, and is the one since when they have been waited for. */
export function answering(history: History, given: Around): Turn | null {
  const { pull, authors, asked } = history;
  // Where threads have to be settled, it does not merge by itself before.
  const said = [
    ...(mergesBySelf(pull) ? [] : changes(history)),
    ...threads(history),
    ...(mergesBySelf(pull) ? [] : question(history)),
  ];
  const [first, ...more] = [...said, ...conflict(history, given), ...red(history, given)].toSorted(
    (one, other) => one.at.getTime() - other.at.getTime(),
  );
  if (!first) return null;
  // Without an author those who were asked are the only ones left to do something.
  if (authors.length === 0 && asked.people.length + asked.teams.length > 0) return reviewing(history, given);
  return authorsMove(history, 'answer', first.at, [first.why, ...more.map(({ why }) => why)]);
}

/** Of somebody who cannot write they count as long as nobody who can has said yes: else any stranger could hold a merge. */
function changes(history: History): Cause[] {
  return history.reviews.flatMap(review => {
    if (review.state !== 'changes' || (!review.writer && history.pull.decision === 'approved')) return [];
    const at = lastWordOf(history, review);
    const isAsked = isOne(review.by, history.asked.people);
    return isAsked || answerTo(history, review.by, at) || handedOn(history, review.by, at)
      ? []
      : [{ at, why: { because: 'changes', by: review.by } }];
  });
}

function threads(history: History): Cause[] {
  const waiting = history.threads.flatMap(({ last: { by, at } }) =>
    isPerson(by) && !isOne(by, history.authors) && !isPassedBy(history, by) && !isAnswered(history, by, at) ? [{ by, at }] : [],
  );
  const [first, ...more] = waiting;
  if (!first) return [];
  const people = [...new Map(waiting.map(({ by }) => [by.id, by])).values()].toSorted(byId);
  const at = earliest(first.at, ...more.map(one => one.at));
  return [{ at, why: { because: 'threads', by: people, count: waiting.length } }];
}

/** Who has no say, and was not asked, does not hold what is approved. */
const isPassedBy = ({ pull, reviews, requests }: History, by: Person): boolean =>
  pull.decision === 'approved' &&
  !reviews.some(one => one.by.id === by.id && one.writer) &&
  !requests.some(one => one.person?.id === by.id);

/** Without a word in the thread itself: they were asked to look again, or asked for changes and got some. */
function isAnswered(history: History, by: Person, at: Date): boolean {
  const request = requestOf(history, by);
  if ((request && request.at > at) || handedOn(history, by, at)) return true;
  const review = history.reviews.find(one => one.by.id === by.id && one.state === 'changes');
  // Lines of a review are dated when they were typed, and read when it was sent.
  return review !== undefined && answerTo(history, by, at > review.at ? at : review.at) !== null;
}

/**
 * A reviewer who neither said yes nor no, after the author's last word, with nobody else asked. Whoever did say no and got an answer has
 * the move, and keeps it with a mere comment.
 */
function question(history: History): Cause[] {
  const { asked, reviews, deeds, requests, authors, pull } = history;
  if (asked.people.length + asked.teams.length > 0 || isApproved(history)) return [];
  const last = authorsLast(history);
  const decided = reviews.filter(one => one.state !== 'commented').map(one => one.by);
  const reviewers = [...reviews, ...deeds.filter(one => one.what === 'reviewed')].map(one => one.by);
  const chosen = requests.flatMap(one => one.person ?? []);
  const [first] = [...reviews.filter(one => one.state === 'commented'), ...deeds.filter(isComment)]
    .flatMap(({ by, at }) => (isPerson(by) && by.id !== pull.author?.id && at > last ? [{ by, at }] : []))
    .filter(({ by }) => !isOne(by, [...authors, ...decided]) && isOne(by, [...reviewers.filter(isPerson), ...chosen]))
    .toSorted((one, other) => one.at.getTime() - other.at.getTime() || byId(one.by, other.by));
  return first ? [{ at: first.at, why: { because: 'question', by: first.by } }] : [];
}

const isComment = (deed: Deed): boolean => deed.what === 'commented' || (deed.what === 'reviewed' && deed.state === 'commented');

/** While GitHub has not found out, what was known of it holds: a turn that goes to and fro would be told each time. */
function conflict({ pull }: History, { conflictSince }: Around): Cause[] {
  const stands = pull.conflict ?? conflictSince !== null;
  return stands ? [{ at: conflictSince ?? movedAtOf(pull), why: { because: 'conflict' } }] : [];
}

function red({ pull }: History, { redSince, redAgain }: Around): Cause[] {
  const checks = [...new Set([...redNow(pull), ...redAgain])].sort();
  if (checks.length === 0) return [];
  const [first, ...more] = counting(pull).flatMap(one => (one.state === 'failure' && one.at ? [one.at] : []));
  const at = redSince ?? (first ? earliest(first, ...more) : movedAtOf(pull));
  return [{ at, why: { because: 'red', checks } }];
}
