/** Where the heads of pull requests have been, and since when by GitHub's clock. */
import { sql } from 'kysely';
import type { Change } from '../core/decision.ts';
import type { Move } from '../core/reads.ts';
import type { Session } from '../core/session.ts';
import { rowsOf } from './session.ts';

export interface Place {
  repository: number;
  pull: number;
}

/** So far back nobody asks. */
const mostMoves = 50;

/** Oldest first. Who pushed is known here for forks, too. */
export async function headsOf(session: Session, { repository, pull }: Place): Promise<Move[]> {
  const rows = await rowsOf(session)
    .selectFrom('heads')
    .select(['before', 'after', 'at', 'by_id', 'by_login', 'by_bot'])
    .where('repository_id', '=', repository)
    .where('pull', '=', pull)
    .orderBy('at')
    .execute();
  return rows.map(row => ({
    before: row.before || null,
    after: row.after,
    at: row.at,
    by: row.by_id === null || row.by_login === null ? null : { id: row.by_id, login: row.by_login, bot: row.by_bot === true },
  }));
}

/** Keeps it, and of all the newest. */
export const headMoved = ({ repository, pull }: Place, move: Move): Change => ({
  what: `the head of #${pull} is ${move.after.slice(0, 7)}`,
  async write(session) {
    const rows = rowsOf(session);
    await rows
      .insertInto('heads')
      .values({
        repository_id: repository,
        pull,
        before: move.before ?? '',
        after: move.after,
        at: move.at,
        by_id: move.by?.id ?? null,
        by_login: move.by?.login ?? null,
        by_bot: move.by?.bot ?? null,
      })
      .onConflict(conflict => conflict.doNothing())
      .execute();
    const oldestKept = rows
      .selectFrom('heads')
      .select('at')
      .where('repository_id', '=', repository)
      .where('pull', '=', pull)
      .orderBy('at', 'desc')
      .offset(mostMoves - 1)
      .limit(1);
    await rows
      .deleteFrom('heads')
      .where('repository_id', '=', repository)
      .where('pull', '=', pull)
      .where('at', '<', sql<Date>`(${oldestKept})`)
      .execute();
  },
});

/** It is closed: where it was is nobody's question any more. */
export const headsForgotten = ({ repository, pull }: Place): Change => ({
  what: `the heads of #${pull} are forgotten`,
  async write(session) {
    await rowsOf(session).deleteFrom('heads').where('repository_id', '=', repository).where('pull', '=', pull).execute();
  },
});
