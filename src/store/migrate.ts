import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { Sentence } from '../core/sentence.ts';

/**
 * Brings the tables to where this Shipmate wants them: plain SQL files, forward only, each in a transaction of its own. Tables first
 * grow, then shrink a release later, so that the old version keeps working beside the new one; the first line of a file says for how long.
 */

export interface Migration {
  number: number;
  name: string;
  /** The oldest migration whose Shipmate can work on the result of this one. */
  readableFrom: number;
  sql: string;
  digest: string;
}

const ground = join(import.meta.dirname, 'migrations');

interface Options {
  /** The folders with our files; features bring their own. Numbers are unique across them. */
  folders?: string[];
  /** The last one to apply: a backup is restored into the tables it was made from. */
  to?: number;
}

export async function migrate(
  db: pg.Pool | pg.ClientBase,
  { folders, to = Infinity }: Options = {},
): Promise<{ applied: number[] }> {
  const known = (await readMigrations(folders)).filter(({ number }) => number <= to);
  if (!(db instanceof pg.Pool)) return { applied: await applyAll(db, known) };
  const client = new pg.Client(patient(db.options));
  // One that breaks between two queries fails the next one.
  client.on('error', () => {});
  await client.connect();
  try {
    return { applied: await applyAll(client, known) };
  } finally {
    await client.end();
  }
}

/** An index on a large table takes its time, and so does waiting for another replica that builds it. A server that is gone is found by TCP. */
const patient = (options: pg.PoolOptions): pg.ClientConfig => ({
  ...options,
  // The pool hides it from whoever copies.
  password: options.password,
  statement_timeout: 0,
  query_timeout: 0,
  keepAlive: true,
});

async function applyAll(client: pg.ClientBase, known: Migration[]): Promise<number[]> {
  const applied: number[] = [];
  for (;;) {
    const number = await applyNext(client, known);
    if (number === null) return applied;
    applied.push(number);
  }
}

export async function readMigrations(folders: string[] = [ground]): Promise<Migration[]> {
  const found: Migration[] = [];
  for (const folder of folders) {
    for (const file of (await readdir(folder)).filter(name => name.endsWith('.sql'))) {
      found.push(parse(file, (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n')));
    }
  }
  found.sort((a, b) => a.number - b.number);
  found.forEach(({ number }, index) => {
    if (number !== index + 1)
      throw new Error(`migrations have to be numbered 1, 2, 3 … across all folders; after ${index} comes ${number}`);
  });
  return found;
}

function parse(file: string, sql: string): Migration {
  const [, number, name] = /^(\d{4})-([a-z0-9-]+)\.sql$/.exec(file) ?? [];
  const [, readableFrom] = /^-- readable from: (\d+)\n/.exec(sql) ?? [];
  if (!number || !name) throw new Error(`${file}: migrations are named like 0002-more-lanes.sql`);
  if (!readableFrom) throw new Error(`${file}: the first line has to be "-- readable from: <number>"`);
  const digest = createHash('sha256').update(sql).digest('hex');
  return { number: Number(number), name, readableFrom: Number(readableFrom), sql, digest };
}

/** One step. The lock is taken anew in each transaction, so that it also holds behind a pooler that shares sessions. */
async function applyNext(client: pg.ClientBase, known: Migration[]): Promise<number | null> {
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock(21352, 3)');
    await client.query(`
      create table if not exists migrations (
        number int primary key,
        name text not null,
        digest text not null,
        readable_from int not null,
        applied_at timestamptz not null default now()
      )`);
    const { rows } = await client.query<Applied>('select number, name, digest, readable_from from migrations order by number');
    mustFit(rows, known);
    const next = known[rows.length];
    if (next) {
      await client.query(next.sql).catch(error => {
        throw new Error(`migration ${next.number} (${next.name}) failed: ${error.message}`, { cause: error });
      });
      await client.query('insert into migrations (number, name, digest, readable_from) values ($1, $2, $3, $4)', [
        next.number,
        next.name,
        next.digest,
        next.readableFrom,
      ]);
    }
    await client.query('commit');
    return next?.number ?? null;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}

interface Applied {
  number: number;
  name: string;
  digest: string;
  readable_from: number;
}

/** What was applied is what our files say, and whatever came later can be worked on by this version. */
function mustFit(applied: Applied[], known: Migration[]): void {
  for (const row of applied) {
    const ours = known[row.number - 1];
    if (!ours && row.readable_from > known.length) {
      throw new Sentence(
        `This database was made by a newer Shipmate (migration ${row.number}, "${row.name}"; this one knows ${known.length}). ` +
          'Start the newer version again, or restore a backup of before into an empty database.',
      );
    }
    if (ours && ours.digest !== row.digest) {
      throw new Sentence(
        `Migration ${row.number} ("${row.name}") is not the one that made this database: its file was changed after it was applied. ` +
          'Put the file of the release back; changes go into a new file.',
      );
    }
  }
}
