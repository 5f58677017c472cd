import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables.ts';

/** The way to PostgreSQL: one pool for queries, one connection that listens. */
export interface Store {
  db: Kysely<Tables>;
  pool: pg.Pool;
  /** Calls back on each NOTIFY of the channel. Only a hint: a lost connection loses them, so whoever listens also polls. */
  listen(channel: string, heard: () => void): Promise<void>;
  close(): Promise<void>;
}

export type Tx = Transaction<Tables>;

/** A query that takes longer is stuck, not slow; whoever asked tries again. */
const statementTimeout = 15_000;

/**
 * The queue goes from empty to full within seconds, long before PostgreSQL's statistics follow, and on a guess it sorts and joins whole
 * tables: five seconds for a take that costs less than one millisecond. All our queries are look-ups in an index, so it is told so.
 */
const onlyIndexes = ['hashjoin', 'mergejoin', 'bitmapscan', 'material', 'sort'].map(way => `set enable_${way} = off`).join('; ');

// Sequence numbers and GitHub's ids stay far below 2^53, so bigint columns are numbers here.
const types = new pg.TypeOverrides();
types.setTypeParser(20, Number);

export function openStore(connection: pg.ClientConfig, log: { warn(what: object, text: string): void }): Store {
  const config = { ...connection, types, application_name: 'shipmate' };
  const pool = new pg.Pool({
    ...config,
    max: 20,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 5_000,
    statement_timeout: statementTimeout,
    // A database that went silent without closing answers no time limit of its own.
    query_timeout: statementTimeout + 5_000,
    idle_in_transaction_session_timeout: 30_000,
    onConnect: async client => void (await client.query(onlyIndexes)),
  });
  // An idle connection that breaks is replaced at the next query; without a listener node would exit.
  pool.on('error', error => log.warn({ reason: error.message }, 'the database closed an idle connection'));
  // One that breaks between two queries of a transaction fails the next one; the pool listens only while nobody has it.
  pool.on('connect', client => void client.on('error', () => {}));
  const listening = new Map<string, () => void>();
  const ear = keepListening(config, listening, log);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    pool,
    async listen(channel, heard) {
      listening.set(channel, heard);
      await ear.hear(channel);
    },
    async close() {
      await ear.stop();
      // Not by Kysely, which ends only a pool that it has used itself. Closed twice is closed.
      if (!pool.ending) await pool.end();
    },
  };
}

/** Holds one connection on LISTEN and makes a new one, with all channels, a second after it broke. */
function keepListening(
  config: pg.ClientConfig,
  channels: Map<string, () => void>,
  log: { warn(what: object, text: string): void },
) {
  let client: pg.Client | null = null;
  let again: NodeJS.Timeout | undefined;
  let stopped = false;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ ...config, keepAlive: true });
    next.on('notification', note => channels.get(note.channel)?.());
    next.on('error', error => log.warn({ reason: error.message }, 'the listening connection broke'));
    await next.connect();
    for (const channel of channels.keys()) await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    client = next;
    next.on('end', () => {
      client = null;
      reconnect();
    });
    // What was said while nobody listened is not repeated.
    for (const heard of channels.values()) heard();
  };
  const reconnect = () => {
    if (!stopped) again = setTimeout(() => void connect().catch(reconnect), 1_000);
  };

  return {
    async hear(channel: string) {
      if (client) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
      else await connect();
    },
    async stop() {
      stopped = true;
      clearTimeout(again);
      await client?.end();
    },
  };
}
