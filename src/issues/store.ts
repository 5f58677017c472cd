/** The rows of episodes. */
import { type Insertable, type Selectable, sql } from 'kysely';
import * as z from 'zod/mini';
import type { Change } from '../core/decision.ts';
import type { Repository } from '../core/event.ts';
import type { Session } from '../core/session.ts';
import { jsonOf } from '../store/json.ts';
import { rowsOf } from '../store/session.ts';
import type { Tables } from '../store/tables.ts';
import type { Episode } from './episode.ts';

type Row = Selectable<Tables['episodes']>;
const on = ['watching', 'open'] as const;

function episodeOf(row: Row): Episode {
  const { id, of, about, key, state, issue, number, round, shut, locked, muted, rolled, edits, noted, says, story } = row;
  return {
    ...{ id, of, about, key, state, issue, number, round, shut, locked, muted, rolled, edits, noted, says, story },
    beganAt: row.began_at,
    badAt: row.bad_at,
    endedAt: row.ended_at,
    openedAt: row.opened_at,
    shutAt: row.shut_at,
    left: row.left_why,
    snoozedUntil: row.snoozed_until,
    notes: z.array(z.string()).parse(row.notes),
    shownAt: row.shown_at,
  };
}

function rowOf(repository: Repository, episode: Episode): Insertable<Tables['episodes']> {
  const { id, of, about, key, state, issue, number, round, shut, locked, muted, rolled, edits, noted, says } = episode;
  return {
    ...{ id, of, about, key, state, issue, number, round, shut, locked, muted, rolled, edits, noted, says },
    repository_id: repository.id,
    began_at: episode.beganAt,
    bad_at: episode.badAt,
    ended_at: episode.endedAt,
    opened_at: episode.openedAt,
    shut_at: episode.shutAt,
    left_why: episode.left,
    snoozed_until: episode.snoozedUntil,
    notes: jsonOf(episode.notes),
    shown_at: episode.shownAt,
    story: jsonOf(episode.story),
  };
}

export const saved = (repository: Repository, episode: Episode): Change => ({
  what: `${episode.of} ${episode.about} is ${episode.left === null ? episode.state : `left alone: ${episode.left}`}`,
  async write(session) {
    const { id: _id, ...values } = rowOf(repository, episode);
    await rowsOf(session)
      .insertInto('episodes')
      .values({ id: episode.id, ...values })
      .onConflict(conflict => conflict.column('id').doUpdateSet(values))
      .execute();
  },
});

const episodes = (session: Session, { id }: Repository) =>
  rowsOf(session).selectFrom('episodes').selectAll().where('repository_id', '=', id);

export async function byId(session: Session, repository: Repository, id: string): Promise<Episode | null> {
  const row = await episodes(session, repository).where('id', '=', id).executeTakeFirst();
  return row ? episodeOf(row) : null;
}

/** The newest whose issue has this number. */
export async function byNumber(session: Session, repository: Repository, number: number): Promise<Episode | null> {
  const row = await episodes(session, repository).where('number', '=', number).orderBy('began_at', 'desc').executeTakeFirst();
  return row ? episodeOf(row) : null;
}

/** Those that go on, of one kind, the oldest first; of one place unless all are asked for. */
export async function going(session: Session, repository: Repository, of: string, about?: string): Promise<Episode[]> {
  const all = episodes(session, repository).where('of', '=', of).where('state', 'in', on).orderBy('began_at').orderBy('id');
  return (await (about === undefined ? all : all.where('about', '=', about)).execute()).map(episodeOf);
}

/** The last of each of these. */
export async function lastOf(
  session: Session,
  repository: Repository,
  of: string,
  keys: string[],
): Promise<Map<string, Episode>> {
  if (keys.length === 0) return new Map();
  const rows = await episodes(session, repository)
    .where('of', '=', of)
    .where('key', 'in', keys)
    .orderBy('began_at')
    .orderBy('id')
    .execute();
  return new Map(rows.map(row => [row.key, episodeOf(row)]));
}

/** How many issues were opened in the last hour, and what GitHub said if it refused one within a day. */
export async function openings(session: Session, { id }: Repository): Promise<{ lately: number; refused: string | null }> {
  // Those that were opened first, which are few: asked for in the order of effects it would walk through all of these.
  const { rows } = await sql<{ lately: number; refused: string | null }>`
    with asked as materialized (
      select e.id, e.error from episodes o join effects e on e.key = o.issue
      where o.repository_id = ${id} and o.opened_at > clock() - interval '1 day' and e.state = 'failed' and not e.unsure
        -- GitHub was not there for some time: that is no answer.
        and e.error not like 'given up after %')
    select (select count(*)::int from episodes where repository_id = ${id} and opened_at > clock() - interval '1 hour') as lately,
      (select error from asked order by id desc limit 1) as refused`.execute(rowsOf(session));
  return rows[0] ?? { lately: 0, refused: null };
}

/** Whether what we opened here before this database is known. */
export async function isKnown(session: Session, { id }: Repository): Promise<boolean> {
  const row = await rowsOf(session)
    .selectFrom('issue_books')
    .select('known_at')
    .where('repository_id', '=', id)
    // A database that was restored knows nothing of what was opened after its backup.
    .where('known_at', '>=', sql<Date>`(select max(born_at) from births)`)
    .executeTakeFirst();
  return row !== undefined;
}

export const known = ({ id, owner, name }: Repository): Change => ({
  what: `what stands in ${owner}/${name} is known`,
  async write(session) {
    await rowsOf(session)
      .insertInto('issue_books')
      .values({ repository_id: id, known_at: sql<Date>`clock()` })
      .onConflict(conflict => conflict.column('repository_id').doUpdateSet({ known_at: sql<Date>`clock()` }))
      .execute();
  },
});

export async function nowOf(session: Session): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock() as now`.execute(rowsOf(session));
  return rows[0]?.now ?? new Date();
}
