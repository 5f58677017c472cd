/** The rows round one deploy, read in one place so that every decision sees the same. */
import type { Repository } from '../../core/event.ts';
import type { Session } from '../../core/session.ts';
import { type Deploy, isInLine, isUnderWay } from './deploy.ts';
import { workflowDriver } from './drivers/workflow.ts';
import type { Weighed } from './policy/judging.ts';
import type { HealthOf, PolicyRows } from './policy/rows.ts';
import { policyRowsOf } from './policy/rows-store.ts';
import type { Seen } from './reconcile.ts';
import { besides, goodOnes, lastRestore, lastThere, olderHere, outcome, queue } from './store.ts';

/** What the policy says of a wish as of now. */
export interface Judgement {
  rows: PolicyRows;
  /** How long ago GitHub was asked, by the clock of whoever asked; for ever when somebody approved since, whom nobody asked about. */
  old: number;
}

/** Rows of the environment as they are under its lock. */
export interface Rows extends Pick<Seen, 'older' | 'current' | 'restored'> {
  /** Waiting and under way, in order. */
  queue: Deploy[];
  good: Deploy[];
}

/** For one that does not exist yet. */
export async function rowsFor(
  session: Session,
  repository: Repository,
  { environment, thread, workflow }: { environment: string; thread: number | null; workflow: string },
): Promise<Rows> {
  return {
    queue: await queue(session, repository, environment),
    current: await lastThere(session, repository, environment),
    older: thread === null ? [] : await olderHere(session, repository, thread, environment),
    good: await goodOnes(session, repository, environment, workflow),
    restored: await lastRestore(session),
  };
}

/** What our own rows say of a wish that GitHub was asked about. */
export async function judgementOn(
  session: Session,
  repository: Repository,
  weighed: Weighed,
  healthOf: HealthOf,
): Promise<Judgement> {
  const { override, askedGitHubAt, known } = weighed;
  const rows = await policyRowsOf(session, repository, { ...weighed, override }, healthOf);
  const unheardOf = rows.approvals.some(one => one.void === null && !known.includes(one.by.id));
  return { rows, old: unheardOf ? Number.POSITIVE_INFINITY : Date.now() - askedGitHubAt.getTime() };
}

/** For one that does. */
export async function roundIt(
  session: Session,
  repository: Repository,
  deploy: Deploy,
): Promise<Omit<Seen, 'run' | 'jobs' | 'log' | 'report'>> {
  const { environment, thread, id } = deploy;
  const others = (await queue(session, repository, environment)).filter(one => one.id !== id);
  const first = (one: Deploy) =>
    one.askedAt < deploy.askedAt || (one.askedAt.getTime() === deploy.askedAt.getTime() && one.id < id);
  const older = thread === null ? [] : await olderHere(session, repository, thread, environment);
  return {
    start: await outcome(session, workflowDriver.startKey(deploy)),
    before: others.filter(one => isUnderWay(one) || (isInLine(one) && first(one))),
    waiting: others.filter(isInLine),
    older: older.filter(one => one.id !== id && first(one)),
    beside: isUnderWay(deploy) || deploy.run !== null ? await besides(session, repository, deploy) : [],
    current: await lastThere(session, repository, environment),
    restored: await lastRestore(session),
  };
}
