/** The bot's database, for reading along: what it decided and why. And its clock, which moves with the box's. */

import { setTimeout as passing } from 'node:timers/promises';
import * as z from 'zod/mini';
import { whoseErrors } from '../features/errors/homes.ts';
import { hasten } from '../store/chores.ts';
import { addHook, hookKey } from '../store/hooks.ts';
import { openDatabase } from '../store/open.ts';
import { seal } from '../store/sealed.ts';

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
  /** Adds one of that kind for acme, unless it is there. */
  hasHook(kind: string, key: Buffer, secret: string): Promise<void>;
  /** Whether the bot knows by now that this repository's file asks for errors. */
  wantsErrors(repository: number): Promise<boolean>;
  close(): Promise<void>;
}

/** The bot reads files for errors every five minutes; it is asked to do so now, and has done it by then. */
const reading = { tries: 20, milliseconds: 100 };

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
    async hasHook(kind, key, secret) {
      const hook = { name: kind, kind, owner: 'acme', repository: null, settings: {} };
      await addHook(store.db, hook, seal([key], hookKey(kind), secret));
    },
    async wantsErrors(repository) {
      const known = async () => {
        const text = 'select from error_homes where repository_id = $1 and settings is not null';
        return (await store.pool.query(text, [repository])).rowCount === 1;
      };
      if (await known()) return true;
      await hasten(store.db, whoseErrors);
      for (let left = reading.tries; left > 0; left -= 1) {
        await passing(reading.milliseconds);
        if (await known()) return true;
      }
      return false;
    },
    async close() {
      await store.close();
      await stop();
    },
  };
}
