import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { expect, it } from 'vitest';
import { describeSchema, schemaFile } from '../../src/store/describe.ts';
import { migrate } from '../../src/store/migrate.ts';
import { emptyDatabase } from '../database.ts';

it('schema.sql says what the migrations make (else run "npm run generate" and read the diff)', async () => {
  const database = await emptyDatabase();
  const client = new pg.Client(database.config);
  await client.connect();
  await migrate(client);
  expect(await describeSchema(client)).toBe(await readFile(schemaFile, 'utf8'));
  await client.end();
  await database.drop();
});
