/** The rows of monthly lists: the only SQL of this folder. */
import { type Selectable, sql } from 'kysely';
import type { Change } from '../../../core/decision.ts';
import type { Repository } from '../../../core/event.ts';
import type { Session } from '../../../core/session.ts';
import { jsonOf } from '../../../store/json.ts';
import { rowsOf } from '../../../store/session.ts';
import type { Tables } from '../../../store/tables.ts';
import { findingsSchema, type List } from './list.ts';

type Place = Pick<Repository, 'id'>;

const listOf = ({ repository_id: _, reworded_at: rewordedAt, findings, ...row }: Selectable<Tables['cleanup_lists']>): List => ({
  ...row,
  rewordedAt,
  findings: findingsSchema.parse(findings),
});

/** When the repository has its next list, and the time by the clock that counts; null: it wants none. */
export async function nextOf(session: Session, { id }: Place): Promise<{ at: Date; now: Date } | null> {
  const rows = rowsOf(session)
    .selectFrom('cleanups')
    .select(['next_at as at', sql<Date>`clock()`.as('now')]);
  return (await rows.where('repository_id', '=', id).executeTakeFirst()) ?? null;
}

export const nextSet = ({ id }: Place, at: Date): Change => ({
  what: `the next list at ${at.toISOString()}`,
  async write(session) {
    await rowsOf(session)
      .insertInto('cleanups')
      .values({ repository_id: id, next_at: at })
      .onConflict(conflict => conflict.column('repository_id').doUpdateSet({ next_at: at }))
      .execute();
  },
});

export const noneWanted = ({ id }: Place): Change => ({
  what: 'no lists any more',
  async write(session) {
    await rowsOf(session).deleteFrom('cleanups').where('repository_id', '=', id).execute();
  },
});

export async function listNamed(session: Session, issue: string): Promise<List | null> {
  const row = await rowsOf(session).selectFrom('cleanup_lists').selectAll().where('issue', '=', issue).executeTakeFirst();
  return row ? listOf(row) : null;
}

/** Whose boxes delete something. */
export async function openLists(session: Session, { id }: Place): Promise<List[]> {
  const rows = rowsOf(session).selectFrom('cleanup_lists').selectAll().where('repository_id', '=', id);
  return (await rows.where('state', '=', 'open').orderBy('month').execute()).map(listOf);
}

/** The open one with this issue, by what came back when it was opened. */
export async function listIn(session: Session, { id }: Place, remoteId: string): Promise<List | null> {
  const row = await rowsOf(session)
    .selectFrom('cleanup_lists')
    .innerJoin('effects', 'effects.key', 'cleanup_lists.issue')
    .selectAll('cleanup_lists')
    .where('cleanup_lists.repository_id', '=', id)
    .where('cleanup_lists.state', '=', 'open')
    .where('effects.remote_id', '=', remoteId)
    .executeTakeFirst();
  return row ? listOf(row) : null;
}

export const listSaved = ({ id }: Place, list: List): Change => ({
  what: `the list of ${list.month}: ${list.state}`,
  async write(session) {
    const { issue, month, rewordedAt, findings, ...rest } = list;
    const changing = { ...rest, reworded_at: rewordedAt, findings: jsonOf(findings) };
    await rowsOf(session)
      .insertInto('cleanup_lists')
      .values({ issue, month, repository_id: id, ...changing })
      .onConflict(conflict => conflict.column('issue').doUpdateSet(changing))
      .execute();
  },
});
