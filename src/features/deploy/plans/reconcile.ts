/** From what a plan's row says and what was seen of its run: the row as it is now, the writes that are missing, and when to look again. Pure. */
import { movesAgain, stoodOf, wasRefused } from '../../../core/again.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Due, Repository } from '../../../core/event.ts';
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
} from '../../../core/patience.ts';
import type { Run } from '../../../core/run.ts';
import type { Sighting } from '../../../core/sighting.ts';
import { beganIn, lastSignOf, linesOf, nextLook, sightOf } from '../../../core/watch.ts';
import type { Outcome } from '../../../store/outcomes.ts';
import { longInQueue } from '../comment.ts';
import * as why from '../endings.ts';
import { type Ends, endingOf } from '../endings.ts';
import { nothingPlanned } from './messages.ts';
import { changed, isOpen, type Plan, type Stood } from './plan.ts';
import { ended, say } from './saying.ts';

export interface Seen extends Sighting {
  /** How the write that starts it came out; null when it was never planned. */
  start: Outcome | null;
  /** Earlier ones, whose comments this one folds away. */
  older: Plan[];
  /** When this database was last put back from a backup. */
  restored: Date | null;
}

export interface Next {
  plan: Plan;
  effects: Effect[];
  raises: Due[];
}

interface Given {
  repository: Repository;
  plan: Plan;
  seen: Seen;
  now: Date;
}

export const dispatchKey = ({ id }: Pick<Plan, 'id'>): string => `plan:${id}:dispatch`;

/** A new one: the write that starts it, and the net below that. */
export function begin(repository: Repository, plan: Plan, now: Date): Next {
  const { id, story } = plan;
  const dispatch: Effect = {
    kind: 'dispatch',
    key: dispatchKey(plan),
    repository,
    lane: 'answer',
    leaveBy: new Date(now.getTime() + latest),
    workflow: story.workflow,
    ref: story.branch,
    inputs: story.inputs,
    mark: story.marked ? id : null,
    // biome-ignore lint/suspicious/noThenProperty: nobody awaits an effect
    then: { of: 'plan', id },
  };
  return at(repository, plan, now.getTime() + neverAppears, [dispatch]);
}

export function reconcile(given: Given): Next {
  const { plan, seen, now } = given;
  if (!isOpen(plan)) return again(given);
  if (seen.run === 'gone') {
    // A run that GitHub has just made may not be on every replica yet.
    return plan.state === 'starting' && age(plan.askedAt, now) < neverAppears
      ? at(given.repository, plan, now.getTime() + 20 * seconds)
      : end(given, plan, { state: 'lost', why: words.deleted });
  }
  if (seen.run) return moves(given, seen.run);
  return plan.run === null ? starts(given) : looks(given);
}

/** Said by hand: its run is cancelled at once, or as soon as it is known. */
export function stop(given: Pick<Given, 'repository' | 'now'>, plan: Plan, login: string): Next {
  const shown = say({ ...given, older: [] }, changed(plan, {}, { stopping: login }), 'answer');
  return { ...shown, effects: [...cancels(given.repository, plan), ...shown.effects], raises: [] };
}

const cancels = (repository: Repository, { id, run, attempt }: Plan): Effect[] =>
  run === null ? [] : [{ kind: 'cancel', key: `plan:${id}:cancel:${attempt}`, repository, lane: 'answer', run }];

const still = (plan: Plan): Next => ({ plan, effects: [], raises: [] });
const age = (since: Date, now: Date): number => now.getTime() - since.getTime();

/** Looked at again at this time, and not before. */
function at(repository: Repository, plan: Plan, time: number, effects: Effect[] = []): Next {
  const due = new Date(time);
  return { plan: { ...plan, dueAt: due }, effects, raises: [{ type: 'Due', at: due, repository, of: 'plan', id: plan.id }] };
}

