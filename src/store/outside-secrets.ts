/** What goes along to addresses that files name, as rows: an operator keeps one for an owner and an origin, and it goes nowhere else. */
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

export interface OutsideSecret {
  owner: string;
  name: string;
  /** `https://logs.example.org`, with a port where that is not the usual one. */
  origin: string;
}

type Db = Kysely<Tables>;

/** Where it was sealed for: whoever writes to the database cannot have it sent to somebody else. */
export const outsidePlace = ({ owner, name, origin }: OutsideSecret): string =>
  `outside/${owner.toLowerCase()}/${name}/${origin}`;

/** In the place of the one before. */
export async function keepOutsideSecret(db: Db, { owner, name, origin }: OutsideSecret, sealed: string): Promise<void> {
  const now = { origin, sealed, added_at: sql<Date>`clock()` };
  await db
    .insertInto('outside_secrets')
    .values({ owner: owner.toLowerCase(), name, ...now })
    .onConflict(conflict => conflict.columns(['owner', 'name']).doUpdateSet(now))
    .execute();
}

export async function outsideSecret(db: Db, owner: string, name: string): Promise<(OutsideSecret & { sealed: string }) | null> {
  const row = await db
    .selectFrom('outside_secrets')
    .select(['owner', 'name', 'origin', 'sealed'])
    .where('owner', '=', owner.toLowerCase())
    .where('name', '=', name)
    .executeTakeFirst();
  return row ?? null;
}

export const listOutsideSecrets = (db: Db): Promise<OutsideSecret[]> =>
  db.selectFrom('outside_secrets').select(['owner', 'name', 'origin']).orderBy('owner').orderBy('name').execute();

/** False: there was none. */
export async function dropOutsideSecret(db: Db, owner: string, name: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('outside_secrets')
    .where('owner', '=', owner.toLowerCase())
    .where('name', '=', name)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
