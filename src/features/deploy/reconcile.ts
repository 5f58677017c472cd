/** From what a deploy's row says and what was seen of it: the row as it is now, the writes that are missing, and when to look again. Pure. */
import { movesAgain, stoodOf, wasRefused } from '../../core/again.ts';
import type { DeploymentState, Effect } from '../../core/effect.ts';
import type { Due, Event, Repository } from '../../core/event.ts';
import {
  betweenEdits,
  forItsWebhook,
  givesUpInQueue,
  givesUpOnPeople,
  latest,
  minutes,
  neverAppears,
  seconds,
  silence,
  words,
} from '../../core/patience.ts';
import type { Run } from '../../core/run.ts';
import type { Sighting } from '../../core/sighting.ts';
import { beganIn, lastSignOf, linesOf, nextLook, sightOf } from '../../core/watch.ts';
import { longInQueue } from './comment.ts';
import { begunAt, changed, type Deploy, isUnderWay, type Stood } from './deploy.ts';
import type { Driver } from './drivers/driver.ts';
import * as why from './endings.ts';
import { type Ends, endingOf } from './endings.ts';
import { byHand } from './messages.ts';
import { ended, hiding, retiring, say, statusOf } from './saying.ts';

/** How the write that starts it came out. */
export interface Start {
  state: 'planned' | 'sent' | 'done' | 'failed' | 'dropped' | 'merged';
  remoteId: string | null;
  error: string | null;
  unsure: boolean;
}

export interface Seen extends Sighting {
  start: Start | null;
  /** Others of the environment that are under way, or wait and came first. */
  before: Deploy[];
  /** Ended ones of the same thread and environment, whose comments a new one folds away. */
  older: Deploy[];
  /** Others that ran there since it was started, past us or past it. */
  beside: Deploy[];
  /** Waits in the environment, in its order. */
  waiting: Deploy[];
  /** What ran there until now: the last that ended well, or that nobody knows the end of. */
  current: Deploy | null;
  /** When this database was last put back from a backup. */
  restored: Date | null;
}

export interface Next {
  deploy: Deploy;
  effects: Effect[];
  raises: Event[];
}

export const net = 10 * minutes;
/** Ends are dated when we hear of them, beginnings by GitHub: what follows in the same concurrency group has begun by then. */
const tellsLate = 10 * seconds;

interface Given {
  repository: Repository;
  deploy: Deploy;
  seen: Seen;
  driver: Driver;
  now: Date;
}

export function reconcile(given: Given): Next {
  const { deploy } = given;
  switch (deploy.state) {
    case 'waiting':
      return waits(given);
    case 'starting':
    case 'running':
      return goes(given);
    case 'succeeded':
    case 'failed':
    case 'cancelled':
    case 'lost':
      return again(given);
    case 'dropped':
      return still(deploy);
  }
}

const still = (deploy: Deploy, effects: Effect[] = []): Next => ({ deploy, effects, raises: [] });

/** Looked at again at this time, and not before. */
function at(given: Given, deploy: Deploy, time: number, effects: Effect[] = []): Next {
  const due = new Date(time);
  return { deploy: { ...deploy, dueAt: due }, effects, raises: [dueFor(given.repository, deploy.id, due)] };
}

export const dueFor = (repository: Repository, id: string, time: Date): Due => ({
  type: 'Due',
  at: time,
  repository,
  of: 'deploy',
  id,
});

/** A deploy ended well there: what may only follow it has its turn. */
export const worked = 'deploy-worked';
const workedIn = (repository: Repository, environment: string, now: Date): Due => ({
  type: 'Due',
  at: now,
  repository,
  of: worked,
  id: environment,
});

function waits(given: Given): Next {
  const { deploy, seen, now, repository, driver } = given;
  if (seen.before.length > 0) return at(given, deploy, now.getTime() + net);
  const turnAt = deploy.story.turnAt ?? now.getTime();
  if (now.getTime() - turnAt >= latest) return end(given, deploy, { state: 'failed', why: words.tooLate });
  const begun = changed(deploy, { state: 'starting', startedAt: now }, { turnAt });
  const starts = driver.start(repository, begun, now);
  const pending = deploy.kind === 'auto' ? statusOf(repository, begun, 'pending') : [];
  // Its comment changes when its run is known, seconds from now: one edit, not two.
  return at(given, begun, now.getTime() + neverAppears, [...starts, ...pending]);
}