/** Nothing is known of its run but what the write that starts it says. */
function starts(given: Given): Next {
  const { repository, plan, seen, now } = given;
  const { start } = seen;
  const run = Number(start?.remoteId ?? Number.NaN);
  if (start?.state === 'done' && Number.isSafeInteger(run))
    return at(repository, changed(plan, { run }), now.getTime() + forItsWebhook);
  if (start?.state === 'failed')
    return end(
      given,
      plan,
      start.unsure ? { state: 'lost', why: words.unanswered } : { state: 'failed', why: why.refused(start.error) },
    );
  if (seen.restored !== null && seen.restored > plan.askedAt) return end(given, plan, { state: 'lost', why: words.restored });
  if (start?.state === 'dropped') return end(given, plan, { state: 'failed', why: words.tooLate });
  // GitHub is out of reach: the write has its own time limit.
  if (start !== null && start.state !== 'done') return at(repository, plan, now.getTime() + minutes);
  if (age(plan.askedAt, now) >= neverAppears)
    return end(given, plan, { state: 'lost', why: plan.story.marked ? words.neverAppeared : words.untold });
  return at(repository, plan, Math.min(now.getTime() + 20 * seconds, plan.askedAt.getTime() + neverAppears));
}

/** Somebody saw the run. */
function moves(given: Given, run: Run): Next {
  const { repository, seen, now } = given;
  const before = given.plan;
  // An older attempt, or one told late.
  if (run.attempt < before.attempt || (before.run !== null && run.id !== before.run)) return still(before);
  const fresh = run.attempt > before.attempt;
  // A later job of it waits for people; else this was told late.
  if (!fresh && run.status === 'waiting' && before.state === 'running')
    return run.held ? at(repository, before, now.getTime() + nextLook(before.looks, before.story.expected)) : still(before);
  const plan = changed(
    before,
    { run: run.id, attempt: run.attempt, ...(fresh ? { ranAt: null, looks: 0 } : {}) },
    {
      run: { number: run.number, web: run.url.replace(/\/actions\/runs\/.*$/, '') },
      ...(fresh ? { lines: [], sight: '', rerunBy: run.triggeredBy?.login ?? null } : {}),
    },
  );
  const { stood } = plan.story;
  if (stood && wasRefused(run, stood)) return standsAgain(given, plan, stood);
  if (run.status === 'ended')
    return end(given, changed(plan, { ranAt: plan.ranAt ?? beganIn(seen.jobs ?? []) }), endOf(plan, run, seen));
  // Somebody wanted it stopped before there was a run to stop.
  const stops = plan.story.stopping === null ? [] : cancels(repository, plan);
  const next = run.status === 'waiting' ? queued(given, plan, run) : runs(given, plan, run);
  return { ...next, effects: [...stops, ...next.effects] };
}

function endOf(plan: Plan, run: Run, seen: Seen): Ends {
  if (run.conclusion === 'skipped' || run.conclusion === 'neutral')
    return { state: 'failed', why: nothingPlanned(plan.story.workflow) };
  return endingOf(plan, run, seen);
}

function queued(given: Given, plan: Plan, run: Run): Next {
  const { repository, now } = given;
  // One that is run again was made long ago.
  const since = [run.createdAt, run.startedAt ?? run.createdAt].reduce((last, time) => (time > last ? time : last), plan.askedAt);
  const waited = age(since, now);
  const held = run.held === true;
  if (waited >= (held ? givesUpOnPeople : givesUpInQueue)) {
    const over = end(given, plan, { state: 'cancelled', why: held ? words.nobodyLetItGo : words.noRunner });
    return { ...over, effects: [...cancels(repository, plan), ...over.effects] };
  }
  const long = waited >= longInQueue;
  // Webhooks tell when it begins; this is for the ones that get lost.
  const next = now.getTime() + (long ? longInQueue : Math.min(minutes, longInQueue - waited + seconds));
  const sight = `queued ${plan.attempt}${held ? ' held' : long ? ' long' : ''}`;
  if (sight === plan.story.sight) return at(repository, plan, next);
  const shown = say(sayingOf(given), changed(plan, {}, { sight, held }), 'answer');
  return at(repository, shown.plan, next, shown.effects);
}

const sayingOf = ({ repository, seen, now }: Given) => ({ repository, older: seen.older, now });

