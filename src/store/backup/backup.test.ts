import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Database, emptyDatabase, freshDatabase } from '../../../test/database.ts';
import { verb as backupVerb } from '../../cli/backup.ts';
import { verb as restoreVerb } from '../../cli/restore.ts';
import { Misuse } from '../../cli/verb.ts';
import { Sentence } from '../../core/sentence.ts';
import { verify } from '../audit-chain.ts';
import { openStore } from '../connection.ts';
import { migrate } from '../migrate.ts';
import { backup } from './backup.ts';
import { restore } from './restore.ts';

let folder: string;
let file: string;
let opened: { database: Database; client: pg.Client }[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shipmate-backup-'));
  file = join(folder, 'backup.gz');
  opened = [];
});
afterEach(async () => {
  for (const { database, client } of opened) {
    await client.end();
    await database.drop();
  }
  await rm(folder, { recursive: true });
});

async function open(making: Promise<Database>): Promise<pg.Client> {
  const database = await making;
  const client = new pg.Client(database.config);
  await client.connect();
  opened.push({ database, client });
  return client;
}

/** Whatever is in a table, as text, so that nothing is rounded on the way. */
async function rowsOf(client: pg.Client, table: string): Promise<unknown[]> {
  return (await client.query(`select t::text from ${table} t order by 1`)).rows.map(row => row.t);
}

async function sentence(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => 'it worked',
    (error: unknown) => error,
  );
  return error instanceof Sentence ? error.message.replaceAll(folder, '…') : `not a sentence: ${error}`;
}

const oddText = 'a "quote", a \\ backslash,\na line {braces, NULL} \u{1f6a2} \u2028';
const oddBody = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

async function fill(client: pg.Client): Promise<void> {
  await client.query(
    `insert into deliveries (guid, source, name, key, lane, state, holder, lease_until, received_at, error, body) values
     ('g1', 'github', 'push', 'k', 1, 'done', null, null, '2026-01-02 03:04:05.678901+02', $1, $2),
     ('g2', 'github', 'push', 'k', 1, 'waiting', null, null, default, null, ''),
     ('g3', 'github', 'push', 'k', 1, 'taken', 'somebody', clock(), default, null, null),
     ('g4', 'github', 'push', 'k', 1, 'aside', null, null, default, null, null)`,
    [oddText, oddBody],
  );
  await client.query(
    `insert into effects (key, kind, target, installation_id, repository_id, lane, what, digest, delivery, state, sent_at, holder, lease_until)
     values ('e1', 'comment', 't', 9007199254740993, 1, 0, $1, 'd', 1, 'planned', null, null, null),
            ('e2', 'comment', 't', 1, 1, 0, '[]', 'd', 1, 'sent', clock(), 'somebody', clock()),
            ('e3', 'comment', 't', 1, 1, 0, '"x"', 'd', 2, 'done', clock(), null, null)`,
    [`{"big": 12345678901234567890.123456789, "text": ${JSON.stringify(oddText)}}`],
  );
  await client.query(
    `insert into audit (scope, about, outcome, reasons, delivery) values ('s', 'a', 'done', '{"says": "yes"}', 1)`,
  );
  await client.query(`insert into repositories values (1, 1, 'alice', 'boat', false, 'main', clock(), clock())`);
  await client.query(`insert into chores (name, holder, lease_until) values ('sweep', 'somebody', clock())`);
  await client.query(`insert into deliveries (guid, source, name, key, lane) values ('gone', 'ours', 'x', 'x', 1)`);
  await client.query(`delete from deliveries where guid = 'gone'`);
}

