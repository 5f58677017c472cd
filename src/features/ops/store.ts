/** The rows of commands of a team's own: the only SQL of this feature. */
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Change } from '../../core/decision.ts';
import type { Repository } from '../../core/event.ts';
import type { Session } from '../../core/session.ts';
import { jsonOf } from '../../store/json.ts';
import { type Outcome, outcomeOf } from '../../store/outcomes.ts';
import { rowsOf } from '../../store/session.ts';
import type { Tables } from '../../store/tables.ts';
import { type OpsRun, storySchema } from './ops-run.ts';

type Row = Selectable<Tables['ops_runs']>;
const open = ['starting', 'running'] as const;

function runOf(row: Row): OpsRun {
  return {
    id: row.id,
    command: row.command,
    state: row.state,
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
  };
}

function rowOf(repository: Repository, one: OpsRun): Insertable<Tables['ops_runs']> {
  return {
    id: one.id,
    repository_id: repository.id,
    command: one.command,
    state: one.state,
    thread: one.thread,
    run_id: one.run,
    attempt: one.attempt,
    comment: one.comment,
    edits: one.edits,
    looks: one.looks,
    asked_at: one.askedAt,
    ran_at: one.ranAt,
    ended_at: one.endedAt,
    shown_at: one.shownAt,
    due_at: one.dueAt,
    story: jsonOf(one.story),
  };
}

export const saved = (repository: Repository, one: OpsRun): Change => ({
  what: `${one.command} of #${one.thread} is ${one.state}`,
  async write(session) {
    const { id, ...values } = rowOf(repository, one);
    await rowsOf(session)
      .insertInto('ops_runs')
      .values({ id, ...values })
      .onConflict(conflict => conflict.column('id').doUpdateSet(values))
      .execute();
  },
});

const runs = (session: Session, repository: Repository) =>
  rowsOf(session).selectFrom('ops_runs').selectAll().where('repository_id', '=', repository.id);

export async function byId(session: Session, repository: Repository, id: string): Promise<OpsRun | null> {
  const row = await runs(session, repository).where('id', '=', id).executeTakeFirst();
  return row ? runOf(row) : null;
}

export async function byRun(session: Session, repository: Repository, run: number): Promise<OpsRun | null> {
  const row = await runs(session, repository).where('run_id', '=', run).executeTakeFirst();
  return row ? runOf(row) : null;
}

/** Nobody knows their run yet; the title of one may name it. */
export async function withoutRun(session: Session, repository: Repository): Promise<OpsRun[]> {
  const rows = await runs(session, repository).where('state', '=', 'starting').where('run_id', 'is', null).execute();
  return rows.map(runOf);
}

export async function underWay(session: Session, repository: Repository, command: string): Promise<OpsRun[]> {
  const rows = await runs(session, repository)
    .where('command', '=', command)
    .where('state', 'in', open)
    .orderBy('asked_at')
    .execute();
  return rows.map(runOf);
}

/** Earlier ones of the same words in the same thread, ended, with a comment of their own. */
export async function olderHere(session: Session, repository: Repository, one: OpsRun): Promise<OpsRun[]> {
  const rows = await runs(session, repository)
    .where('command', '=', one.command)
    .where('thread', '=', one.thread)
    .where('id', '<>', one.id)
    .where('asked_at', '<=', one.askedAt)
    .where('ended_at', 'is not', null)
    .where('comment', 'is not', null)
    .where(sql<boolean>`story->>'again' = ${one.story.again}`)
    .orderBy('asked_at', 'desc')
    .limit(2)
    .execute();
  return rows.map(runOf);
}

/** How long the last good ones took, in milliseconds. */
export async function timesOf(session: Session, repository: Repository, command: string): Promise<number[]> {
  const rows = await runs(session, repository)
    .where('command', '=', command)
    .where('state', '=', 'succeeded')
    .where('ran_at', 'is not', null)
    .orderBy('ended_at', 'desc')
    .limit(10)
    .execute();
  return rows.flatMap(row => (row.ended_at && row.ran_at ? [row.ended_at.getTime() - row.ran_at.getTime()] : []));
}

/** Whether this database was put back from a backup since then. */
export async function restoredSince(session: Session, then: Date): Promise<boolean> {
  const row = await rowsOf(session)
    .selectFrom('births')
    .select(sql<number>`1`.as('one'))
    .where('how', '=', 'restored')
    .where('born_at', '>', then)
    .executeTakeFirst();
  return row !== undefined;
}

/** How the write with this key came out; null when it was never planned. */
export async function outcome(session: Session, key: string): Promise<Outcome | null> {
  return (await outcomeOf(session, [key])).get(key) ?? null;
}
