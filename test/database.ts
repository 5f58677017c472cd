import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import type { Connection } from '../src/store/embedded/entry.ts';
import { template } from './setup.ts';

/** A migrated database of a test's own, copied from the template in a few milliseconds. */
export interface Database {
  config: Connection;
  /** For a child process, as its DATABASE_URL. */
  databaseUrl: string;
  /** Moves the database's `clock()` on, by '10 minutes' and the like; several moves add up. Whoever waits for work is woken. */
  shiftClock(by: string): Promise<void>;
  drop(): Promise<void>;
}

export async function freshDatabase(): Promise<Database> {
  return await databaseFrom(template);
}

/** Without any table: as a new server has it. */
export async function emptyDatabase(): Promise<Database> {
  return await databaseFrom('template0');
}

async function databaseFrom(source: string): Promise<Database> {
  const server = inject('server');
  const config = { ...server, database: `test_${randomBytes(6).toString('hex')}` };
  await on(server, client => client.query(`create database ${config.database} template ${source} strategy file_copy`));
  const shifts: string[] = [];
  return {
    config,
    databaseUrl: `postgres:///${config.database}?host=${encodeURIComponent(config.host)}&port=${config.port}&user=${config.user}`,
    async shiftClock(by) {
      shifts.push(` + interval ${pg.escapeLiteral(by)}`);
      const body = pg.escapeLiteral(`select now()${shifts.join('')}`);
      await on(config, async client => {
        await client.query(`create or replace function clock() returns timestamptz language sql stable as ${body}`);
        await client.query("select pg_notify('wake', '')");
      });
    },
    async drop() {
      // Unforced, PostgreSQL waits five seconds for connections that are just ending; one that it ended itself would complain.
      const drop = `drop database if exists ${config.database}`;
      await on(server, client => client.query(drop).catch(() => client.query(`${drop} with (force)`)));
    },
  };
}

async function on<T>(config: Connection, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
