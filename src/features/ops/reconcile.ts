/** From what a run's row says and what was seen of it: the row as it is now, the writes that are missing, and when to look again. Pure. */
import { movesAgain, stoodOf, wasRefused } from '../../core/again.ts';
import type { Effect } from '../../core/effect.ts';
import type { Due, Repository } from '../../core/event.ts';
import {
  betweenEdits,
  forItsWebhook,
  givesUpInQueue,
  latest,
  minutes,
  neverAppears,
  seconds,
  silence,
  words,
} from '../../core/patience.ts';
import type { Run } from '../../core/run.ts';
import type { Sighting } from '../../core/sighting.ts';
import { beganIn, lastSignOf, linesOf, nextLook } from '../../core/watch.ts';
import * as why from './endings.ts';
import { type Ends, endingOf } from './endings.ts';
import { longInQueue } from './messages.ts';
import { changed, isOpen, type OpsRun, type Stood } from './ops-run.ts';
import { ended, hiding, say } from './saying.ts';

export interface Seen extends Sighting {
  /** How the write that starts it came out; null when it was never planned. */
  start: { state: string; remoteId: string | null; error: string | null; unsure: boolean } | null;
  /** Earlier ones of the same words in the same thread, whose comments a good end folds away. */
  older: OpsRun[];
  /** This database was put back from a backup since it was asked for. */
  restored: boolean;
}

export interface Next {
  one: OpsRun;
  effects: Effect[];
  raises: Due[];
}

interface Given {
  repository: Repository;
  one: OpsRun;
  seen: Seen;
  now: Date;
}

export const dispatchKey = ({ id }: Pick<OpsRun, 'id'>): string => `ops:${id}:dispatch`;

/** A new one: the write that starts it, and the net below that. */
export function begin(repository: Repository, one: OpsRun, now: Date): Next {
  const dispatch: Effect = {
    kind: 'dispatch',
    key: dispatchKey(one),
    repository,
    lane: 'answer',
    leaveBy: new Date(now.getTime() + latest),
    workflow: one.story.workflow,
    ref: one.story.branch,
    inputs: one.story.inputs,
    mark: one.story.marked ? one.id : null,
    // biome-ignore lint/suspicious/noThenProperty: nobody awaits an effect
    then: { of: 'ops', id: one.id },
  };
  return at({ repository, now }, one, now.getTime() + neverAppears, [dispatch]);
}

export function reconcile(given: Given): Next {
  const { one, seen, now } = given;
  if (!isOpen(one)) return again(given);
  if (seen.run === 'gone') {
    // A run that GitHub has just made may not be on every replica yet.
    return one.state === 'starting' && age(one.askedAt, now) < neverAppears
      ? at(given, one, now.getTime() + 20 * seconds)
      : end(given, one, why.lostBy(words.deleted));
  }
  if (seen.run) return moves(given, seen.run);
  return one.run === null ? starts(given) : looks(given);
}

const still = (one: OpsRun): Next => ({ one, effects: [], raises: [] });

/** Looked at again at this time, and not before. */
function at({ repository }: Pick<Given, 'repository' | 'now'>, one: OpsRun, time: number, effects: Effect[] = []): Next {
  const due = new Date(time);
  return { one: { ...one, dueAt: due }, effects, raises: [{ type: 'Due', at: due, repository, of: 'ops', id: one.id }] };
}

const age = (since: Date, now: Date): number => now.getTime() - since.getTime();

/** Nothing is known of its run but what the write that starts it says. */
function starts(given: Given): Next {
  const { one, seen, now } = given;
  const { start } = seen;
  const run = Number(start?.remoteId ?? Number.NaN);
  if (start?.state === 'done' && Number.isSafeInteger(run))
    return at(given, changed(one, { run }), now.getTime() + forItsWebhook);
  if (start?.state === 'failed')
    return end(given, one, start.unsure ? why.lostBy(words.unanswered) : why.failedBy(why.refused(start.error)));
  if (seen.restored) return end(given, one, why.lostBy(words.restored));
  if (start?.state === 'dropped') return end(given, one, why.failedBy(words.tooLate));
  // GitHub is out of reach: the write has its own time limit.
  if (start !== null && start.state !== 'done') return at(given, one, now.getTime() + minutes);
  if (age(one.askedAt, now) >= neverAppears)
    return end(given, one, why.lostBy(one.story.marked ? words.neverAppeared : words.untold));
  return at(given, one, Math.min(now.getTime() + 20 * seconds, one.askedAt.getTime() + neverAppears));
}

/** Somebody saw the run. */
function moves(given: Given, run: Run): Next {
  const before = given.one;
  // An older attempt, or one told late.
  if (run.attempt < before.attempt || (before.run !== null && run.id !== before.run)) return still(before);
  const fresh = run.attempt > before.attempt;
  if (!fresh && run.status === 'waiting' && before.state === 'running') return still(before);
  const one = changed(
    before,
    { run: run.id, attempt: run.attempt, ...(fresh ? { ranAt: null, looks: 0 } : {}) },
    {
      run: { number: run.number, web: run.url.replace(/\/actions\/runs\/.*$/, '') },
      ...(fresh ? { step: null, rerunBy: run.triggeredBy?.login ?? null } : {}),
    },
  );
  const { stood } = one.story;
  if (stood && wasRefused(run, stood)) return standsAgain(given, one, stood);
  if (run.status === 'ended')
    return end(
      given,
      { ...one, ranAt: one.ranAt ?? beganIn(given.seen.jobs ?? []) ?? ranBefore(run) },
      endingOf(one, run, given.seen),
    );
  return run.status === 'waiting' ? queued(given, one, run) : runs(given, one, run);
}