it('brings everything back exactly, and ends what was under way', async () => {
  const before = await open(freshDatabase());
  await fill(before);
  await backup(before, file);
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  const after = await open(emptyDatabase());
  expect(await restore(after, file)).toEqual({ rows: 13, effects: 2, deliveries: 2 });

  for (const table of ['audit', 'audit_links', 'audit_chains', 'installations', 'commands'])
    expect(await rowsOf(after, table)).toEqual(await rowsOf(before, table));
  const settled = `(select * from deliveries where state in ('done', 'aside'))`;
  expect(await rowsOf(after, settled)).toEqual(await rowsOf(before, settled));
  const untouched = '(select id, key, what, installation_id, planned_at, delivery from effects)';
  expect(await rowsOf(after, untouched)).toEqual(await rowsOf(before, untouched));
  const { rows } = await after.query("select body, error from deliveries where guid = 'g1'");
  expect(rows).toEqual([{ body: oddBody, error: oddText }]);

  expect(await rowsOf(after, '(select key, state, error, holder, lease_until from effects)')).toEqual([
    '(e1,dropped,"restored from a backup",,)',
    '(e2,dropped,"restored from a backup",,)',
    '(e3,done,,,)',
  ]);
  expect(await rowsOf(after, '(select guid, state, holder, lease_until from deliveries)')).toEqual([
    '(g1,done,,)',
    '(g2,seen,,)',
    '(g3,seen,,)',
    '(g4,aside,,)',
  ]);
  expect(await rowsOf(after, '(select adopted_at from repositories)')).toEqual(['()']);
  expect(await rowsOf(after, '(select name, holder, lease_until from chores)')).toEqual(['(sweep,,)']);
  expect((await after.query('select how from births order by born_at')).rows).toEqual([{ how: 'new' }, { how: 'restored' }]);
  const next = await after.query(
    "insert into deliveries (guid, source, name, key, lane) values ('g5', 'ours', 'x', 'x', 1) returning seq",
  );
  expect(next.rows).toEqual([{ seq: '6' }]);
});

it('brings back more than is packed at once', async () => {
  const before = await open(freshDatabase());
  await before.query(`insert into scopes select repeat('\u{1f6a2}', 1000) || i from generate_series(1, 900) i`);
  await backup(before, file);
  const after = await open(emptyDatabase());
  await restore(after, file);
  expect(await rowsOf(after, 'scopes')).toEqual(await rowsOf(before, 'scopes'));
});

it('keeps the chain of the audit, which goes on where it was', async () => {
  const before = await open(freshDatabase());
  const row = `insert into audit (repository_id, scope, about, outcome, reasons) values (7, 's', 'a', 'done', '{"says": "ja"}')`;
  for (let count = 0; count < 3; count += 1) await before.query(row);
  const after = await open(emptyDatabase());
  const [ours, theirs] = opened.map(({ database }) => openStore(database.config, { warn() {} }));
  if (!ours || !theirs) throw new Error('two databases were opened');
  const { ends } = await verify(ours.pool);
  await backup(before, file);
  await restore(after, file);
  expect(await verify(theirs.pool, ends)).toMatchObject({ ends, rows: 3, misfits: [] });
  await after.query(row);
  expect(await verify(theirs.pool, ends)).toMatchObject({ rows: 4, misfits: [] });
  await Promise.all([ours.close(), theirs.close()]);
});

