import { type Kysely, sql } from 'kysely';
import type { Repository } from '../core/event.ts';
import type { SeenFile } from '../core/file.ts';
import { remember } from './repositories.ts';
import type { Tables } from './tables.ts';

/** The teams' files as last seen on GitHub: what a blob says, and which blob counts for a repository. */

type Db = Kysely<Tables>;

/** A push refreshes it at once. Pushes can get lost, so after this long somebody looks again. */
const fresh = sql<Date>`clock() - interval '30 minutes'`;

/** Null when the repository has no file, undefined when nobody has looked lately. */
export async function blobOf(db: Db, repository: number): Promise<string | null | undefined> {
  const row = await db
    .selectFrom('repository_files')
    .select('blob')
    .where('repository_id', '=', repository)
    .where('seen_at', '>', fresh)
    .executeTakeFirst();
  return row?.blob;
}

/** The same for the repository `.github` of this owner, whose id nobody has to know. */
async function organisationBlobOf(db: Db, owner: string): Promise<string | null | undefined> {
  const row = await db
    .selectFrom('repository_files')
    .innerJoin('repositories', 'repositories.id', 'repository_files.repository_id')
    .select('blob')
    .where(sql<string>`lower(owner)`, '=', owner.toLowerCase())
    .where('name', '=', '.github')
    .where('seen_at', '>', fresh)
    .orderBy('seen_at', 'desc')
    .executeTakeFirst();
  return row?.blob;
}

export async function textOf(db: Db, blob: string): Promise<string | null> {
  const row = await db.selectFrom('file_blobs').select('text').where('blob', '=', blob).executeTakeFirst();
  return row?.text ?? null;
}

/** What a blob says never changes. */
export async function keepText(db: Db, { blob, text }: SeenFile): Promise<void> {
  await db
    .insertInto('file_blobs')
    // PostgreSQL keeps no null character.
    .values({ blob, text: text.replaceAll('\0', '\ufffd') })
    .onConflict(conflict => conflict.doNothing())
    .execute();
}

export async function rememberFile(db: Db, repository: number, file: SeenFile | null): Promise<void> {
  // Past 64 KB a file is only said to be too long.
  if (file) await keepText(db, { blob: file.blob, text: file.text.slice(0, 64 * 1024 + 1) });
  const now = { blob: file?.blob ?? null, seen_at: sql<Date>`clock()` };
  await db
    .insertInto('repository_files')
    .values({ repository_id: repository, ...now })
    .onConflict(conflict => conflict.column('repository_id').doUpdateSet(now))
    .execute();
}

/** What was last told of as the file that counts: null when that was none, undefined when nothing ever was. */
export async function toldBlob(db: Db, repository: number): Promise<string | null | undefined> {
  const row = await db.selectFrom('repository_files').select('told').where('repository_id', '=', repository).executeTakeFirst();
  return row?.told === '' ? null : (row?.told ?? undefined);
}

export async function tellFile(db: Db, repository: number, file: SeenFile | null): Promise<void> {
  await rememberFile(db, repository, file);
  await db
    .updateTable('repository_files')
    .set({ told: file?.blob ?? '' })
    .where('repository_id', '=', repository)
    .execute();
}

async function forgetFile(db: Db, repository: number): Promise<void> {
  await db.deleteFrom('repository_files').where('repository_id', '=', repository).execute();
}

/** All of it as what `config/reading.ts` asks for. */
export function fileRows(db: Db) {
  return {
    blobOf: (repository: number) => blobOf(db, repository),
    organisationBlobOf: (owner: string) => organisationBlobOf(db, owner),
    textOf: (blob: string) => textOf(db, blob),
    forget: (repository: number) => forgetFile(db, repository),
    async remember(repository: Repository, file: SeenFile | null) {
      // The organisation's is found by its owner, so its repository has to be known too.
      await remember(db, repository, false);
      await rememberFile(db, repository.id, file);
    },
  };
}
