import { type Kysely, sql } from 'kysely';
import type { Change } from '../core/decision.ts';
import type { Repository } from '../core/event.ts';
import { rowsOf } from './session.ts';
import type { Tables } from './tables.ts';

/** What we know of repositories: only what GitHub says in every event, kept so that sweeps know where to look. */

/**
 * Writes only what changed, and looks before it writes: an upsert locks its row even when it changes nothing, and then all that happens in
 * one repository waits in line. `heard` marks that somebody spoke to us there; that it was within these minutes is exact enough.
 */
export async function remember(db: Kysely<Tables>, repository: Repository, heard: boolean): Promise<void> {
  const { id, installation, owner, name, private: hidden, defaultBranch } = repository;
  await sql`
    insert into repositories as known (id, installation_id, owner, name, private, default_branch, heard_at)
    select ${id}, ${installation}, ${owner}, ${name}, ${hidden}, ${defaultBranch}, case when ${heard} then clock() end
    where not exists (
      select 1 from repositories
      where (id, installation_id, owner, name, private, default_branch)
          = (${id}, ${installation}, ${owner}, ${name}, ${hidden}, ${defaultBranch})
        and (not ${heard} or heard_at > clock() - interval '5 minutes'))
    on conflict (id) do update set installation_id = excluded.installation_id, owner = excluded.owner, name = excluded.name,
      private = excluded.private, default_branch = excluded.default_branch, heard_at = coalesce(excluded.heard_at, known.heard_at)`.execute(
    db,
  );
}

const shape = ['id', 'installation_id', 'owner', 'name', 'private', 'default_branch'] as const;

type Row = { id: number; installation_id: number; owner: string; name: string; private: boolean; default_branch: string };

export const repositoryOf = (row: Row): Repository => ({
  id: row.id,
  installation: row.installation_id,
  owner: row.owner,
  name: row.name,
  private: row.private,
  defaultBranch: row.default_branch,
});

/** What we wrote down for later may have been overtaken since by a new name, owner or installation. */
export async function asKnownNow(db: Kysely<Tables>, repository: Repository): Promise<Repository> {
  const row = await db.selectFrom('repositories').select(shape).where('id', '=', repository.id).executeTakeFirst();
  return row ? repositoryOf(row) : repository;
}

/** Repositories with something under way: somebody spoke to us within the hour, or a write of ours is not settled. */
export async function underWay(db: Kysely<Tables>): Promise<Repository[]> {
  const rows = await db
    .selectFrom('repositories')
    .select(shape)
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('heard_at', '>', sql<Date>`clock() - interval '1 hour'`),
        exists(
          selectFrom('effects')
            .select('effects.id')
            .whereRef('effects.repository_id', '=', 'repositories.id')
            .where('effects.state', 'in', ['planned', 'sent']),
        ),
      ]),
    )
    .orderBy('id')
    .execute();
  return rows.map(repositoryOf);
}

/**
 * Repositories in use whose older comments of ours are not known to this database yet. One that nobody has spoken in for a day can
 * wait until somebody does: it may be gone, and a few dead ones must not take the turn of the others for ever.
 */
export async function unadopted(db: Kysely<Tables>, most: number): Promise<Repository[]> {
  const rows = await db
    .selectFrom('repositories')
    .select(shape)
    .where('adopted_at', 'is', null)
    .where('heard_at', '>', sql<Date>`clock() - interval '1 day'`)
    .orderBy('heard_at', 'desc')
    .limit(most)
    .execute();
  return rows.map(repositoryOf);
}

/** Writes down comments of ours that were found on GitHub, by the keys in their markers; from now on creates need no look. */
export async function adopt(
  db: Kysely<Tables>,
  repository: Repository,
  found: { key: string; remoteId: string }[],
): Promise<void> {
  await db.transaction().execute(async tx => {
    for (const one of found) await standing(tx, repository, 'comment', one);
    await tx.updateTable('repositories').set({ adopted_at: sql<Date>`clock()` }).where('id', '=', repository.id).execute();
  });
}

async function standing(
  db: Kysely<Tables>,
  repository: Repository,
  kind: 'comment' | 'issue',
  { key, remoteId }: { key: string; remoteId: string },
): Promise<void> {
  await sql`
    insert into effects (key, kind, target, installation_id, repository_id, lane, what, digest, state, remote_id, settled_at)
    values (${key}, ${kind}, ${`${kind}:${key}`}, ${repository.installation}, ${repository.id}, 3, '{}', '', 'done', ${remoteId}, clock())
    on conflict (key) do nothing`.execute(db);
}

/** An issue of ours that was opened before this database: from now on it can be written to by the key in its marker. */
export const adoptedIssue = (repository: Repository, found: { key: string; remoteId: string }): Change => ({
  what: `issue ${found.remoteId} is ours`,
  write: session => standing(rowsOf(session), repository, 'issue', found),
});

/** The id of `acme/web`, as it is called now; null when nobody has heard of it here. */
export async function idOf(db: Kysely<Tables>, name: string): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select id from repositories where lower(owner || '/' || name) = ${name.toLowerCase()} order by heard_at desc nulls last limit 1`.execute(
    db,
  );
  return rows[0]?.id ?? null;
}
