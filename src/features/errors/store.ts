/** The rows of what was counted, and of the repositories that want it: the only SQL of this feature, besides what it shares. */
import { type Selectable, sql } from 'kysely';
import * as z from 'zod/mini';
import type { Change } from '../../core/decision.ts';
import type { Repository } from '../../core/event.ts';
import type { Session } from '../../core/session.ts';
import { type Speaking, speaking } from '../../store/hooks.ts';
import { jsonOf } from '../../store/json.ts';
import { repositoryOf } from '../../store/repositories.ts';
import { rowsOf } from '../../store/session.ts';
import type { Tables } from '../../store/tables.ts';
import { levels } from './alert.ts';
import type { Home } from './claiming.ts';
import type { Errors } from './config.ts';
import { type Group, letterSchema, placesSchema, sampleSchema, statuses, timesSchema } from './group.ts';

type Row = Selectable<Tables['alert_groups']>;

const groupOf = (row: Row): Group => ({
  ...{ print: row.print, hook: row.hook, title: row.title },
  status: z.enum(statuses).parse(row.status),
  level: z.enum(levels).parse(row.level),
  ...{ firstAt: row.first_at, lastAt: row.last_at, saidAt: row.said_at, resolvedAt: row.resolved_at },
  ...{ alerts: row.alerts, counted: row.counted },
  environments: placesSchema.parse(row.environments),
  releases: placesSchema.parse(row.releases),
  times: timesSchema.parse(row.times),
  sample: sampleSchema.parse(row.sample),
  letter: letterSchema.parse(row.letter),
});

export interface Place {
  repository: number;
  print: string;
}

/** As they are, and nobody else's until this is over; always in one order, so that two who count do not wait for each other. */
export async function groupsHeld(session: Session, places: Place[]): Promise<(Place & { group: Group })[]> {
  if (places.length === 0) return [];
  const { rows } = await sql<Row>`
    select g.* from alert_groups g
    join unnest(${places.map(one => one.repository)}::bigint[], ${places.map(one => one.print)}::text[]) as given (repository_id, print)
      on g.repository_id = given.repository_id and g.print = given.print
    order by g.repository_id, g.print for update of g`.execute(rowsOf(session));
  return rows.map(row => ({ repository: row.repository_id, print: row.print, group: groupOf(row) }));
}

/** All with one statement. Two who both begin one meet at its key, and the later one counts anew. */
export async function groupsSaved(session: Session, counted: (Place & { group: Group; isNew: boolean })[]): Promise<void> {
  const rows = counted
    .toSorted((a, b) => a.repository - b.repository || (a.print < b.print ? -1 : 1))
    .map(({ repository, print, group, isNew }) => ({
      ...{ repository_id: repository, print, is_new: isNew, hook: group.hook, status: group.status, title: group.title },
      ...{ level: group.level, first_at: group.firstAt, last_at: group.lastAt, said_at: group.saidAt },
      ...{ resolved_at: group.resolvedAt, alerts: group.alerts, counted: group.counted },
      ...{ environments: group.environments, releases: group.releases, times: group.times, sample: group.sample },
      letter: group.letter,
    }));
  if (rows.length === 0) return;
  const given = sql`jsonb_to_recordset(${jsonOf(rows)}::jsonb) as given (repository_id bigint, print text, is_new boolean, hook text,
    status text, title text, level text, first_at timestamptz, last_at timestamptz, said_at timestamptz, resolved_at timestamptz,
    alerts bigint, counted bigint, environments jsonb, releases jsonb, times jsonb, sample jsonb, letter jsonb)`;
  const db = rowsOf(session);
  await sql`
    insert into alert_groups (repository_id, print, hook, status, title, level, first_at, last_at, said_at, resolved_at, alerts, counted,
                              environments, releases, times, sample, letter, changed_at, unseen)
    select repository_id, print, hook, status, title, level, first_at, last_at, said_at, resolved_at, alerts, counted,
           environments, releases, times, sample, letter, clock(), true
    from ${given} where is_new order by repository_id, print`.execute(db);
  await sql`
    update alert_groups g set (status, title, level, first_at, last_at, said_at, resolved_at, alerts, counted, environments, releases,
                               times, sample, letter, changed_at, unseen)
      = (given.status, given.title, given.level, given.first_at, given.last_at, given.said_at, given.resolved_at, given.alerts,
         given.counted, given.environments, given.releases, given.times, given.sample, given.letter,
         clock(), true)
    from ${given} where not given.is_new and g.repository_id = given.repository_id and g.print = given.print`.execute(db);
}