it('gives everything that waits for a time, or for a write, its turn at once', async () => {
  const before = await open(freshDatabase());
  const waits = `insert into deliveries (guid, source, name, key, lane, due_at, body)`;
  await before.query(`${waits} values ('turn', 'ours', 'Due', '7/deploy/5', 1, clock() + interval '1 hour', '{}'),
    ('raised', 'ours', 'AutoDeployEnded', 'k', 1, clock() + interval '1 hour', '{}'),
    ('forged', 'github', 'Due', 'k', 1, clock(), '{}')`);
  await before.query(`insert into effects (key, kind, target, installation_id, repository_id, lane, what, digest, state) values
    ('d', 'deployment', 'd', 1, 7, 0, '{"repository": {"id": 7, "name": "web"}, "then": {"of": "deploy", "id": "5"}}', '', 'planned'),
    ('e', 'deployment', 'e', 1, 7, 0, '{"repository": {"id": 7}, "then": {"of": "deploy", "id": "5"}}', '', 'done'),
    ('f', 'deployment', 'f', 1, 7, 0, '{"repository": {"id": 7}}', '', 'planned')`);
  await backup(before, file);
  const after = await open(emptyDatabase());
  await restore(after, file);
  expect(await rowsOf(after, '(select guid, state, key, due_at <= clock() from deliveries)')).toEqual([
    '(effect/1,waiting,7/deploy/5,t)',
    '(forged,seen,k,t)',
    '(raised,seen,k,f)',
    '(turn,waiting,7/deploy/5,t)',
  ]);
  const { rows } = await after.query("select convert_from(body, 'UTF8')::json as body from deliveries where guid = 'effect/1'");
  const event = { type: 'Due', at: expect.any(String), repository: { id: 7, name: 'web' }, of: 'deploy', id: '5', ended: 'd' };
  expect(rows).toEqual([{ body: event }]);
  expect(new Date(rows[0]?.body.at).getTime()).not.toBeNaN();
});

it('is one moment, whatever is written meanwhile', async () => {
  const before = await open(freshDatabase());
  await before.query("insert into scopes values ('early')");
  const writer = new pg.Client(opened[0]?.database.config);
  await writer.connect();
  // Holds the backup up in front of this table, and lets it go on when there is more in it than at its start.
  await writer.query("begin; lock table scopes in access exclusive mode; insert into scopes values ('late')");
  const finished = backup(before, file);
  const inTheWay =
    'select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())';
  const waiting = () => writer.query(inTheWay).then(({ rowCount }) => rowCount);
  await expect.poll(waiting, { interval: 10 }).toBe(1);
  await writer.query('commit');
  await finished;
  await writer.end();

  const after = await open(emptyDatabase());
  await restore(after, file);
  expect(await rowsOf(after, 'scopes')).toEqual(['(early)']);
});

it('refuses a file that is not whole before it writes anything', async () => {
  const before = await open(freshDatabase());
  await fill(before);
  await backup(before, file);
  const whole = await readFile(file);
  const lines = gunzipSync(whole).toString().trimEnd().split('\n');
  const after = await open(emptyDatabase());
  const broken: [string, Buffer | string][] = [
    ['cut in the middle', whole.subarray(0, whole.length - 40)],
    ['without its last line', gzipSync(`${lines.slice(0, -1).join('\n')}\n`)],
    ['without a row', gzipSync(`${lines.filter(line => !line.includes('g4')).join('\n')}\n`)],
    ['with another row', gzipSync(`${lines.map(line => line.replace('alice', 'mallory')).join('\n')}\n`)],
    ['not gzip', 'hello'],
    ['something else', gzipSync('{"hello": 1}\n')],
    ['empty', ''],
  ];
  for (const [how, bytes] of broken) {
    await writeFile(file, bytes);
    expect(`${how}: ${await sentence(restore(after, file))}`).toBe(
      `${how}: …/backup.gz is no whole backup: it was cut off, changed, or is something else. Nothing was restored; take another one.`,
    );
  }
  expect(await sentence(restore(after, join(folder, 'nothing')))).toMatch(/^…\/nothing cannot be read \(ENOENT\)\./);
  expect((await after.query("select to_regclass('migrations') as there")).rows).toEqual([{ there: null }]);
});

it('restores into an empty database only', async () => {
  const before = await open(freshDatabase());
  await fill(before);
  await backup(before, file);
  const migrated = await open(freshDatabase());
  expect(await restore(migrated, file)).toMatchObject({ rows: 13 });
  expect(await sentence(restore(migrated, file))).toMatch(
    /^This database is in use: ".*" has rows\. A backup goes into an empty one only: stop Shipmate, and point DATA_FOLDER to a new folder/,
  );
  expect((await migrated.query('select count(*)::int as count from births')).rows).toEqual([{ count: 2 }]);
});

