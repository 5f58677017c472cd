/** The rows of reminders: how far each repository is read, whose turn it is on each pull request, and who heard of what. */
import { type Selectable, sql } from 'kysely';
import * as z from 'zod/mini';
import type { Change } from '../../core/decision.ts';
import type { Person, Repository } from '../../core/event.ts';
import type { Session } from '../../core/session.ts';
import { jsonOf } from '../../store/json.ts';
import { rowsOf } from '../../store/session.ts';
import type { Tables } from '../../store/tables.ts';
import type { Heard, Peace, Row } from './row.ts';
import { story } from './row-schema.ts';

type Kept = Selectable<Tables['pull_turns']>;
type Here = Pick<Repository, 'id'>;

/**
 * One that cannot be read, which a newer version may have written, is made anew from what GitHub says; what was said stays said, for its
 * name is the same. It must not hold up all others.
 */
function rowOf({ story: told, number, head, due_at: dueAt, read_at: readAt }: Kept): Row[] {
  const known = z.safeParse(story, told);
  return known.success ? [{ ...known.data, number, head, dueAt, readAt }] : [];
}

const turns = (session: Session, { id }: Here) => rowsOf(session).selectFrom('pull_turns').where('repository_id', '=', id);

export async function rowsNamed(session: Session, repository: Here, numbers: number[]): Promise<Map<number, Row>> {
  if (numbers.length === 0) return new Map();
  const rows = await turns(session, repository).selectAll().where('number', 'in', numbers).execute();
  return new Map(rows.flatMap(rowOf).map(row => [row.number, row]));
}

export async function allRows(session: Session, repository: Here): Promise<Row[]> {
  return (await turns(session, repository).selectAll().orderBy('number').execute()).flatMap(rowOf);
}

/** Of those whose time has come, the newest first: what has waited for long does not push away what can still be quick. */
export async function dueNumbers(session: Session, repository: Here, most: number): Promise<number[]> {
  const rows = await turns(session, repository)
    .select('number')
    .where('due_at', '<=', sql<Date>`clock()`)
    .orderBy('since', 'desc')
    .orderBy('number', 'desc')
    .limit(most)
    .execute();
  return rows.map(({ number }) => number);
}

