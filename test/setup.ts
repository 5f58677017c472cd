import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import type { Connection } from '../src/store/embedded/entry.ts';
import { startServer } from '../src/store/embedded/server.ts';
import { migrate } from '../src/store/migrate.ts';

/** One PostgreSQL for the whole run, with a template that every test's database is copied from. */

export const template = 'shipmate_template';

const needed = 3 * 2 ** 30;

declare module 'vitest' {
  export interface ProvidedContext {
    server: Connection;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(await quickest(), 'shipmate-test-'));
  const log = { info() {}, warn: (text: string) => console.warn(text) };
  // Nobody needs these rows after a power cut.
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };
  const server = await startServer({ folder, log, exclusive: true, settings });

  const admin = new pg.Client(server.connection);
  await admin.connect();
  await admin.query(`create database ${template}`);
  await admin.end();
  const client = new pg.Client({ ...server.connection, database: template });
  await client.connect();
  await migrate(client);
  await client.end();

  project.provide('server', server.connection);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

/** Each story copies the template, which takes ten milliseconds in memory and two hundred on some disks. Containers often have little there. */
async function quickest(): Promise<string> {
  const memory = '/dev/shm';
  const { bavail, bsize } = await statfs(memory).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize > needed ? memory : tmpdir();
}
