import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type pg from 'pg';
import { type Effect, type GitHubEffect, type Lane, lanes, type TellSource } from '../core/effect.ts';
import { timeOf } from './audit.ts';
import type { Tx } from './connection.ts';
import { leaseSeconds } from './deliveries.ts';
import { jsonOf } from './json.ts';
import { raise } from './raised.ts';
import type { Tables } from './tables.ts';

/**
 * Writes to the outside as rows. `sent` is committed before the request leaves, so whoever finds `sent` without an answer knows that it may
 * have happened, and looks before acting again. What is told to a source of alerts costs nothing of what GitHub allows, and waits for none
 * of its pauses.
 */

/** What GitHub counts as created content; its limit is much lower than the one for writes. */
const contentKinds = ['comment', 'issue'];
/** A text that replaces the one before it. */
const isEdit = ({ kind }: Effect): boolean => kind === 'edit' || kind === 'issue-edit';
/** What has not left yet when a newer one comes has nothing to say any more. */
const replaces = (effect: Effect): boolean => isEdit(effect) || effect.kind === 'tell';

/**
 * GitHub allows about 80 creations a minute and 500 an hour, and 180 writes a minute. What is less urgent stops earlier, so that
 * an answer to a person always finds room.
 */
const budget: Record<Lane, { minute: number; hour: number; writes: number }> = {
  answer: { minute: 76, hour: 480, writes: 160 },
  ending: { minute: 68, hour: 440, writes: 140 },
  progress: { minute: 48, hour: 360, writes: 110 },
  bookkeeping: { minute: 30, hour: 280, writes: 70 },
};

export interface Sending<E extends Effect = Effect> {
  id: number;
  effect: E;
  holder: string;
  attempts: number;
  looks: number;
  sentAt: Date;
  plannedAt: Date;
  /** Of what it is for, where another effect made that: the comment of an edit, the deployment of a status. */
  remoteId: string | null;
  /** False while comments of ours from before this database may stand in the repository. */
  adopted: boolean;
  /** How far back one of them may stand, where it is for something that is older than that. */
  since: Date | null;
}

/** What must go out one after the other. */
function targetOf(effect: Effect): string {
  switch (effect.kind) {
    case 'comment':
      return `comment:${effect.key}`;
    case 'edit':
    case 'hide':
      return `comment:${effect.comment}`;
    case 'react':
      return `react:${effect.node}`;
    case 'check':
      return `check:${effect.repository.id}:${effect.head}:${effect.name}`;
    case 'status':
      return `status:${effect.repository.id}:${effect.head}:${effect.context}`;
    case 'deployment':
      return `deployment:${effect.key}`;
    case 'deployment-status':
      return typeof effect.deployment === 'string'
        ? `deployment:${effect.deployment}`
        : `deployment:${effect.repository.id}:${effect.deployment}`;
    case 'dispatch':
      return `dispatch:${effect.key}`;
    case 'cancel':
    case 'rerun':
      return `run:${effect.repository.id}:${effect.run}`;
    case 'issue':
      return `issue:${effect.key}`;
    case 'issue-edit':
    case 'issue-state':
    case 'pin':
      return `issue:${effect.issue}`;
    case 'ask-review':
      return `reviews:${effect.repository.id}:${effect.pull}`;
    case 'thread-state':
      return `thread:${effect.repository.id}:${effect.number}`;
    case 'delete-artifact':
      return `artifact:${effect.repository.id}:${effect.id}`;
    case 'delete-cache':
      return `cache:${effect.repository.id}:${effect.id}`;
    case 'tell':
      return `tell:${effect.hook}:${effect.id}`;
  }
}

function digestOf(effect: Effect): string {
  const { key: _key, lane: _lane, leaveBy: _leaveBy, then: _then, ...content } = effect;
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url');
}

