/** The audit as it is read: row after row, a page in hand at a time, however many there are. */
import { type Kysely, sql } from 'kysely';
import type { Reason } from '../core/decision.ts';
import type { Tables } from './tables.ts';

export interface AuditRow {
  seq: number;
  at: Date;
  /** `acme/web`; null for a row of no repository. */
  repository: string | null;
  about: string;
  actor: string | null;
  outcome: string;
  scope: string;
  delivery: string | null;
  reasons: Reason;
  /** Its place in its repository's chain and the hash of its link; null for rows older than the chain. */
  place: number | null;
  hash: string | null;
}

export interface Wanted {
  from: Date | null;
  until: Date | null;
  repository: number | null;
}

const page = 500;

/** Oldest first. Nothing is held open between pages: whoever reads may take their time. */
export async function* auditRows(db: Kysely<Tables>, { from, until, repository }: Wanted): AsyncGenerator<AuditRow> {
  for (let after = 0; ; ) {
    const { rows } = await sql<AuditRow>`
      select a.seq, a.at, coalesce(r.owner || '/' || r.name, a.repository_id::text) as repository, a.about, a.actor, a.outcome, a.scope,
        d.guid as delivery, a.reasons, l.place, encode(l.hash, 'hex') as hash
      from audit a
      left join repositories r on r.id = a.repository_id
      left join deliveries d on d.seq = a.delivery
      left join audit_links l on l.seq = a.seq
      where a.seq > ${after}
        and (${from}::timestamptz is null or a.at >= ${from}) and (${until}::timestamptz is null or a.at < ${until})
        and (${repository}::bigint is null or a.repository_id = ${repository})
      order by a.seq limit ${page}`.execute(db);
    yield* rows;
    after = rows.at(-1)?.seq ?? after;
    if (rows.length < page) return;
  }
}
