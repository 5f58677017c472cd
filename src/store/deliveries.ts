import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import type { DeliveryLane } from '../core/event.ts';
import type { Tx } from './connection.ts';
import type { DeliverySource, Tables } from './tables.ts';

/**
 * Inbox and queue in one table. A worker takes the lowest due delivery of a key that nobody holds; a unique index makes it impossible
 * to hold two of one key. A failure sets `due_at` and frees the key: later ones may overtake, correctness never rests on the order.
 * What hooks bring is heaped, and no worker's: `heap.ts` takes it.
 */

const lanes: Record<DeliveryLane, number> = { people: 0, progress: 1, rest: 2 };

export interface Incoming {
  guid: string;
  source: DeliverySource;
  name: string;
  key: string;
  lane: DeliveryLane;
  body: Buffer;
}

export interface Taken {
  seq: number;
  guid: string;
  source: DeliverySource;
  name: string;
  key: string;
  attempts: number;
  /** In a row: whoever had it before did not live to say what became of it. */
  deaths: number;
  body: Buffer | null;
  holder: string;
}

/** How long a worker may hold what it took before another one takes it over. */
export const leaseSeconds = 60;

const keepMany = `
with given as (select $1::bytea as bodies, $2::text[] as guids, $3::text[] as sources, $4::text[] as names, $5::text[] as keys,
                      $6::smallint[] as lanes, $7::int[] as starts, $8::int[] as lengths),
     kept as (insert into deliveries (guid, source, name, key, lane, state, body)
              select guids[i], sources[i], names[i], keys[i], lanes[i],
                     case sources[i] when 'hook' then 'heaped' else 'waiting' end, substring(bodies from starts[i] for lengths[i])
              from given, generate_subscripts(guids, 1) as i
              order by i
              on conflict (guid) do nothing
              returning guid, source)
select guid, pg_notify(case source when 'hook' then 'heap' else 'deliveries' end, '') from kept`;

/**
 * Keeps a group of deliveries with one statement and one fsync, and answers which of them are new. All bodies travel as one
 * parameter with offsets: measured at half the cost of a parameter each.
 */
export async function keep(pool: pg.Pool, group: Incoming[]): Promise<Set<string>> {
  for (let tries = 1; ; tries++) {
    try {
      return await keepOnce(pool, group);
    } catch (error) {
      // Two groups that hold the same two ids the other way round. The one that was let through may not be done yet.
      if (!(error instanceof pg.DatabaseError && error.code === '40P01') || tries === mostTries) throw error;
    }
  }
}
const mostTries = 5;

async function keepOnce(pool: pg.Pool, group: Incoming[]): Promise<Set<string>> {
  const bodies = Buffer.concat(group.map(one => one.body));
  const starts: number[] = [];
  let next = 1;
  for (const one of group) {
    starts.push(next);
    next += one.body.length;
  }
  const { rows } = await pool.query<{ guid: string }>({
    name: 'keep',
    text: keepMany,
    values: [
      bodies,
      group.map(one => one.guid),
      group.map(one => one.source),
      group.map(one => one.name),
      group.map(one => one.key),
      group.map(one => lanes[one.lane]),
      starts,
      group.map(one => one.body.length),
    ],
  });
  return new Set(rows.map(row => row.guid));
}

/** Keeps one within a transaction: an event of our own, which may lie ahead. */
export async function keepWithin(tx: Tx, { dueAt, ...one }: Incoming & { dueAt: Date }): Promise<void> {
  await tx
    .insertInto('deliveries')
    .values({ ...one, lane: lanes[one.lane], due_at: sql<Date>`greatest(clock(), ${dueAt})` })
    .onConflict(conflict => conflict.column('guid').doNothing())
    .execute();
  await sql`select pg_notify('deliveries', '')`.execute(tx);
}

const takeSome = `
with free as (
  select d.seq from deliveries d
  where d.state = 'waiting' and d.due_at <= clock()
    and not exists (select 1 from deliveries held where held.key = d.key and held.state = 'taken')
    and not exists (select 1 from deliveries earlier
                    where earlier.key = d.key and earlier.seq < d.seq and earlier.state = 'waiting' and earlier.due_at <= clock())
  order by d.lane, d.seq
  limit $2
  for update skip locked),
left_behind as (
  select seq from deliveries where state = 'taken' and lease_until <= clock() order by lease_until limit $2 for update skip locked)
update deliveries set state = 'taken', holder = $1, attempts = attempts + 1, lease_until = clock() + make_interval(secs => $3),
  deaths = deaths + (state = 'taken')::int
where seq in (select seq from left_behind union all select seq from free limit $2)
returning seq, guid, source, name, key, attempts, deaths, body, holder, lane`;

/** Takes up to `most`. Two takers who meet on one key: the index lets one of them win, and the other comes back empty-handed. */
export async function take(pool: pg.Pool, holder: string, most: number): Promise<Taken[]> {
  try {
    const { rows } = await pool.query<Taken & { lane: number }>({
      name: 'take',
      text: takeSome,
      values: [holder, most, leaseSeconds],
    });
    return rows.sort((a, b) => a.lane - b.lane || a.seq - b.seq);
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '23505') return [];
    throw error;
  }
}