it('takes an old backup through the migrations since', async () => {
  const written = (name: string, sql: string) => writeFile(join(folder, name), `-- readable from: 1\n${sql}`);
  const ground = await readFile(join(import.meta.dirname, '../migrations/0001-ground.sql'), 'utf8');
  await writeFile(join(folder, '0001-ground.sql'), ground);
  const before = await open(emptyDatabase());
  await migrate(before, { folders: [folder] });
  await fill(before);
  await backup(before, file);

  await written('0002-shout.sql', 'alter table repositories rename name to title; update repositories set title = upper(title);');
  const after = await open(emptyDatabase());
  await restore(after, file, [folder]);
  expect((await after.query('select title from repositories')).rows).toEqual([{ title: 'BOAT' }]);

  const migrated = await open(emptyDatabase());
  await migrate(migrated, { folders: [folder] });
  expect(await sentence(restore(migrated, file, [folder]))).toMatch(/not those of the backup \(migration 2, the backup has 1\)/);

  await backup(after, join(folder, 'new.gz'));
  await rm(join(folder, '0002-shout.sql'));
  const old = await open(emptyDatabase());
  expect(await sentence(restore(old, join(folder, 'new.gz'), [folder]))).toBe(
    'This backup is of a newer Shipmate (migration 2; this one knows 1). Restore it with that version or a later one.',
  );
});

it('leaves no half file, and never writes over one', async () => {
  const before = await open(freshDatabase());
  await backup(before, file);
  const whole = await readFile(file);
  expect(await sentence(backup(before, file))).toBe(
    '…/backup.gz is there already. Name another file; a backup never writes over one.',
  );
  expect(await readFile(file)).toEqual(whole);
  expect(await sentence(backup(before, join(folder, 'no/such.gz')))).toMatch(/its folder is not there/);
  const empty = await open(emptyDatabase());
  expect(await sentence(backup(empty, join(folder, 'empty.gz')))).toMatch(/^There is nothing to back up/);

  await before.query('alter table scopes add constraint odd check (true); create table ring (a int primary key references ring)');
  await before.query(
    'create table other (a int primary key references ring); alter table ring add foreign key (a) references other',
  );
  await expect(backup(before, join(folder, 'ring.gz'))).rejects.toThrow('tables refer to each other in a ring: other, ring');
  await expect(stat(join(folder, 'ring.gz'))).rejects.toThrow('ENOENT');
});

/** A verb in a process of its own, on the embedded server of a new data folder. */
function run(name: string, file: string): string {
  const path = join(import.meta.dirname, `../../cli/${name}.ts`);
  const code = `const { verb } = await import(${JSON.stringify(path)}); await verb.run([${JSON.stringify(file)}], console.log);`;
  const env = { PATH: process.env.PATH, DATA_FOLDER: join(folder, 'data') };
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { env, cwd: folder, encoding: 'utf8' });
  return stdout.replaceAll(folder, '…');
}

it('works as verbs, which start the server of the data folder and stop it again', { timeout: 60_000 }, async () => {
  const before = await open(freshDatabase());
  await fill(before);
  await backup(before, file);
  expect(run('restore', file)).toMatchInlineSnapshot(`
    "making a database in …/data, once
    13 rows restored.
    GitHub has gone on since the backup, so what was under way in it is ended: 2 writes to GitHub that had not been confirmed, and 2 deliveries that had not been handled.
    "
  `);
  expect(run('backup', join(folder, 'again.gz'))).toMatchInlineSnapshot(`
    "…/again.gz holds 14 rows. Keep it as safe as the database: it holds what people wrote.
    "
  `);
  await expect(stat(join(folder, 'data/postgres/postmaster.pid'))).rejects.toThrow('ENOENT');
  await expect(backupVerb.run([], () => {})).rejects.toThrow(Misuse);
  await expect(restoreVerb.run(['one', 'two'], () => {})).rejects.toThrow(Misuse);
});
