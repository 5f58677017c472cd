/** A look at what was counted for a repository: what is to be told of it, and what is not news any more. */
import { randomUUID } from 'node:crypto';
import { decided } from '../../core/decision.ts';
import type { ErrorBegan, Repository } from '../../core/event.ts';
import { type Ask, type Handler, handler } from '../../core/feature.ts';
import type { Session } from '../../core/session.ts';
import type { ReturnsTo, ShaOfRelease, ShippedTo } from '../../core/shipped.ts';
import { isOn } from '../../issues/episode.ts';
import { going, isKnown, lastOf, saved } from '../../issues/store.ts';
import { booksDue, lockOf, visitDue } from '../../issues/visit.ts';
import { beginningOf, placeOf, releaseOf } from './beginning.ts';
import { type Errors, errorsOf } from './config.ts';
import type { Group } from './group.ts';
import { betweenLooks, lookDue, lookOf } from './heard.ts';
import { judged, over } from './judge.ts';
import { likelyChanges } from './likely.ts';
import { opens } from './opening.ts';
import { groupsOf, homesOf, type Looks, lookDone, looked, looksHeld, unlooked } from './store.ts';
import { type Problem, problemOf, type ShippedThen } from './story.ts';
import { type Running, runningNow, withoutWayBack } from './way-back.ts';

/** One look does not hold up the next for long; what is left has one of its own. */
const mostGroups = 100;
/** Whoever begins costs requests, and more issues than this nobody gets in an hour. */
const mostAsked = 6;
/** By then it has a number, and those who deployed can be told where it is. */
const untilNumbered = 20_000;
const mayTake = 10 * 60_000;

/** Of deploys: what ran where, and which commit a release is. */
export interface Deploys {
  shippedTo: ShippedTo;
  shaOfRelease: ShaOfRelease;
  returnsTo: ReturnsTo;
}

interface Began {
  shipped: ShippedThen | null;
  likely: Problem['story']['likely'];
}

interface Facts {
  config: Errors;
  target: Repository;
  /** By print. */
  begins: Map<string, Began>;
  hasFix: Map<string, boolean>;
  runs: Running;
  ids: string[];
}

interface Rows {
  groups: Group[];
  /** More are waiting than one look takes. */
  more: boolean;
  on: Problem[];
  last: Map<string, Problem>;
  looks: Looks | null;
  known: boolean;
}

export const looksWith = (deploys: Deploys): Handler =>
  handler({
    on: 'Due',
    facts: ({ of, repository }, ask) => (of === lookOf ? factsOf(repository, ask, deploys) : Promise.resolve(null)),
    scope: ({ repository }) => `errors/${repository.id}`,
    locks: (_event, { target }) => [lockOf(target)],
    async rows(session, { repository }, { target }) {
      // First: whoever counts meanwhile is seen here, or sees that this look is over.
      const [looks = null] = await looksHeld(session, [repository.id]);
      return { ...(await rowsFor(session, repository, target)), looks };
    },
    decide({ event: { repository }, facts, rows, now }) {
      const next = all(repository, facts, rows, now);
      const changedOnes = next.map(({ problem }) => problem);
      const stand = [...rows.on.filter(({ id }) => changedOnes.every(one => one.id !== id)), ...changedOnes].filter(isOn);
      const quiet = stand.map(({ badAt }) => badAt.getTime() + facts.config.closeAfter);
      const wanted = quiet.length === 0 ? null : new Date(Math.max(Math.min(...quiet), now.getTime() + betweenLooks));
      const planned = rows.looks?.quietAt && rows.looks.quietAt > now ? rows.looks.quietAt : null;
      const quietAt = wanted && (!planned || wanted < planned) ? wanted : planned;
      const unnumbered = stand.some(problem => awaitsNumber(problem, now));
      const soon = rows.more ? betweenLooks : unnumbered ? untilNumbered : null;
      const lookAt = soon === null ? null : new Date(now.getTime() + soon);
      return decided({
        about: `a look at what went wrong for ${repository.owner}/${repository.name}`,
        outcome: next.length > 0 ? 'done' : 'ignored',
        routine: next.length === 0,
        reasons: { says: next.map(({ problem }) => `${problem.state}: ${problem.key}`).join(', ') || 'nothing new', holds: true },
        changes: [
          ...changedOnes.map(problem => saved(facts.target, problem)),
          looked(repository, rows.groups),
          lookDone(repository, { lookAt, quietAt }),
        ],
        raises: [
          ...next.filter(({ visits }) => visits).map(({ problem }) => visitDue(facts.target, problem, now)),
          ...next.flatMap(({ problem, tells }) => (tells ? beganOf(repository, facts, problem, now) : [])),
          ...(quietAt && quietAt !== planned ? [lookDue(repository, quietAt)] : []),
          ...(lookAt ? [lookDue(repository, lookAt)] : []),
          ...(rows.known ? [] : [booksDue(facts.target, now)]),
        ],
      });
    },
  });