export async function groupsOf(session: Session, { id }: Pick<Repository, 'id'>, prints: string[]): Promise<Group[]> {
  if (prints.length === 0) return [];
  const rows = await rowsOf(session)
    .selectFrom('alert_groups')
    .selectAll()
    .where('repository_id', '=', id)
    .where('print', 'in', prints)
    .execute();
  return rows.map(groupOf);
}

/** What was counted since somebody looked, the longest unseen first. */
export async function unlooked(session: Session, { id }: Pick<Repository, 'id'>, most: number): Promise<Group[]> {
  const rows = await rowsOf(session)
    .selectFrom('alert_groups')
    .selectAll()
    .where('repository_id', '=', id)
    .where('unseen', '=', true)
    .orderBy('changed_at')
    .limit(most)
    .execute();
  return rows.map(groupOf);
}

/** What nobody has seen for a month is counted anew; what is told of goes on. */
export async function forgetGroups(session: Session): Promise<void> {
  await sql`
    delete from alert_groups g where g.last_at < clock() - interval '30 days' and g.changed_at < clock() - interval '30 days'
      and not exists (select 1 from episodes e where e.of = 'errors' and split_part(e.key, '/', 1) = g.print and e.state in ('watching', 'open'))`.execute(
    rowsOf(session),
  );
}

/** What was counted after somebody looked is looked at again. */
export const looked = ({ id }: Repository, seen: Pick<Group, 'print' | 'alerts' | 'saidAt'>[]): Change => ({
  what: `${seen.length} things that went wrong were looked at`,
  async write(session) {
    await sql`
      update alert_groups g set unseen = false
      from jsonb_to_recordset(${jsonOf(seen.map(({ print, alerts, saidAt }) => ({ print, alerts, said_at: saidAt })))}::jsonb)
        as seen (print text, alerts bigint, said_at timestamptz)
      where g.repository_id = ${id} and g.print = seen.print and g.alerts = seen.alerts and g.said_at = seen.said_at`.execute(
      rowsOf(session),
    );
  },
});

export interface Looks {
  id: number;
  lookedAt: Date | null;
  /** Asked for, and not begun. */
  lookAt: Date | null;
  /** When something may have been quiet for long enough. */
  quietAt: Date | null;
}

/** Nobody else asks until this is over. */
export async function looksHeld(session: Session, repositories: number[]): Promise<Looks[]> {
  if (repositories.length === 0) return [];
  const rows = await rowsOf(session)
    .selectFrom('error_homes')
    .select(['repository_id', 'looked_at', 'look_at', 'quiet_at'])
    .where('repository_id', 'in', repositories)
    .orderBy('repository_id')
    .forUpdate()
    .execute();
  return rows.map(row => ({ id: row.repository_id, lookedAt: row.looked_at, lookAt: row.look_at, quietAt: row.quiet_at }));
}

export async function lookAsked(session: Session, id: number, at: Date): Promise<void> {
  await rowsOf(session).updateTable('error_homes').set({ look_at: at }).where('repository_id', '=', id).execute();
}

export const lookDone = ({ id }: Pick<Repository, 'id'>, { lookAt, quietAt }: Pick<Looks, 'lookAt' | 'quietAt'>): Change => ({
  what: lookAt ? `looked, and once more at ${lookAt.toISOString()}` : 'looked',
  async write(session) {
    await rowsOf(session)
      .updateTable('error_homes')
      .set({ looked_at: sql<Date>`clock()`, look_at: lookAt, quiet_at: quietAt })
      .where('repository_id', '=', id)
      .execute();
  },
});

const settingsSchema = z.object({
  from: z.record(z.string(), z.union([z.literal(true), z.array(z.string())])),
  elsewhere: z.nullable(z.string()),
  mayBePublic: z.boolean(),
});

export interface KnownHome extends Home {
  repository: Repository;
}

/** GitHub has refused its file for a whole day of asking: it wants nothing any more. Whoever was away himself takes nothing for lost. */
const isLost = sql<boolean>`coalesce(refused_at < seen_at - interval '1 day', false)`;

export async function isLostHome(session: Session, { id }: Pick<Repository, 'id'>): Promise<boolean> {
  const rows = rowsOf(session).selectFrom('error_homes').select('repository_id').where('repository_id', '=', id).where(isLost);
  return (await rows.executeTakeFirst()) !== undefined;
}

/** Of all owners that a hook may be about. */
export async function homesOf(session: Session, owners: string[]): Promise<KnownHome[]> {
  if (owners.length === 0) return [];
  const { rows } = await sql<Selectable<Tables['repositories']> & { settings: unknown }>`
    select r.*, h.settings from error_homes h join repositories r on r.id = h.repository_id
    where h.settings is not null and not ${isLost} and lower(r.owner) = any(${owners.map(one => one.toLowerCase())}) order by r.id`.execute(
    rowsOf(session),
  );
  return rows.map(row => ({
    ...{ id: row.id, owner: row.owner, name: row.name, private: row.private },
    settings: settingsSchema.parse(row.settings),
    repository: repositoryOf(row),
  }));
}

