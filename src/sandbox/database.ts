/** The bot's database, for reading along: what it decided and why. And its clock, which moves with the box's. */
import * as z from 'zod/mini';
import { openDatabase } from '../store/open.ts';

/** A `Reason` as it comes back from the database. */
export interface Said {
  says: string;
  holds: boolean;
  because?: Said[] | undefined;
}
const Reasons: z.ZodMiniType<Said> = z.object({
  says: z.string(),
  holds: z.boolean(),
  because: z.optional(z.array(z.lazy(() => Reasons))),
});
const Row = z.object({
  seq: z.number(),
  at: z.date(),
  about: z.string(),
  actor: z.nullable(z.string()),
  outcome: z.string(),
  scope: z.string(),
  repository_id: z.nullable(z.number()),
  reasons: Reasons,
});
export type Decided = z.infer<typeof Row>;

export interface BotDatabase {
  /** The newest first. */
  decisions(): Promise<Decided[]>;
  /** Goes up with each decision. */
  newest(): Promise<number>;
  /** Sets its clock so far ahead, and wakes whoever waits for a time that has come. */
  setClock(ahead: number): Promise<void>;
  close(): Promise<void>;
}

export async function openBotDatabase(dataFolder: string): Promise<BotDatabase> {
  const log = { info() {}, warn() {} };
  const { store, stop } = await openDatabase({ databaseUrl: null, dataFolder }, { exclusive: false, log });
  return {
    async decisions() {
      const { rows } = await store.pool.query('select * from audit order by seq desc limit 100');
      return z.parse(z.array(Row), rows);
    },
    async newest() {
      const { rows } = await store.pool.query<{ newest: number }>('select coalesce(max(seq), 0) as newest from audit');
      return rows[0]?.newest ?? 0;
    },
    async setClock(ahead) {
      await store.pool.query(
        `create or replace function clock() returns timestamptz language sql stable as
         'select now() + interval ''${Math.round(ahead)} milliseconds'''`,
      );
      await store.pool.query("select pg_notify('wake', '')");
    },
    async close() {
      await store.close();
      await stop();
    },
  };
}
