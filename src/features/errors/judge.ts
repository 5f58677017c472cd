/** What was counted, held against what is told of it: begins, goes on, comes back, is over. Pure. */
import { isOn, newEpisode, sameFor } from '../../issues/episode.ts';
import type { Change } from '../../issues/likely.ts';
import { beginningOf, endOf, releaseOf, timesSince } from './beginning.ts';
import type { Errors } from './config.ts';
import type { Group } from './group.ts';
import * as messages from './messages.ts';
import { isGraver, opens } from './opening.ts';
import { changed, type Problem, type ShippedThen, type Story } from './story.ts';

/** A repair that nobody can find in what runs has reached it by then. */
const surelyThere = 24 * 3_600_000;
/** However often releases come. */
const betweenReleases = 24 * 3_600_000;
/** Who can send errors can name environments: more than this are none, and nobody hears of them. */
const mostEnvironments = 10;

export interface Given {
  group: Group;
  /** What is told of it now, and what was told of it last. */
  on: Problem | null;
  last: Problem | null;
  /** What was told of it last in another place, if that was later. */
  elsewhere: Problem | null;
  config: Errors;
  home: Story['home'];
  /** What it is called where it is told. */
  key: string;
  /** For one that begins. */
  id: string;
  shipped: ShippedThen | null;
  likely: Change[];
  /** Whether what runs where it happened has the commit that was to mend it; null: nobody knows. */
  hasFix: boolean | null;
  now: Date;
}

/** Null: nothing is to be told, or kept. */
export function judged(given: Given): Problem | null {
  const { on, last, elsewhere, group, config, now } = given;
  if (on) return goesOn(given, on);
  if (group.status === 'resolved' || now.getTime() - group.lastAt.getTime() > config.closeAfter) return null;
  const before = elsewhere ?? last;
  // Out of sight is not over: it went elsewhere, or was not to be told.
  const isHidden = before !== null && (isOn(before) || before.story.ending === 'off');
  // What has not happened since it ended is no news, however long ago that is, and whatever became of its issue.
  if (before && !isHidden && group.lastAt.getTime() <= endOf(before)) return null;
  if (before && !countsAgain(given, before)) return null;
  // What its source only repeats has lasted all the time, which is no news to whoever has set it aside.
  const lasts = before !== null && hasOnlyLasted(group, before);
  if (lasts && isSetAside(before)) return null;
  // What its source has counted may be of before.
  const often = before ? { ...group, times: timesSince(group, before), counted: 0 } : group;
  if (!(lasts || isHidden ? opens(group, unhurried(config)) : opens(often, config))) return null;
  return last && isSame(last, now) ? comesBack(given, last) : begins(given);
}

const hasOnlyLasted = (group: Group, last: Problem): boolean => group.alerts > 0 && timesSince(group, last).length === 0;

/** It ended only because it was not to be told, and goes on as it was: nobody is called by it. */
export const isResumed = (group: Group, last: Problem | null): boolean =>
  last?.story.ending === 'off' && hasOnlyLasted(group, last);

const isSetAside = ({ left, shut, story: { ending } }: Problem): boolean =>
  left !== null || shut === 'person' || ending === 'person';

/** What lasts has happened often enough long ago: how soon one came after the other is known no more. */
const unhurried = ({ opensAfter }: Errors): Pick<Errors, 'opensAfter'> => ({
  opensAfter(level, place) {
    const wanted = opensAfter(level, place);
    return wanted && { ...wanted, within: null };
  },
});

const isSame = ({ endedAt, left, shut }: Problem, now: Date): boolean =>
  left === null && (shut === 'kept' || now.getTime() - (endedAt?.getTime() ?? 0) < sameFor);

const seenIn = ({ alerts, counted, environments, releases, sample, title, level }: Group) => ({
  ...{ alerts, counted, environments, releases, sample, title, level },
});

const toldOf = (group: Group, before: number, now: Date): Story['told'] => ({
  counted: crossed(before + group.counted),
  environments: Object.keys(group.environments),
  releases: Object.keys(group.releases),
  level: group.level,
  releaseAt: now.getTime(),
});

/** The greatest of 10, 100, 1,000 … that it has come to. */
const crossed = (count: number): number => (count < 10 ? 0 : 10 ** Math.floor(Math.log10(count) + 1e-9));

function begins(given: Given): Problem {
  const { group, home, id, key, last, shipped, likely, config, now } = given;
  const before = last && !isAnew(group, last) ? -countedFor(group, last) : 0;
  const story: Story = {
    ...{
      home,
      hook: group.hook,
      ...seenIn(group),
      before,
      closeAfter: config.closeAfter,
      resolves: config.resolves,
      shipped,
      likely,
      told: toldOf(group, before, now),
    },
    began: beganOf(given),
    ack: ackOf(given, null),
    ...{ mended: null, ending: null, endedBy: null },
    last: last?.endedAt ? { number: last.number, endedAt: last.endedAt.getTime() } : null,
  };
  const beganAt = beginningOf(group, last).at;
  const parts = { id, of: 'errors', about: String(home.id), key, beganAt, story };
  return { ...newEpisode(parts), badAt: group.lastAt, state: 'open', story };
}

