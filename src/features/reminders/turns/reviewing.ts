/** The reviewers' turn: they were asked, or got an answer. */
import type { Person } from '../../../core/event.ts';
import type { Deed, GivenReview, Team } from '../../../core/open-pull.ts';
import { answerTo, lastWordOf, requestOf, teamRequestOf } from './answers.ts';
import { byId, type History, isOne, isPerson, knownSince } from './history.ts';
import { type Cause, moveOf } from './making.ts';
import { latest } from './times.ts';
import type { Around, Turn, Why } from './turn.ts';

type Waited = Cause & ({ person: Person } | { team: Team });

/** Whoever was asked an hour ago is not told of days: of several, the last one's time counts. */
export function reviewing(history: History, { clearSince }: Pick<Around, 'clearSince'>): Turn | null {
  const asked = [
    ...history.asked.people.map(one => askedPerson(history, one)),
    ...history.asked.teams.map(one => askedTeam(history, one)),
  ];
  const waited = [...asked, ...answered(history, 'changes')];
  const all = waited.length > 0 ? waited : answered(history, 'commented');
  // GitHub's times are whole seconds: what had to be cleared away first is named first.
  const [first] = [...ready(history, clearSince), ...all, ...answers(history)].toSorted(newestFirst);
  if (all.length === 0 || !first) return null;
  const people = all.flatMap(one => ('person' in one ? [one.person] : [])).toSorted(byId);
  const teams = all.flatMap(one => ('team' in one ? [one.team] : []));
  return moveOf(history, 'review', { people, teams }, first.at, [first.why, ...others(first.why, all.toSorted(newestFirst))]);
}

function askedPerson(history: History, person: Person): Waited {
  const review = history.reviews.find(one => one.by.id === person.id);
  const request = requestOf(history, person);
  const at = latest(request?.at ?? knownSince(history), ...(review ? [review.at] : []));
  const before = history.deeds.some(one => one.what === 'reviewed' && one.by?.id === person.id && one.at < at);
  return { person, at, why: { because: review || before ? 'asked again' : 'asked', by: request?.by ?? null } };
}

function askedTeam(history: History, team: Team): Waited {
  const request = teamRequestOf(history, team);
  return { team, at: request?.at ?? knownSince(history), why: { because: 'asked', by: request?.by ?? null } };
}

/**
 * GitHub drops a request with the review; what was said in it goes on. Who only commented looks again if nobody else is left
 * to, and no stranger is waited for.
 */
function answered(history: History, state: GivenReview['state']): Waited[] {
  const chosen = history.requests.flatMap(one => one.person ?? []);
  const stands = history.reviews.filter(
    one => one.state === state && !isOne(one.by, history.asked.people) && (one.writer || isOne(one.by, chosen)),
  );
  return stands.flatMap((review): Waited[] => {
    const at = lastWordOf(history, review);
    const answer = answerTo(history, review.by, at);
    if (answer) return [{ person: review.by, at: answer.at, why: { because: 'answered', by: answer.by } }];
    const readied = state === 'commented' ? readiedAfter(history, at) : null;
    return readied ? [{ person: review.by, at: readied.at, why: { because: 'ready' } }] : [];
  });
}

/** Who looked at a draft and only commented looks at what has become of it. */
const readiedAfter = ({ deeds }: History, at: Date): Deed | null =>
  deeds.find(one => one.what === 'readied' && one.at > at) ?? null;

/** An answer is a time from which on the others can go on, too: whoever waited for changes was not waited for. */
function answers(history: History): Cause[] {
  const { deeds, threads, authors } = history;
  const toChanges = deeds.flatMap(({ by, at, ...deed }) =>
    deed.what === 'reviewed' && deed.state === 'changes' && isPerson(by) ? (answerTo(history, by, at) ?? []) : [],
  );
  const replies = threads.map(one => one.last).filter(one => isOne(one.by, authors));
  return [...toChanges, ...replies].map(({ at, by }) => ({ at, why: { because: 'answered', by } }));
}

/** Opened again, or without what its author had to clear away first. */
const ready = ({ openSince, pull }: History, clearSince: Date | null): Cause[] =>
  [...(openSince > pull.openedAt ? [openSince] : []), ...(clearSince ? [clearSince] : [])].map(at => ({
    at,
    why: { because: 'ready' },
  }));

const newestFirst = (one: Cause, other: Cause): number => other.at.getTime() - one.at.getTime();

/** Each once. */
const others = (first: Why, causes: Cause[]): Why[] =>
  [...new Map([first, ...causes.map(({ why }) => why)].map(why => [nameOf(why), why])).values()].slice(1);

const nameOf = (why: Why): string => `${why.because} ${'by' in why && why.by !== null && 'id' in why.by ? why.by.id : ''}`;