/** Plans effects in the transaction that decided them. A key that is there already, or an edit that changes nothing, adds nothing. */
export async function plan(tx: Tx, effects: Effect[], delivery: number | null): Promise<void> {
  for (const effect of effects) {
    const target = targetOf(effect);
    const digest = digestOf(effect);
    if (isEdit(effect) && (await newestDigest(tx, target, effect.kind)) === digest) continue;
    const { numInsertedOrUpdatedRows: added } = await tx
      .insertInto('effects')
      .values({
        key: effect.key,
        kind: effect.kind,
        target,
        installation_id: effect.repository.installation,
        repository_id: effect.repository.id,
        lane: lanes.indexOf(effect.lane),
        what: jsonOf(effect),
        digest,
        delivery,
        leave_by: effect.leaveBy ?? null,
      })
      .onConflict(conflict => conflict.column('key').doNothing())
      .executeTakeFirst();
    if (replaces(effect) && added === 1n) await mergeWaiting(tx, target, effect);
  }
  if (effects.length > 0) await sql`select pg_notify('effects', '')`.execute(tx);
}

async function newestDigest(tx: Tx, target: string, kind: string): Promise<string | undefined> {
  const newest = await tx
    .selectFrom('effects')
    .select('digest')
    .where('target', '=', target)
    .where('kind', '=', kind)
    .where('state', 'in', ['planned', 'sent', 'done'])
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return newest?.digest;
}

async function mergeWaiting(tx: Tx, target: string, { key, kind }: Effect): Promise<void> {
  await tx
    .updateTable('effects')
    .set({ state: 'merged', settled_at: sql<Date>`clock()` })
    .where('target', '=', target)
    .where('kind', '=', kind)
    .where('state', '=', 'planned')
    .where('key', '<>', key)
    .execute();
}

const columns = `e.id, e.what, e.holder, e.attempts, e.looks, e.sent_at, e.planned_at,
  (select made.remote_id from effects made where made.key = coalesce(e.what->>'comment', e.what->>'deployment', e.what->>'issue')) as remote_id,
  (e.what->>'since')::timestamptz as since,
  coalesce((select r.adopted_at is not null from repositories r where r.id = e.repository_id), false)
    and coalesce((e.what->>'since')::timestamptz >= (select max(born_at) from births), true) as adopted`;

interface Row<E extends Effect> {
  id: number;
  what: E;
  holder: string;
  attempts: number;
  looks: number;
  sent_at: Date;
  planned_at: Date;
  remote_id: string | null;
  adopted: boolean;
  since: Date | null;
}

function sendingOf<E extends Effect>(row: Row<E>): Sending<E> {
  return {
    id: row.id,
    effect: row.what,
    holder: row.holder,
    attempts: row.attempts,
    looks: row.looks,
    sentAt: row.sent_at,
    plannedAt: row.planned_at,
    remoteId: row.remote_id,
    adopted: row.adopted,
    since: row.since,
  };
}

