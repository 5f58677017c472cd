/** Where something is told of whom. It may be elsewhere than its file says by now: issues stay where they were opened. */
import { type Selectable, sql } from 'kysely';
import type { Repository } from '../../../core/event.ts';
import type { Session } from '../../../core/session.ts';
import { repositoryOf } from '../../../store/repositories.ts';
import { rowsOf } from '../../../store/session.ts';
import type { Tables } from '../../../store/tables.ts';
import { lookOf } from '../heard.ts';

type Row = Selectable<Tables['repositories']>;
const goesOn = sql`e.of = 'errors' and e.state in ('watching', 'open')`;

const looksOf = sql`r.id || ${`/${lookOf}/all`}`;

/** All places where something is told of this home. */
export async function placesOf(session: Session, home: Pick<Repository, 'id'>): Promise<Repository[]> {
  const { rows } = await sql<Row>`
    select r.* from repositories r
    where r.id in (select e.repository_id from episodes e where ${goesOn} and e.about = ${String(home.id)}) order by r.id`.execute(
    rowsOf(session),
  );
  return rows.map(repositoryOf);
}

/** All homes of which something is told in this place. */
export async function homesIn(session: Session, place: Pick<Repository, 'id'>): Promise<Repository[]> {
  const { rows } = await sql<Row>`
    select r.* from repositories r
    where r.id::text in (select e.about from episodes e where ${goesOn} and e.repository_id = ${place.id}) order by r.id`.execute(
    rowsOf(session),
  );
  return rows.map(repositoryOf);
}

/** Other places where something was ever told of these things of this home. */
export async function othersThan(
  session: Session,
  place: Pick<Repository, 'id'>,
  home: Pick<Repository, 'id'>,
  prints: string[],
): Promise<Repository[]> {
  if (prints.length === 0) return [];
  const keys = prints.flatMap(print => [print, `${print}/${home.id}`]);
  const { rows } = await sql<Row>`
    select r.* from repositories r where r.id <> ${place.id} and r.id in (
      select e.repository_id from episodes e where e.of = 'errors' and e.about = ${String(home.id)} and e.key = any(${keys}))
    order by r.id`.execute(rowsOf(session));
  return rows.map(repositoryOf);
}

/** What of this home ended here only because it was not to be told here, as far as it goes on and nothing was told of it anywhere since. */
export async function outOfSight(
  session: Session,
  place: Pick<Repository, 'id'>,
  home: Pick<Repository, 'id'>,
): Promise<string[]> {
  const { rows } = await sql<{ print: string }>`
    select distinct g.print from episodes e
    join alert_groups g on g.repository_id = ${home.id} and g.print = split_part(e.key, '/', 1) and g.status <> 'resolved'
    where e.of = 'errors' and e.about = ${String(home.id)} and e.repository_id = ${place.id}
      and e.state = 'moot' and e.story ->> 'ending' = 'off' and e.ended_at > clock() - interval '14 days'
      and not exists (select 1 from episodes n where n.of = 'errors' and n.about = e.about and n.key = any(array[g.print, g.print || '/' || e.about]) and n.id <> e.id
                      and coalesce(n.ended_at, 'infinity') >= e.ended_at)`.execute(rowsOf(session));
  return rows.map(({ print }) => print);
}

interface Unattended {
  home: Repository;
  /** The ids of the places. */
  places: number[];
  /** Nobody will look, as far as anybody knows. */
  forgotten: boolean;
}

/** Homes with something to look at, unless somebody is about to. One that only fails has a turn within the hour. */
export async function unattended(session: Session): Promise<Unattended[]> {
  const { rows } = await sql<Row & { places: number[]; forgotten: boolean }>`
    select *, unseen or next_at is null as forgotten from (
      select r.*,
        array(select distinct e.repository_id from episodes e where ${goesOn} and e.about = r.id::text) as places,
        exists (select 1 from alert_groups g where g.repository_id = r.id and g.unseen) as unseen,
        least((select min(d.due_at) from deliveries d where d.state = 'waiting' and d.key = ${looksOf}),
              (select d.due_at from deliveries d where d.state = 'taken' and d.key = ${looksOf})) as next_at
      from error_homes h join repositories r on r.id = h.repository_id) as home
    where (unseen or cardinality(places) > 0) and coalesce(next_at > clock() + interval '2 hours', true) order by id`.execute(
    rowsOf(session),
  );
  return rows.map(({ places, forgotten, ...row }) => ({ home: repositoryOf(row), places: places.map(Number), forgotten }));
}