/** Milliseconds until something will be there to take, by the database's clock; null when nothing waits. */
export async function nextDue(db: Kysely<Tables>): Promise<number | null> {
  const { rows } = await sql<{ wait: number | null }>`
    select (extract(epoch from least(
      (select min(due_at) from deliveries d where state = 'waiting'
        and not exists (select 1 from deliveries held where held.key = d.key and held.state = 'taken')),
      (select min(lease_until) from deliveries where state = 'taken')) - clock()) * 1000)::float8 as wait`.execute(db);
  return rows[0]?.wait ?? null;
}

/** Marks a delivery as handled, if it is still ours. Part of the transaction that wrote what it led to: both or neither. */
export async function settle(db: Kysely<Tables>, taken: Taken, state: 'done' | 'seen'): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('deliveries')
    .set({ state, holder: null, lease_until: null, settled_at: sql<Date>`clock()`, error: null })
    .where('seq', '=', taken.seq)
    .where('holder', '=', taken.holder)
    .where('state', '=', 'taken')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

interface Back {
  /** Until it is tried again; null sets it aside for an operator. */
  seconds: number | null;
  error: string;
  /** Whether this was a try. Being asked to wait, or stopped, is none. */
  counts: boolean;
  /** Whether it was tried to its end, so that no process ends of it. */
  survived: boolean;
}

export async function giveBack(db: Kysely<Tables>, taken: Taken, { seconds, error, counts, survived }: Back): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({
      state: seconds === null ? 'aside' : 'waiting',
      attempts: sql<number>`attempts - ${counts ? 0 : 1}::smallint`,
      ...(survived ? { deaths: 0 } : {}),
      holder: null,
      lease_until: null,
      due_at: sql<Date>`clock() + make_interval(secs => ${seconds ?? 0})`,
      error,
    })
    .where('seq', '=', taken.seq)
    .where('holder', '=', taken.holder)
    .where('state', '=', 'taken')
    .execute();
}

/** Bodies hold what people wrote: after seven days they go. The ids stay, so that nothing is done twice. */
export async function forgetBodies(db: Kysely<Tables>): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('deliveries')
    .set({ body: null })
    .where('seq', 'in', eb =>
      eb
        .selectFrom('deliveries')
        .select('seq')
        .where('body', 'is not', null)
        .where('received_at', '<', sql<Date>`clock() - interval '7 days'`)
        .where('state', 'not in', ['waiting', 'taken', 'heaped'])
        .limit(5_000),
    )
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Letters that were counted go altogether: they are many, nothing names them, and no source sends one again after so long. */
export async function forgetLetters(db: Kysely<Tables>): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from deliveries where seq in (
      select seq from deliveries where source = 'hook' and state = 'done' and received_at < clock() - interval '7 days' limit 5000)`.execute(
    db,
  );
  return Number(numAffectedRows);
}

/** Which of these we have never kept. */
export async function unknownOf(db: Kysely<Tables>, guids: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ guid: string }>`
    select guid from unnest(${guids}::text[]) as guid
    where not exists (select 1 from deliveries d where d.guid = guid.guid)`.execute(db);
  return new Set(rows.map(row => row.guid));
}

/** Which of these comments, found by looking, we have neither found before nor had delivered: a delivery carries the comment's node id. */
export async function unheardOf(
  db: Kysely<Tables>,
  found: { guid: string; keys: string[]; node: string }[],
): Promise<Set<string>> {
  if (found.length === 0) return new Set();
  const places = found.flatMap(({ guid, keys, node }) => keys.map(key => ({ guid, key, node })));
  const { rows } = await sql<{ guid: string }>`
    with recent as materialized (
      select key, body from deliveries
      where body is not null and received_at > clock() - interval '1 hour' and key = any(${places.map(one => one.key)})),
    heard as (
      select guid from unnest(${places.map(one => one.guid)}::text[], ${places.map(one => one.key)}::text[], ${places.map(one => one.node)}::text[])
        as place (guid, key, node)
      where exists (select 1 from recent where recent.key = place.key and position(convert_to(place.node, 'UTF8') in recent.body) > 0))
    select guid from unnest(${found.map(one => one.guid)}::text[]) as found (guid)
    where not exists (select 1 from deliveries d where d.guid = found.guid)
      and not exists (select 1 from heard where heard.guid = found.guid)`.execute(db);
  return new Set(rows.map(row => row.guid));
}

/** Records what is older than this database: known from now on, never handled. */
export async function markSeen(db: Kysely<Tables>, many: { guid: string; event: string }[]): Promise<void> {
  const guids = many.map(one => one.guid);
  const names = many.map(one => one.event);
  await sql`
    insert into deliveries (guid, source, name, key, lane, state, settled_at)
    select guid, 'github', name, 'delivery/' || guid, ${lanes.rest}::smallint, 'seen', clock()
    from unnest(${guids}::text[], ${names}::text[]) as old (guid, name)
    on conflict (guid) do nothing`.execute(db);
}
