import { connect } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';

/** The one connection by which a process shows that it uses an embedded server: its locks end with the process, however it ends. */

/** What `pg` needs to connect; said in full, so that PGPORT or PGSSLMODE of the environment change nothing. */
export interface Connection {
  host: string;
  port: number;
  user: string;
  database: string;
  ssl: false;
}

export const connectionTo = (socketFolder: string): Connection => ({
  host: socketFolder,
  port: 5432,
  user: 'shipmate',
  database: 'postgres',
  ssl: false,
});

/** Everybody holds `used` shared; one process at a time holds `served`. */
const used = '21352, 1';
const served = '21352, 2';

export type Entry = { client: pg.Client } | { waitFor: 'start' } | { waitFor: 'others'; holder: string | null };

/** Tries once: the server may still be starting, or somebody may be in the way. */
export async function enter(connection: Connection, exclusive: boolean): Promise<Entry> {
  const client = new pg.Client({ ...connection, keepAlive: true, application_name: `process ${process.pid}` });
  // When the server goes, `end` tells whoever holds the client.
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ mine: boolean }>(
      `select pg_try_advisory_lock_shared(${used}) ${exclusive ? `and pg_try_advisory_lock(${served})` : ''} as mine`,
    );
    if (rows[0]?.mine) return { client };
    const holder = await holderOf(client);
    await client.end();
    return { waitFor: 'others', holder };
  } catch (error) {
    await client.end().catch(() => {});
    if (isNotReady(error)) return { waitFor: 'start' };
    throw error;
  }
}

/** After this nobody new gets in: true when nobody else is in. */
export async function isLastOne(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ mine: boolean }>(`select pg_try_advisory_lock(${used}) as mine`);
  return rows[0]?.mine ?? false;
}

async function holderOf(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ name: string }>(
    `select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and l.mode = 'ExclusiveLock' and l.classid = 21352`,
  );
  return rows[0]?.name ?? null;
}

function isNotReady(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  // No socket yet, nobody behind it, starting or stopping, or stopped while we spoke.
  return ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P03'].includes(String(code)) || isCutOff(error);
}

const isCutOff = (error: unknown) => error instanceof Error && /connection terminated/i.test(error.message);

/** Whether anybody listens there, whatever it says. */
export async function answers(socketFolder: string): Promise<boolean> {
  const socket = connect(join(socketFolder, '.s.PGSQL.5432'));
  return await new Promise(resolve => {
    socket.once('error', () => resolve(false)).once('connect', () => socket.end(() => resolve(true)));
  });
}
