/** Whether a wish becomes a deploy: now, after others, or not at all. Pure. */
import { answer, type Invocation, type Outcome, refuse } from '../../core/command.ts';
import type { Change, Reason } from '../../core/decision.ts';
import type { Effect } from '../../core/effect.ts';
import type { Event, Repository } from '../../core/event.ts';
import type { Place } from '../../core/reads.ts';
import { nothingSeen } from '../../core/sighting.ts';
import { asked } from './asked.ts';
import { boardTouched } from './board/store.ts';
import { environmentsOf } from './config.ts';
import { changed, type Deploy, isInLine, isUnderWay, short } from './deploy.ts';
import { workflowDriver } from './drivers/workflow.ts';
import { replacedBy } from './endings.ts';
import { noEnvironment, underWayAlready } from './messages.ts';
import { expiryOf } from './policy/gate.ts';
import { type JudgedNow, judgedNow } from './policy/judged-now.ts';
import type { Weighed } from './policy/judging.ts';
import { waited } from './policy/waits.ts';
import { dueFor, type Next, reconcile, type Seen } from './reconcile.ts';
import { ended, say, statusOf } from './saying.ts';
import { saved } from './store.ts';
import type { Judgement, Rows } from './surroundings.ts';
import { deployLine, type Past, refusalLine } from './unusual-notes.ts';
import type { Facts, Wish } from './wish.ts';

/** How long what GitHub said of a wish is good for: whatever is older is asked anew before anything starts. */
export const fresh = 30_000;

interface Given {
  invocation: Invocation;
  environment: string;
  /** The ref as it was typed; null for what the thread stands for. */
  ref: string | null;
  /** Why it has to go in spite of a freeze. */
  override: string | null;
  facts: Facts;
  rows: Rows;
  policy: Judgement | null;
  past: Past;
  now: Date;
}

export function decideDeploy(given: Given): Outcome {
  const { facts, rows, policy, past, invocation, now } = given;
  const again = refusalLine(past, { login: invocation.actor.login, prefix: invocation.prefix });
  const refused = (says: string, because?: Reason[]): Outcome => ({
    reply: refuse(again === null ? says : `${says}\n\n${again}`),
    reasons: { says, holds: false, ...(because ? { because } : {}) },
  });
  if (!facts.ok) return refused(facts.says);
  if (!policy) return refused(noEnvironment(given.environment, Object.keys(environmentsOf(invocation.file))));
  const { repository, place } = invocation;
  const wanted = wantedBy(given, facts.wish);
  const same = rows.queue.find(one => one.kind !== 'hand' && one.sha === wanted.sha && sameInputs(one, wanted));
  // Who asks once more, and now in spite of a freeze, asks for something else.
  const insists = wanted.story.override !== null && same?.state === 'waiting' && same.story.override === null;
  if (same && !insists) {
    const says = underWayAlready(same, place.subject.number, now);
    return { reply: answer(says), reasons: { says, holds: false }, raises: nudged(repository, rows.queue, now) };
  }
  const replaced = rows.queue.filter(one => one.state === 'waiting' && one.kind === 'asked' && one.thread === wanted.thread);
  const queue = rows.queue.filter(one => !replaced.includes(one));
  const out = replaced.map(one => leaves(repository, one, replacedBy(wanted.sha), now));
  const judged = judgedNow(facts.weighed, policy.rows, [], now);
  if (judged.verdict.kind === 'no') return refused(judged.verdict.says, judged.reasons);
  const noted = changed(wanted, {}, { note: deployLine(past, { deploy: wanted, file: invocation.file, now }) });
  const next = enters(repository, waitsFor(noted, facts.weighed, judged, policy.old, now), { ...rows, queue }, policy.old, now);
  const goes = next.deploy.state !== 'waiting';
  const says = goes ? 'goes' : next.deploy.story.checklist === '' ? 'waits for its turn' : 'waits';
  return {
    reply: null,
    reasons: { says: `${short(wanted.sha ?? '')} ${says} to ${wanted.environment}`, holds: true, because: judged.reasons },
    ...together(repository, [...out, next], [...handedOn(repository, replaced, queue, now), ...nudged(repository, queue, now)]),
  };
}

/** With what stands in its way written into it. */
export function waitsFor(
  wanted: Deploy,
  weighed: Weighed,
  { verdict, called, inTheWay, approvedBy }: JudgedNow,
  old: number,
  now: Date,
): Deploy {
  const checklist = verdict.kind === 'wait' ? verdict.checklist : '';
  const expires = expiryOf({ ...weighed, askedAt: now });
  const until = verdict.kind === 'wait' && verdict.until && verdict.until < expires ? verdict.until : expires;
  return changed(
    wanted,
    { dueAt: checklist === '' ? null : until },
    {
      judgedAt: asOf(old, now),
      checklist,
      expires: expires.getTime(),
      called,
      approvedBy,
      ...(inTheWay.length > 0 ? { waits: waited([], inTheWay, now) } : {}),
    },
  );
}

/** What happened before then is in the judgement; null when it has to be judged anew in any case. */
export const asOf = (old: number, now: Date): number | null => (Number.isFinite(old) ? now.getTime() - old : null);

/** Events that were handled while GitHub was asked found nobody who waits: then it is looked whether there were any. */
const aMoment = 3_000;