interface NextOne {
  problem: Problem;
  visits: boolean;
  /** Deploys hear of it, or hear its number. */
  tells: boolean;
}

function all(repository: Repository, facts: Facts, rows: Rows, now: Date): NextOne[] {
  const { config, ids } = facts;
  const home = { id: repository.id, owner: repository.owner, name: repository.name };
  // What was told before this database has no counts here until it happens again.
  const forgotten = rows.on
    .filter(
      ({ key, badAt }) => rows.groups.every(one => one.print !== key) && badAt.getTime() + config.closeAfter <= now.getTime(),
    )
    .map(one => ({
      problem: over(one, { endedAt: now, ending: 'quiet', by: null }),
      visits: true,
      tells: false,
    }));
  const counted = rows.groups.flatMap((group, place): NextOne[] => {
    const on = rows.on.find(({ key }) => key === group.print) ?? null;
    const last = rows.last.get(group.print) ?? null;
    const began = facts.begins.get(group.print) ?? { shipped: null, likely: [] };
    const problem = judged({
      ...{ group, on, last, config, home, now, ...began },
      ...{ id: ids[place] ?? randomUUID(), hasFix: facts.hasFix.get(group.print) ?? null },
    });
    const stands = problem ?? on;
    if (!stands) return [];
    const isNew = !on && problem !== null;
    const numbered = stands.number !== null && stands.story.began?.numbered === false && isOn(stands);
    const past = withoutWayBack(stands, facts.runs);
    if (!problem && !numbered && !past) return [];
    const next = past ?? stands;
    return [{ problem: numbered ? withNumber(next) : next, visits: (problem ?? past) !== null, tells: isNew || numbered }];
  });
  return [...forgotten, ...counted];
}

/** One of many in an issue never has one, and GitHub may refuse to open any. */
const awaitsNumber = ({ number, rolled, left, story: { began } }: Problem, now: Date): boolean =>
  began !== null &&
  !began.numbered &&
  number === null &&
  rolled === null &&
  left === null &&
  now.getTime() - began.toldAt < mayTake;

const withNumber = (problem: Problem): Problem => ({
  ...problem,
  story: { ...problem.story, began: problem.story.began && { ...problem.story.began, numbered: true } },
});

function beganOf(repository: Repository, { target, config }: Facts, { id, number, story }: Problem, now: Date): ErrorBegan[] {
  if (!story.began) return [];
  const { environment, at } = story.began;
  // Whoever reads the code of a public repository reads its comments, and not what goes wrong elsewhere.
  const hidden = !repository.private && target.id !== repository.id;
  return [
    {
      ...{ type: 'ErrorBegan', at: new Date(Math.min(at, now.getTime())), repository, environment, id, watch: config.watch },
      ...{ title: hidden ? null : story.title, level: story.level, url: hidden ? null : story.sample.url },
      issue: hidden || number === null ? null : { repository: { owner: target.owner, name: target.name }, number },
    },
  ];
}

