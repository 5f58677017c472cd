/** A look at what was counted for a repository: what is to be told of it, and what is not news any more. */
import { randomUUID } from 'node:crypto';
import { decided } from '../../core/decision.ts';
import type { ErrorBegan, Repository } from '../../core/event.ts';
import { type Handler, handler } from '../../core/feature.ts';
import { isOn } from '../../issues/episode.ts';
import { saved } from '../../issues/store.ts';
import { booksDue, lockOf, visitDue } from '../../issues/visit.ts';
import type { Deploys } from './deployed.ts';
import { betweenLooks, lookDue, lookOf } from './heard.ts';
import { isResumed, mayEndAt, over } from './judge.ts';
import { printIn } from './print.ts';
import {
  type Facts,
  factsOf,
  isTooNew,
  isUnasked,
  nextOf,
  type Rows,
  rowsFor,
  type Told,
  toldOf,
  type Wanted,
} from './seeing.ts';
import { lookDone, looked, looksHeld } from './store.ts';
import { changed, type Problem } from './story.ts';
import { withoutWayBack } from './way-back.ts';

/** By then it has a number, and those who deployed can be told where it is. */
const untilNumbered = 20_000;
const mayTake = 10 * 60_000;

export const looksWith = (deploys: Deploys): Handler =>
  handler({
    on: 'Due',
    facts: ({ of, repository }, ask) => (of === lookOf ? factsOf(repository, ask, deploys) : Promise.resolve(null)),
    scope: ({ repository }) => `errors/${repository.id}`,
    locks: (_event, { places }) => places.map(lockOf),
    async rows(session, { repository }, facts) {
      // First: whoever counts meanwhile is seen here, or sees that this look is over.
      const [looks = null] = await looksHeld(session, [repository.id]);
      return { ...(await rowsFor(session, repository, facts)), looks };
    },
    decide({ event: { repository }, facts, rows, now }) {
      const { wanted } = facts;
      const ended = rows.strays.map(({ place, problem }) => ({
        place,
        problem: over(problem, { endedAt: now, ending: 'off', by: null }),
      }));
      const tooNew = wanted ? rows.groups.filter(group => isTooNew(group, { home: repository, wanted, facts, rows, now })) : [];
      const seen = { ...rows, groups: rows.groups.filter(group => !tooNew.includes(group)) };
      const next = wanted ? all(repository, wanted, facts, seen, now) : [];
      const told = [...ended, ...next];
      const stand = [...rows.on.filter(({ id }) => next.every(({ problem }) => problem.id !== id)), ...problemsOf(next)].filter(
        isOn,
      );
      const counts = new Map(rows.groups.map(group => [group.print, group]));
      const quiet = stand.map(one => mayEndAt(one, counts.get(printIn(one.key)) ?? null, wanted?.config.closeAfter ?? 0));
      const quietest = quiet.length === 0 ? null : new Date(Math.max(Math.min(...quiet), now.getTime() + betweenLooks));
      const planned = rows.looks?.quietAt && rows.looks.quietAt > now ? rows.looks.quietAt : null;
      const quietAt = quietest && (!planned || quietest < planned) ? quietest : planned;
      const unnumbered = stand.some(problem => awaitsNumber(problem, now));
      const unasked = [...tooNew, ...seen.groups.filter(group => isUnasked(group, facts, rows))];
      const soon = rows.more || unasked.length > 0 ? betweenLooks : unnumbered ? untilNumbered : null;
      const lookAt = soon === null ? null : new Date(now.getTime() + soon);
      return decided({
        about: `a look at what went wrong for ${repository.owner}/${repository.name}`,
        outcome: told.length > 0 ? 'done' : 'ignored',
        routine: told.length === 0,
        reasons: { says: told.map(({ problem }) => `${problem.state}: ${problem.key}`).join(', ') || 'nothing new', holds: true },
        changes: [
          ...told.map(({ place, problem }) => saved(place, problem)),
          looked(
            repository,
            rows.groups.filter(group => !unasked.includes(group)),
          ),
          lookDone(repository, { lookAt, quietAt }),
        ],
        raises: [
          ...ended.map(({ place, problem }) => visitDue(place, problem, now)),
          ...next.filter(({ visits }) => visits).map(({ place, problem }) => visitDue(place, problem, now)),
          ...(wanted ? next.flatMap(({ problem, tells }) => (tells ? beganOf(repository, wanted, problem, now) : [])) : []),
          ...(quietAt && quietAt !== planned ? [lookDue(repository, quietAt)] : []),
          ...(lookAt ? [lookDue(repository, lookAt)] : []),
          ...(wanted && !rows.known ? [booksDue(wanted.target, now)] : []),
        ],
      });
    },
  });

interface NextOne extends Told {
  visits: boolean;
  /** Deploys hear of it, or hear its number. */
  tells: boolean;
}

const problemsOf = (all: Told[]): Problem[] => all.map(({ problem }) => problem);

function all(home: Repository, wanted: Wanted, facts: Facts, rows: Rows, now: Date): NextOne[] {
  const { config, target } = wanted;
  // What was told before this database has no counts here until it happens again.
  const forgotten = rows.on
    .filter(
      ({ key, badAt }) =>
        rows.groups.every(one => one.print !== printIn(key)) && badAt.getTime() + config.closeAfter <= now.getTime(),
    )
    .map(one => ({
      place: target,
      problem: over(one, { endedAt: now, ending: 'quiet', by: null }),
      visits: true,
      tells: false,
    }));
  const counted = rows.groups.flatMap((group, place): NextOne[] => {
    const { on, last } = toldOf(group, rows);
    const stray = rows.strays.find(({ problem: { key } }) => printIn(key) === group.print)?.problem ?? null;
    const problem = nextOf(group, facts.ids[place] ?? randomUUID(), { home, wanted, facts, rows, now });
    const stands = problem ?? on;
    if (!stands) return [];
    // Deploys have heard of it where it was told before.
    if (problem && !on && stray)
      return [{ place: target, problem: changed(problem, {}, { began: null }), visits: true, tells: false }];
    const isNew = !on && problem !== null && !isResumed(group, last);
    const numbered = stands.number !== null && stands.story.began?.numbered === false && isOn(stands);
    const past = withoutWayBack(stands, facts.runs);
    if (!problem && !numbered && !past) return [];
    const next = past ?? stands;
    return [
      {
        ...{ place: target, problem: numbered ? withNumber(next) : next },
        ...{ visits: (problem ?? past) !== null, tells: isNew || numbered },
      },
    ];
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

function beganOf(repository: Repository, { target, config }: Wanted, { id, number, story }: Problem, now: Date): ErrorBegan[] {
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
