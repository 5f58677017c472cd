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

/**
 * The oldest that are due, each with one more try, and kept so before anybody reads them: a letter that ends its process leaves that behind.
 * After a death fewer are tried together, until the one that it was about stands alone; it waits as long as `patience` says before each further try,
 * and the others go on.
 */
export async function tryHeaped(db: Kysely<Tables>, most: Most, patience: number[]): Promise<number[]> {
  const { rows } = await sql<{ seq: number }>`
    with due as materialized (
      select seq, attempts, coalesce(octet_length(body), 0) as bytes from deliveries
      where state = 'heaped' and due_at <= clock() order by seq limit ${most.rows} for update skip locked),
    placed as (
      select seq, row_number() over by_age as place, sum(bytes) over by_age - bytes as before, max(attempts) over by_age as deaths
      from due window by_age as (order by seq)),
    chosen as (
      select seq from placed where before < ${most.bytes} and place <= greatest(1, ${most.rows} / power(16, deaths)))
    update deliveries d set attempts = attempts + 1,
      due_at = case when attempts = 0 then due_at
        else clock() + make_interval(secs => coalesce((${patience}::int[])[attempts], ${patience.at(-1) ?? 0})) end,
      error = case when attempts = 0 then error else coalesce(error, 'the process ended while this was read') end
    from chosen where d.seq = chosen.seq returning d.seq`.execute(db);
  return rows.map(({ seq }) => seq);
}

/** What failed was not about these. */
export async function takeBackTry(db: Kysely<Tables>, seqs: number[]): Promise<void> {
  await sql`
    update deliveries set attempts = attempts - 1, due_at = least(due_at, clock())
    where seq = any(${seqs}::bigint[]) and state = 'heaped' and attempts > 0`.execute(db);
}

/** Those of these that nobody else reads. */
export async function takeHeaped(tx: Tx, seqs: number[]): Promise<InHeap[]> {
  const { rows } = await sql<InHeap>`
    with held as materialized (
      select * from deliveries where state = 'heaped' and seq = any(${seqs}::bigint[]) order by seq for update skip locked)
    select d.seq, d.guid, d.attempts, d.received_at as "receivedAt", coalesce(d.body, '') as body,
      case when h.name is not null then jsonb_build_object('name', h.name, 'kind', h.kind, 'owner', h.owner,
        'repository', h.repository, 'settings', h.settings) end as hook
    from held d left join hooks h on h.name = substring(d.key from 6) and h.kind = d.name
    order by d.seq`.execute(tx);
  return rows;
}

export async function settleHeaped(tx: Tx, seqs: number[]): Promise<void> {
  if (seqs.length === 0) return;
  await sql`
    update deliveries set state = 'done', settled_at = clock(), error = null where seq = any(${seqs}::bigint[])`.execute(tx);
}

/** For an operator; with `seconds`, another try comes first. That it was tried is counted by then. */
export async function putOff(
  db: Kysely<Tables>,
  seq: number,
  { seconds, error }: { seconds: number | null; error: string },
): Promise<void> {
  await sql`
    update deliveries set state = ${seconds === null ? 'aside' : 'heaped'}, error = ${error},
      due_at = clock() + make_interval(secs => ${seconds ?? 0})
    where seq = ${seq} and state = 'heaped'`.execute(db);
}

/** Milliseconds until something there is due, by the database's clock; null when nothing is there. */
export async function nextHeaped(db: Kysely<Tables>): Promise<number | null> {
  const { rows } = await sql<{ wait: number | null }>`
    select (extract(epoch from min(due_at) - clock()) * 1000)::float8 as wait from deliveries where state = 'heaped'`.execute(db);
  return rows[0]?.wait ?? null;
}