function goes(given: Given): Next {
  const { deploy, seen, now } = given;
  if (seen.run === 'gone') {
    // A run that GitHub has just made may not be on every replica yet.
    return deploy.state === 'starting' && age(deploy.startedAt, now) < neverAppears
      ? at(given, deploy, now.getTime() + 20 * seconds)
      : end(given, deploy, { state: 'lost', why: words.deleted });
  }
  if (seen.run) return moves(given, seen.run);
  return deploy.state === 'starting' ? starts(given) : looks(given);
}

const age = (since: Date | null, now: Date): number => (since ? now.getTime() - since.getTime() : 0);

/** Nothing is known of its run but what the write that starts it says. */
function starts(given: Given): Next {
  const { deploy, seen, now } = given;
  if (deploy.run !== null) return looks(given);
  const { start } = seen;
  const restored = seen.restored !== null && deploy.startedAt !== null && seen.restored > deploy.startedAt;
  if (start?.state === 'done' && start.remoteId !== null && Number.isSafeInteger(Number(start.remoteId)))
    return at(given, changed(deploy, { run: Number(start.remoteId) }), now.getTime() + forItsWebhook);
  if (start?.state === 'failed' && start.unsure) return end(given, deploy, { state: 'lost', why: words.unanswered });
  if (start?.state === 'failed') return end(given, deploy, { state: 'failed', why: why.refused(start.error) });
  if (restored) return end(given, deploy, { state: 'lost', why: words.restored });
  if (start?.state === 'dropped') return takenBack(given);
  const late = age(deploy.startedAt, now) >= neverAppears;
  if (start === null || start.state === 'done') {
    if (late) return end(given, deploy, { state: 'lost', why: deploy.story.marked ? words.neverAppeared : words.untold });
    return at(given, deploy, Math.min(now.getTime() + 20 * seconds, (deploy.startedAt ?? now).getTime() + neverAppears));
  }
  // GitHub is out of reach: the write has its own time limit.
  return at(given, deploy, now.getTime() + minutes);
}

/** GitHub was out of reach, or whoever was to send it died. What it was judged by is old now: it waits again, and is judged anew. */
function takenBack(given: Given): Next {
  const { deploy, now } = given;
  const { stopping, orders } = deploy.story;
  if (stopping !== null) return end(given, deploy, { state: 'cancelled', why: why.takenBack(stopping) });
  const waiting = changed(deploy, { state: 'waiting', startedAt: null }, { judgedAt: null, orders: orders + 1 });
  return at(given, waiting, now.getTime());
}

/** Somebody saw the run. */
function moves(given: Given, run: Run): Next {
  const { repository, seen, driver } = given;
  const before = given.deploy;
  // An older attempt, or one told late.
  if (run.attempt < before.attempt || (run.id !== before.run && before.run !== null)) return still(before);
  // A later job of it waits for people; else this was told late.
  if (run.attempt === before.attempt && run.status === 'waiting' && before.state === 'running')
    return run.held ? at(given, before, given.now.getTime() + nextLook(before.looks, before.story.expected)) : still(before);
  const fresh = run.attempt > before.attempt;
  const deploy = changed(
    before,
    { run: run.id, attempt: run.attempt, ...(fresh ? { ranAt: null, looks: 0 } : {}) },
    {
      run: { number: run.number, web: run.url.replace(/\/actions\/runs\/.*$/, '') },
      ...(fresh ? { lines: [], sight: '', rerunBy: run.triggeredBy?.login ?? null } : {}),
    },
  );
  if (run.status === 'ended') {
    const { stood } = deploy.story;
    if (stood && wasRefused(run, stood)) return standsAgain(given, deploy, stood);
    if (deploy.kind === 'hand' && run.conclusion === 'skipped') return refusedByHand(given, deploy);
    // Nobody may have told when it began.
    const ran = changed(deploy, { ranAt: deploy.ranAt ?? beganIn(seen.jobs ?? []) });
    return end(given, ran, endingOf(ran, run, seen));
  }
  // Somebody wanted it stopped before there was a run to stop.
  const stops = deploy.story.stopping === null ? [] : driver.cancel(repository, deploy);
  return run.status === 'waiting' ? queued(given, deploy, run, stops) : runs(given, deploy, run, stops);
}

