/** The rows of deploys: the only SQL of this feature. */
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Change } from '../../core/decision.ts';
import type { InfrastructureChecked, Repository } from '../../core/event.ts';
import { carries, type Run } from '../../core/run.ts';
import type { Session } from '../../core/session.ts';
import { jsonOf } from '../../store/json.ts';
import { type Outcome, outcomeOf } from '../../store/outcomes.ts';
import { rowsOf } from '../../store/session.ts';
import type { Tables } from '../../store/tables.ts';
import { type Deploy, storySchema, underWay } from './deploy.ts';

type Row = Selectable<Tables['deploys']>;
const open = ['waiting', ...underWay] as const;

function deployOf(row: Row): Deploy {
  return {
    id: row.id,
    environment: row.environment,
    kind: row.kind,
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
    startedAt: row.started_at,
    ranAt: row.ran_at,
    endedAt: row.ended_at,
    shownAt: row.shown_at,
    dueAt: row.due_at,
    story: storySchema.parse(row.story),
  };
}

function rowOf(repository: Repository, deploy: Deploy): Insertable<Tables['deploys']> {
  return {
    id: deploy.id,
    repository_id: repository.id,
    environment: deploy.environment,
    kind: deploy.kind,
    state: deploy.state,
    sha: deploy.sha,
    tree: deploy.tree,
    thread: deploy.thread,
    run_id: deploy.run,
    attempt: deploy.attempt,
    comment: deploy.comment,
    edits: deploy.edits,
    looks: deploy.looks,
    asked_at: deploy.askedAt,
    started_at: deploy.startedAt,
    ran_at: deploy.ranAt,
    ended_at: deploy.endedAt,
    shown_at: deploy.shownAt,
    due_at: deploy.dueAt,
    story: jsonOf(deploy.story),
  };
}

export const saved = (repository: Repository, deploy: Deploy): Change => ({
  what: `${deploy.environment}: ${deploy.sha?.slice(0, 7) ?? 'somebody’s commit'} is ${deploy.state}`,
  async write(session) {
    const { id: _id, ...values } = rowOf(repository, deploy);
    await rowsOf(session)
      .insertInto('deploys')
      .values({ id: deploy.id, ...values })
      .onConflict(conflict => conflict.column('id').doUpdateSet(values))
      .execute();
  },
});

const deploys = (session: Session) => rowsOf(session).selectFrom('deploys').selectAll();

export async function byId(session: Session, id: string): Promise<Deploy | null> {
  const row = await deploys(session).where('id', '=', id).executeTakeFirst();
  return row ? deployOf(row) : null;
}

/** The last one of this run: an attempt that ran past another deploy has a row of its own. */
export async function byRun(session: Session, repository: Repository, run: number): Promise<Deploy | null> {
  const row = await deploys(session)
    .where('repository_id', '=', repository.id)
    .where('run_id', '=', run)
    .orderBy('attempt', 'desc')
    .orderBy('asked_at', 'desc')
    .executeTakeFirst();
  return row ? deployOf(row) : null;
}