function runs(given: Given, before: Plan, run: Run): Next {
  const { repository, now, seen } = given;
  const began = before.state !== 'running' || before.ranAt === null;
  // GitHub calls the time it was made its start; it moved last when it began.
  const plan = began ? changed(before, { state: 'running', ranAt: run.updatedAt < now ? run.updatedAt : now }) : before;
  const shown =
    plan.comment === null ? say(sayingOf(given), changed(plan, {}, { sight: 'running' }), 'answer') : { plan, effects: [] };
  if (seen.jobs !== null) {
    const next = looks({ ...given, plan: shown.plan });
    return { ...next, effects: [...shown.effects, ...next.effects] };
  }
  const sign = plan.ranAt && plan.ranAt > run.updatedAt ? plan.ranAt : run.updatedAt;
  if (age(sign, now) >= silence) return end(given, shown.plan, { state: 'lost', why: words.silent });
  return at(repository, shown.plan, now.getTime() + nextLook(plan.looks, plan.story.expected), shown.effects);
}

/** At its jobs, or not at all. */
function looks(given: Given): Next {
  const { repository, plan, seen, now } = given;
  const { expected } = plan.story;
  if (seen.jobs === null) return at(repository, plan, now.getTime() + nextLook(plan.looks, expected));
  const patience = seen.jobs.some(({ held }) => held) ? givesUpOnPeople : silence;
  if (age(lastSignOf(seen.jobs, plan.ranAt ?? plan.askedAt), now) >= patience)
    return end(given, plan, { state: 'lost', why: words.silent });
  const lines = linesOf(seen.jobs);
  const sight = sightOf(lines);
  const looked = changed(plan, { looks: plan.looks + 1 }, { lines });
  if (sight === plan.story.sight) return at(repository, looked, now.getTime() + nextLook(looked.looks, expected));
  if (plan.shownAt && age(plan.shownAt, now) < betweenEdits) return at(repository, looked, plan.shownAt.getTime() + betweenEdits);
  const shown = say(sayingOf(given), changed(looked, {}, { sight }), 'progress');
  return at(repository, shown.plan, now.getTime() + nextLook(looked.looks, expected), shown.effects);
}

function end(given: Given, before: Plan, { state, why: reason, ...more }: Ends): Next {
  const ending = { at: null, line: null, log: null, logUrl: null, report: null, ...more, why: reason };
  const lines = given.seen.jobs ? linesOf(given.seen.jobs) : before.story.lines;
  const over = changed(before, { state, endedAt: given.now, dueAt: null }, { lines, ending, stood: null, sight: '' });
  return { ...ended(sayingOf(given), over), raises: [] };
}

function standsAgain(given: Given, plan: Plan, { attempt, state, endedAt, ranAt, ...told }: Stood): Next {
  const over = { state, endedAt: new Date(endedAt), ranAt: ranAt === null ? null : new Date(ranAt), dueAt: null };
  const shown = say(sayingOf(given), changed(plan, over, { ...told, stood: null, refused: attempt, sight: '' }), 'ending');
  return { ...shown, raises: [] };
}

function asItStands(plan: Plan, run: Run): Stood | null {
  const { lines, stopping, ending } = plan.story;
  const stood = stoodOf(plan, run);
  return stood && { ...stood, state: plan.state, lines, stopping, ending };
}

/** Over, and its run moves once more: somebody runs it again, or it was only lost from sight. */
function again(given: Given): Next {
  const { plan, seen } = given;
  if (seen.run === null || seen.run === 'gone') return still(plan);
  const how = movesAgain(plan, seen.run);
  if (how === null) return still(plan);
  // What lost it once, told twice.
  if (how === 'found' && seen.run.status === 'ended' && endOf(plan, seen.run, seen).state === 'lost') return still(plan);
  const reopened = changed(
    plan,
    { state: 'starting', endedAt: null, ranAt: null },
    { ending: null, stopping: null, lines: [], sight: '', ...(how === 'rerun' && { stood: asItStands(plan, seen.run) }) },
  );
  return moves({ ...given, plan: reopened }, seen.run);
}