/** Nobody told when it began. GitHub gives one that never ran a time too, so only an end that takes a beginning counts. */
const ranBefore = ({ conclusion, startedAt }: Run): Date | null =>
  conclusion === 'success' || conclusion === 'failure' || conclusion === 'timed_out' ? startedAt : null;

function queued(given: Given, one: OpsRun, run: Run): Next {
  const { now, repository } = given;
  const waited = age(run.createdAt > one.askedAt ? run.createdAt : one.askedAt, now);
  if (waited >= givesUpInQueue) {
    const over = end(given, one, why.givenUp(words.noRunner));
    const cancel: Effect = {
      kind: 'cancel',
      key: `ops:${one.id}:cancel:${one.attempt}`,
      repository,
      lane: 'ending',
      run: run.id,
    };
    return { ...over, effects: [cancel, ...over.effects] };
  }
  const long = waited >= longInQueue;
  const sight = `queued ${one.attempt}${long ? ' long' : ''}`;
  const next = long ? now.getTime() + 10 * minutes : now.getTime() + longInQueue - waited + seconds;
  if (sight === one.story.sight) return at(given, one, next);
  const shown = say(repository, changed(one, {}, { sight }), now, 'answer');
  return at(given, shown.one, next, shown.effects);
}

function runs(given: Given, before: OpsRun, run: Run): Next {
  const { repository, now, seen } = given;
  const began = before.state !== 'running' || before.ranAt === null;
  const one = began ? changed(before, { state: 'running', ranAt: run.updatedAt < now ? run.updatedAt : now }) : before;
  const shown =
    one.comment === null ? say(repository, changed(one, {}, { sight: 'running' }), now, 'answer') : { one, effects: [] };
  if (seen.jobs !== null) {
    const next = looks({ ...given, one: shown.one });
    return { ...next, effects: [...shown.effects, ...next.effects] };
  }
  const sign = one.ranAt && one.ranAt > run.updatedAt ? one.ranAt : run.updatedAt;
  if (age(sign, now) >= silence) return end(given, shown.one, why.lostBy(words.silent));
  return at(given, shown.one, now.getTime() + nextLook(one.looks, one.story.expected), shown.effects);
}

/** At its jobs, or not at all. */
function looks(given: Given): Next {
  const { one, seen, now, repository } = given;
  const { expected } = one.story;
  if (seen.jobs === null) return at(given, one, now.getTime() + nextLook(one.looks, expected));
  if (age(lastSignOf(seen.jobs, one.ranAt ?? one.askedAt), now) >= silence) return end(given, one, why.lostBy(words.silent));
  const lines = linesOf(seen.jobs);
  const place = lines.findIndex(line => line.mood === 'running');
  const name = lines[place]?.name;
  const step = name === undefined ? one.story.step : { place: place + 1, of: lines.length, name };
  const looked = changed(one, { looks: one.looks + 1 }, { step });
  const sight = step ? `step ${step.place} ${step.name}` : one.story.sight;
  if (sight === one.story.sight) return at(given, looked, now.getTime() + nextLook(looked.looks, expected));
  if (one.shownAt && age(one.shownAt, now) < betweenEdits) return at(given, looked, one.shownAt.getTime() + betweenEdits);
  const shown = say(repository, changed(looked, {}, { sight }), now, 'progress');
  return at(given, shown.one, now.getTime() + nextLook(looked.looks, expected), shown.effects);
}

function end({ repository, now, seen }: Given, before: OpsRun, { state, ...ending }: Ends): Next {
  const over = changed(before, { state, endedAt: now, dueAt: null }, { ending, stood: null, sight: '' });
  const shown = ended(repository, over, now);
  const folded = state === 'succeeded' ? hiding(repository, shown.one, seen.older) : [];
  return { ...shown, effects: [...shown.effects, ...folded], raises: [] };
}

function standsAgain({ repository, now }: Given, one: OpsRun, { attempt, state, endedAt, ranAt, ...told }: Stood): Next {
  const over = { state, endedAt: new Date(endedAt), ranAt: ranAt === null ? null : new Date(ranAt), dueAt: null };
  const shown = say(repository, changed(one, over, { ...told, stood: null, refused: attempt, sight: '' }), now, 'ending');
  return { ...shown, raises: [] };
}

function asItStands(one: OpsRun, run: Run): Stood | null {
  const stood = stoodOf(one, run);
  return stood && { ...stood, state: one.state, ending: one.story.ending };
}

/** Over, and its run moves once more: somebody runs it again, or it was only lost from sight. */
function again(given: Given): Next {
  const { one, seen } = given;
  if (seen.run === null || seen.run === 'gone') return still(one);
  const how = movesAgain(one, seen.run);
  if (how === null) return still(one);
  const reopened = changed(
    one,
    { state: 'starting', endedAt: null, ranAt: null },
    { ending: null, step: null, sight: '', ...(how === 'rerun' && { stood: asItStands(one, seen.run) }) },
  );
  return moves({ ...given, one: reopened }, seen.run);
}
