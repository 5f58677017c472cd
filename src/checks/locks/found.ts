/** The lock files of a checked-out repository. */
import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { join, posix, sep } from 'node:path';
import * as z from 'zod/mini';
import { list } from '../../config/words.ts';
import { code } from '../../text/inert.ts';
import { some } from '../parts.ts';
import { plain } from '../plain.ts';
import { type Finding, fail, warn } from '../verdict.ts';
import { lockAt, locks, mostBytes, packagesIn } from './index.ts';
import { type Ecosystem, hostOf, isAddress, type LockFile, type Package, Unreadable } from './lock-file.ts';

export interface Locked {
  /** With slashes, from the top of the repository. */
  path: string;
  ecosystem: Ecosystem;
  packages: Package[];
  lock: LockFile;
  text: string;
  /** The one that takes it in, where it is found by that alone. */
  by: string | null;
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

/** With what is wrong with those that cannot be read, and with what they take in, wherever that stands. */
export async function locked(
  folder: string,
  given: string | string[] | undefined,
  most = mostFolders,
): Promise<{ all: Locked[]; findings: Finding[] }> {
  const { paths, whole } = given === undefined ? await search(folder, most) : { paths: [given].flat(), whole: true };
  const findings: Finding[] = [];
  if (!whole) findings.push(warn(`lock files were looked for in ${most} folders only, and there are more`));
  if (paths.length === 0) findings.push(fail('there is no lock file that can be read'));
  const all: Locked[] = [];
  const waiting: Waiting[] = paths.map(one => ({ path: one, lock: lockAt(one), by: null }));
  const known = new Set(paths);
  for (const [at, next] of waiting.entries()) {
    const { path, lock } = next;
    if (at === mostFiles) break;
    try {
      const one = await read(folder, next);
      all.push(one);
      const others = othersOf(one).filter(other => !known.has(other));
      for (const other of others) known.add(other);
      findings.push(
        ...others.filter(isAddress).map(other => warn(`${path} takes in a file of ${hostOf(other)}, which was not read`)),
      );
      waiting.push(...others.filter(other => !isAddress(other)).map(other => ({ path: other, lock, by: path })));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      findings.push(fail(`${plain(path, 300)} ${error.message}`));
    }
  }
  if (waiting.length > mostFiles) findings.push(warn(`of ${waiting.length} lock files only ${mostFiles} were looked at`));
  return { all, findings };
}

/** Each once; paths from the top of the repository, as its own is. */
export const othersOf = ({ path, lock, text }: Pick<Locked, 'path' | 'lock' | 'text'>): string[] => {
  const others = lock.others?.(text) ?? [];
  return [...new Set(others.map(other => (isAddress(other) ? other : posix.join(posix.dirname(path), other))))].slice(
    0,
    mostFiles,
  );
};

interface Waiting {
  path: string;
  lock: LockFile | undefined;
  by: string | null;
}

async function read(folder: string, { path, lock, by }: Waiting): Promise<Locked> {
  if (!lock) throw new Unreadable('is no lock file');
  const whole = join(folder, path);
  const about = await lstat(whole).catch(() => null);
  if (!about?.isFile()) throw new Unreadable('is not there');
  if (!(await realpath(whole)).startsWith(`${await realpath(folder)}${sep}`)) throw new Unreadable('leads out of the repository');
  if (about.size > mostBytes) throw new Unreadable(`is longer than ${mostBytes / 1_000_000} MB`);
  const text = await readFile(whole, 'utf8');
  return { path, ecosystem: lock.ecosystem, packages: packagesIn(lock, text), lock, text, by };
}

/** Level by level, so that the first are those at the top. Links are not followed. */
async function search(folder: string, most: number): Promise<{ paths: string[]; whole: boolean }> {
  const paths: string[] = [];
  const waiting = [''];
  for (const [at, within] of waiting.entries()) {
    if (at === most) break;
    const entries = await readdir(join(folder, within), { withFileTypes: true }).catch(() => []);
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const inside = within === '' ? entry.name : `${within}/${entry.name}`;
      if (entry.isDirectory() && !skipped.has(entry.name)) waiting.push(inside);
      if (entry.isFile() && lockAt(entry.name)) paths.push(inside);
    }
  }
  return { paths, whole: waiting.length <= most };
}