/** Installations that have something to send now and were not asked by GitHub to wait. */
export async function installationsToServe(db: Kysely<Tables>): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct e.installation_id as id from effects e
    left join installations i on i.id = e.installation_id
    where e.state = 'planned' and e.kind <> 'tell' and e.due_at <= clock() and (i.paused_until is null or i.paused_until <= clock())`.execute(
    db,
  );
  return rows.map(row => row.id);
}

/**
 * Marks what may leave now for one installation as `sent` and hands it out, as far as its budget goes. The installation's row is
 * locked meanwhile, so that two replicas never spend the same allowance; while another one holds it there is nothing to do here.
 */
export async function takeToSend(
  db: Kysely<Tables>,
  installation: number,
  holder: string,
  most: number,
): Promise<Sending<GitHubEffect>[]> {
  return db.transaction().execute(async tx => {
    await sql`insert into installations (id) values (${installation}) on conflict (id) do nothing`.execute(tx);
    const mine = await sql`select id from installations where id = ${installation} for update skip locked`.execute(tx);
    if (mine.rows.length === 0) return [];
    await dropLate(tx, installation);
    const spent = await spentBy(tx, installation);
    const taken: Sending<GitHubEffect>[] = [];
    for (const lane of lanes) {
      const room = budget[lane];
      const content = Math.min(room.minute - spent.minute, room.hour - spent.hour);
      const writes = Math.min(room.writes - spent.writes, most - taken.length);
      const batch = await takeOfLane(tx, installation, lane, holder, Math.max(content, 0), Math.max(writes, 0));
      for (const one of batch) {
        spent.writes += 1;
        if (contentKinds.includes(one.effect.kind)) {
          spent.minute += 1;
          spent.hour += 1;
        }
      }
      taken.push(...batch);
    }
    return taken;
  });
}

async function takeOfLane(tx: Tx, installation: number, lane: Lane, holder: string, content: number, writes: number) {
  if (writes === 0) return [];
  const { rows } = await sql<Row<GitHubEffect>>`
    with ready as (
      select id, row_number() over (partition by kind = any(${contentKinds}) order by id) as place, kind = any(${contentKinds}) as content
      from effects e
      where installation_id = ${installation} and lane = ${lanes.indexOf(lane)} and state = 'planned' and kind <> 'tell' and due_at <= clock()
        and not exists (select 1 from effects b where b.target = e.target and b.id < e.id and b.state in ('planned', 'sent'))
        and not exists (select 1 from effects b where b.target = e.target and b.state = 'sent')),
    chosen as (select id from ready where not content or place <= ${content} order by id limit ${writes})
    update effects e set state = 'sent', sent_at = clock(), attempts = attempts + 1, holder = ${holder},
      lease_until = clock() + make_interval(secs => ${leaseSeconds})
    where e.id in (select id from chosen) and e.state = 'planned'
    returning ${sql.raw(columns)}`.execute(tx);
  return rows.map(sendingOf);
}

async function dropLate(tx: Tx, installation: number): Promise<void> {
  const { rows } = await sql<Ended>`
    update effects set state = 'dropped', settled_at = clock(), error = 'too late to leave'
    where installation_id = ${installation} and state = 'planned' and leave_by <= clock()
    returning id, what`.execute(tx);
  for (const one of rows) await raiseEnd(tx, one);
}

interface Ended {
  id: number;
  what: Pick<Effect, 'key' | 'repository' | 'then'>;
}

/** Whoever waits for it has its turn: in the same transaction, so that no end goes unheard. */
async function raiseEnd(tx: Tx, { id, what: { then, key, repository } }: Ended): Promise<void> {
  if (!then) return;
  const at = await timeOf(tx);
  await raise(tx, { type: 'Due', at, repository, ...then, ended: key }, { guid: `effect/${id}`, key: null });
}

async function spentBy(tx: Tx, installation: number): Promise<{ minute: number; hour: number; writes: number }> {
  const { rows } = await sql<{ minute: number; hour: number; writes: number }>`
    select count(*) filter (where kind = any(${contentKinds}) and sent_at > clock() - interval '1 minute') as minute,
           count(*) filter (where kind = any(${contentKinds})) as hour,
           count(*) filter (where sent_at > clock() - interval '1 minute') as writes
    from effects where installation_id = ${installation} and kind <> 'tell' and sent_at > clock() - interval '1 hour'`.execute(
    tx,
  );
  return rows[0] ?? { minute: 0, hour: 0, writes: 0 };
}

/** Takes over what was sent and never answered, once nobody can still be waiting for the answer. */
export async function takeDoubtful(pool: pg.Pool, holder: string, most: number): Promise<Sending<GitHubEffect>[]> {
  const { rows } = await pool.query<Row<GitHubEffect>>({
    name: 'take-doubtful',
    text: `update effects e set holder = $1, lease_until = clock() + make_interval(secs => $2)
           where e.id in (select id from effects where state = 'sent' and kind <> 'tell' and lease_until <= clock()
                          order by lease_until limit $3 for update skip locked)
           returning ${columns}`,
    values: [holder, leaseSeconds, most],
  });
  return rows.map(sendingOf);
}

/**
 * What sources are to be told now, and what somebody died over telling: as it may be told twice, nobody has to look. What went wrong once
 * and has been overtaken since is not tried again.
 */
export async function takeToTell(db: Kysely<Tables>, holder: string, most: number): Promise<Sending<TellSource>[]> {
  const free = sql`((t.state = 'planned' and t.due_at <= clock()) or (t.state = 'sent' and t.lease_until <= clock()))`;
  const overtaken = sql`exists (select 1 from effects b where b.target = t.target and b.id > t.id and b.state in ('planned', 'sent', 'done'))`;
  const { rows } = await sql<Row<TellSource>>`
    with passed as (
      update effects t set state = 'merged', settled_at = clock(), holder = null, lease_until = null
      where t.kind = 'tell' and t.state in ('planned', 'sent') and ${free} and ${overtaken})
    update effects e set state = 'sent', sent_at = clock(), attempts = attempts + 1, holder = ${holder},
      lease_until = clock() + make_interval(secs => ${leaseSeconds})
    where e.id in (
      select t.id from effects t
      where t.kind = 'tell' and t.state in ('planned', 'sent') and ${free} and not ${overtaken}
        and not exists (select 1 from effects b where b.target = t.target and b.id < t.id and b.state = 'sent' and b.lease_until > clock())
      order by t.id limit ${most} for update skip locked)
    returning ${sql.raw(columns)}`.execute(db);
  return rows.map(sendingOf);
}

export type Ending =
  | { state: 'done'; remoteId: string | null }
  /** `unsure`: it may have happened, and nobody can find out. */
  | { state: 'failed'; error: string; unsure: boolean }
  | { state: 'dropped'; error: string }
  /** It certainly did not happen: send it again, at the earliest after so many seconds. */
  | { state: 'planned'; seconds: number; counts: boolean; error: string }
  /** It may have happened: look, at the earliest after so many seconds. */
  | { state: 'sent'; seconds: number; looks: number; error: string };

/** Writes down how a sending came out, if it is still ours, and gives whoever waits for its end their turn. */
export async function endSending(db: Kysely<Tables>, one: Sending, ending: Ending): Promise<void> {
  const isEnd = ending.state === 'done' || ending.state === 'failed' || ending.state === 'dropped';
  if (!isEnd || !one.effect.then) return void (await writeEnding(db, one, ending));
  await db.transaction().execute(async tx => {
    if (await writeEnding(tx, one, ending)) await raiseEnd(tx, { id: one.id, what: one.effect });
  });
}

/** False when it was not ours any more. */
async function writeEnding(db: Kysely<Tables>, one: Sending, ending: Ending): Promise<boolean> {
  const after = (seconds: number) => sql<Date>`clock() + make_interval(secs => ${seconds})`;
  const free = { holder: null, lease_until: null };
  const set = (() => {
    switch (ending.state) {
      case 'done':
        return { state: ending.state, ...free, settled_at: after(0), remote_id: ending.remoteId, error: null };
      case 'failed':
        return { state: ending.state, ...free, settled_at: after(0), error: ending.error, unsure: ending.unsure };
      case 'dropped':
        return { state: ending.state, ...free, settled_at: after(0), error: ending.error };
      case 'planned':
        return {
          state: ending.state,
          ...free,
          // Being asked to wait, or not getting through, is no try.
          attempts: sql<number>`attempts - ${ending.counts ? 0 : 1}::smallint`,
          due_at: after(ending.seconds),
          looks: 0,
          error: ending.error,
        };
      case 'sent':
        return { state: ending.state, lease_until: after(ending.seconds), looks: ending.looks, error: ending.error };
    }
  })();
  const { numUpdatedRows } = await db
    .updateTable('effects')
    .set(set)
    .where('id', '=', one.id)
    .where('holder', '=', one.holder)
    .where('state', '=', 'sent')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function pauseInstallation(db: Kysely<Tables>, installation: number, seconds: number): Promise<void> {
  await sql`
    update installations set paused_until = greatest(paused_until, clock() + make_interval(secs => ${seconds}))
    where id = ${installation}`.execute(db);
}

/** Milliseconds until there may be something to send or to look at, by the database's clock; null when nothing waits. */
export async function nextSending(db: Kysely<Tables>): Promise<number | null> {
  const { rows } = await sql<{ wait: number | null }>`
    select (extract(epoch from least(
      (select min(case when e.kind = 'tell' then e.due_at else greatest(e.due_at, i.paused_until) end)
       from effects e left join installations i on i.id = e.installation_id
       where e.state = 'planned'),
      (select min(lease_until) from effects where state = 'sent')) - clock()) * 1000)::float8 as wait`.execute(db);
  return rows[0]?.wait ?? null;
}
