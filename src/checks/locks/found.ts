/** The lock files of a checked-out repository. */
import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import * as z from 'zod/mini';
import { list } from '../../config/words.ts';
import { code } from '../../core/inert.ts';
import { some } from '../parts.ts';
import { type Finding, fail, warn } from '../verdict.ts';
import { lockAt, locks, mostBytes, packagesIn } from './index.ts';
import { type Ecosystem, type LockFile, type Package, Unreadable } from './lock-file.ts';

export interface Locked {
  /** With slashes, from the top of the repository. */
  path: string;
  ecosystem: Ecosystem;
  packages: Package[];
  lock: LockFile;
  text: string;
}

const mostFiles = 50;
const mostFolders = 20_000;
const skipped = new Set(['node_modules', 'vendor', '.git', '.venv']);
const names = list(
  locks.flatMap(lock => lock.names).map(name => code(name)),
  'or',
  40,
);

const path = z.string().check(
  z.maxLength(300),
  z.refine(said => !/^\/|\\|^[a-z]:|(?:^|\/)\.\.?(?:\/|$)/i.test(said), 'has to be a path from the top of the repository'),
  z.refine(said => lockAt(said) !== undefined, `has to end in a name of a lock file that can be read: ${names}`),
  z.meta({ title: 'the path of a lock file, such as `web/package-lock.json`' }),
);

export const files = z
  .optional(some(path))
  .check(z.describe('Which lock files; without, every one that is there, but in `node_modules` and `vendor`.'));

/** With what is wrong with those that cannot be read. */
export async function locked(
  folder: string,
  given: string | string[] | undefined,
): Promise<{ all: Locked[]; findings: Finding[] }> {
  const paths = given === undefined ? await search(folder) : [given].flat();
  const findings: Finding[] = [];
  if (paths.length === 0) findings.push(fail('there is no lock file that can be read'));
  if (paths.length > mostFiles) findings.push(warn(`of ${paths.length} lock files only ${mostFiles} were looked at`));
  const all: Locked[] = [];
  for (const one of paths.slice(0, mostFiles)) {
    try {
      all.push(await read(folder, one));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      findings.push(fail(`${one} ${error.message}`));
    }
  }
  return { all, findings };
}

async function read(folder: string, path: string): Promise<Locked> {
  const lock = lockAt(path);
  if (!lock) throw new Unreadable('is no lock file');
  const whole = join(folder, path);
  const about = await lstat(whole).catch(() => null);
  if (!about?.isFile()) throw new Unreadable('is not there');
  if (!(await realpath(whole)).startsWith(`${await realpath(folder)}${sep}`)) throw new Unreadable('leads out of the repository');
  if (about.size > mostBytes) throw new Unreadable(`is longer than ${mostBytes / 1_000_000} MB`);
  const text = await readFile(whole, 'utf8');
  return { path, ecosystem: lock.ecosystem, packages: packagesIn(lock, text), lock, text };
}

/** Level by level, so that the first are those at the top. Links are not followed. */
async function search(folder: string): Promise<string[]> {
  const found: string[] = [];
  const waiting = [''];
  for (let at = 0; at < waiting.length && at < mostFolders; at += 1) {
    const within = waiting[at] ?? '';
    const entries = await readdir(join(folder, within), { withFileTypes: true }).catch(() => []);
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const inside = within === '' ? entry.name : `${within}/${entry.name}`;
      if (entry.isDirectory() && !skipped.has(entry.name)) waiting.push(inside);
      if (entry.isFile() && lockAt(entry.name)) found.push(inside);
    }
  }
  return found;
}