async function rowsFor(session: Session, home: Repository, target: Repository): Promise<Omit<Rows, 'looks'>> {
  const fresh = await unlooked(session, home, mostGroups + 1);
  const on = (await going(session, target, 'errors', String(home.id))).map(problemOf);
  const others = on.map(({ key }) => key).filter(print => !fresh.some(one => one.print === print));
  const groups = [...fresh.slice(0, mostGroups), ...(await groupsOf(session, home, others))];
  const last = await lastOf(
    session,
    target,
    'errors',
    groups.map(({ print }) => print),
  );
  return {
    ...{ groups, on, more: fresh.length > mostGroups },
    last: new Map([...last].map(([print, one]) => [print, problemOf(one)])),
    known: await isKnown(session, target),
  };
}

async function factsOf(repository: Repository, ask: Ask, deploys: Deploys): Promise<Facts | null> {
  const config = errorsOf(await ask.file());
  if (!config) return null;
  const target = await ask.peek(session => targetOf(session, repository, config));
  if (!target) return null;
  const { groups, on, last } = await ask.peek(session => rowsFor(session, repository, target));
  const facts: Facts = {
    ...{ config, target, begins: new Map(), hasFix: new Map(), runs: new Map() },
    ids: groups.map(() => randomUUID()),
  };
  for (const group of groups) {
    const known = on.find(({ key }) => key === group.print);
    const isNews = !known && (last.has(group.print) || opens(group, config));
    if (isNews && group.status !== 'resolved' && facts.begins.size < mostAsked)
      facts.begins.set(group.print, await begunWith(group, last.get(group.print) ?? null, { home: repository, ask, deploys }));
    const told = known ?? last.get(group.print);
    const mend = told?.shut === 'person' ? told.story.mended?.sha : null;
    if (!told || !mend || group.lastAt <= told.badAt) continue;
    const runs = await ask.peek(session => runningOf(session, repository, group, deploys));
    const brought = runs === null ? null : await ask.github.compare(mend, runs);
    if (brought) facts.hasFix.set(group.print, brought.behind === 0);
  }
  const began = [...on.map(({ story }) => story), ...facts.begins.values()].map(({ shipped }) => shipped);
  return { ...facts, runs: await runningNow(began, repository, ask, deploys.shippedTo) };
}

/** Where its issues are opened. */
async function targetOf(session: Session, home: Repository, { elsewhere }: Errors): Promise<Repository | null> {
  if (elsewhere === null) return home;
  const homes = await homesOf(session, [home.owner]);
  return homes.find(({ owner, name }) => `${owner}/${name}`.toLowerCase() === elsewhere.toLowerCase())?.repository ?? null;
}

async function runningOf(session: Session, home: Repository, group: Group, deploys: Deploys): Promise<string | null> {
  const release = releaseOf(group);
  const named = release === null ? null : await deploys.shaOfRelease(session, home, release);
  if (named !== null) return named;
  const place = placeOf(group);
  return place === null ? null : ((await deploys.shippedTo(session, home, place, group.lastAt))?.sha ?? null);
}

interface Asking {
  home: Repository;
  ask: Ask;
  deploys: Deploys;
}

async function begunWith(group: Group, last: Problem | null, { home, ask, deploys }: Asking): Promise<Began> {
  const { at, environment } = beginningOf(group, last);
  const found = environment === null ? null : await ask.peek(session => deploys.shippedTo(session, home, environment, at));
  if (!found) return { shipped: null, likely: [] };
  const shipped: ShippedThen = {
    ...{ environment: found.environment, sha: found.sha, pull: found.pull },
    before: found.before !== null && (await deploys.returnsTo(ask, found.environment, found.before)) ? found.before : null,
    endedAt: found.endedAt?.getTime() ?? null,
    by: found.by?.login ?? null,
  };
  return { shipped, likely: await likelyChanges(group.sample, found, ask.github) };
}
