import { type Kysely, sql } from 'kysely';
import type { Heaped } from '../core/hook.ts';
import type { Tx } from './connection.ts';
import type { Tables } from './tables.ts';

/** What hooks brought, taken many at a time: held by the transaction that reads them, so that whoever dies with it holds nothing. */

export interface InHeap extends Omit<Heaped, 'hook'> {
  guid: string;
  attempts: number;
  /** Null: there is none of that name and kind any more. */
  hook: Heaped['hook'] | null;
}

interface Most {
  rows: number;
  /** Of all bodies; one alone may be larger. */
  bytes: number;
}

/** The oldest that are due and that nobody else reads; of these alone, if they are named. */
export async function takeHeaped(tx: Tx, most: Most, among: number[] | null): Promise<InHeap[]> {
  const { rows } = await sql<InHeap>`
    with held as materialized (
      select seq, coalesce(octet_length(body), 0) as bytes from deliveries
      where state = 'heaped' and due_at <= clock() and ${among === null ? sql`true` : sql`seq = any(${among}::bigint[])`}
      order by seq limit ${most.rows} for update skip locked),
    chosen as (
      select seq from (select seq, sum(bytes) over (order by seq) - bytes as before from held) one where before < ${most.bytes})
    select d.seq, d.guid, d.attempts, d.received_at as "receivedAt", coalesce(d.body, '') as body,
      case when h.name is not null then jsonb_build_object('name', h.name, 'kind', h.kind, 'owner', h.owner,
        'repository', h.repository, 'settings', h.settings) end as hook
    from chosen join deliveries d using (seq) left join hooks h on h.name = substring(d.key from 6) and h.kind = d.name
    order by d.seq`.execute(tx);
  return rows;
}

export async function settleHeaped(tx: Tx, seqs: number[]): Promise<void> {
  if (seqs.length === 0) return;
  await sql`
    update deliveries set state = 'done', settled_at = clock(), error = null where seq = any(${seqs}::bigint[])`.execute(tx);
}

/** For an operator; with `seconds`, another try comes first. */
export async function putOff(
  db: Kysely<Tables>,
  seq: number,
  { seconds, error }: { seconds: number | null; error: string },
): Promise<void> {
  await sql`
    update deliveries set state = ${seconds === null ? 'aside' : 'heaped'}, attempts = attempts + 1, error = ${error},
      due_at = clock() + make_interval(secs => ${seconds ?? 0})
    where seq = ${seq} and state = 'heaped'`.execute(db);
}

/** Milliseconds until something there is due, by the database's clock; null when nothing is there. */
export async function nextHeaped(db: Kysely<Tables>): Promise<number | null> {
  const { rows } = await sql<{ wait: number | null }>`
    select (extract(epoch from min(due_at) - clock()) * 1000)::float8 as wait from deliveries where state = 'heaped'`.execute(db);
  return rows[0]?.wait ?? null;
}
