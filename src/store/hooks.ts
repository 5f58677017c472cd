import { type Kysely, sql } from 'kysely';
import type { Hook } from '../core/hook.ts';
import type { Tables } from './tables.ts';

/** Hooks as rows: who may tell us what, with which secret, and how much they did. Whoever has hooks in memory hears of each change. */

/** One that a newer one has replaced is good until then: whoever sends cannot change it in the same moment. */
export interface SealedSecret {
  sealed: string;
  since: string;
  until: string | null;
}

export interface KeptHook extends Hook {
  /** The newest first. */
  secrets: SealedSecret[];
}

export interface ListedHook extends KeptHook {
  /** Since somebody came through it with the right secret; null: nobody has. */
  heardMs: number | null;
  heard: number;
  refused: number;
  refusedMs: number | null;
  routed: number;
  unrouted: number;
  lastUnrouted: string | null;
  /** What came through it and nobody has read yet. */
  unread: number;
  /** What came through it and cannot be read: kept for an operator. */
  aside: number;
  /** Sealed; with it the source is told and asked. */
  token: string | null;
  /** Since the source answered what it was asked; null: it never has. */
  askedMs: number | null;
  /** Why it gives no answer since. */
  askError: string | null;
}

/** For how long. */
export const overlap = '7 days';

const shape = sql`name, kind, owner, repository, settings, secrets`;

/** All of them, with the time by the database's clock. */
export async function allHooks(db: Kysely<Tables>): Promise<{ hooks: KeptHook[]; now: Date }> {
  const { rows } = await sql<{ hooks: KeptHook[]; now: Date }>`
    select clock() as now, coalesce((select json_agg(one) from (select ${shape} from hooks) one), '[]') as hooks`.execute(db);
  if (!rows[0]) throw new Error('the database does not tell the time');
  return rows[0];
}

const ago = (column: string) => sql`(extract(epoch from clock() - ${sql.ref(column)}) * 1000)::float8`;

/** Each state by itself: either has an index, and both together would have the whole table read. */
export async function listHooks(db: Kysely<Tables>, name: string | null = null): Promise<ListedHook[]> {
  const { rows } = await sql<ListedHook>`
    with kept as (
      select key, count(*) filter (where state = 'heaped')::int as unread, count(*) filter (where state = 'aside')::int as aside
      from (select key, state from deliveries where state = 'heaped' and source = 'hook'
            union all select key, state from deliveries where state = 'aside' and source = 'hook') one group by key)
    select ${shape}, ${ago('heard_at')} as "heardMs", heard, refused, ${ago('last_refused_at')} as "refusedMs", routed, unrouted,
      last_unrouted as "lastUnrouted", token, ${ago('asked_at')} as "askedMs", ask_error as "askError",
      coalesce(kept.unread, 0) as unread, coalesce(kept.aside, 0) as aside
    from hooks left join kept on kept.key = ${keyPrefix} || hooks.name where ${name}::text is null or name = ${name} order by name`.execute(
    db,
  );
  return rows;
}

/** What a hook's deliveries are ordered by. */
const keyPrefix = 'hook/';
export const hookKey = (name: string): string => keyPrefix + name;

const tell = sql`select pg_notify('hooks', '')`;

/** False when the name is taken. */
export async function addHook(
  db: Kysely<Tables>,
  { name, kind, owner, repository, settings }: Hook,
  sealed: string,
): Promise<boolean> {
  return await db.transaction().execute(async tx => {
    const { numAffectedRows } = await sql`
      insert into hooks (name, kind, owner, repository, settings, secrets)
      values (${name}, ${kind}, ${owner}, ${repository}, ${JSON.stringify(settings)},
        jsonb_build_array(jsonb_build_object('sealed', ${sealed}::text, 'since', clock(), 'until', null)))
      on conflict (name) do nothing`.execute(tx);
    await tell.execute(tx);
    return numAffectedRows === 1n;
  });
}

/** The new one counts at once; those before it until the overlap is over, and not at all when that was so already. */
export async function rotateHook(db: Kysely<Tables>, name: string, sealed: string): Promise<boolean> {
  return await change(
    db,
    name,
    sql`rotated_at = clock(), secrets = jsonb_build_array(jsonb_build_object('sealed', ${sealed}::text, 'since', clock(), 'until', null))
      || coalesce((select jsonb_agg(one || jsonb_build_object('until', coalesce((one ->> 'until')::timestamptz, clock() + ${overlap}::interval)) order by place)
        from jsonb_array_elements(secrets) with ordinality as old (one, place)
        where coalesce((one ->> 'until')::timestamptz > clock(), true)), '[]')`,
  );
}

/** Only the newest secret is good from now on. */
export const dropOldSecrets = (db: Kysely<Tables>, name: string): Promise<boolean> =>
  change(db, name, sql`secrets = jsonb_build_array(secrets -> 0)`);

async function change(db: Kysely<Tables>, name: string, what: ReturnType<typeof sql>): Promise<boolean> {
  return await db.transaction().execute(async tx => {
    const { numAffectedRows } = await sql`update hooks set ${what} where name = ${name}`.execute(tx);
    await tell.execute(tx);
    return numAffectedRows === 1n;
  });
}