/** What its file says of errors, or that it says nothing. */
export const homeSaved = ({ id }: Pick<Repository, 'id'>, said: Errors | null): Change => ({
  what: said === null ? 'no errors are wanted' : 'errors are wanted',
  async write(session) {
    const read = { settings: keptOf(said), refused_at: null, seen_at: sql<Date>`clock()` };
    await rowsOf(session)
      .insertInto('error_homes')
      .values({ repository_id: id, ...read })
      .onConflict(conflict => conflict.column('repository_id').doUpdateSet(read))
      .execute();
  },
});

const keptOf = (said: Errors | null): string | null =>
  said && jsonOf({ from: said.from, elsewhere: said.elsewhere, mayBePublic: said.mayBePublic });

/** Whether its file says what it said, and was not lost; then that was read now. */
export async function isSame(session: Session, { id }: Pick<Repository, 'id'>, said: Errors | null): Promise<boolean> {
  const { rows } = await sql`
    update error_homes set refused_at = null, seen_at = clock()
    where repository_id = ${id} and not ${isLost} and settings is not distinct from ${keptOf(said)}::jsonb returning 1`.execute(
    rowsOf(session),
  );
  return rows.length > 0;
}

/** Nobody could: it waits so long before its next turn, and those that wait longer come first. */
export async function notRead(session: Session, { id }: Pick<Repository, 'id'>, isRefused: boolean): Promise<void> {
  const minutes = isRefused ? 60 : 5;
  await sql`
    insert into error_homes as known (repository_id, refused_at, seen_at)
    values (${id}, case when ${isRefused} then clock() end, clock() - interval '1 hour' + make_interval(mins => ${minutes}))
    on conflict (repository_id) do update
      set refused_at = case when ${isRefused} then coalesce(known.refused_at, excluded.refused_at) end, seen_at = excluded.seen_at`.execute(
    rowsOf(session),
  );
}

export async function wantsNone(session: Session, { id }: Pick<Repository, 'id'>): Promise<boolean> {
  const rows = rowsOf(session).selectFrom('error_homes').select('repository_id').where('repository_id', '=', id);
  return (await rows.where('settings', 'is not', null).executeTakeFirst()) === undefined;
}

/** Repositories that a hook may be about, that are scanned or told of, whose file nobody has read for an hour or since that hook is there. */
export async function unread(session: Session, most: number): Promise<Repository[]> {
  const { rows } = await sql<Selectable<Tables['repositories']>>`
    select r.* from repositories r left join error_homes h on h.repository_id = r.id
    where exists (select 1 from hooks k where lower(k.owner) = lower(r.owner)
                  and (h.seen_at is null or h.seen_at < greatest(k.added_at, clock() - interval '1 hour')))
      or coalesce(h.seen_at, '-infinity') < clock() - interval '1 hour'
        and (exists (select 1 from error_scans s where s.repository_id = r.id)
             or r.id::text in (select e.about from episodes e where e.of = 'errors' and e.state in ('watching', 'open')))
    order by h.seen_at nulls first, r.id limit ${most}`.execute(rowsOf(session));
  return rows.map(repositoryOf);
}

/** The hook that its source can be told through. */
export const earOf = (session: Session, hook: string): Promise<Speaking | null> => speaking(rowsOf(session), hook);

/** What a source calls the things that it told of: those that go on, and those that ended lately, which may go on again. */
export async function namesToAsk(session: Session, hook: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select sample ->> 'id' as id from alert_groups
    where hook = ${hook} and sample ->> 'id' is not null and (status <> 'resolved' or changed_at > clock() - interval '14 days')
    group by 1 order by bool_and(status = 'resolved'), max(changed_at) desc limit 1000`.execute(rowsOf(session));
  return rows.map(({ id }) => id);
}

/** How these stand, as far as we know; in whatever repository that was counted last. */
export async function standingGroups(
  session: Session,
  hook: string,
  prints: string[],
): Promise<Map<string, Pick<Group, 'status' | 'saidAt'>>> {
  if (prints.length === 0) return new Map();
  const rows = await rowsOf(session)
    .selectFrom('alert_groups')
    .select(['print', 'status', 'said_at'])
    .where('hook', '=', hook)
    .where('print', 'in', prints)
    .orderBy('changed_at')
    .execute();
  return new Map(rows.map(row => [row.print, { status: row.status, saidAt: row.said_at }]));
}
