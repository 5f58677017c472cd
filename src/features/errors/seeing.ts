/** What a look sees: what was counted, what is told of it and where, and what deploys and GitHub say of it. */
import { randomUUID } from 'node:crypto';
import type { Repository } from '../../core/event.ts';
import type { Ask } from '../../core/feature.ts';
import type { Session } from '../../core/session.ts';
import { isOn } from '../../issues/episode.ts';
import { going, isKnown, nowOf } from '../../issues/store.ts';
import { targetOf } from './claiming.ts';
import { type Errors, errorsOf } from './config.ts';
import { type Began, begunWith, type Deploys, fixesOf, mendOf } from './deployed.ts';
import type { Group } from './group.ts';
import { isResumed, judged } from './judge.ts';
import { lastElsewhere, lastIn } from './places/last.ts';
import { outOfSight, placesOf } from './places/store.ts';
import { keyIn, printIn } from './print.ts';
import { groupsOf, homesOf, isLostHome, type KnownHome, type Looks, unlooked } from './store.ts';
import { type Problem, problemOf } from './story.ts';
import { type Running, runningNow } from './way-back.ts';

/** One look does not hold up the next for long; what is left has one of its own. */
const mostGroups = 100;
/** Whoever begins costs requests, and more issues than this nobody gets in an hour. */
const mostAsked = 6;

export interface Wanted {
  config: Errors;
  /** Where its issues are opened. */
  target: Repository;
}

export interface Facts {
  /** Null: it has none, or nowhere may they be. */
  wanted: Wanted | null;
  /** Where something is told of it, or will be. */
  places: Repository[];
  /** By print. */
  begins: Map<string, Began>;
  hasFix: Map<string, boolean | null>;
  runs: Running;
  ids: string[];
}

export interface Told {
  place: Repository;
  problem: Problem;
}

export interface Rows {
  groups: Group[];
  /** Of these, what nobody has seen. */
  fresh: Set<Group>;
  /** More are waiting than one look takes. */
  more: boolean;
  on: Problem[];
  /** What is told where it is not to be any more. */
  strays: Told[];
  last: Map<string, Problem>;
  /** What was told last in another place, if that was later than here. */
  elsewhere: Map<string, Problem>;
  looks: Looks | null;
  known: boolean;
}

export async function rowsFor(
  session: Session,
  home: Repository,
  { wanted, places }: Pick<Facts, 'wanted' | 'places'>,
): Promise<Omit<Rows, 'looks'>> {
  const told: Told[] = [];
  for (const place of places)
    for (const one of await going(session, place, 'errors', String(home.id))) told.push({ place, problem: problemOf(one) });
  const target = wanted?.target ?? null;
  const mine = told.filter(({ place }) => place.id === target?.id).map(({ problem }) => problem);
  const strays = told.filter(({ place }) => place.id !== target?.id);
  const unseen = await unlooked(session, home, mostGroups + 1);
  const fresh = unseen.slice(0, mostGroups);
  // What a person has shut begins nowhere else until it happens again.
  const wandering = strays.map(({ problem }) => problem).filter(({ shut, left }) => shut !== 'person' && left === null);
  const back = target ? await outOfSight(session, target, home) : [];
  const others = [...mine, ...wandering]
    .map(({ key }) => printIn(key))
    .concat(back)
    .filter(print => !fresh.some(one => one.print === print));
  const groups = [...fresh, ...(await groupsOf(session, home, others))];
  const last = target ? await lastIn(session, target, home, groups) : new Map<string, Problem>();
  const elsewhere = target ? await lastElsewhere(session, target, home, groups, last) : new Map<string, Problem>();
  return {
    ...{ groups, last, elsewhere, strays, fresh: new Set(fresh), more: unseen.length > mostGroups },
    on: [...mine, ...[...last.values()].filter(one => isOn(one) && mine.every(({ id }) => id !== one.id))],
    known: target !== null && (await isKnown(session, target)),
  };
}

