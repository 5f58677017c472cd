/** What a machine keeps from one run to the next: a file for each name. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Kept } from './kind.ts';

/** Where a machine keeps things, where nobody says: what is in a runner's folder of tools outlives its jobs. */
export const keptAt = ({ RUNNER_TOOL_CACHE, XDG_CACHE_HOME }: Readonly<Record<string, string | undefined>>): string =>
  join(RUNNER_TOOL_CACHE || XDG_CACHE_HOME || join(homedir(), '.cache'), 'shipmate');

export const keptIn =
  (folder: string) =>
  (name: string): Kept => {
    const path = join(folder, createHash('sha256').update(name).digest('hex').slice(0, 32));
    return {
      read: () => readFile(path, 'utf8').catch(() => null),
      async write(text) {
        await mkdir(folder, { recursive: true });
        const beside = `${path}.${randomUUID()}`;
        await writeFile(beside, text);
        await rename(beside, path);
      },
    };
  };
