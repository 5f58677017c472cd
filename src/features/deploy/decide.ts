/** Whether a wish becomes a deploy: now, after others, or not at all. Pure. */
import { createHash } from 'node:crypto';
import { answer, type Invocation, type Outcome, refuse } from '../../core/command.ts';
import type { Change } from '../../core/decision.ts';
import type { Effect } from '../../core/effect.ts';
import type { Event, Repository } from '../../core/event.ts';
import type { Place } from '../../core/reads.ts';
import { nothingSeen } from '../../core/sighting.ts';
import { usually } from '../../core/watch.ts';
import { boardTouched } from './board/store.ts';
import { environmentsOf } from './config.ts';
import { changed, type Deploy, newDeploy, newStory, runningAfter } from './deploy.ts';
import { inputsFor, workflowDriver } from './drivers/workflow.ts';
import { replacedBy } from './endings.ts';
import { names } from './lacks.ts';
import { underWayAlready } from './messages.ts';
import { dueFor, type Next, reconcile, type Seen } from './reconcile.ts';
import { say } from './saying.ts';
import { saved } from './store.ts';
import type { Facts, Wish } from './wish.ts';

/** Rows of the environment as they are under its lock. */
export interface Rows extends Pick<Seen, 'older' | 'current' | 'restored'> {
  /** Waiting and under way, in order. */
  queue: Deploy[];
  good: Deploy[];
}

interface Given {
  invocation: Invocation;
  environment: string;
  /** The ref as it was typed; null for what the thread stands for. */
  ref: string | null;
  facts: Facts;
  rows: Rows;
  now: Date;
}

export const idOf = (of: string): string => createHash('sha256').update(of).digest('hex').slice(0, 12);

export function decideDeploy(given: Given): Outcome {
  const { facts, rows, invocation, now } = given;
  if (!facts.ok) return { reply: refuse(facts.says), reasons: { says: facts.says, holds: false } };
  const { repository, place } = invocation;
  const wanted = asked(given, facts.wish);
  const same = rows.queue.find(one => one.kind !== 'hand' && one.sha === wanted.sha && sameInputs(one, wanted));
  if (same) {
    const says = underWayAlready(same, place.subject.number, now);
    return { reply: answer(says), reasons: { says, holds: false }, raises: nudged(repository, rows.queue, now) };
  }
  const replaced = rows.queue.filter(one => one.state === 'waiting' && one.kind === 'asked' && one.thread === wanted.thread);
  const queue = rows.queue.filter(one => !replaced.includes(one));
  const out = replaced.map(one => leaves(repository, one, replacedBy(wanted.sha), now));
  const next = enters(repository, wanted, { ...rows, queue }, now);
  return {
    reply: null,
    reasons: { says: `${wanted.environment} ${next.deploy.state === 'waiting' ? 'is busy' : 'is free'}`, holds: true },
    ...together(repository, [...out, next], nudged(repository, queue, now)),
  };
}

/** A new one: starts if nothing is before it, else shows that it waits. */
export function enters(repository: Repository, wanted: Deploy, rows: Rows, now: Date): Next {
  const before = rows.queue;
  const seen: Seen = { ...nothingSeen, ...rows, start: null, before, waiting: [], beside: [] };
  const given = { repository, deploy: wanted, seen, driver: workflowDriver, now };
  if (before.length === 0) return reconcile(given);
  const waits = changed(wanted, {}, { waited: true });
  const shown = say(given, waits, 'answer');
  const next = reconcile({ ...given, deploy: shown.deploy });
  return { ...next, effects: [...shown.effects, ...next.effects] };
}

/** Out of the queue before its turn. */
export function leaves(repository: Repository, deploy: Deploy, why: string, now: Date): Next {
  const ending = { why, at: null, line: null, log: null, logUrl: null, report: null, told: false };
  const out = changed(deploy, { state: 'dropped', endedAt: now, dueAt: null }, { ending });
  const shown = say({ repository, seen: { before: [], older: [] }, now }, out, 'ending');
  return { ...shown, raises: [] };
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

function asked({ invocation, environment, ref, rows, now }: Given, wish: Wish): Deploy {
  const { repository, place, actor, prefix, sign, file } = invocation;
  const id = idOf(`${invocation.id}/${environment}`);
  const known = Object.keys(environmentsOf(file));
  const next = known[known.indexOf(environment) + 1];
  const tail = ref === null ? '' : ` ${ref}`;
  const inputs = Object.entries(wish.said).map(
    ([name, value]) => ` ${name}=${/^[^\s"'`]+$/.test(value) ? value : `"${value.replaceAll('"', '')}"`}`,
  );
  return newDeploy({
    id,
    environment,
    kind: 'asked',
    sha: wish.commit.sha,
    tree: wish.commit.tree,
    thread: place.subject.number,
    comment: invocation.comment,
    askedAt: now,
    story: newStory({
      ...storyOf(id, environment, wish, rows),
      by: { id: actor.id, login: actor.login, bot: actor.bot },
      sign: sign === null ? null : { node: sign, thread: place.node },
      again: `${prefix}deploy ${environment}${tail}${inputs.join('')}`,
      prefix,
      branch: repository.defaultBranch,
      landed: onDefaultBranch(repository, place, wish) ? wish.commit.committedAt.getTime() : null,
      next: next === undefined ? null : `${next}${tail}`,
    }),
  });
}

/** As far as one read tells: its head, or what the merge of this pull request made. GitHub dates a merge itself. */
const onDefaultBranch = ({ defaultBranch }: Repository, { pull, main }: Place, { commit: { sha } }: Wish): boolean =>
  sha === main?.sha || (pull?.state === 'merged' && pull.base === defaultBranch && sha === pull.merged?.sha);

/** What a deploy tells, whoever asked for it. */
export function storyOf(id: string, environment: string, wish: Omit<Wish, 'workflow'>, rows: Rows) {
  const { commit, from, environment: config } = wish;
  const was = runningAfter(rows.current);
  const compared = was?.known && wish.brings?.base === was.sha ? wish.brings.compared : null;
  const pulls = new Map((compared?.commits ?? []).flatMap(({ pull }) => (pull ? [[pull.number, pull]] : [])));
  return {
    from,
    title: commit.title,
    workflow: config.workflow,
    marked: wish.marked,
    reports: wish.reports,
    inputs: inputsFor(wish.declared, names(config), { id, environment, sha: commit.sha }, wish.said),
    url: config.url ?? null,
    was: was && { sha: was.known ? was.sha : null },
    brings: compared && { ahead: compared.ahead, behind: compared.behind, pulls: [...pulls.values()] },
    expected: usually(rows.good.flatMap(took)),
    usual: usualLines(rows.good),
  };
}

const took = ({ ranAt, endedAt }: Deploy): number[] => (ranAt && endedAt ? [endedAt.getTime() - ranAt.getTime()] : []);

/** By the name of a line, how long it took as a rule. */
function usualLines(good: Deploy[]): Record<string, number> {
  const times = Map.groupBy(
    good.flatMap(({ story }) => story.lines).filter(({ took }) => took !== null),
    ({ name }) => name,
  );
  return Object.fromEntries(
    [...times].map(([name, lines]) => {
      const sorted = lines.flatMap(({ took }) => took ?? []).toSorted((a, b) => a - b);
      return [name, sorted[Math.floor(sorted.length / 2)] ?? 0];
    }),
  );
}