export async function factsOf(repository: Repository, ask: Ask, deploys: Deploys): Promise<Facts> {
  // Whoever may not read its file any more ends what is told of it elsewhere.
  const config = (await ask.peek(session => isLostHome(session, repository))) ? null : errorsOf(await ask.file());
  const { wanted, places } = await ask.peek(session => whereOf(session, repository, config));
  const facts: Facts = { wanted, places, begins: new Map(), hasFix: new Map(), runs: new Map(), ids: [] };
  if (!wanted) return facts;
  const { rows, now } = await ask.peek(async session => ({
    rows: await rowsFor(session, repository, facts),
    now: await nowOf(session),
  }));
  const mends = [...rows.fresh].flatMap(group => {
    const mend = mendIn(group, rows);
    return mend === null ? [] : [{ group, mend }];
  });
  const known = { ...facts, hasFix: await fixesOf(repository, mends, ask, deploys) };
  for (const group of rows.groups) {
    if (facts.begins.size === mostAsked || !isNew(group, { home: repository, wanted, facts: known, rows, now })) continue;
    facts.begins.set(group.print, await begunWith(group, toldOf(group, rows).last, { home: repository, ask, deploys }));
  }
  const began = [...rows.on.map(({ story }) => story), ...facts.begins.values()].map(({ shipped }) => shipped);
  return {
    ...known,
    ids: rows.groups.map(() => randomUUID()),
    runs: await runningNow(began, repository, ask, deploys.shippedTo),
  };
}

async function whereOf(session: Session, home: Repository, config: Errors | null): Promise<Pick<Facts, 'wanted' | 'places'>> {
  const homes = await homesOf(session, [home.owner]);
  // Who can read it, as it is known now: a file may be older than that.
  const target = config && targetOf<KnownHome>({ ...home, repository: home, settings: config }, homes)?.repository;
  const others = (await placesOf(session, home)).filter(({ id }) => id !== target?.id);
  return config && target ? { wanted: { config, target }, places: [target, ...others] } : { wanted: null, places: others };
}

export function toldOf({ print }: Group, { on, last, elsewhere }: Pick<Rows, 'on' | 'last' | 'elsewhere'>) {
  return {
    on: on.find(({ key }) => printIn(key) === print) ?? null,
    last: last.get(print) ?? null,
    elsewhere: elsewhere.get(print) ?? null,
  };
}

const mendIn = (group: Group, rows: Pick<Rows, 'on' | 'last' | 'elsewhere'>): string | null => {
  const { on, last, elsewhere } = toldOf(group, rows);
  return mendOf(group, on ?? elsewhere ?? last);
};

interface Seen {
  home: Repository;
  wanted: Wanted;
  facts: Pick<Facts, 'begins' | 'hasFix'>;
  rows: Pick<Rows, 'on' | 'last' | 'elsewhere'>;
  now: Date;
}

/** What is told of it from now on; null: it is as it was. `id`: for one that begins. */
export function nextOf(group: Group, id: string, { home, wanted: { config, target }, facts, rows, now }: Seen): Problem | null {
  const began = facts.begins.get(group.print) ?? { shipped: null, likely: [] };
  return judged({
    ...{ group, id, config, now, ...toldOf(group, rows), ...began },
    home: { id: home.id, owner: home.owner, name: home.name },
    ...{ key: keyIn(target, home, group.print), hasFix: hasFixOf(group, facts, rows) },
  });
}

/** What is no news is no better than it was when somebody asked. */
function hasFixOf(
  group: Group,
  { hasFix }: Pick<Facts, 'hasFix'>,
  rows: Pick<Rows, 'on' | 'last' | 'elsewhere'>,
): boolean | null {
  const asked = hasFix.get(group.print);
  if (asked !== undefined) return asked;
  return mendIn(group, rows) === null ? null : false;
}

/** Nothing is told of it, and something will be. */
function isNew(group: Group, seen: Seen): boolean {
  const { on, last } = toldOf(group, seen.rows);
  return !on && !isResumed(group, last) && nextOf(group, '', seen) !== null;
}

/** It came while the others were asked for, or there were too many. */
export function isUnasked(group: Group, { hasFix }: Facts, rows: Rows): boolean {
  return rows.fresh.has(group) && mendIn(group, rows) !== null && !hasFix.has(group.print);
}

/** It began while the others were asked for, so nobody knows yet what was deployed there. Too many are told without that. */
export function isTooNew(group: Group, seen: Seen & { rows: Rows }): boolean {
  const { facts, rows } = seen;
  const isMoved = rows.strays.some(({ problem }) => printIn(problem.key) === group.print);
  const mayBeAsked = facts.begins.size < mostAsked && !facts.begins.has(group.print);
  return rows.fresh.has(group) && mayBeAsked && !isMoved && isNew(group, seen);
}