/** A new one: starts if nothing is before it and nothing in its way, else shows that it waits. */
export function enters(repository: Repository, wanted: Deploy, rows: Rows, old: number, now: Date): Next {
  const before = rows.queue.filter(one => isUnderWay(one) || isInLine(one));
  const seen: Seen = { ...nothingSeen, ...rows, start: null, before, waiting: [], beside: [] };
  const given = { repository, deploy: wanted, seen, driver: workflowDriver, now };
  const { dueAt, story } = wanted;
  if (story.checklist !== '' && dueAt) {
    const shown = say(given, changed(wanted, {}, { waited: true }), 'answer');
    const soon = new Date(now.getTime() + (story.judgedAt === null ? 0 : aMoment));
    return { ...shown, raises: [dueFor(repository, wanted.id, dueAt), dueFor(repository, wanted.id, soon)] };
  }
  // Whoever asked GitHub had to wait for others since: it is asked again, at once.
  if (before.length === 0 && old > fresh) {
    const again = changed(wanted, { dueAt: now }, { judgedAt: null });
    return { deploy: again, effects: [], raises: [dueFor(repository, wanted.id, now)] };
  }
  if (before.length === 0) return reconcile(given);
  const turn = waited(story.waits ?? [], [{ for: 'turn', what: 'its turn' }], now);
  const shown = say(given, changed(wanted, {}, { waited: true, waits: turn }), 'answer');
  const next = reconcile({ ...given, deploy: shown.deploy });
  return { ...next, effects: [...shown.effects, ...next.effects] };
}

/** Out of the queue before its turn. With `tell` whoever waits for it hears of it: nobody took it back. */
export function leaves(repository: Repository, deploy: Deploy, why: string, now: Date, tell = false): Next {
  const ending = { why, at: null, line: null, log: null, logUrl: null, report: null, told: false };
  const waits = deploy.story.waits && waited(deploy.story.waits, [], now);
  const out = changed(deploy, { state: 'dropped', endedAt: now, dueAt: null }, { ending, ...(waits ? { waits } : {}) });
  const given = { repository, seen: { before: [], older: [] }, now };
  const shown = tell ? ended(given, out) : say(given, out, 'ending');
  // GitHub may have a deployment of it, made for a start that was taken back.
  const told = deploy.story.orders > 1 ? statusOf(repository, out, 'error') : [];
  return { ...shown, effects: [...told, ...shown.effects], raises: [] };
}

/** Whoever leaves the line may have had the turn, and nobody else hands it on. */
export function handedOn(repository: Repository, out: Deploy[], left: Deploy[], now: Date): Event[] {
  const first = out.some(isInLine) ? left.find(isInLine) : undefined;
  return first ? [dueFor(repository, first.id, now)] : [];
}

export function together(
  repository: Repository,
  all: Next[],
  raises: Event[] = [],
): { changes: Change[]; effects: Effect[]; raises: Event[] } {
  return {
    changes: [...all.map(({ deploy }) => saved(repository, deploy)), boardTouched(repository)],
    effects: all.flatMap(({ effects }) => effects),
    raises: [...all.flatMap(one => one.raises), ...raises],
  };
}

/** Whoever comes by wakes what should have been visited long ago: turns do not survive a restore from a backup. */
export function nudged(repository: Repository, queue: Deploy[], now: Date): Event[] {
  const overdue = (deploy: Deploy) => deploy.dueAt !== null && now.getTime() - deploy.dueAt.getTime() > 10 * 60_000;
  return queue.filter(overdue).map(({ id }) => dueFor(repository, id, now));
}

const sameInputs = (one: Deploy, other: Deploy): boolean => {
  const said = ({ id, story }: Deploy) =>
    JSON.stringify(
      Object.entries(story.inputs)
        .filter(([, value]) => value !== id)
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
  return one.story.workflow === other.story.workflow && said(one) === said(other);
};

function wantedBy({ invocation, environment, ref, rows, override, now }: Given, wish: Wish): Deploy {
  const { repository, place, actor, prefix, file } = invocation;
  const known = Object.keys(environmentsOf(file));
  const next = known[known.indexOf(environment) + 1];
  const tail = ref === null ? '' : ` ${ref}`;
  const inputs = Object.entries(wish.said).map(
    ([name, value]) => ` ${name}=${/^[^\s"'`]+$/.test(value) ? value : `"${value.replaceAll('"', '')}"`}`,
  );
  return asked(invocation, environment, wish, rows, now, {
    named: wish.named,
    override: override === null ? null : { reason: override, by: { id: actor.id, login: actor.login }, second: null },
    again: `${prefix}deploy ${environment}${tail}${inputs.join('')}`,
    landed: onDefaultBranch(repository, place, wish) ? wish.commit.committedAt.getTime() : null,
    next: next === undefined ? null : `${next}${tail}`,
  });
}

/** As far as one read tells: its head, or what the merge of this pull request made. GitHub dates a merge itself. */
const onDefaultBranch = ({ defaultBranch }: Repository, { pull, main }: Place, { commit: { sha } }: Wish): boolean =>
  sha === main?.sha || (pull?.state === 'merged' && pull.base === defaultBranch && sha === pull.merged?.sha);
