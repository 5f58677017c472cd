/**
 * A pull request as people made it: without its bots, whose words are nobody's move, with times that can be, and in one order however
 * it was listed. All rules about turns read this.
 */
import type { Person } from '../../../core/event.ts';
import type { Deed, GivenReview, OpenPull, OpenThread, Team } from '../../../core/open-pull.ts';
import { latest } from './times.ts';

export interface History {
  pull: OpenPull;
  /** Who answers what reviewers say: the author; for a bot, or an account that is gone, the people it is assigned to. */
  authors: Person[];
  /** Of people, oldest first; commands for us are none. */
  deeds: Deed[];
  /** Requests by bots, too: many teams have their reviewers chosen by one. */
  requests: Ask[];
  asked: { people: Person[]; teams: Team[] };
  /** Of people other than its author. */
  reviews: GivenReview[];
  /** Where somebody else began, or has the last word. */
  threads: OpenThread[];
  /** Since when it lies open: opened, opened again, no draft any more, no label any more that keeps it quiet. */
  openSince: Date;
}

export type Ask = Extract<Deed, { what: 'asked' | 'unasked' }>;

export const isPerson = (one: Person | null): one is Person => one !== null && !one.bot;
export const isOne = (who: Person | null, of: Person[]): boolean => of.some(one => one.id === who?.id);
export const byId = (one: { id: number }, other: { id: number }): number => one.id - other.id;

export function historyOf(pull: OpenPull, quietLabels: string[] = []): History {
  const authors = (isPerson(pull.author) ? [pull.author] : pull.assignees.filter(isPerson)).toSorted(byId);
  const others = (one: Person | null): boolean => isPerson(one) && one.id !== pull.author?.id;
  const deeds = pull.deeds
    .filter(isNoCommand)
    .map(deed => asPushed(deed, pull))
    .toSorted(inOrder);
  return {
    ...{ pull, authors, deeds: deeds.filter(deed => !deed.by?.bot), openSince: openSinceOf(pull, quietLabels) },
    requests: deeds.flatMap(deed => (deed.what === 'asked' || deed.what === 'unasked' ? [deed] : [])),
    asked: { people: pull.asked.people.filter(others).toSorted(byId), teams: pull.asked.teams.toSorted(byId) },
    reviews: pull.reviews.filter(one => others(one.by)).toSorted((one, other) => byId(one.by, other.by)),
    threads: pull.threads.filter(one => others(one.by) || others(one.last.by)),
  };
}

/** The last deed of a person. */
export function movedAtOf(pull: OpenPull): Date {
  const pushes = historyOf(pull).deeds.map(deed => deed.at);
  return latest(lastDated(pull), ...pushes);
}

/**
 * The last sign that somebody looks after it: a command for us is one. Where bots have done so much that nothing else is left since it
 * was read, somebody may have been there just before that.
 */
export function tendedAtOf(pull: OpenPull, readAt: Date | null): Date {
  const signs = pull.deeds.filter(deed => deed.what === 'commanded' && !deed.by?.bot).map(deed => deed.at);
  return latest(movedAtOf(pull), ...signs, ...cutAt(pull, readAt));
}

function cutAt({ deeds, deedsCut }: OpenPull, readAt: Date | null): Date[] {
  const [first] = deeds;
  if (!first || !deedsCut || (readAt && first.at <= readAt)) return [];
  return deeds.every(({ by }) => by?.bot) ? [first.at] : [];
}

/** The first that is known of it where the beginning was cut off. */
export const knownSince = ({ pull, deeds }: History): Date => (pull.deedsCut ? (deeds[0]?.at ?? pull.openedAt) : pull.openedAt);

/**
 * Commits are dated by the clock of whoever made them. One from the future came after all else that people did, and stays there: our own
 * comment moves `updatedAt`, and must not make the same wait a new one. One from the past was made before what it seems to answer, and
 * answers nothing. A commit whose address belongs to nobody is the author's.
 */
function asPushed(deed: Deed, pull: OpenPull): Deed {
  if (deed.what !== 'pushed') return deed;
  const at = deed.at > pull.updatedAt ? new Date(Math.min(lastDated(pull).getTime() + 1, pull.updatedAt.getTime())) : deed.at;
  return { ...deed, at, by: deed.by ?? pull.author };
}

/** The last that a person did by GitHub's clock. */
function lastDated({ openedAt, deeds, reviews, threads }: OpenPull): Date {
  const all = [...deeds.filter(deed => deed.what !== 'pushed' && isNoCommand(deed)), ...reviews, ...threads.map(one => one.last)];
  return latest(openedAt, ...all.filter(one => !one.by?.bot).map(one => one.at));
}

/** Whoever opened it again or made it ready, it is open since: a bot does so for a person. */
function openSinceOf({ openedAt, deeds }: OpenPull, quietLabels: string[]): Date {
  const opened = deeds.filter(
    deed =>
      deed.what === 'readied' ||
      deed.what === 'reopened' ||
      (deed.what === 'unlabelled' && !deed.by?.bot && isQuiet(deed.label, quietLabels)),
  );
  return latest(openedAt, ...opened.map(deed => deed.at));
}

export const isQuiet = (label: string, quietLabels: string[]): boolean =>
  quietLabels.some(one => one.toLowerCase() === label.toLowerCase());

const isNoCommand = (deed: Deed): boolean => deed.what !== 'commanded';

const inOrder = (one: Deed, other: Deed): number =>
  one.at.getTime() - other.at.getTime() || one.what.localeCompare(other.what) || (one.by?.id ?? 0) - (other.by?.id ?? 0);
