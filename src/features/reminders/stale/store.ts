/** The rows of issues that were asked about, and of pull requests that we closed. */
import { sql } from 'kysely';
import type { Change } from '../../../core/decision.ts';
import type { Repository } from '../../../core/event.ts';
import type { Session } from '../../../core/session.ts';
import { jsonOf } from '../../../store/json.ts';
import { rowsOf } from '../../../store/session.ts';
import type { Stale } from '../row.ts';
import { staleStory } from '../row-schema.ts';
import type { StaleIssue } from './issues.ts';

type Here = Pick<Repository, 'id'>;

const threads = (session: Session, { id }: Here) => rowsOf(session).selectFrom('stale_threads').where('repository_id', '=', id);

export async function staleIssues(session: Session, repository: Here): Promise<StaleIssue[]> {
  const rows = await threads(session, repository).selectAll().where('issue', '=', true).orderBy('number').execute();
  return rows.map(({ number, story }) => ({ ...staleStory.parse(story), number }));
}

/** What is known of pull requests that we closed once: it counts for them when they are open again. */
export async function closedPulls(session: Session, repository: Here, numbers: number[]): Promise<Map<number, Stale>> {
  if (numbers.length === 0) return new Map();
  const rows = await threads(session, repository).selectAll().where('number', 'in', numbers).where('issue', '=', false).execute();
  return new Map(rows.map(({ number, story }) => [number, staleStory.parse(story)]));
}

export async function closedHere(session: Session, repository: Here, number: number): Promise<{ comment: string | null } | null> {
  const row = await threads(session, repository).selectAll().where('number', '=', number).executeTakeFirst();
  const stale = row && staleStory.parse(row.story);
  return stale && stale.closedAt !== null ? { comment: stale.comment } : null;
}

export const threadsSaved = (repository: Here, issue: boolean, saved: (Stale & { number: number })[]): Change => ({
  what: `${saved.length} old threads are known`,
  async write(session) {
    for (const { number, ...stale } of saved) {
      const values = { issue, story: jsonOf(stale) };
      await rowsOf(session)
        .insertInto('stale_threads')
        .values({ repository_id: repository.id, number, ...values })
        .onConflict(conflict => conflict.columns(['repository_id', 'number']).doUpdateSet(values))
        .execute();
    }
  },
});

export const threadsGone = (repository: Here, numbers: number[]): Change => ({
  what: `${numbers.length} old threads are over`,
  async write(session) {
    if (numbers.length === 0) return;
    await rowsOf(session)
      .deleteFrom('stale_threads')
      .where('repository_id', '=', repository.id)
      .where('number', 'in', numbers)
      .execute();
  },
});

/** What says that we close it is not true, or is not any more: whatever closes it next is not ours to undo. */
export const notClosed = (repository: Here, comment: string): Change => ({
  what: `what ${comment} says is not done`,
  async write(session) {
    await sql`
      update stale_threads set story = story || '{"closedAt": null}'
      where repository_id = ${repository.id} and story ->> 'comment' = ${comment}`.execute(rowsOf(session));
  },
});

/** It is not asked about until then. */
export const reopened = (repository: Here, number: number, keptUntil: Date): Change => ({
  what: `#${number} is open again`,
  async write(session) {
    const next = jsonOf({ comment: null, closedAt: null, keptUntil });
    await sql`
      update stale_threads set story = story || ${next}::jsonb where repository_id = ${repository.id} and number = ${number}`.execute(
      rowsOf(session),
    );
  },
});

/** The comments that ask about issues, by their nodes. Where there are more than that, others each hour. */
export async function issueQuestions(session: Session, { id }: Here, most: number): Promise<{ number: number; node: string }[]> {
  const { rows } = await sql<{ number: number; node: string }>`
    select t.number, e.remote_id as node from stale_threads t join effects e on e.key = t.story ->> 'comment'
    where t.repository_id = ${id} and t.issue and t.story ->> 'closedAt' is null and t.story ->> 'keptUntil' is null
      and e.state = 'done' and e.remote_id is not null
    order by md5(t.number || to_char(clock(), 'YYYYMMDDHH24')) limit ${most}`.execute(rowsOf(session));
  return rows;
}
