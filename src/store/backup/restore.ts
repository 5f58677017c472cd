import pg from 'pg';
import { Sentence } from '../../core/sentence.ts';
import { migrate, readMigrations } from '../migrate.ts';
import { checkBackupFile, type Head, partsOf, type Row, type Tail } from './file.ts';
import { inPlainText, newestMigration, type Table, tablesInOrder } from './tables.ts';

/**
 * Puts a backup into an empty database: first the tables that it was made from, then its rows in one transaction, then the
 * migrations since. So rows of long ago go through the same changes that they would have gone through in place.
 */

/** What was under way when the backup was made. GitHub has gone on since, so it is ended, not repeated. */
export interface Ended {
  rows: number;
  effects: number;
  deliveries: number;
}

export async function restore(client: pg.ClientBase, file: string, folders?: string[]): Promise<Ended> {
  const { head, tail } = await checkBackupFile(file);
  await mustFit(client, head, folders);
  await migrate(client, { ...(folders ? { folders } : {}), to: head.migration });
  await client.query(`begin; ${inPlainText}; set local shipmate.restoring = 'yes'`);
  let ended: Ended;
  try {
    const tables = await tablesInOrder(client);
    await mustBeEmpty(client, tables);
    await client.query('delete from births');
    const rows = await load(client, file, tables);
    await setSequences(client, tail);
    ended = { rows, ...(await endWhatWasUnderWay(client)) };
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
  await migrate(client, folders ? { folders } : {});
  return ended;
}

async function mustFit(client: pg.ClientBase, { migration }: Head, folders?: string[]): Promise<void> {
  const known = (await readMigrations(folders)).length;
  if (migration > known) {
    throw new Sentence(
      `This backup is of a newer Shipmate (migration ${migration}; this one knows ${known}). Restore it with that version or a later one.`,
    );
  }
  const there = await newestMigration(client);
  if (there !== null && there !== migration) {
    throw new Sentence(
      `This database has its tables already, and not those of the backup (migration ${there}, the backup has ${migration}). ` +
        'Restore into an empty one: another DATA_FOLDER, or a new database in DATABASE_URL.',
    );
  }
}

/** Nobody else gets to write from here on. */
async function mustBeEmpty(client: pg.ClientBase, tables: Table[]): Promise<void> {
  for (const { name } of tables) await client.query(`lock table ${pg.escapeIdentifier(name)} in access exclusive mode`);
  for (const { name } of tables.filter(table => table.name !== 'births')) {
    const { rowCount } = await client.query(`select from ${pg.escapeIdentifier(name)} limit 1`);
    if (rowCount !== 0) {
      throw new Sentence(
        `This database is in use: "${name}" has rows. A backup goes into an empty one only: stop Shipmate, and point DATA_FOLDER to a ` +
          'new folder, or DATABASE_URL to a new database.',
      );
    }
  }
}

const batchRows = 1_000;
const batchCharacters = 8_000_000;

async function load(client: pg.ClientBase, file: string, tables: Table[]): Promise<number> {
  let insert: (rows: Row[]) => Promise<unknown> = async () => {};
  let batch: Row[] = [];
  let characters = 0;
  let total = 0;
  const flush = async () => {
    if (batch.length > 0) await insert(batch);
    total += batch.length;
    batch = [];
    characters = 0;
  };
  for await (const part of partsOf(file)) {
    if (!Array.isArray(part)) {
      await flush();
      insert = insertInto(client, part, tables);
      continue;
    }
    batch.push(part);
    characters += part.reduce((sum, value) => sum + (value?.length ?? 0), 0);
    if (batch.length >= batchRows || characters >= batchCharacters) await flush();
  }
  await flush();
  return total;
}

/** One statement a batch, with one array a column; the columns' own types read their text. */
function insertInto(client: pg.ClientBase, { table, columns }: { table: string; columns: string[] }, tables: Table[]) {
  const types = new Map(tables.find(({ name }) => name === table)?.columns.map(({ name, type }) => [name, type]));
  const unknown = columns.find(name => !types.has(name));
  if (unknown) throw new Error(`the backup has a column ${table}.${unknown} that its migration does not make`);
  const names = columns.map(name => pg.escapeIdentifier(name)).join(', ');
  const values = columns.map((name, at) => `v${at}::${types.get(name)}`).join(', ');
  const arrays = columns.map((_, at) => `$${at + 1}::text[]`).join(', ');
  const text =
    `insert into ${pg.escapeIdentifier(table)} (${names}) overriding system value ` +
    `select ${values} from unnest(${arrays}) as t(${columns.map((_, at) => `v${at}`).join(', ')})`;
  return (rows: Row[]) =>
    client.query(
      text,
      columns.map((_, at) => rows.map(row => row[at] ?? null)),
    );
}

async function setSequences(client: pg.ClientBase, { sequences }: Tail): Promise<void> {
  for (const [name, value] of Object.entries(sequences)) {
    await client.query('select setval($1::regclass, $2::bigint)', [name, value]);
  }
}

/** What waits for one of those writes hears that it has ended, as if it had been dropped while Shipmate ran. */
const raiseEnds = `
  insert into deliveries (guid, source, name, key, lane, body)
  select 'effect/' || id, 'ours', 'Due', concat_ws('/', what #>> '{repository,id}', what #>> '{then,of}', what #>> '{then,id}'), 1,
    convert_to(jsonb_build_object('type', 'Due', 'at', clock(), 'repository', what -> 'repository',
      'of', what #> '{then,of}', 'id', what #> '{then,id}', 'ended', key)::text, 'UTF8')
  from effects where state in ('planned', 'sent') and what ? 'then'
  on conflict (guid) do nothing`;

async function endWhatWasUnderWay(client: pg.ClientBase): Promise<{ effects: number; deliveries: number }> {
  // Deploys and questions go on from their rows: each has a look at once, and says what is unknown now.
  await client.query(`
    update deliveries set state = 'waiting', due_at = clock(), holder = null, lease_until = null
    where state in ('waiting', 'taken') and source = 'ours' and name = 'Due'`);
  await client.query(raiseEnds);
  const effects = await client.query(`
    update effects set state = 'dropped', error = 'restored from a backup', settled_at = clock(), holder = null, lease_until = null
    where state in ('planned', 'sent')`);
  const deliveries = await client.query(`
    update deliveries set state = 'seen', settled_at = clock(), holder = null, lease_until = null
    where state in ('waiting', 'taken') and not (source = 'ours' and name = 'Due')`);
  await client.query('update chores set holder = null, lease_until = null');
  // Comments and issues made since the backup are ours and unknown here: every create looks first.
  await client.query('update repositories set adopted_at = null');
  await client.query("insert into births (how) values ('restored')");
  return { effects: effects.rowCount ?? 0, deliveries: deliveries.rowCount ?? 0 };
}
