import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Sentence } from '../../core/sentence.ts';
import { findBinaries, mendLinks } from './binaries.ts';
import type { Connection } from './entry.ts';
import { chooseOwner } from './owner.ts';
import { isAlive, runToEnd } from './process.ts';
import { type Server, startServer } from './server.ts';

const root = process.getuid?.() === 0;
const quiet = { info() {}, warn() {} };
let place: string;
let made: string;
let next = 0;
const servers: Server[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'shipmate-embedded-'));
  made = join(place, 'made');
  await (await startServer({ folder: made, log: quiet, exclusive: true })).stop();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) await server.stop();
});
afterAll(async () => rm(place, { recursive: true, force: true }));

const newFolder = () => join(place, `data-${++next}`);

/** A data folder with a database in it, without the second that it takes to make one. */
function madeFolder(at = newFolder()): string {
  expect(spawnSync('cp', ['-a', made, at]).status).toBe(0);
  return at;
}

async function start(folder: string, exclusive = true): Promise<Server> {
  const server = await startServer({ folder, log: quiet, exclusive });
  servers.push(server);
  return server;
}

async function ask(connection: Connection, sql: string): Promise<unknown[][]> {
  const client = new pg.Client(connection);
  await client.connect();
  const { rows } = await client.query({ text: sql, rowMode: 'array' });
  await client.end();
  return rows;
}