function comesBack(given: Given, last: Problem): Problem {
  const { group, now } = given;
  const before = last.story.before + (isAnew(group, last) ? last.story.counted : 0);
  const resumes = isResumed(group, last);
  const { shipped, likely, began } = resumes ? last.story : { ...given, began: beganOf(given) };
  return changed(
    last,
    {
      ...{ state: 'open', endedAt: null, badAt: group.lastAt },
      notes: [...last.notes, resumes ? messages.toldAgain : messages.isBack(releaseOf(group), now.getTime() - endOf(last))],
    },
    {
      ...seenIn(group),
      ...{ before, shipped, likely, began, told: toldOf(group, before, now), ack: ackOf(given, resumes ? last : null) },
      ...{ mended: null, ending: null, endedBy: null },
    },
  );
}

/** What is told of the one before; a source that counts anew, or not at all, hides none of what came since. */
function countedFor(group: Group, last: Problem): number {
  const since = timesSince(group, last).reduce((sum, [, count]) => sum + count, 0);
  return Math.min(last.story.counted, group.counted - since);
}

/** The row that counted what is told was forgotten, and this one begins at nothing. */
const isAnew = (group: Group, last: Problem): boolean =>
  group.firstAt.getTime() > endOf(last) || group.counted < last.story.counted;

function beganOf({ group, last, now }: Given): Story['began'] {
  const { at, environment } = beginningOf(group, last);
  return environment === null ? null : { environment, at: at.getTime(), toldAt: now.getTime(), numbered: false };
}

function goesOn(given: Given, on: Problem): Problem | null {
  const { group, config, now } = given;
  const seen = changed(
    on,
    {},
    { ...seenIn(group), ack: ackOf(given, on), closeAfter: config.closeAfter, resolves: config.resolves },
  );
  if (group.status === 'resolved' && group.resolvedAt && group.resolvedAt >= group.lastAt)
    return over(seen, { endedAt: group.resolvedAt, ending: 'source', by: group.sample.by });
  if (now.getTime() - group.lastAt.getTime() >= config.closeAfter) return over(seen, { endedAt: now, ending: 'quiet', by: null });
  const next = group.lastAt > on.badAt && countsAgain(given, on) ? { ...seen, badAt: group.lastAt } : seen;
  const told = news(given, next);
  return JSON.stringify(told) === JSON.stringify(on) ? null : told;
}

/** When it may have been quiet for long enough: what does not count again goes on nevertheless. */
export const mayEndAt = ({ badAt }: Problem, group: Group | null, closeAfter: number): number =>
  Math.max(badAt.getTime(), group?.lastAt.getTime() ?? 0) + closeAfter;

/** After a person closed it, it counts again when it happens and not when it only lasts; after a repair only where that runs. */
function countsAgain({ hasFix, group }: Given, { shut, shutAt, story: { mended } }: Problem): boolean {
  if (shut !== 'person') return true;
  if (timesSince(group, { endedAt: shutAt }).length === 0) return false;
  if (!mended) return true;
  return hasFix ?? group.lastAt.getTime() - mended.at > surelyThere;
}

function ackOf({ group }: Given, on: Problem | null): Story['ack'] {
  const known = on?.story.ack ?? null;
  if (group.status !== 'acknowledged' || known) return known;
  return { by: group.sample.by, where: 'source', at: group.saidAt.getTime() };
}

interface End {
  endedAt: Date;
  ending: NonNullable<Story['ending']>;
  by: string | null;
  /** The source that is told of it. */
  hears?: string | null;
}

export function over(problem: Problem, { endedAt, ending, by, hears = null }: End): Problem {
  const at = endedAt > problem.beganAt ? endedAt : problem.beganAt;
  const next = changed(problem, { state: ending === 'off' ? 'moot' : 'closed', endedAt: at }, { ending, endedBy: by });
  return { ...next, notes: [...next.notes, messages.isOver(next, hears)] };
}

/** One comment for all that is new about it. */
function news(given: Given, problem: Problem): Problem {
  const { group, now, on } = given;
  const { told } = problem.story;
  const count = crossed(problem.story.before + group.counted);
  const fresh = Object.keys(group.environments).filter(name => !told.environments.includes(name));
  const places = fresh.slice(0, Math.max(mostEnvironments - told.environments.length, 0));
  const releases = Object.keys(group.releases).filter(name => !told.releases.includes(name));
  const namesRelease = releases.length > 0 && now.getTime() - told.releaseAt >= betweenReleases;
  const words = [
    ...(isGraver(group.level, told.level) ? [messages.isGraver(group.level)] : []),
    ...(places.length > 0 ? [messages.alsoIn(places)] : []),
    ...(namesRelease ? [messages.alsoSeenIn(releases)] : []),
    ...(count > told.counted ? [messages.manyTimes(count)] : []),
    ...(problem.story.ack && !on?.story.ack
      ? [messages.acknowledgedThere(problem.story.ack.by, problem.story.sample.source)]
      : []),
  ];
  const next: Story['told'] = {
    counted: Math.max(count, told.counted),
    environments: [...told.environments, ...places].slice(-100),
    releases: namesRelease ? [...told.releases, ...releases].slice(-100) : told.releases,
    level: isGraver(group.level, told.level) ? group.level : told.level,
    releaseAt: namesRelease ? now.getTime() : told.releaseAt,
  };
  return words.length === 0
    ? changed(problem, {}, { told: next })
    : changed(problem, { notes: [...problem.notes, words.join('\n')] }, { told: next });
}
