import { type Kysely, sql } from 'kysely';
import type { Decision } from '../core/decision.ts';
import type { Tx } from './connection.ts';
import type { Tables } from './tables.ts';

/** Holds whatever else decides on the same thing until this transaction ends, and answers what time it is in it. */
export async function lock(tx: Tx, scopes: string[]): Promise<Date> {
  // Always in the same order, so that two that need the same two never wait for each other.
  for (const name of [...new Set(scopes)].sort()) {
    await sql`insert into scopes (name) values (${name}) on conflict (name) do update set name = excluded.name`.execute(tx);
  }
  return await timeOf(tx);
}

/** The time that counts: no replica's own. */
export async function timeOf(db: Kysely<Tables>): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock() as now`.execute(db);
  if (!rows[0]) throw new Error('the database does not tell the time');
  return rows[0].now;
}

/** One row for every decision, refusals included. Never changed, never deleted: the table refuses both, and chains them as it commits. */
export async function record(
  tx: Tx,
  entry: { delivery: number | null; repository: number | null; scope: string; decision: Decision },
): Promise<void> {
  const { about, actor, outcome, reasons } = entry.decision;
  await tx
    .insertInto('audit')
    .values({
      delivery: entry.delivery,
      repository_id: entry.repository,
      scope: entry.scope,
      about,
      actor,
      outcome,
      reasons: JSON.stringify(reasons),
    })
    .execute();
}

/**
 * When this database began or was last restored: what GitHub dates before that was somebody else's to handle. To the second, as GitHub dates:
 * a first comment right after the start must not look older than the database it reached.
 */
export async function bornAt(db: Kysely<Tables>): Promise<Date> {
  const birth = await db
    .selectFrom('births')
    .select(sql<Date>`date_trunc('second', max(born_at))`.as('at'))
    .executeTakeFirstOrThrow();
  return birth.at;
}