const processOf = async (folder: string) =>
  Number((await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);

const shown = (text: string) => text.replaceAll(place, '…');

const sentence = async (work: Promise<unknown>) =>
  work.then(
    () => 'it worked',
    error => (error instanceof Sentence ? shown(error.message) : error),
  );

/** Another process that uses the server: says a line once it does, and leaves in order when it is told to. */
function user(folder: string, { exclusive = true, uid }: { exclusive?: boolean; uid?: number } = {}) {
  const code = `
    const { startServer } = await import(${JSON.stringify(join(import.meta.dirname, 'server.ts'))});
    try {
      const server = await startServer({ folder: ${JSON.stringify(folder)}, log: { info() {}, warn() {} }, exclusive: ${exclusive} });
      console.log(server.adopted ? 'adopted' : 'started');
      process.stdin.on('end', () => void server.stop()).resume();
    } catch (error) {
      console.log(error.constructor.name + ': ' + error.message);
      process.exit(1);
    }`;
  const ids = uid === undefined ? {} : { uid, gid: uid };
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: '/',
    ...ids,
  });
  children.push(child);
  const said = new Promise<string>(resolve => createInterface({ input: child.stdout }).once('line', resolve));
  const ended = once(child, 'exit');
  return {
    said,
    async leave() {
      child.stdin.end();
      await ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

it('keeps what was committed, and leaves no process behind', async () => {
  const folder = madeFolder();
  const first = await start(folder);
  await ask(first.connection, "create table kept as select 'yes' as answer");
  const pid = await processOf(folder);
  await first.stop();
  expect(isAlive(pid)).toBe(false);

  const second = await start(folder);
  expect(second.adopted).toBe(false);
  expect(await ask(second.connection, 'select answer from kept')).toEqual([['yes']]);
  expect(await ask(second.connection, "select current_setting('fsync'), current_setting('synchronous_commit')")).toEqual([
    ['on', 'on'],
  ]);
  expect(await ask(second.connection, "select current_setting('listen_addresses')")).toEqual([['']]);
});

it('goes on with the server of a process that was killed', async () => {
  const folder = madeFolder();
  const killed = user(folder);
  expect(await killed.said).toBe('started');
  const pid = await processOf(folder);
  await killed.kill();
  expect(isAlive(pid)).toBe(true);

  const server = await start(folder);
  expect(server.adopted).toBe(true);
  expect(await processOf(folder)).toBe(pid);
  await server.stop();
  expect(isAlive(pid)).toBe(false);
});

it('starts after a crash of both, even when the number of the server belongs to another process now', async () => {
  const folder = madeFolder();
  const killed = user(folder);
  await killed.said;
  await killed.kill();
  const pid = await processOf(folder);
  process.kill(pid, 'SIGKILL');
  const file = join(folder, 'postgres/postmaster.pid');
  await expect.poll(() => isAlive(pid), { interval: 10 }).toBe(false);
  // Of the server's own user: PostgreSQL takes nobody else's process for a server.
  const stranger = spawn('sleep', ['60'], { uid: (await stat(file)).uid });
  children.push(stranger);
  await writeFile(file, (await readFile(file, 'utf8')).replace(/^\d+/, String(stranger.pid)));

  const server = await start(folder);
  expect(server.adopted).toBe(false);
  expect(await ask(server.connection, 'select 1')).toEqual([[1]]);
});

it('brings the server back when it dies under us', async () => {
  const folder = madeFolder();
  const server = await start(folder);
  const pid = await processOf(folder);
  process.kill(pid, 'SIGKILL');
  await expect
    .poll(() => ask(server.connection, 'select 2').catch(() => 'down'), { interval: 20, timeout: 8_000 })
    .toEqual([[2]]);
  expect(await processOf(folder)).not.toBe(pid);
});

it('serves from one process at a time, even when it cannot see the other', async () => {
  const [seen, unseen] = [madeFolder(), madeFolder()];
  const servers = [await start(seen), await start(unseen)];
  // As from another container: the number means nothing there.
  const file = join(unseen, 'postgres/postmaster.pid');
  const words = await readFile(file, 'utf8');
  await writeFile(file, words.replace(/^\d+/, '4194303'));
  expect(await Promise.all([sentence(start(seen)), sentence(start(unseen))])).toEqual([
    `Another Shipmate (process ${process.pid}) already serves ${shown(seen)}. Stop it first, or point DATA_FOLDER to another folder.`,
    `A PostgreSQL that cannot be seen from here (in another container?) already serves ${shown(unseen)}. ` +
      'Stop it first, or point DATA_FOLDER to another folder.',
  ]);
  await writeFile(file, words);
  for (const server of servers) expect(await ask(server.connection, 'select 6')).toEqual([[6]]);
});

it('does not take the server of another folder for its own', async () => {
  const folder = madeFolder();
  await start(folder);
  const copy = madeFolder();
  const file = 'postgres/postmaster.pid';
  await writeFile(join(copy, file), await readFile(join(folder, file)));
  expect(await sentence(start(copy))).toBe(
    `${shown(copy)}/postgres was copied or moved while its PostgreSQL ran (process ${await processOf(folder)}, in ` +
      `${shown(folder)}/postgres). Stop that one, then start again.`,
  );
});

it('is shared by the command line, which stops only what it started and nobody else uses', async () => {
  const folder = madeFolder();
  const verb = await start(folder, false);
  const pid = await processOf(folder);
  const serving = user(folder);
  expect(await serving.said).toBe('adopted');
  await verb.stop();
  expect(isAlive(pid)).toBe(true);

  const guest = await start(folder, false);
  expect(guest.adopted).toBe(true);
  await guest.stop();
  expect(isAlive(pid)).toBe(true);
  await serving.leave();
  expect(isAlive(pid)).toBe(false);

  const alone = await start(folder, false);
  const another = await processOf(folder);
  await alone.stop();
  expect(isAlive(another)).toBe(false);
});

it('makes one database when two start at once on a new folder', async () => {
  const folder = newFolder();
  const both = [user(folder, { exclusive: false }), user(folder, { exclusive: false })];
  const said = await Promise.all(both.map(({ said }) => said));
  expect(said.toSorted()).toEqual(['adopted', 'started']);
  expect((await readdir(folder)).filter(name => name.includes('new'))).toEqual([]);
  const pid = await processOf(folder);
  // Who started it leaves first: it stays for the other.
  await both[said.indexOf('started')]?.leave();
  expect(isAlive(pid)).toBe(true);
  await both[said.indexOf('adopted')]?.leave();
  await (await start(folder)).stop();
  expect(isAlive(pid)).toBe(false);
});

it('starts over when it was killed while the database was being made', async () => {
  const folder = newFolder();
  const killed = user(folder);
  await expect
    .poll(() => readdir(folder).catch(() => []), { interval: 5 })
    .toContainEqual(expect.stringMatching(/^postgres\.new-/));
  await killed.kill();
  const server = await start(folder);
  expect(await ask(server.connection, 'select 3')).toEqual([[3]]);
});

it('finds room for its socket when the path of the folder is too long for one', async () => {
  const folder = join(place, 'long'.repeat(30));
  await mkdir(folder);
  const server = await start(madeFolder(join(folder, 'data')));
  expect(server.connection.host).toMatch(new RegExp(`^${tmpdir()}/shipmate-[0-9a-f]{16}$`));
  expect(await ask(server.connection, 'select 4')).toEqual([[4]]);
  await rm(server.connection.host, { recursive: true });
});

it.runIf(root)('runs as an ordinary user, and says what to do about a folder of another one', async () => {
  // Of two folders, the user may enter this one only.
  const open = await mkdtemp('/tmp/shipmate-open-');
  await chmod(open, 0o777);
  const ordinary = user(join(open, 'data'), { uid: 65_534 });
  expect(await ordinary.said).toBe('started');
  await ordinary.leave();

  // Root starts it as its owner, here without a closed folder on the way.
  const server = await start(join(open, 'data'));
  expect(await ask(server.connection, 'select 5')).toEqual([[5]]);
  await server.stop();
  expect(await user(place, { uid: 65_534 }).said).toMatch(
    /^Sentence: The data folder .* cannot be used by this user\. Start Shipmate as/,
  );
  await rm(open, { recursive: true });
});

it.runIf(root)('runs programs that lie in a folder closed to the user they run as', async () => {
  const { postgres } = await findBinaries();
  const programs = newFolder();
  expect(spawnSync('cp', ['-a', dirname(dirname(postgres)), programs]).status).toBe(0);
  const bin = join(programs, 'bin');
  const owner = await chooseOwner(join(programs, 'none'), [join(bin, 'postgres'), join(bin, 'initdb')]);
  const target = newFolder();
  await mkdir(target);
  await owner.give(target);
  const make = ['-D', target, '--no-sync', '--auth=trust', '-U', 'shipmate'];
  expect(await runToEnd(owner.command(join(bin, 'initdb'), make))).toMatchObject({ code: 0 });
  expect((await stat(join(target, 'PG_VERSION'))).uid).toBe(owner.ids?.uid);
});

it('says in a sentence what is wrong with a folder', async () => {
  const foreign = newFolder();
  await mkdir(foreign);
  await writeFile(join(foreign, 'thesis.txt'), '');
  expect(await sentence(start(foreign))).toMatch(
    /^The data folder .* holds something that is not Shipmate's \("thesis\.txt"\)\. Point DATA_FOLDER to a folder of its own\.$/,
  );

  const file = newFolder();
  await writeFile(file, '');
  expect(await sentence(start(file))).toMatch(/cannot be a data folder because a file is in its place/);

  const newer = madeFolder();
  await writeFile(join(newer, 'postgres/PG_VERSION'), '19\n');
  expect(await sentence(start(newer))).toMatch(/was made by PostgreSQL 19 and this Shipmate brings 18\. Make a backup with/);

  const empty = newFolder();
  await mkdir(join(empty, 'postgres'), { recursive: true });
  expect(await sentence(start(empty))).toMatch(/postgres is no PostgreSQL database\. Move it away/);

  const corrupt = madeFolder();
  await writeFile(join(corrupt, 'postgres/global/pg_control'), 'nonsense');
  expect(await sentence(start(corrupt))).toMatch(/^The database in .* does not start: .*pg_control.* restore a backup/);
  expect(await sentence(findBinaries('sunos', 'sparc'))).toMatch(
    /There is no PostgreSQL for sunos-sparc here .* Set DATABASE_URL/,
  );
});

const mounted: string[] = [];
function smallDisk(size: string): string | null {
  const at = newFolder();
  spawnSync('mkdir', [at]);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=755`, 'tmpfs', at]).status !== 0) return null;
  mounted.push(at);
  return at;
}
afterAll(() => {
  for (const at of mounted) spawnSync('umount', ['-l', at]);
});

it.runIf(root)('says that the disk is full, at the first start and at a later one', async context => {
  const small = smallDisk('8m');
  const filled = smallDisk('64m');
  if (!small || !filled) return context.skip('mounting a small disk is not allowed here');
  expect(await sentence(start(join(small, 'data')))).toMatch(/^The disk that holds .* is full\. Free some space there/);
  expect(await readdir(join(small, 'data'))).toEqual([]);

  const folder = madeFolder(join(filled, 'data'));
  spawnSync('dd', ['if=/dev/zero', `of=${join(filled, 'rest')}`, 'bs=64k']);
  expect(await sentence(start(folder))).toMatch(/^The disk that holds .* is full\./);
});

it('makes the links that an install without scripts left out', async () => {
  const folder = newFolder();
  await mkdir(join(folder, 'native/lib'), { recursive: true });
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' }];
  await writeFile(join(folder, 'native/pg-symlinks.json'), JSON.stringify(links));
  await mendLinks(folder, 'some-package');
  await mendLinks(folder, 'some-package');
  expect(await readlink(join(folder, 'native/lib/libpq.so'))).toBe('libpq.so.5.18');
});
