/** The rows of approvals: who let which commit go where, and what made it count no more. Only SQL. */
import { sql } from 'kysely';
import type { Change } from '../../../core/decision.ts';
import type { Repository } from '../../../core/event.ts';
import type { Session } from '../../../core/session.ts';
import { rowsOf } from '../../../store/session.ts';
import type { Approval } from '../policy/rows.ts';

/** One as it is given. */
export interface NewApproval extends Omit<Approval, 'void'> {
  id: string;
  /** The pull request whose work it is: what happens to that one makes it void. */
  pull: number | null;
  /** Where it was said. */
  thread: number;
}

/** One that counts. */
export interface LiveApproval {
  id: string;
  environment: string;
  sha: string;
}

/** What was said of a pull request until then counts no more. */
export interface End {
  at: Date;
  why: string;
}

/** All of it, those that count no more too, oldest first. */
export async function approvalsOf(
  session: Session,
  repository: Repository,
  environment: string,
  sha: string,
): Promise<Approval[]> {
  const rows = await rowsOf(session)
    .selectFrom('approvals')
    .select(['environment', 'sha', 'by_id', 'by_login', 'at', 'void_why'])
    .where('repository_id', '=', repository.id)
    .where('environment', '=', environment)
    .where('sha', '=', sha)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(row => ({
    environment: row.environment,
    sha: row.sha,
    by: { id: row.by_id, login: row.by_login },
    at: row.at,
    void: row.void_why,
  }));
}

/** So far back is looked for people: who has not approved since is not called. */
const mostLooked = 100;

/** The people who approved there last, newest first: in a large team these are called, and not everybody. */
export async function approvedLately(
  session: Session,
  repository: Repository,
  environment: string,
  most: number,
): Promise<{ id: number; login: string }[]> {
  const rows = await rowsOf(session)
    .selectFrom('approvals')
    .select(['by_id as id', 'by_login as login'])
    .where('repository_id', '=', repository.id)
    .where('environment', '=', environment)
    .orderBy('at', 'desc')
    .limit(mostLooked)
    .execute();
  return rows.filter((row, place) => rows.findIndex(({ id }) => id === row.id) === place).slice(0, most);
}

/** Once for each person: who says it twice at once has said it once. */
export const approved = (repository: Repository, { id, environment, sha, pull, by, at, thread }: NewApproval): Change => ({
  what: `${by.login} approved ${sha.slice(0, 7)} for ${environment}`,
  async write(session) {
    await rowsOf(session)
      .insertInto('approvals')
      .values({
        id,
        repository_id: repository.id,
        environment,
        sha,
        pull,
        by_id: by.id,
        by_login: by.login,
        at,
        thread,
        void_at: null,
        void_why: null,
      })
      .onConflict(conflict => conflict.doNothing())
      .execute();
  },
});

/** Those that count and were given until then, in this pull request or, wherever that was, of its commit. */
export async function liveOf(
  session: Session,
  repository: Repository,
  { pull, sha, until }: { pull: number; sha: string; until: Date },
): Promise<LiveApproval[]> {
  return rowsOf(session)
    .selectFrom('approvals')
    .select(['id', 'environment', 'sha'])
    .where('repository_id', '=', repository.id)
    .where('void_at', 'is', null)
    .where('at', '<=', until)
    .where(where => where.or([where('pull', '=', pull), where('sha', '=', sha)]))
    .orderBy('environment')
    .execute();
}

/** Whatever else happens: what counts no more never counts again. */
export const voided = (approvals: LiveApproval[], { at, why }: End): Change => ({
  what: `${approvals.length} approvals count no more: ${why}`,
  async write(session) {
    if (approvals.length === 0) return;
    await rowsOf(session)
      .updateTable('approvals')
      .set({ void_at: at, void_why: why })
      .where(
        'id',
        'in',
        approvals.map(({ id }) => id),
      )
      .where('void_at', 'is', null)
      .execute();
  },
});

export async function endOf(session: Session, repository: Repository, pull: number): Promise<End | null> {
  const row = await rowsOf(session)
    .selectFrom('approval_ends')
    .select(['at', 'why'])
    .where('repository_id', '=', repository.id)
    .where('pull', '=', pull)
    .executeTakeFirst();
  return row ?? null;
}

/** The latest is kept, in whatever order they come. */
export const endedFor = (repository: Repository, pull: number, { at, why }: End): Change => ({
  what: `what was said of #${pull} until now approves nothing: ${why}`,
  async write(session) {
    await rowsOf(session)
      .insertInto('approval_ends')
      .values({ repository_id: repository.id, pull, at, why })
      .onConflict(conflict =>
        conflict.columns(['repository_id', 'pull']).doUpdateSet({ at, why }).where(sql<boolean>`excluded.at > approval_ends.at`),
      )
      .execute();
  },
});

/** It is merged: nobody pushes to it any more. */
export const endForgotten = (repository: Repository, pull: number): Change => ({
  what: `nothing of #${pull} can become void any more`,
  async write(session) {
    await rowsOf(session)
      .deleteFrom('approval_ends')
      .where('repository_id', '=', repository.id)
      .where('pull', '=', pull)
      .execute();
  },
});

/** Beyond these it is nobody's first. */
const mostCounted = 50;

/** How many of theirs ever began there, as far as anybody counts: what was taken back before its turn is none. */
export async function deploysBy(
  session: Session,
  repository: Repository,
  environment: string,
  personId: number,
): Promise<number> {
  const rows = await rowsOf(session)
    .selectFrom('deploys')
    .select('id')
    .where('repository_id', '=', repository.id)
    .where('environment', '=', environment)
    .where('state', 'not in', ['waiting', 'dropped'])
    .where(sql<boolean>`story -> 'by' ->> 'id' = ${String(personId)}`)
    .limit(mostCounted)
    .execute();
  return rows.length;
}
