import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** Work of the house itself, by the clock: whichever replica comes first does it, the others see that it is done. */

export interface Chore {
  name: string;
  note: Record<string, unknown>;
}

const leaseSeconds = 120;

/** A chore that is new is due at once. */
export async function enlist(db: Kysely<Tables>, names: string[]): Promise<void> {
  if (names.length === 0) return;
  await db
    .insertInto('chores')
    .values(names.map(name => ({ name, holder: null, lease_until: null })))
    .onConflict(conflict => conflict.column('name').doNothing())
    .execute();
}

/** Null: it is not due, or somebody is at it. */
export async function takeDue(db: Kysely<Tables>, name: string, holder: string): Promise<Chore | null> {
  const { rows } = await sql<Chore>`
    update chores set holder = ${holder}, lease_until = clock() + make_interval(secs => ${leaseSeconds})
    where name = (select name from chores where name = ${name} and due_at <= clock()
                  and (lease_until is null or lease_until <= clock()) for update skip locked)
    returning name, note`.execute(db);
  return rows[0] ?? null;
}

/** Whoever is still at it keeps it, however long it takes. */
export async function renew(db: Kysely<Tables>, chore: Chore, holder: string): Promise<void> {
  await sql`
    update chores set lease_until = clock() + make_interval(secs => ${leaseSeconds})
    where name = ${chore.name} and holder = ${holder}`.execute(db);
}

export async function finish(
  db: Kysely<Tables>,
  chore: Chore,
  holder: string,
  next: { seconds: number; note: Record<string, unknown> },
): Promise<void> {
  await db
    .updateTable('chores')
    .set({
      due_at: sql<Date>`clock() + make_interval(secs => ${next.seconds})`,
      note: JSON.stringify(next.note),
      holder: null,
      lease_until: null,
    })
    .where('name', '=', chore.name)
    .where('holder', '=', holder)
    .execute();
}

/** Makes a chore due now, and wakes whoever does it. */
export async function hasten(db: Kysely<Tables>, name: string): Promise<void> {
  await sql`
    with hastened as (update chores set due_at = clock() where name = ${name} returning name)
    select pg_notify('wake', '') from hastened`.execute(db);
}

/** Where the last pass of a chore stopped; empty before the first. */
export async function noteOf(db: Kysely<Tables>, name: string): Promise<Chore['note']> {
  const row = await db.selectFrom('chores').select('note').where('name', '=', name).executeTakeFirst();
  return row?.note ?? {};
}