function queued(given: Given, deploy: Deploy, run: Run, effects: Effect[]): Next {
  const { now, repository, driver } = given;
  const waited = age(run.createdAt > (deploy.startedAt ?? run.createdAt) ? run.createdAt : deploy.startedAt, now);
  const held = run.held === true;
  if (waited >= (held ? givesUpOnPeople : givesUpInQueue)) {
    const over = end(given, deploy, { state: 'lost', why: held ? words.nobodyLetItGo : words.noRunner });
    // Somebody else's is theirs to cancel: it may wait for a reviewer.
    if (deploy.kind === 'hand') return over;
    return { ...over, effects: [...driver.cancel(repository, deploy), ...over.effects] };
  }
  const long = waited >= longInQueue;
  const sight = `queued ${deploy.attempt}${held ? ' held' : long ? ' long' : ''}`;
  const shown =
    sight === deploy.story.sight ? { deploy, effects: [] } : say(given, changed(deploy, {}, { sight, held }), 'answer');
  // Webhooks tell when it begins; this is for the ones that get lost.
  const next = now.getTime() + (long ? longInQueue : Math.min(minutes, longInQueue - waited + seconds));
  return at(given, shown.deploy, next, [...effects, ...shown.effects]);
}

function runs(given: Given, before: Deploy, run: Run, effects: Effect[]): Next {
  const { repository, now, seen } = given;
  const began = before.state !== 'running' || before.ranAt === null;
  // GitHub calls the time it was made its start; it moved last when it began.
  const deploy = began ? changed(before, { state: 'running', ranAt: run.updatedAt < now ? run.updatedAt : now }) : before;
  const told = began ? statusOf(repository, deploy, 'in_progress') : [];
  const shown =
    began && deploy.comment === null ? say(given, changed(deploy, {}, { sight: 'running' }), 'answer') : { deploy, effects: [] };
  const all = [...effects, ...told, ...shown.effects];
  if (seen.jobs === null) {
    const sign = run.updatedAt > (deploy.ranAt ?? run.updatedAt) ? run.updatedAt : (deploy.ranAt ?? run.updatedAt);
    if (age(sign, now) >= silence) return end(given, shown.deploy, { state: 'lost', why: words.silent });
    return at(given, shown.deploy, now.getTime() + nextLook(deploy.looks, deploy.story.expected), all);
  }
  const next = looks({ ...given, deploy: shown.deploy });
  return { ...next, effects: [...all, ...next.effects] };
}

/** At its jobs, or not at all. */
function looks(given: Given): Next {
  const { deploy, seen, now } = given;
  const { expected } = deploy.story;
  if (seen.jobs === null) return at(given, deploy, now.getTime() + nextLook(deploy.looks, expected));
  const patience = seen.jobs.some(({ held }) => held) ? givesUpOnPeople : silence;
  if (age(lastSignOf(seen.jobs, deploy.ranAt ?? deploy.startedAt ?? now), now) >= patience)
    return end(given, deploy, { state: 'lost', why: words.silent });
  const lines = linesOf(seen.jobs);
  const sight = sightOf(lines);
  const looked = changed(deploy, { looks: deploy.looks + 1 }, { lines });
  if (sight === deploy.story.sight) return at(given, looked, now.getTime() + nextLook(looked.looks, expected));
  if (deploy.shownAt && age(deploy.shownAt, now) < betweenEdits)
    return at(given, looked, deploy.shownAt.getTime() + betweenEdits);
  const shown = say(given, changed(looked, {}, { sight }), 'progress');
  return at(given, shown.deploy, now.getTime() + nextLook(looked.looks, expected), shown.effects);
}

const outcomes: Record<Ends['state'], DeploymentState> = {
  succeeded: 'success',
  failed: 'failure',
  cancelled: 'error',
  lost: 'error',
};

/** Another one that ran while this did: which of the two stands, nobody knows. */
function besideOf({ seen, now }: Given, deploy: Deploy): Deploy | null {
  const began = (one: Deploy) => begunAt(one).getTime();
  const ended = ({ endedAt }: Deploy) => (endedAt === null ? now.getTime() : endedAt.getTime() - tellsLate);
  return seen.beside.find(one => began(one) < now.getTime() && ended(one) > began(deploy)) ?? null;
}

