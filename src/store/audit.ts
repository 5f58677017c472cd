import { type Kysely, sql } from 'kysely';
import * as z from 'zod/mini';
import type { Decision } from '../core/decision.ts';
import type { Session } from '../core/session.ts';
import type { Tx } from './connection.ts';
import { jsonOf } from './json.ts';
import { rowsOf } from './session.ts';
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
      reasons: jsonOf(reasons),
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

/** A reason as it was kept; one of a policy knows the setting that asks for it. */
export interface Explained {
  says: string;
  holds: boolean;
  setting?: string | null | undefined;
  because?: Explained[] | undefined;
}
const Reasons: z.ZodMiniType<Explained> = z.object({
  says: z.string(),
  holds: z.boolean(),
  setting: z.optional(z.nullable(z.string())),
  because: z.optional(z.lazy(() => z.array(Reasons))),
});

export interface Told {
  about: string;
  actor: string | null;
  reasons: Explained;
}

/** What was decided last under this lock and came to something; `but`: commands that only ask about it. */
export async function lastDecision(session: Session, scope: string, but: string): Promise<Told | null> {
  const row = await rowsOf(session)
    .selectFrom('audit')
    .select(['about', 'actor', 'reasons'])
    .where('scope', '=', scope)
    .where('outcome', 'in', ['done', 'refused'])
    .where('scope', 'like', 'thread/%')
    .where(sql<boolean>`not starts_with(about, ${but})`)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? { ...row, reasons: Reasons.parse(row.reasons) } : null;
}

/** So far back is looked for a person's refusals: enough for whoever tries again and again, and never a walk through years. */
const recently = 2_000;

/**
 * How often in a row this person was refused in this repository until now, with nothing of theirs that went well in between. Only what they
 * said in a thread counts: a push of theirs is decided on too, and is nothing that went well.
 */
export async function refusedInARow(
  session: Session,
  { repository, login }: { repository: number; login: string },
): Promise<number> {
  const { rows } = await sql<{ times: number }>`
    with theirs as materialized (
      select seq, outcome from (select * from audit order by seq desc limit ${recently}) as lately
      where repository_id = ${repository} and actor = ${login} and scope like 'thread/%')
    select count(*)::int as times from theirs
    where outcome = 'refused' and seq > coalesce((select max(seq) from theirs where outcome = 'done'), 0)`.execute(
    rowsOf(session),
  );
  return rows[0]?.times ?? 0;
}
