import pg from 'pg';
import { Sentence } from '../../core/sentence.ts';
import { type Part, type Row, type Tail, writeBackupFile } from './file.ts';
import { inPlainText, newestMigration, type Table, tablesInOrder } from './tables.ts';

/** Writes everything in the database, as it is at one moment, into one file. Shipmate may go on working meanwhile. */
export async function backup(client: pg.ClientBase, file: string): Promise<{ rows: number }> {
  await client.query(`begin isolation level repeatable read, read only; ${inPlainText}`);
  try {
    const migration = await newestMigration(client);
    if (migration === null) throw new Sentence('There is nothing to back up: this database holds no tables of Shipmate.');
    const { rows: times } = await client.query<{ at: string }>("select to_json(now()) #>> '{}' as at");
    let rows = 0;
    await writeBackupFile(
      file,
      { migration, at: times[0]?.at ?? '' },
      everything(client, () => (rows += 1)),
    );
    return { rows };
  } finally {
    await client.query('rollback').catch(() => {});
  }
}

async function* everything(client: pg.ClientBase, counted: () => void): AsyncGenerator<Part, Tail> {
  const rows: Record<string, number> = {};
  for (const table of await tablesInOrder(client)) {
    yield { table: table.name, columns: table.columns.map(({ name }) => name) };
    rows[table.name] = 0;
    for await (const row of rowsOf(client, table)) {
      rows[table.name] = (rows[table.name] ?? 0) + 1;
      counted();
      yield row;
    }
  }
  return { rows, sequences: await sequencesOf(client) };
}

/** A delivery may be 25 MB or 1 kB: the next fetch is as many rows as would have made about this much. */
const fetchCharacters = 8_000_000;

async function* rowsOf(client: pg.ClientBase, { name, columns }: Table): AsyncGenerator<Row> {
  const list = columns.map(column => `${pg.escapeIdentifier(column.name)}::text`).join(', ');
  await client.query(`declare backup_rows no scroll cursor for select ${list} from ${pg.escapeIdentifier(name)}`);
  let count = 10;
  for (;;) {
    const { rows } = await client.query<Row>({ text: `fetch ${count} from backup_rows`, rowMode: 'array' });
    yield* rows;
    if (rows.length < count) break;
    const characters = rows.flat().reduce((sum, value) => sum + (value?.length ?? 0), 0);
    count = Math.min(100, Math.max(1, Math.floor((fetchCharacters * rows.length) / Math.max(1, characters))));
  }
  await client.query('close backup_rows');
}

/** Numbers that were given are not given again, even when their rows are gone. */
async function sequencesOf(client: pg.ClientBase): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string; value: string }>(`
    select quote_ident(sequencename) as name, last_value::text as value from pg_sequences
    where schemaname = current_schema() and last_value is not null order by 1`);
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}
