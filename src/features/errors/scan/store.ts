/** The rows of queries: what is looked for, how far it is read, and what stands in the way. */
import { type Selectable, sql } from 'kysely';
import type { Change } from '../../../core/decision.ts';
import type { Repository } from '../../../core/event.ts';
import type { Session } from '../../../core/session.ts';
import { jsonOf } from '../../../store/json.ts';
import { repositoryOf } from '../../../store/repositories.ts';
import { rowsOf } from '../../../store/session.ts';
import type { Tables } from '../../../store/tables.ts';
import type { Cursor } from './cursor.ts';
import { scanOf } from './schedule.ts';

export interface Scanned {
  name: string;
  /** A digest of all that the file says of it. */
  words: string;
  /** As it was written, to be compared and then read. */
  cursor: string | null;
  nextAt: Date;
  lastAt: Date | null;
  hits: number;
  trouble: { says: string; since: Date } | null;
  /** Since yesterday: what nobody will read any more. */
  missed: { says: string; at: Date } | null;
}

type Row = Omit<Selectable<Tables['error_scans']>, 'cursor'> & { cursor: string | null };
type Place = Pick<Repository, 'id'>;

const shape = sql`s.repository_id, s.name, words, cursor::text as cursor, next_at, last_at, hits, trouble, troubled_since, missed_at,
  case when missed_at > clock() - interval '1 day' then missed end as missed`;

const scannedOf = (row: Row): Scanned => ({
  ...{ name: row.name, words: row.words, cursor: row.cursor, nextAt: row.next_at, lastAt: row.last_at, hits: row.hits },
  trouble: row.trouble !== null && row.troubled_since ? { says: row.trouble, since: row.troubled_since } : null,
  missed: row.missed !== null && row.missed_at ? { says: row.missed, at: row.missed_at } : null,
});

export async function scansOf(session: Session, { id }: Place): Promise<Scanned[]> {
  const { rows } = await sql<Row>`select ${shape} from error_scans s where repository_id = ${id} order by name`.execute(
    rowsOf(session),
  );
  return rows.map(scannedOf);
}

/** With the time by the clock that counts; null: nobody knows of it. */
export async function scanNow(session: Session, { id }: Place, name: string): Promise<(Scanned & { now: Date }) | null> {
  const { rows } = await sql<Row & { now: Date }>`
    select ${shape}, clock() as now from error_scans s where repository_id = ${id} and name = ${name}`.execute(rowsOf(session));
  return rows[0] ? { ...scannedOf(rows[0]), now: rows[0].now } : null;
}

/** Nobody else reads on from it until this is over. */
export async function scanHeld(session: Session, { id }: Place, name: string): Promise<Scanned | null> {
  const { rows } = await sql<Row>`
    select ${shape} from error_scans s where repository_id = ${id} and name = ${name} for update`.execute(rowsOf(session));
  return rows[0] ? scannedOf(rows[0]) : null;
}

/** As the file says it now: it is asked at once, and how far it was read stays. */
export const scanBegun = ({ id }: Place, { name, words }: Pick<Scanned, 'name' | 'words'>, now: Date): Change => ({
  what: `the scan ${name} begins`,
  async write(session) {
    await sql`
      insert into error_scans (repository_id, name, words, next_at) values (${id}, ${name}, ${words}, ${now})
      on conflict (repository_id, name) do update
        set words = excluded.words, next_at = excluded.next_at, trouble = null, troubled_since = null, missed = null, missed_at = null`.execute(
      rowsOf(session),
    );
  },
});

export const scanGone = ({ id }: Place, name: string): Change => ({
  what: `the scan ${name} is over`,
  async write(session) {
    await sql`delete from error_scans where repository_id = ${id} and name = ${name}`.execute(rowsOf(session));
  },
});

const readTo = (
  cursor: Cursor | null,
  missed: string | null,
) => sql`cursor = coalesce(${cursor && jsonOf(cursor)}::jsonb, cursor),
  missed = coalesce(${missed}, missed), missed_at = case when ${missed}::text is null then missed_at else clock() end`;

/** What was answered; whoever counts it does so in the same transaction. */
export const scanRead = (
  { id }: Place,
  name: string,
  { cursor, nextAt, hits, missed }: { cursor: Cursor | null; nextAt: Date; hits: number; missed: string | null },
): Change => ({
  what: `the scan ${name} was answered`,
  async write(session) {
    await sql`
      update error_scans set next_at = ${nextAt}, last_at = clock(), hits = hits + ${hits}, trouble = null, troubled_since = null,
        ${readTo(cursor, missed)}
      where repository_id = ${id} and name = ${name}`.execute(rowsOf(session));
  },
});

export const scanTroubled = (
  { id }: Place,
  name: string,
  { trouble, cursor, missed, nextAt }: { trouble: string; cursor: Cursor | null; missed: string | null; nextAt: Date },
): Change => ({
  what: `the scan ${name} got no answer`,
  async write(session) {
    await sql`
      update error_scans set next_at = ${nextAt}, trouble = ${trouble}, troubled_since = coalesce(troubled_since, clock()),
        ${readTo(cursor, missed)}
      where repository_id = ${id} and name = ${name}`.execute(rowsOf(session));
  },
});

/** Whose turn is long past and lies nowhere any more. One that only fails has a turn, however late. */
export async function overdue(session: Session, most: number): Promise<{ repository: Repository; name: string }[]> {
  const { rows } = await sql<Selectable<Tables['repositories']> & { scan: string }>`
    select r.*, s.name as scan from error_scans s join repositories r on r.id = s.repository_id
    where s.next_at < clock() - interval '10 minutes'
      and not exists (select 1 from deliveries d where d.state in ('waiting', 'taken')
                      and d.key = s.repository_id || '/' || ${scanOf} || '/' || s.name)
    order by s.next_at limit ${most}`.execute(rowsOf(session));
  return rows.map(({ scan, ...row }) => ({ repository: repositoryOf(row), name: scan }));
}

export interface ListedScan extends Scanned {
  repository: string;
}

/** All of them, for whoever runs this. */
export async function listScans(session: Session): Promise<ListedScan[]> {
  const { rows } = await sql<Row & { repository: string }>`
    select ${shape}, r.owner || '/' || r.name as repository
    from error_scans s join repositories r on r.id = s.repository_id order by repository, s.name`.execute(rowsOf(session));
  return rows.map(row => ({ ...scannedOf(row), repository: row.repository }));
}
