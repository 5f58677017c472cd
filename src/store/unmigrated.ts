import pg from 'pg';
import type { StoreSettings } from '../config/env.ts';
import { Sentence } from '../core/sentence.ts';
import { startServer } from './embedded/server.ts';

/** For verbs that need the database as it is, before any migration: one connection, shared with a Shipmate that may be running. */
export async function withUnmigrated<T>(
  { databaseUrl, dataFolder }: StoreSettings,
  say: (line: string) => void,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const server = databaseUrl ? null : await startServer({ folder: dataFolder, log: { info: say, warn: say } });
  try {
    const client = new pg.Client(server ? server.connection : { connectionString: databaseUrl ?? '' });
    // What broke is said by the query that was under way.
    client.on('error', () => {});
    // Said without DATABASE_URL's value: it may hold a password.
    await client.connect().catch(error => {
      throw new Sentence(
        `The database of DATABASE_URL does not answer: ${error.message}. Check that it runs, and host, name and password.`,
      );
    });
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  } finally {
    await server?.stop();
  }
}

/** Which of these deliveries were ever kept. */
export async function keptOf(client: pg.Client, guids: string[]): Promise<Set<string>> {
  const { rows } = await client.query<{ guid: string }>('select guid from deliveries where guid = any($1)', [guids]);
  return new Set(rows.map(({ guid }) => guid));
}
