import type { StoreSettings } from '../config/env.ts';
import { Sentence } from '../core/sentence.ts';
import { openStore, type Store } from './connection.ts';
import { startServer } from './embedded/server.ts';
import { migrate } from './migrate.ts';

/** The database that the settings name, up to date: PostgreSQL somewhere, or the embedded one in the data folder. */

export interface Database {
  store: Store;
  /** Nobody else serves from it: whoever held something in it before us is gone. */
  alone: boolean;
  stop(): Promise<void>;
}

interface Options {
  /** For the process that serves, of which an embedded database allows one. */
  exclusive: boolean;
  log: { info(what: object, text: string): void; warn(what: object, text: string): void };
}

export async function openDatabase({ databaseUrl, dataFolder }: StoreSettings, { exclusive, log }: Options): Promise<Database> {
  const plain = { info: (text: string) => log.info({}, text), warn: (text: string) => log.warn({}, text) };
  const server = databaseUrl ? null : await startServer({ folder: dataFolder, exclusive, log: plain });
  const store = openStore(server ? server.connection : { connectionString: databaseUrl ?? '' }, log);
  try {
    await migrate(store.pool);
  } catch (error) {
    await store.close();
    await server?.stop();
    throw error instanceof Sentence || server ? error : new Sentence(unreachable(error));
  }
  return {
    store,
    alone: exclusive && server !== null,
    stop: async () => server?.stop(),
  };
}

/** Names no part of DATABASE_URL: it may hold a password. */
function unreachable(error: unknown): string {
  const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
  return `The database of DATABASE_URL cannot be used: ${reason}. Check that it runs, and that host, name, user and password are right.`;
}
