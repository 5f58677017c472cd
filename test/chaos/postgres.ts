import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findBinaries } from '../../src/store/embedded/binaries.ts';
import { connectionTo } from '../../src/store/embedded/entry.ts';
import { databaseIn, logIn, makeDatabase, openFolder, socketFolder } from '../../src/store/embedded/folder.ts';
import { chooseOwner } from '../../src/store/embedded/owner.ts';
import { launch, type Running } from '../../src/store/embedded/process.ts';
import { settingsFor } from '../../src/store/embedded/settings.ts';
import { migrate } from '../../src/store/migrate.ts';
import type { Database } from '../database.ts';
import { until } from '../until.ts';

/** A PostgreSQL of a test's own, to be killed and started again as somebody else's server would be. */
export interface Postgres extends Database {
  start(): Promise<void>;
  /** Everything in it ends at once, as in a crash; resolves when no part of it is left that could still keep something. */
  kill(): Promise<void>;
}

export async function ownPostgres(): Promise<Postgres> {
  const folder = await mkdtemp(join(tmpdir(), 'shipmate-chaos-'));
  const { postgres, initdb } = await findBinaries();
  await openFolder(folder);
  const owner = await chooseOwner(databaseIn(folder), [folder, postgres, initdb]);
  await makeDatabase(folder, initdb, owner);
  const socket = await socketFolder(folder, owner);
  const config = connectionTo(socket);
  const shifts: string[] = [];
  let running: Running | null = null;

  const as = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client(config);
    client.on('error', () => {});
    await client.connect();
    return work(client).finally(() => client.end());
  };

  const database: Postgres = {
    config,
    databaseUrl: `postgres:///postgres?host=${encodeURIComponent(config.host)}&port=${config.port}&user=${config.user}`,
    async start() {
      running = await launch(
        owner.command(postgres, ['-D', databaseIn(folder), ...settingsFor(socket, { max_connections: '100' })]),
        logIn(folder),
      );
      await until(() =>
        as(client => client.query('select 1')).then(
          () => true,
          () => false,
        ),
      );
    },
    async kill() {
      if (!running) return;
      // Nothing else need be left that keeps this process waiting for the end of that one.
      const waiting = setInterval(() => {}, 1_000);
      process.kill(running.pid, 'SIGQUIT');
      await running.gone();
      clearInterval(waiting);
      running = null;
    },
    async shiftClock(by) {
      shifts.push(` + interval ${pg.escapeLiteral(by)}`);
      await as(async client => {
        const body = pg.escapeLiteral(`select now()${shifts.join('')}`);
        await client.query(`create or replace function clock() returns timestamptz language sql stable as ${body}`);
        await client.query("select pg_notify('wake', '')");
      });
    },
    async drop() {
      await database.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await database.start();
  await as(migrate);
  return database;
}
