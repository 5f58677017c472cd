/** The rows of plans: the only place that reads and writes them. */
import type { Change } from '../../../core/decision.ts';
import type { Repository } from '../../../core/event.ts';
import { carries, type Run, startedByApp } from '../../../core/run.ts';
import type { Session } from '../../../core/session.ts';
import { jsonOf } from '../../../store/json.ts';
import { rowsOf } from '../../../store/session.ts';
import type { PolicyRows } from '../policy/rows.ts';
import { type Plan, storySchema } from './plan.ts';

const plans = (session: Session, repository: Repository) =>
  rowsOf(session).selectFrom('plans').selectAll().where('repository_id', '=', repository.id);
type Row = Awaited<ReturnType<ReturnType<typeof plans>['execute']>>[number];

const planOf = (row: Row): Plan => ({
  id: row.id,
  environment: row.environment,
  state: row.state,
  sha: row.sha,
  tree: row.tree,
  thread: row.thread,
  run: row.run_id,
  attempt: row.attempt,
  comment: row.comment,
  edits: row.edits,
  looks: row.looks,
  askedAt: row.asked_at,
  ranAt: row.ran_at,
  endedAt: row.ended_at,
  shownAt: row.shown_at,
  dueAt: row.due_at,
  story: storySchema.parse(row.story),
});

export const saved = (repository: Repository, plan: Plan): Change => ({
  what: `the plan of ${plan.sha.slice(0, 7)} for ${plan.environment} is ${plan.state}`,
  async write(session) {
    const values = {
      repository_id: repository.id,
      environment: plan.environment,
      sha: plan.sha,
      tree: plan.tree,
      state: plan.state,
      thread: plan.thread,
      run_id: plan.run,
      attempt: plan.attempt,
      comment: plan.comment,
      edits: plan.edits,
      looks: plan.looks,
      asked_at: plan.askedAt,
      ran_at: plan.ranAt,
      ended_at: plan.endedAt,
      shown_at: plan.shownAt,
      due_at: plan.dueAt,
      story: jsonOf(plan.story),
    };
    await rowsOf(session)
      .insertInto('plans')
      .values({ id: plan.id, ...values })
      .onConflict(conflict => conflict.column('id').doUpdateSet(values))
      .execute();
  },
});

export async function byId(session: Session, repository: Repository, id: string): Promise<Plan | null> {
  const row = await plans(session, repository).where('id', '=', id).executeTakeFirst();
  return row ? planOf(row) : null;
}

/** So many that nobody has seen the run of are asked for; older ones are not found any more. */
const mostWithoutRun = 20;

async function withoutRun(session: Session, repository: Repository): Promise<Plan[]> {
  const rows = await plans(session, repository)
    .where('run_id', 'is', null)
    .where('state', 'in', ['starting', 'lost'])
    .orderBy('asked_at', 'desc')
    .limit(mostWithoutRun)
    .execute();
  return rows.map(planOf);
}

/** Whose run this is: it was told with the start, or its title carries the id. */
export async function ofRun(session: Session, repository: Repository, run: Run): Promise<Plan | null> {
  const known = await plans(session, repository).where('run_id', '=', run.id).executeTakeFirst();
  if (known) return planOf(known);
  if (!startedByApp(run)) return null;
  const all = await withoutRun(session, repository);
  return all.find(({ id, story }) => story.workflow === run.file && carries(run, id)) ?? null;
}

/** The start of one leaves within ten minutes, and clocks differ. */
const startsWithin = 11 * 60_000;

/** As `ofRun`, or made when one was started that cannot be known by its title: whatever it is, it is not taken for a deploy. */
export async function isOfPlan(session: Session, repository: Repository, run: Run): Promise<boolean> {
  if (await ofRun(session, repository, run)) return true;
  if (!startedByApp(run)) return false;
  const near = ({ askedAt }: Plan) => Math.abs(run.createdAt.getTime() - askedAt.getTime()) < startsWithin;
  const all = await withoutRun(session, repository);
  return all.some(one => !one.story.marked && one.story.workflow === run.file && near(one));
}

/** Oldest first; of all environments unless one is named. */
export async function underWay(session: Session, repository: Repository, environment?: string): Promise<Plan[]> {
  let all = plans(session, repository).where('state', 'in', ['starting', 'running']);
  if (environment !== undefined) all = all.where('environment', '=', environment);
  return (await all.orderBy('asked_at').orderBy('id').execute()).map(planOf);
}

/** Whether one of this environment had its run under way then, or shortly before. */
export async function ranAbout(session: Session, repository: Repository, environment: string, time: Date): Promise<boolean> {
  const row = await plans(session, repository)
    .where('environment', '=', environment)
    .where('run_id', 'is not', null)
    .where(({ eb, or }) => or([eb('ended_at', 'is', null), eb('ended_at', '>', new Date(time.getTime() - 10 * 60_000))]))
    .executeTakeFirst();
  return row !== undefined;
}

/** Earlier ones of its thread and environment that have ended, and whose comments it folds away. */
export async function olderHere(session: Session, repository: Repository, plan: Plan): Promise<Plan[]> {
  const rows = await plans(session, repository)
    .where('thread', '=', plan.thread)
    .where('environment', '=', plan.environment)
    .where('id', '<>', plan.id)
    .where('asked_at', '<=', plan.askedAt)
    .where('ended_at', 'is not', null)
    .where('comment', 'is not', null)
    .orderBy('asked_at', 'desc')
    .limit(2)
    .execute();
  return rows.map(planOf);
}

/** How long the last good ones took, in milliseconds. */
export async function timesOf(session: Session, repository: Repository, environment: string): Promise<number[]> {
  const rows = await plans(session, repository)
    .where('environment', '=', environment)
    .where('state', '=', 'succeeded')
    .where('ran_at', 'is not', null)
    .orderBy('ended_at', 'desc')
    .limit(10)
    .execute();
  return rows.flatMap(row => (row.ended_at && row.ran_at ? [row.ended_at.getTime() - row.ran_at.getTime()] : []));
}

/** The newest that came to a result: of this commit, else of any. One that was stopped or lost says nothing of a commit. */
export async function plannedOf(
  session: Session,
  repository: Repository,
  environment: string,
  sha: string,
): Promise<PolicyRows['planned']> {
  const ended = plans(session, repository)
    .where('environment', '=', environment)
    .where('state', 'in', ['succeeded', 'failed'])
    .orderBy('ended_at', 'desc')
    .orderBy('asked_at', 'desc')
    .limit(1);
  const row = (await ended.where('sha', '=', sha).executeTakeFirst()) ?? (await ended.executeTakeFirst());
  return row?.ended_at ? { sha: row.sha, at: row.ended_at, ok: row.state === 'succeeded' } : null;
}