/** Our id stands in the title of its run, which nobody has seen until now. */
export async function byMark(session: Session, repository: Repository, run: Run): Promise<Deploy | null> {
  const { title } = run;
  const row = await deploys(session)
    .where('repository_id', '=', repository.id)
    .where('state', 'in', ['starting', 'lost'])
    .where('run_id', 'is', null)
    .where(sql<boolean>`position(id in ${title}) > 0`)
    .orderBy('asked_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && carries(run, row.id) ? deployOf(row) : null;
}

/** Waiting and under way, in the order of their turns; of all environments unless one is named. */
export async function queue(session: Session, repository: Repository, environment?: string): Promise<Deploy[]> {
  let all = deploys(session).where('repository_id', '=', repository.id).where('state', 'in', open);
  if (environment !== undefined) all = all.where('environment', '=', environment);
  const rows = await all.orderBy(sql`state = 'waiting'`).orderBy('asked_at').orderBy('id').execute();
  return rows.map(deployOf);
}

/** The last that ended well, or that nobody knows the end of, by now or by some time: it says what runs there. */
export async function lastThere(
  session: Session,
  repository: Pick<Repository, 'id'>,
  environment: string,
  past?: { by: Date; except?: string },
): Promise<Deploy | null> {
  let all = deploys(session).where('repository_id', '=', repository.id).where('environment', '=', environment);
  if (past) all = all.where('ended_at', '<=', past.by);
  if (past?.except !== undefined) all = all.where('id', '<>', past.except);
  const row = await all.where('state', 'in', ['succeeded', 'lost']).orderBy('ended_at', 'desc').limit(1).executeTakeFirst();
  return row ? deployOf(row) : null;
}

/** What had begun to change something there, by now or by some time, newest first. What never ran has changed nothing. */
export async function begunBy(
  session: Session,
  repository: Pick<Repository, 'id'>,
  environment: string,
  by?: Date,
): Promise<Deploy[]> {
  const begun = sql<Date>`coalesce(ran_at, started_at, asked_at)`;
  let all = deploys(session)
    .where('repository_id', '=', repository.id)
    .where('environment', '=', environment)
    .where('state', 'in', ['running', 'succeeded', 'failed', 'cancelled', 'lost'])
    .where(eb => eb.or([eb('ran_at', 'is not', null), eb('state', 'in', ['succeeded', 'lost'])]));
  if (by !== undefined) all = all.where(begun, '<=', by);
  // GitHub counts in whole seconds.
  const rows = await all
    .orderBy(begun, 'desc')
    .orderBy(sql`coalesce(ended_at, 'infinity')`, 'desc')
    .orderBy('asked_at', 'desc')
    .limit(5)
    .execute();
  return rows.map(deployOf);
}

/** Commits with these first digits that went anywhere, two at most. */
export async function shasLike(session: Session, repository: Pick<Repository, 'id'>, digits: string): Promise<string[]> {
  const rows = await rowsOf(session)
    .selectFrom('deploys')
    .select('sha')
    .distinct()
    .where('repository_id', '=', repository.id)
    // After all that begin so, in whatever language the database sorts: its index finds nothing by its beginning.
    .where('sha', '>=', digits)
    .where('sha', '<', `${digits}g`)
    .where('state', 'in', ['running', 'succeeded', 'failed', 'cancelled', 'lost'])
    .where(sql<boolean>`starts_with(sha, ${digits})`)
    .limit(2)
    .execute();
  return rows.flatMap(({ sha }) => sha ?? []);
}

/** Others of its environment that ran at the same time or later, and that may have changed something. */
export async function besides(session: Session, repository: Repository, deploy: Deploy): Promise<Deploy[]> {
  const others = () =>
    deploys(session)
      .where('repository_id', '=', repository.id)
      .where('environment', '=', deploy.environment)
      .where('id', '<>', deploy.id);
  const running = await others().where('state', '=', 'running').execute();
  // The last ones that ended: asked for in the order in which they were asked for it would read all there ever were.
  const ended = await others()
    .where('state', 'in', ['succeeded', 'lost'])
    .where('ended_at', '>', deploy.startedAt ?? deploy.askedAt)
    .orderBy('ended_at', 'desc')
    .limit(50)
    .execute();
  return [...running, ...ended]
    .map(deployOf)
    .toSorted((a, b) => b.askedAt.getTime() - a.askedAt.getTime())
    .slice(0, 5);
}

/** Newest first. */
export async function history(session: Session, repository: Repository, environment: string, most: number): Promise<Deploy[]> {
  const rows = await deploys(session)
    .where('repository_id', '=', repository.id)
    .where('environment', '=', environment)
    .where('state', 'not in', open)
    .orderBy('ended_at', 'desc')
    .limit(most)
    .execute();
  return rows.map(deployOf);
}

/** The last ended ones that were asked for here. */
export async function olderHere(
  session: Session,
  repository: Repository,
  thread: number,
  environment: string,
): Promise<Deploy[]> {
  const rows = await deploys(session)
    .where('repository_id', '=', repository.id)
    .where('thread', '=', thread)
    .where('environment', '=', environment)
    .where('state', 'not in', open)
    .where('comment', 'is not', null)
    .orderBy('asked_at', 'desc')
    .limit(2)
    .execute();
  return rows.map(deployOf);
}

/** Where people last spoke of this environment. */
export async function lastThread(session: Session, repository: Repository, environment: string): Promise<number | null> {
  const row = await rowsOf(session)
    .selectFrom('deploys')
    .select('thread')
    .where('repository_id', '=', repository.id)
    .where('environment', '=', environment)
    .where('thread', 'is not', null)
    .orderBy('asked_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.thread ?? null;
}

/** Ended well lately, by the same workflow: how long it takes as a rule. */
export async function goodOnes(
  session: Session,
  repository: Repository,
  environment: string,
  workflow: string,
): Promise<Deploy[]> {
  const rows = await deploys(session)
    .where('repository_id', '=', repository.id)
    .where('environment', '=', environment)
    .where('state', '=', 'succeeded')
    .where('kind', '<>', 'hand')
    .where('ran_at', 'is not', null)
    .where(sql<boolean>`story->>'workflow' = ${workflow}`)
    .orderBy('ended_at', 'desc')
    .limit(10)
    .execute();
  return rows.map(deployOf);
}

/** What ended well in these environments with this commit, or with the same files. What somebody ran by hand proves nothing. */
export async function worked(
  session: Session,
  repository: Repository,
  environments: string[],
  { sha, tree }: { sha: string; tree: string },
): Promise<{ tree: string | null; sha: string; environment: string }[]> {
  const good = () =>
    rowsOf(session)
      .selectFrom('deploys')
      .select(['sha', 'tree', 'environment'])
      .distinct()
      .where('repository_id', '=', repository.id)
      .where('environment', 'in', environments)
      .where('state', '=', 'succeeded')
      .where('kind', '<>', 'hand');
  // Each has an index of its own.
  const rows = await good()
    .where('sha', '=', sha)
    .union(good().where('tree', '=', tree))
    .execute();
  return rows.flatMap(({ sha: at, ...rest }) => (at === null ? [] : { ...rest, sha: at }));
}

/** Of nobody's asking, at this commit: it has been tried. */
export async function tried(session: Session, repository: Repository, environment: string, shas: string[]): Promise<Set<string>> {
  if (shas.length === 0) return new Set();
  const rows = await rowsOf(session)
    .selectFrom('deploys')
    .select('sha')
    .where('repository_id', '=', repository.id)
    .where('environment', '=', environment)
    .where('kind', '=', 'auto')
    .where('sha', 'in', shas)
    .execute();
  return new Set(rows.flatMap(({ sha }) => sha ?? []));
}

/** When this database was last put back from a backup; null when it never was. */
export async function lastRestore(session: Session): Promise<Date | null> {
  const row = await rowsOf(session)
    .selectFrom('births')
    .select('born_at')
    .where('how', '=', 'restored')
    .orderBy('born_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.born_at ?? null;
}

/** How the write with this key came out; null when it was never planned. */
export async function outcome(session: Session, key: string): Promise<Outcome | null> {
  return (await outcomeOf(session, [key])).get(key) ?? null;
}

/** Within the last ten minutes: GitHub may still be telling of it. */
export async function recentlyEnded(session: Session, repository: Repository, environment: string): Promise<Deploy[]> {
  const rows = await deploys(session)
    .where('repository_id', '=', repository.id)
    .where('environment', '=', environment)
    .where(sql<boolean>`ended_at > clock() - interval '10 minutes'`)
    .execute();
  return rows.map(deployOf);
}

/** It has the key of the run that said it. */
const checkedName: InfrastructureChecked['type'] = 'InfrastructureChecked';

/** Whether a commit here was reported on, a deploy ended well, or checks of infrastructure said something, since then: whoever asked GitHub a moment before cannot know. */
export async function toldSince(session: Session, { id }: Repository, since: Date): Promise<boolean> {
  const told = await rowsOf(session)
    .selectFrom('deliveries')
    .select('seq')
    // What is indexed; bodies are kept for days.
    .where('body', 'is not', null)
    .where('received_at', '>', since)
    .where(eb =>
      eb.or([
        eb('key', 'like', `${id}@%`),
        eb('key', 'like', `${id}/deploy-worked/%`),
        eb.and([eb('key', 'like', `${id}/run/%`), eb('name', '=', checkedName)]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return told !== undefined;
}
