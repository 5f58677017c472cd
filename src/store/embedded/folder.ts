import { createHash, randomBytes } from 'node:crypto';
import { lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sentence } from '../../core/sentence.ts';
import { major } from './binaries.ts';
import type { Owner } from './owner.ts';
import { isAlive, runToEnd } from './process.ts';
import { knownTrouble } from './trouble.ts';

/** The data folder: what lies in it, what makes it ours, and how the database in it is made, once. */

export const databaseIn = (folder: string) => join(folder, 'postgres');
export const logIn = (folder: string) => join(folder, 'postgres.log');

const ours = /^(postgres(\.new-[0-9a-f-]+|\.log|\.log\.1)?|socket|sandbox|lost\+found|\..*)$/;

/** Makes the folder when it is not there. Others may pass through it, not look: under root the server is another user. */
export async function openFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const strange = (await readdir(folder)).find(name => !ours.test(name));
  if (strange) {
    throw new Sentence(
      `The data folder ${folder} holds something that is not Shipmate's ("${strange}"). Point DATA_FOLDER to a folder of its own.`,
    );
  }
}

/** True when the database is there and can be started with our programs, false when there is none yet. */
export async function hasDatabase(folder: string): Promise<boolean> {
  const database = databaseIn(folder);
  const found = await lstat(database).catch(ifMissing);
  if (!found) return false;
  const version = (await readFile(join(database, 'PG_VERSION'), 'utf8').catch(ifMissing))?.trim();
  if (version === major) return true;
  if (version === undefined) {
    throw new Sentence(`${database} is no PostgreSQL database. Move it away, or point DATA_FOLDER to another folder.`);
  }
  throw new Sentence(
    `${database} was made by PostgreSQL ${version} and this Shipmate brings ${major}. Make a backup with the Shipmate that ` +
      'last used it ("npm run shipmate -- backup <file>"), and restore that into an empty data folder.',
  );
}

/** Makes the database beside its place and moves it there whole, so that a crash leaves nothing half made. */
export async function makeDatabase(folder: string, initdb: string, owner: Owner): Promise<void> {
  await removeLeftovers(folder);
  const draft = join(folder, `postgres.new-${process.pid}-${randomBytes(3).toString('hex')}`);
  await mkdir(draft, { mode: 0o700 });
  try {
    await owner.give(draft);
    const { code, words } = await runToEnd(
      owner.command(initdb, ['-D', draft, '-U', 'shipmate', '--no-locale', '-E', 'UTF8', '--auth=trust', '--no-instructions']),
    );
    if (code !== 0) {
      throw knownTrouble(words, folder) ?? new Sentence(`PostgreSQL could not make a database in ${folder}: ${lastLine(words)}`);
    }
    await rename(draft, databaseIn(folder));
    await settle(folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process made it in the meantime.
    if (!(error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST'))) throw error;
  }
}

/** Of starts that were killed. An initdb of theirs may still write; then the next time is soon enough. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = Number(/^postgres\.new-(\d+)-/.exec(name)?.[1]);
    if (pid && (pid === process.pid || !isAlive(pid)))
      await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
  }
}

/** Makes a rename last through a power cut. */
async function settle(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Where the server's socket lies: nobody but its user gets in, and the kernel takes no path much longer than this. */
export async function socketFolder(folder: string, owner: Owner): Promise<string> {
  const beside = join(folder, 'socket');
  const path =
    Buffer.byteLength(beside) <= 80
      ? beside
      : join(tmpdir(), `shipmate-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`);
  await mkdir(path, { mode: 0o700 }).catch(error => {
    if (error.code !== 'EEXIST') throw error;
  });
  const found = await lstat(path);
  const trusted = [process.getuid?.(), owner.ids?.uid].includes(found.uid);
  if (!found.isDirectory() || !trusted || (found.mode & 0o077) !== 0) {
    throw new Sentence(`${path} is not a private folder of ours. Remove it and start again.`);
  }
  await owner.give(path);
  return path;
}

export const lastLine = (words: string) => words.trim().split('\n').at(-1) ?? '';

function ifMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