/** When the first of all others is due, which may be long ago. */
export async function firstDueAt(session: Session, { id }: Here, except: number[]): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(due_at) as at from pull_turns where repository_id = ${id} and due_at is not null and number <> all(${except}::int[])`.execute(
    rowsOf(session),
  );
  return rows[0]?.at ?? null;
}

/** Those that a look at all of them has not met: they are closed, or GitHub has hidden them. */
export async function unmet(session: Session, repository: Here, since: Date): Promise<number[]> {
  return (await turns(session, repository).select('number').where('read_at', '<', since).execute()).map(one => one.number);
}

/** A pull request that is asked about, with the node of the comment that asks. */
export interface Question {
  number: number;
  node: string;
}

const unanswered = ({ id }: Here) => sql`
  select p.number, e.remote_id as node from pull_turns p join effects e on e.key = p.story -> 'stale' ->> 'comment'
  where p.repository_id = ${id} and p.story -> 'stale' ->> 'comment' is not null and e.state = 'done' and e.remote_id is not null
    and p.story -> 'stale' ->> 'keptUntil' is null and p.story -> 'stale' ->> 'closedAt' is null`;

/** Which nobody has answered. Where there are more than that, others each hour. */
export async function questions(session: Session, repository: Here, most: number): Promise<Question[]> {
  const { rows } = await sql<Question>`
    ${unanswered(repository)} order by md5(p.number || to_char(clock(), 'YYYYMMDDHH24')) limit ${most}`.execute(rowsOf(session));
  return rows;
}

/** Of these: nothing is closed unless its answers were read. */
export async function questionsNamed(session: Session, repository: Here, numbers: number[]): Promise<Question[]> {
  const { rows } = await sql<Question>`${unanswered(repository)} and p.number = any(${numbers}::int[])`.execute(rowsOf(session));
  return rows;
}

/** How many wait for each person. */
export async function loads(session: Session, { id }: Here): Promise<Map<number, number>> {
  const { rows } = await sql<{ person: number; n: number }>`
    select person, count(*)::int as n from pull_turns, unnest(holders) as person where repository_id = ${id} group by person`.execute(
    rowsOf(session),
  );
  return new Map(rows.map(({ person, n }) => [Number(person), n]));
}

const holdersOf = ({ turn }: Row): number[] => (turn.of === 'nobody' ? [] : turn.people.map(({ id }) => id));

/** All with one statement; what has not changed is not written again. */
export const rowsSaved = ({ id }: Here, rows: Row[]): Change => ({
  what: `${rows.length} pull requests are known as they are now`,
  async write(session) {
    if (rows.length === 0) return;
    const given = rows.map(row => {
      const { number, head, dueAt, readAt, ...rest } = row;
      return {
        ...{ number, head, due_at: dueAt, read_at: readAt, since: row.turn.since, holders: holdersOf(row) },
        story: rest,
      };
    });
    await sql`
      insert into pull_turns (repository_id, number, head, holders, since, due_at, read_at, story)
      select ${id}, number, head, holders, since, due_at, read_at, story
      from jsonb_to_recordset(${jsonOf(given)}::jsonb) as given (number int, head text, holders bigint[], since timestamptz,
        due_at timestamptz, read_at timestamptz, story jsonb)
      where not exists (
        select from pull_turns p where p.repository_id = ${id} and p.number = given.number
          and (p.head, p.holders, p.since, p.due_at, p.story)
            is not distinct from (given.head, given.holders, given.since, given.due_at, given.story))
      order by number
      on conflict (repository_id, number) do update set (head, holders, since, due_at, read_at, story)
        = (excluded.head, excluded.holders, excluded.since, excluded.due_at, excluded.read_at, excluded.story)`.execute(
      rowsOf(session),
    );
  },
});

/** So that whoever ends a look at all of them knows which it has not met. */
export const rowsMet = ({ id }: Here, numbers: number[], at: Date): Change => ({
  what: `${numbers.length} pull requests were met`,
  async write(session) {
    if (numbers.length === 0) return;
    await sql`
      update pull_turns set read_at = ${at} where repository_id = ${id} and number = any(${numbers}::int[]) and read_at < ${at}`.execute(
      rowsOf(session),
    );
  },
});

/** Enough was said today. Whatever else is due would be read again as soon as the day ends, all of it, while nobody may hear it. */
export const dueLater = ({ id }: Here, now: Date, at: Date | null): Change => ({
  what: 'what is due waits for another day',
  async write(session) {
    const rows = rowsOf(session).updateTable('pull_turns').set({ due_at: at });
    await rows.where('repository_id', '=', id).where('due_at', '<=', now).execute();
  },
});

export const rowsGone = ({ id }: Here, numbers: number[]): Change => ({
  what: `${numbers.length} pull requests are over`,
  async write(session) {
    if (numbers.length === 0) return;
    await rowsOf(session).deleteFrom('pull_turns').where('repository_id', '=', id).where('number', 'in', numbers).execute();
  },
});

export async function numbersAt(session: Session, repository: Here, head: string): Promise<number[]> {
  return (await turns(session, repository).select('number').where('head', '=', head).execute()).map(one => one.number);
}

/** Of which something was heard since they were read, with the mark of what was heard last. Whoever waits longest comes first. */
export async function marked(session: Session, { id }: Here, most: number): Promise<Map<number, string>> {
  const rows = await rowsOf(session)
    .selectFrom('pulls_to_read')
    .select(['number', 'mark'])
    .where('repository_id', '=', id)
    .orderBy('heard_at')
    .orderBy('number', 'desc')
    .limit(most)
    .execute();
  return new Map(rows.map(({ number, mark }) => [number, mark]));
}

export async function mark(session: Session, { id }: Here, numbers: number[]): Promise<void> {
  if (numbers.length === 0) return;
  await sql`
    insert into pulls_to_read (repository_id, number, mark)
    select ${id}, number, gen_random_uuid() from unnest(${[...new Set(numbers)]}::int[]) as number order by number
    on conflict (repository_id, number) do update set mark = excluded.mark`.execute(rowsOf(session));
}

/** What was heard while they were read keeps its mark. */
export async function unmark(session: Session, { id }: Here, marks: Map<number, string>): Promise<void> {
  if (marks.size === 0) return;
  await sql`
    delete from pulls_to_read p using unnest(${[...marks.keys()]}::int[], ${[...marks.values()]}::uuid[]) as seen (number, mark)
    where p.repository_id = ${id} and p.number = seen.number and p.mark = seen.mark`.execute(rowsOf(session));
}

/** Everything about one repository. */
export const forgotten = ({ id }: Here): Change => ({
  what: 'its pull requests are nobody’s turn any more',
  async write(session) {
    const db = rowsOf(session);
    await db.deleteFrom('pull_turns').where('repository_id', '=', id).execute();
    await db.deleteFrom('pulls_to_read').where('repository_id', '=', id).execute();
  },
});

export const heard = ({ id }: Here, all: Heard[]): Change => ({
  what: `${all.flatMap(({ person }) => person?.login ?? []).join(', ') || 'nobody'} heard`,
  async write(session) {
    if (all.length === 0) return;
    const values = all.map(({ person, number, what }) => ({
      ...{ repository_id: id, number, person_id: person?.id ?? null, login: person?.login ?? null, what },
      at: sql<Date>`clock()`,
    }));
    await rowsOf(session).insertInto('reminders_heard').values(values).execute();
  },
});

export interface HeardAt {
  person: number | null;
  number: number;
  at: Date;
}

/** Of these people, wherever it was; and of everybody here. */
export async function heardLately(
  session: Session,
  { id }: Here,
  people: Pick<Person, 'id'>[],
): Promise<{ them: HeardAt[]; here: HeardAt[] }> {
  const lately = () =>
    rowsOf(session)
      .selectFrom('reminders_heard')
      .select(['person_id as person', 'number', 'at'])
      .where('at', '>', sql<Date>`clock() - interval '2 days'`);
  const ids = people.map(one => one.id);
  return {
    them: ids.length === 0 ? [] : await lately().where('person_id', 'in', ids).execute(),
    here: await lately().where('repository_id', '=', id).execute(),
  };
}

/** Of all where people said something about it; that holds from before we have read it, and when it is closed and opened again. */
export async function peaceOf(session: Session, { id }: Here, numbers: number[]): Promise<Map<number, Peace>> {
  if (numbers.length === 0) return new Map();
  const rows = await rowsOf(session)
    .selectFrom('pulls_quiet')
    .select(['number', 'snoozed_until', 'muted'])
    .where('repository_id', '=', id)
    .where('number', 'in', numbers)
    .execute();
  return new Map(rows.map(({ number, snoozed_until: snoozedUntil, muted }) => [number, { snoozedUntil, muted }]));
}

export const peaceSaved = ({ id }: Here, number: number, { snoozedUntil, muted }: Peace): Change => ({
  what: `#${number} is ${muted ? 'muted' : `quiet until ${snoozedUntil?.toISOString() ?? 'now'}`}`,
  async write(session) {
    const values = { snoozed_until: snoozedUntil, muted };
    await rowsOf(session)
      .insertInto('pulls_quiet')
      .values({ repository_id: id, number, ...values })
      .onConflict(conflict => conflict.columns(['repository_id', 'number']).doUpdateSet(values))
      .execute();
  },
});

export async function optedOut(session: Session, { id }: Here): Promise<Set<number>> {
  const rows = await rowsOf(session)
    .selectFrom('reminders_opted_out')
    .select('person_id')
    .where('repository_id', '=', id)
    .execute();
  return new Set(rows.map(one => one.person_id));
}

export const optsOut = ({ id }: Here, { id: person, login }: Person, out: boolean): Change => ({
  what: `${login} ${out ? 'wants no reminders' : 'may be reminded'}`,
  async write(session) {
    const db = rowsOf(session);
    await (out
      ? db
          .insertInto('reminders_opted_out')
          .values({ repository_id: id, person_id: person, login })
          .onConflict(conflict => conflict.doNothing())
      : db.deleteFrom('reminders_opted_out').where('repository_id', '=', id).where('person_id', '=', person)
    ).execute();
  },
});

/** What was told a month ago keeps nobody from hearing anything. */
export async function forgetHeard(session: Session): Promise<void> {
  await sql`delete from reminders_heard where at < clock() - interval '30 days'`.execute(rowsOf(session));
}
