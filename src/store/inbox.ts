import { type Kysely, sql } from 'kysely';
import type { DeliverySource, DeliveryState, EffectState, Tables } from './tables.ts';

/** The inbox as an operator sees it: what is not done, why, and sending it round again. */

export interface Listed {
  seq: number;
  guid: string;
  source: DeliverySource;
  name: string;
  /** The repository's name, once we know it, in front of what the delivery is ordered by. */
  about: string;
  state: DeliveryState;
  attempts: number;
  ageMs: number;
  /** Until its next try; not positive when it could be taken now. */
  dueMs: number;
  error: string | null;
  hasBody: boolean;
}

export interface Shown extends Listed {
  body: Buffer | null;
}

const listed = sql`
  d.seq, d.guid, d.source, d.name, d.state, d.attempts, d.error, d.body is not null as "hasBody",
  coalesce((select r.owner || '/' || r.name || substring(d.key from '^[0-9]+(.*)$') from repositories r
            where r.id = substring(d.key from '^([0-9]{1,15})([#/:].*)?$')::bigint), d.key) as about,
  (extract(epoch from clock() - d.received_at) * 1000)::float8 as "ageMs",
  (extract(epoch from d.due_at - clock()) * 1000)::float8 as "dueMs"`;

/** A turn of our own that lies ahead is a clock, not work that waits. */
const open = sql`state in ('waiting', 'taken', 'aside') and not (state = 'waiting' and source = 'ours' and attempts = 0 and due_at > clock())`;

/** State by state, as their indexes are: those that are done stay for ever, and nobody reads through them. */
const notDone = sql.join(
  ['waiting', 'taken', 'aside', 'heaped'].map(state => sql`select * from deliveries where state = ${sql.lit(state)}`),
  sql` union all `,
);

/** Of a storm that nobody has read yet, only what failed is worth a line. */
const worthALine = sql`(${open} or (state = 'heaped' and error is not null))`;

/** What is not done, the oldest first; those set aside before those that still help themselves. */
export async function openDeliveries(db: Kysely<Tables>, most: number): Promise<Listed[]> {
  const { rows } = await sql<Listed>`
    select ${listed} from (${notDone}) d where ${worthALine} order by d.state <> 'aside', d.seq limit ${most}`.execute(db);
  return rows;
}

export async function countOpen(db: Kysely<Tables>): Promise<Record<'waiting' | 'taken' | 'aside' | 'heaped', number>> {
  const { rows } = await sql<{ state: DeliveryState; n: number }>`
    select state, count(*)::int as n from (${notDone}) d where ${open} or state = 'heaped' group by state`.execute(db);
  const of = (state: DeliveryState) => rows.find(row => row.state === state)?.n ?? 0;
  return { waiting: of('waiting'), taken: of('taken'), aside: of('aside'), heaped: of('heaped') };
}

export async function countOpenEffects(db: Kysely<Tables>): Promise<Record<'planned' | 'sent', number>> {
  const { rows } = await sql<{ state: EffectState; n: number }>`
    select state, count(*)::int as n from effects where state in ('planned', 'sent') group by state`.execute(db);
  const of = (state: EffectState) => rows.find(row => row.state === state)?.n ?? 0;
  return { planned: of('planned'), sent: of('sent') };
}

/** How long the oldest delivery that could be taken has waited. */
export async function oldestWaitingMs(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ ms: number }>`
    select coalesce(extract(epoch from clock() - least(
      (select min(due_at) from deliveries where state = 'waiting' and due_at <= clock()),
      (select due_at from deliveries where state = 'heaped' and due_at <= clock() order by seq limit 1))) * 1000, 0)::float8 as ms`.execute(
    db,
  );
  return rows[0]?.ms ?? 0;
}

/** How long the oldest write that could leave has waited: what GitHub lets nobody send now waits for GitHub, not for us. */
export async function oldestUnsentMs(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ ms: number }>`
    select coalesce(extract(epoch from clock() - min(e.due_at)) * 1000, 0)::float8 as ms
    from effects e left join installations i on i.id = e.installation_id
    where e.state = 'planned' and e.due_at <= clock()
      and (e.kind = 'tell' or i.paused_until is null or i.paused_until <= clock())`.execute(db);
  return rows[0]?.ms ?? 0;
}

/** Installations of which GitHub lets us write nothing now. */
export async function countPaused(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from installations where paused_until > clock()`.execute(
    db,
  );
  return rows[0]?.n ?? 0;
}

export async function databaseBytes(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`.execute(db);
  return rows[0]?.bytes ?? 0;
}

/** By its number or by GitHub's id. */
export async function deliveryOf(db: Kysely<Tables>, id: string): Promise<Shown | null> {
  const seq = /^\d{1,15}$/.test(id) ? Number(id) : null;
  const { rows } = await sql<Shown>`
    select ${listed}, d.body from deliveries d where d.guid = ${id} or d.seq = ${seq}::bigint limit 1`.execute(db);
  return rows[0] ?? null;
}

/** From the beginning, as if it had just come: at once, with all its tries. Those without a body have nothing to try with. */
export async function sendRound(db: Kysely<Tables>, which: number | 'all'): Promise<number> {
  const { rows } = await sql`
    with again as (
      update deliveries set attempts = 0, deaths = 0, due_at = clock(), error = null,
        state = case source when 'hook' then 'heaped' else 'waiting' end
      where body is not null
        and ${which === 'all' ? sql`state = 'aside'` : sql`state in ('aside', 'waiting', 'heaped') and seq = ${which}`}
      returning source)
    select pg_notify(case source when 'hook' then 'heap' else 'deliveries' end, '') from again`.execute(db);
  return rows.length;
}
