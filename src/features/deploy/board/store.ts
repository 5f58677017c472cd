/** The rows of boards. Whoever changes what one shows asks for its next visit in the same transaction; it is asked for once. */
import { type Selectable, sql } from 'kysely';
import * as z from 'zod/mini';
import type { Change } from '../../../core/decision.ts';
import type { Due, Repository } from '../../../core/event.ts';
import type { Session } from '../../../core/session.ts';
import { raise } from '../../../store/raised.ts';
import { rowsOf } from '../../../store/session.ts';
import type { Tables } from '../../../store/tables.ts';

const driftSchema = z.record(z.string(), z.object({ ahead: z.number(), behind: z.number() }));

export interface BoardRow {
  state: 'off' | 'kept' | 'left';
  why: string | null;
  /** The key of the effect that opened its issue. */
  issue: string | null;
  round: number;
  visit: number;
  edits: number;
  says: string | null;
  shownAt: Date | null;
  main: string | null;
  /** How far commits that run are from the head of the default branch. */
  drift: z.infer<typeof driftSchema>;
}

export const noBoard: BoardRow = {
  state: 'off',
  why: null,
  issue: null,
  round: 0,
  visit: 0,
  edits: 0,
  says: null,
  shownAt: null,
  main: null,
  drift: {},
};

export const boardDue = (repository: Repository, at: Date): Due => ({
  type: 'Due',
  at,
  repository,
  of: 'deploy-board',
  id: String(repository.id),
});

/** GitHub shows an edit to everybody who looks at the issue, and counts it. */
export const betweenEdits = 60_000;
/** Pushes to the default branch change only how far it is away. */
const betweenPushes = 5 * 60_000;

/**
 * For every decision that changes what runs, waits, is locked or approved: costs two look-ups where there is no board. A repository that
 * asks for none is looked at anew when a day has passed, because its organisation's file may ask for it meanwhile.
 */
export const boardTouched = (repository: Repository, how: 'deploy' | 'push' = 'deploy'): Change => ({
  what: 'the status board is looked at',
  async write(session) {
    const tx = rowsOf(session);
    const known = await tx.selectFrom('boards').select('state').where('repository_id', '=', repository.id).executeTakeFirst();
    if (!known)
      await tx
        .insertInto('boards')
        .values({ repository_id: repository.id, ...nothingYet })
        .onConflict(conflict => conflict.doNothing())
        .execute();
    // Shared among those who change something, a push included, and held against the visit: it sees their changes, or they ask for the
    // next one.
    const { rows } = await sql<{ visit: number; at: Date }>`
      select visit, greatest(
        ${how === 'push' ? sql`clock() + make_interval(secs => ${betweenPushes / 1000})` : sql`clock()`},
        shown_at + make_interval(secs => ${betweenEdits / 1000})) as at
      from boards
      where repository_id = ${repository.id}
        and (state = 'kept' or (state = 'off' and coalesce(visited_at, '-infinity') < clock() - interval '1 day'))
      for key share`.execute(tx);
    const [wanted] = rows;
    if (wanted) await visitAt(session, repository, wanted.at, `${wanted.visit}/${how}`);
  },
});

/** By its name it is asked for once, whoever asks. */
export const boardVisited = (repository: Repository, at: Date, name: string): Change => ({
  what: `the status board is looked at again at ${at.toISOString()}`,
  write: session => visitAt(session, repository, at, name),
});

/**
 * One that is there already is not asked for again, not even by an insert that would do nothing: it would wait for a visit that is being
 * made, and that waits for us.
 */
async function visitAt(session: Session, repository: Repository, at: Date, name: string): Promise<void> {
  const guid = `board/${repository.id}/${name}`;
  const known = await rowsOf(session).selectFrom('deliveries').select('seq').where('guid', '=', guid).executeTakeFirst();
  if (!known) await raise(rowsOf(session), boardDue(repository, at), { guid, key: null });
}

const nothingYet = { why: null, issue: null, says: null, shown_at: null, visited_at: null, main: null };

function boardOf(row: Selectable<Tables['boards']>): BoardRow {
  const { state, why, issue, round, visit, edits, says, main } = row;
  return { state, why, issue, round, visit, edits, says, main, shownAt: row.shown_at, drift: driftSchema.parse(row.drift) };
}

export async function board(session: Session, repository: Repository): Promise<BoardRow | null> {
  const row = await boards(session, repository).executeTakeFirst();
  return row ? boardOf(row) : null;
}

/** Read before what it shows, and held: what is written by others until then is seen, and what comes after asks for another visit. */
export async function boardHeld(session: Session, repository: Repository): Promise<BoardRow> {
  const row = await boards(session, repository).forUpdate().executeTakeFirst();
  return row ? boardOf(row) : noBoard;
}

const boards = (session: Session, { id }: Repository) =>
  rowsOf(session).selectFrom('boards').selectAll().where('repository_id', '=', id);

export const boardSaved = (repository: Repository, { shownAt, drift, ...row }: BoardRow): Change => ({
  what: `the status board is ${row.state}`,
  async write(session) {
    const values = { ...row, shown_at: shownAt, drift: JSON.stringify(drift), visited_at: sql<Date>`clock()` };
    await rowsOf(session)
      .insertInto('boards')
      .values({ repository_id: repository.id, ...values })
      .onConflict(conflict => conflict.column('repository_id').doUpdateSet(values))
      .execute();
  },
});

/** The default branch has another head. */
export const mainMoved = (repository: Repository, head: string | null): Change => ({
  what: `the head of ${repository.defaultBranch} is ${head?.slice(0, 7) ?? 'gone'}`,
  async write(session) {
    await rowsOf(session).updateTable('boards').set({ main: head }).where('repository_id', '=', repository.id).execute();
  },
});
