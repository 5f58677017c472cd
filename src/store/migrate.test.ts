import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Database, emptyDatabase } from '../../test/database.ts';
import { Sentence } from '../core/sentence.ts';
import { migrate } from './migrate.ts';

let database: Database;
let folder: string;
let pool: pg.Pool;

beforeEach(async () => {
  database = await emptyDatabase();
  folder = await mkdtemp(join(tmpdir(), 'shipmate-migrations-'));
  pool = new pg.Pool({ connectionString: database.databaseUrl });
  await write('0001-boats.sql', '-- readable from: 1\ncreate table boats (name text);');
  await write('0002-oars.sql', '-- readable from: 1\ncreate table oars (length int);\ninsert into oars values (3);');
});
afterEach(async () => {
  await pool.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

const write = (name: string, sql: string, at = folder) => writeFile(join(at, name), sql);
const run = (...folders: string[]) => migrate(pool, { folders: [folder, ...folders] });

async function sentence(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => 'it worked',
    (error: unknown) => error,
  );
  return error instanceof Sentence ? error.message : `not a sentence: ${error}`;
}

it('applies what is missing, in order, once', async () => {
  expect(await run()).toEqual({ applied: [1, 2] });
  await write('0003-sails.sql', '-- readable from: 1\ncreate table sails (area int);');
  expect(await run()).toEqual({ applied: [3] });
  expect(await run()).toEqual({ applied: [] });
});

it('takes files from several folders by their numbers', async () => {
  const feature = await mkdtemp(join(tmpdir(), 'shipmate-migrations-'));
  await write('0003-sails.sql', '-- readable from: 1\nalter table boats add sails int;', feature);
  await write('0004-flags.sql', '-- readable from: 1\ncreate table flags ();');
  expect(await run(feature)).toEqual({ applied: [1, 2, 3, 4] });
  await write('0004-double.sql', '-- readable from: 1\n', feature);
  await expect(run(feature)).rejects.toThrow('numbered 1, 2, 3 … across all folders; after 4 comes 4');
  await rm(feature, { recursive: true });
});

it('applies each file once when several processes start at once', async () => {
  await write('0003-slow.sql', '-- readable from: 1\nselect pg_sleep(0.05);\ninsert into oars values (4);');
  const all = await Promise.all(Array.from({ length: 6 }, () => run()));
  expect(all.flatMap(({ applied }) => applied).toSorted()).toEqual([1, 2, 3]);
  expect((await pool.query('select * from oars')).rowCount).toBe(2);
});

it('takes its time, and waits for another that does, however soon a query is given up', async () => {
  await write('0003-slow.sql', '-- readable from: 1\nselect pg_sleep(0.5);');
  const impatient = new pg.Pool({ ...database.config, statement_timeout: 100, query_timeout: 200 });
  const all = await Promise.all([1, 2].map(() => migrate(impatient, { folders: [folder] })));
  expect(all.flatMap(({ applied }) => applied).toSorted()).toEqual([1, 2, 3]);
  await impatient.end();
});

it('leaves nothing of a file that fails, and goes on from there', async () => {
  await write('0003-sails.sql', '-- readable from: 1\ncreate table sails (area int);\nselect 1 / 0;');
  await expect(run()).rejects.toThrow('migration 3 (sails) failed: division by zero');
  expect((await pool.query("select to_regclass('sails') as sails")).rows).toEqual([{ sails: null }]);
  await write('0003-sails.sql', '-- readable from: 1\ncreate table sails (area int);');
  expect(await run()).toEqual({ applied: [3] });
});

it('runs beside a newer version as long as that one says so, and not after', async () => {
  await run();
  await write('0003-grow.sql', '-- readable from: 2\nalter table boats add sails int;');
  await run();
  await rm(join(folder, '0003-grow.sql'));
  expect(await run()).toEqual({ applied: [] });

  await write('0003-grow.sql', '-- readable from: 2\nalter table boats add sails int;');
  await write('0004-shrink.sql', '-- readable from: 3\nalter table boats drop name;');
  await run();
  await rm(join(folder, '0004-shrink.sql'));
  expect(await run()).toEqual({ applied: [] });
  await rm(join(folder, '0003-grow.sql'));
  expect(await sentence(run())).toBe(
    'This database was made by a newer Shipmate (migration 4, "shrink"; this one knows 2). ' +
      'Start the newer version again, or restore a backup of before into an empty database.',
  );
});

it('refuses a file that was changed after it was applied', async () => {
  await run();
  await write('0002-oars.sql', '-- readable from: 1\r\ncreate table oars (length int);\r\ninsert into oars values (3);');
  expect(await run()).toEqual({ applied: [] });
  await write('0002-oars.sql', '-- readable from: 1\ncreate table oars (length bigint);');
  expect(await sentence(run())).toMatch(/^Migration 2 \("oars"\) is not the one that made this database: its file was changed/);
});

it('wants numbers without gaps, and the line that says who may read the result', async () => {
  await write('0004-late.sql', '-- readable from: 1\n');
  await expect(run()).rejects.toThrow('after 2 comes 4');
  await rm(join(folder, '0004-late.sql'));
  await write('0003-sails.sql', 'create table sails ();');
  await expect(run()).rejects.toThrow('0003-sails.sql: the first line has to be "-- readable from: <number>"');
  await rm(join(folder, '0003-sails.sql'));
  await write('3-sails.sql', '-- readable from: 1\n');
  await expect(run()).rejects.toThrow('3-sails.sql: migrations are named like 0002-more-lanes.sql');
});
