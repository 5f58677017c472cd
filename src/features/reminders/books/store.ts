/** The books of each repository: read, held against those who tell of something new, and saved with the turn of the next look. */
import { type Selectable, sql } from 'kysely';
import * as z from 'zod/mini';
import type { Change } from '../../../core/decision.ts';
import type { Due, Repository } from '../../../core/event.ts';
import type { Session } from '../../../core/session.ts';
import { jsonOf } from '../../../store/json.ts';
import { raise } from '../../../store/raised.ts';
import { repositoryOf } from '../../../store/repositories.ts';
import { rowsOf } from '../../../store/session.ts';
import type { Tables } from '../../../store/tables.ts';
import type { Books } from './books.ts';

const stand = z.nullable(
  z.object({
    after: z.nullable(z.string()),
    since: z.coerce.date(),
    size: z.number(),
    read: z.number(),
    waited: z._default(z.boolean(), false),
  }),
);
const plan = z.nullable(z.object({ issue: z.string(), says: z.string(), edits: z.number() }));

const booksOf = (row: Selectable<Tables['reminder_books']>): Books => ({
  ...{ state: row.state, beganAt: row.began_at, nextAt: row.next_at, sweptAt: row.swept_at, newsAt: row.news_at },
  ...{ sweep: stand.parse(row.sweep), news: stand.parse(row.news), plan: plan.parse(row.plan), issuesAt: row.issues_at },
});

const books = (session: Session, { id }: Pick<Repository, 'id'>) =>
  rowsOf(session).selectFrom('reminder_books').selectAll().where('repository_id', '=', id);

export async function booksNow(session: Session, repository: Repository): Promise<{ books: Books | null; now: Date }> {
  const row = await books(session, repository).executeTakeFirst();
  const { rows } = await sql<{ now: Date }>`select clock() as now`.execute(rowsOf(session));
  return { books: row ? booksOf(row) : null, now: rows[0]?.now ?? new Date() };
}

/** First of all rows: what is told until then is seen, and what comes after asks for another look. */
export async function booksHeld(session: Session, repository: Repository): Promise<Books | null> {
  const row = await books(session, repository).forUpdate().executeTakeFirst();
  return row ? booksOf(row) : null;
}

export const lookOf = 'reminders';
export const lookDue = (repository: Repository, at: Date): Due => ({
  ...{ type: 'Due', at, repository, of: lookOf, id: String(repository.id) },
});

/** The decision that saves them raises the next look, too. */
export const booksSaved = (repository: Repository, saved: Books): Change => ({
  what: `its pull requests are looked at again at ${saved.nextAt.toISOString()}`,
  async write(session) {
    const values = {
      ...{ state: saved.state, began_at: saved.beganAt, next_at: saved.nextAt, swept_at: saved.sweptAt, news_at: saved.newsAt },
      ...{
        sweep: saved.sweep && jsonOf(saved.sweep),
        news: saved.news && jsonOf(saved.news),
        plan: saved.plan && jsonOf(saved.plan),
        issues_at: saved.issuesAt,
      },
    };
    await rowsOf(session)
      .insertInto('reminder_books')
      .values({ repository_id: repository.id, ...values })
      .onConflict(conflict => conflict.column('repository_id').doUpdateSet(values))
      .execute();
  },
});

export const booksGone = (repository: Repository): Change => ({
  what: 'nobody looks at its pull requests any more',
  async write(session) {
    await rowsOf(session).deleteFrom('reminder_books').where('repository_id', '=', repository.id).execute();
  },
});

/** Whether somebody has let reminders begin here, however often the file has lost them since. */
export async function agreedOnce(session: Session, { id }: Pick<Repository, 'id'>): Promise<boolean> {
  const row = await rowsOf(session)
    .selectFrom('reminders_agreed')
    .select('at')
    .where('repository_id', '=', id)
    .executeTakeFirst();
  return row !== undefined;
}

export const agreementSaved = ({ id }: Repository): Change => ({
  what: 'reminders may begin',
  async write(session) {
    const agreements = rowsOf(session).insertInto('reminders_agreed').values({ repository_id: id });
    await agreements.onConflict(conflict => conflict.doNothing()).execute();
  },
});

/** So that a hundred things that are told within a moment are one look. */
export const untilLook = 2 * 60_000;

/**
 * Shared among those who tell of something, and held against a look: it sees what they tell, or they ask for the next one. False where
 * nobody looks at all.
 */
export async function lookSoon(session: Session, repository: Repository): Promise<boolean> {
  const tx = rowsOf(session);
  const { rows } = await sql<{ late: boolean }>`
    select next_at > clock() + make_interval(secs => ${untilLook / 1000}) as late
    from reminder_books where repository_id = ${repository.id} for key share`.execute(tx);
  const [row] = rows;
  if (!row?.late) return row !== undefined;
  const moved = await sql<{ at: Date }>`
    update reminder_books set next_at = clock() + make_interval(secs => ${untilLook / 1000})
    where repository_id = ${repository.id} and next_at > clock() + make_interval(secs => ${untilLook / 1000})
    returning next_at as at`.execute(tx);
  const [next] = moved.rows;
  if (next) await raise(tx, lookDue(repository, next.at), { guid: `look/${repository.id}/${next.at.toISOString()}`, key: null });
  return true;
}

const late = sql<Date>`clock() - interval '1 hour'`;

export async function countLate(session: Session): Promise<number> {
  const { n } = await rowsOf(session)
    .selectFrom('reminder_books')
    .select(count => count.fn.countAll<string>().as('n'))
    .where('next_at', '<', late)
    .executeTakeFirstOrThrow();
  return Number(n);
}

export interface Late {
  repository: Repository;
  since: Date;
  /** Of a look at all of them that is not over. */
  read: number | null;
  /** It has no turn any more. */
  lost: boolean;
}

/** Whose look should have been long ago; first those that have no turn, for one that fails each time comes again by itself. */
export async function overdue(session: Session, most: number): Promise<Late[]> {
  // As `raise` names it. Far ahead lies only what was raised for another look.
  const hasTurn = sql<boolean>`exists (select from deliveries d
    where d.key = concat_ws('/', repositories.id, ${lookOf}::text, repositories.id)
      and (d.state = 'taken' or (d.state = 'waiting' and d.due_at < clock() + interval '2 hours')))`;
  const rows = await rowsOf(session)
    .selectFrom('reminder_books')
    .innerJoin('repositories', 'repositories.id', 'reminder_books.repository_id')
    .select(['id', 'installation_id', 'owner', 'name', 'private', 'default_branch', 'next_at', 'sweep', hasTurn.as('turn')])
    .where('next_at', '<', late)
    .orderBy('turn')
    .orderBy('next_at')
    .limit(most)
    .execute();
  return rows.map(row => ({
    ...{ repository: repositoryOf(row), since: row.next_at, read: stand.parse(row.sweep)?.read ?? null, lost: !row.turn },
  }));
}