export async function removeHook(db: Kysely<Tables>, name: string): Promise<boolean> {
  return await db.transaction().execute(async tx => {
    const { numDeletedRows } = await tx.deleteFrom('hooks').where('name', '=', name).executeTakeFirst();
    await tell.execute(tx);
    return numDeletedRows === 1n;
  });
}

export interface Knocks {
  heard: number;
  refused: number;
}

export async function noteKnocks(db: Kysely<Tables>, name: string, { heard, refused }: Knocks): Promise<void> {
  await sql`
    update hooks set heard = heard + ${heard}, refused = refused + ${refused},
      heard_at = case when ${heard} > 0 then clock() else heard_at end,
      last_refused_at = case when ${refused} > 0 then clock() else last_refused_at end
    where name = ${name}`.execute(db);
}

/** What reading came to; part of the transaction that read it. */
export async function noteRead(
  db: Kysely<Tables>,
  { hook, routed, unrouted, why }: { hook: string; routed: number; unrouted: number; why: string | null },
): Promise<void> {
  await sql`
    update hooks set routed = routed + ${routed}, unrouted = unrouted + ${unrouted}, last_unrouted = coalesce(${why}, last_unrouted)
    where name = ${hook}`.execute(db);
}

interface Stands {
  seq: number;
  state: string;
  error: string | null;
}

/** What became of a delivery; null when nobody has kept it. */
export async function standingOf(db: Kysely<Tables>, guid: string): Promise<Stands | null> {
  const row = await db.selectFrom('deliveries').select(['seq', 'state', 'error']).where('guid', '=', guid).executeTakeFirst();
  return row ?? null;
}

export async function newestSeq(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ seq: number | null }>`select max(seq) as seq from deliveries`.execute(db);
  return rows[0]?.seq ?? 0;
}

/** The same of one that was kept since, and has this name or one that begins with it. */
export async function standingSince(db: Kysely<Tables>, seq: number, name: string): Promise<Stands | null> {
  const { rows } = await sql<Stands>`
    select seq, state, error from deliveries
    where seq > ${seq} and starts_with(guid || '/', ${`${name}/`}) order by seq limit 1`.execute(db);
  return rows[0] ?? null;
}

const unasked = sql`ask_after = null, ask_failures = 0, ask_error = null`;

/** With which its source is told and asked from now on; null: with none. What happened before the first one is nobody's news. */
export const giveToken = (
  db: Kysely<Tables>,
  name: string,
  sealed: string | null,
  settings: Hook['settings'] | null = null,
): Promise<boolean> =>
  change(
    db,
    name,
    sealed === null
      ? sql`token = null, token_at = null, asked_at = null, ${unasked}`
      : sql`token = ${sealed}, token_at = coalesce(token_at, clock()), ${unasked},
          settings = coalesce(${settings && JSON.stringify(settings)}::jsonb, settings)`,
  );

/** What a token is sealed for: not for the place of a secret, so that neither opens as the other. */
export const tokenKey = (name: string): string => `${hookKey(name)}/token`;

export interface Speaking extends Hook {
  /** Sealed. */
  token: string | null;
}

/** The hook that a source is told through; null: it is gone. */
export async function speaking(db: Kysely<Tables>, name: string): Promise<Speaking | null> {
  const row = await db
    .selectFrom('hooks')
    .select(['name', 'kind', 'owner', 'repository', 'settings', 'token'])
    .where('name', '=', name)
    .executeTakeFirst();
  return row ?? null;
}

export interface Asked extends Speaking {
  /** When its source answered last, or the token was given. */
  since: Date;
  tokenAt: Date;
  now: Date;
}

/** Those whose sources may be asked now. */
export async function hooksToAsk(db: Kysely<Tables>): Promise<Asked[]> {
  const { rows } = await sql<Asked>`
    select name, kind, owner, repository, settings, token, token_at as "tokenAt", coalesce(asked_at, token_at) as since, clock() as now
    from hooks where token is not null and (ask_after is null or ask_after <= clock()) order by name`.execute(db);
  return rows;
}

/** `until`: the next question begins there. */
export const noteAnswer = (db: Kysely<Tables>, { name, token }: Asked, until: Date): Promise<unknown> =>
  sql`update hooks set asked_at = ${until}, ask_after = null, ask_failures = 0, ask_error = null
      where name = ${name} and token = ${token}`.execute(db);

/** Whoever does not answer is asked ever less often, down to once an hour. True when that is worth a line in the log. */
export async function noteNoAnswer(db: Kysely<Tables>, { name, token }: Asked, why: string): Promise<boolean> {
  const { rows } = await sql<{ failures: number }>`
    update hooks set ask_failures = ask_failures + 1, ask_error = ${why},
      ask_after = clock() + least(interval '5 minutes' * power(2, least(ask_failures, 10)), interval '1 hour') - interval '10 seconds'
    where name = ${name} and token = ${token} returning ask_failures as failures`.execute(db);
  const [row] = rows;
  return row !== undefined && (row.failures === 1 || row.failures > hourly);
}
/** From then on an hour lies between two. */
const hourly = 4;