function end(given: Given, before: Deploy, how: Ends): Next {
  const { repository, now, seen } = given;
  const other = how.state === 'succeeded' ? besideOf(given, before) : null;
  const ends: Ends = other ? { ...how, state: 'lost', why: why.beside(other) } : how;
  const { state, why: reason, ...more } = ends;
  const lines = seen.jobs ? linesOf(seen.jobs) : before.story.lines;
  const ending = { at: null, line: null, log: null, logUrl: null, report: null, told: false, ...more, why: reason };
  const over = changed(before, { state, endedAt: now, dueAt: null }, { lines, ending, stood: null, sight: '' });
  const shown = ended(given, over);
  return {
    deploy: shown.deploy,
    effects: [
      ...statusOf(repository, over, outcomes[state]),
      ...(state === 'succeeded' ? retiring(repository, over, seen.current) : []),
      ...shown.effects,
      ...hiding(repository, shown.deploy, seen.older),
    ],
    raises: [
      ...autoEnded(repository, over, now),
      ...nextOf(given),
      ...(state === 'succeeded' ? [workedIn(repository, over.environment, now)] : []),
    ],
  };
}

function standsAgain(given: Given, deploy: Deploy, { attempt, state, endedAt, startedAt, ranAt, ...told }: Stood): Next {
  const as = (time: number | null) => (time === null ? null : new Date(time));
  const over = { state, endedAt: new Date(endedAt), startedAt: as(startedAt), ranAt: as(ranAt), dueAt: null };
  const shown = say(given, changed(deploy, over, { ...told, stood: null, refused: attempt, sight: '' }), 'ending');
  return { deploy: shown.deploy, effects: shown.effects, raises: nextOf(given) };
}

/** It went nowhere: who was told that it began is told that in the same place. */
function refusedByHand(given: Given, deploy: Deploy): Next {
  const { repository, now } = given;
  const over = changed(deploy, { state: 'dropped', endedAt: now, dueAt: null }, { refused: deploy.attempt, sight: '' });
  const { comment } = over;
  const told: Effect[] =
    comment === null
      ? []
      : [{ kind: 'edit', key: `${comment}:refused`, repository, lane: 'ending', comment, body: byHand(over, null) }];
  return { deploy: over, effects: told, raises: nextOf(given) };
}

/** Whose turn it is now. */
function nextOf({ repository, seen, now, deploy }: Given): Event[] {
  const next = seen.waiting.find(({ id }) => id !== deploy.id);
  return next ? [dueFor(repository, next.id, now)] : [];
}

function autoEnded(repository: Repository, { kind, environment, sha, state, run, story }: Deploy, now: Date): Event[] {
  // Whoever asked for one is told in their thread; that it is well there now is news all the same. What was cancelled says nothing.
  const isNews = (state === 'succeeded' && kind !== 'hand') || (kind === 'auto' && state !== 'cancelled');
  if (!isNews || sha === null) return [];
  const { at = null, line = null, why: reason = '' } = story.ending ?? {};
  const says = at === null ? reason : `failed in ${at}${line === null ? '' : `: ${line}`}`;
  return [{ type: 'AutoDeployEnded', at: now, repository, environment, sha, ok: state === 'succeeded', why: says, run }];
}

/** Over, and its run moves once more: somebody runs it again, or it was only lost from sight. */
function again(given: Given): Next {
  const { deploy, seen, now } = given;
  const { run } = seen;
  if (run === null || run === 'gone') return still(deploy);
  const how = movesAgain(deploy, run);
  if (how === null || seen.before.some(isUnderWay)) return still(deploy);
  const fresh = how === 'rerun';
  const reopened = changed(
    deploy,
    { state: 'starting', endedAt: null, startedAt: run.startedAt ?? now, ranAt: null, looks: fresh ? 0 : deploy.looks },
    { ending: null, stopping: null, sight: '', ...(fresh && { stood: asItStands(deploy, run) }) },
  );
  return moves({ ...given, deploy: reopened }, run);
}

function asItStands(deploy: Deploy, run: Run): Stood | null {
  const { state, startedAt, story } = deploy;
  const { lines, stopping, ending } = story;
  const stood = stoodOf(deploy, run);
  return stood && { ...stood, state, startedAt: startedAt?.getTime() ?? null, lines, stopping, ending };
}
