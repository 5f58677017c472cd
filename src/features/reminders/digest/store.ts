/** The rows of the lists that teams read. */
import type { Selectable } from 'kysely';
import * as z from 'zod/mini';
import type { Change } from '../../../core/decision.ts';
import type { Repository } from '../../../core/event.ts';
import type { Session } from '../../../core/session.ts';
import { jsonOf } from '../../../store/json.ts';
import { rowsOf } from '../../../store/session.ts';
import type { Tables } from '../../../store/tables.ts';
import type { DigestRow } from './row.ts';

const text = z.nullable(z.string());
const time = z.nullable(z.coerce.date());
const story: z.ZodMiniType<Omit<DigestRow, 'name' | 'number'>> = z.object({
  ...{ wish: text, round: z.number(), issue: text, after: z.coerce.date(), nextAt: time },
  ...{ comment: text, says: text, sentAt: time, left: text, unseen: z.boolean() },
});

const digestOf = (row: Selectable<Tables['reminder_digests']>): DigestRow => ({
  ...{ ...story.parse(row.story), name: row.name, number: row.number },
});

const digests = (session: Session, { id }: Pick<Repository, 'id'>) =>
  rowsOf(session).selectFrom('reminder_digests').selectAll().where('repository_id', '=', id);

export async function digestNamed(session: Session, repository: Repository, name: string): Promise<DigestRow | null> {
  const row = await digests(session, repository).where('name', '=', name).executeTakeFirst();
  return row ? digestOf(row) : null;
}

export async function digestNames(session: Session, repository: Repository): Promise<string[]> {
  return (await digests(session, repository).execute()).map(({ name }) => name);
}

/** When the next one of each is that the file asked for; null: its issue is left alone. */
export async function digestTimes(session: Session, repository: Repository): Promise<Map<string, Date | null>> {
  const rows = (await digests(session, repository).execute()).map(digestOf);
  return new Map(rows.filter(({ wish }) => wish !== null).map(({ name, nextAt }) => [name, nextAt]));
}

export async function digestByNumber(session: Session, repository: Repository, number: number): Promise<DigestRow | null> {
  const row = await digests(session, repository).where('number', '=', number).executeTakeFirst();
  return row ? digestOf(row) : null;
}

export const digestSaved = (repository: Repository, { name, number, ...rest }: DigestRow): Change => ({
  what: `the list of ${name}`,
  async write(session) {
    const values = { number, story: jsonOf(rest) };
    await rowsOf(session)
      .insertInto('reminder_digests')
      .values({ repository_id: repository.id, name, ...values })
      .onConflict(conflict => conflict.columns(['repository_id', 'name']).doUpdateSet(values))
      .execute();
  },
});
