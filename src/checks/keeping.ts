/** What a machine keeps from one run to the next: a file for each name. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kept } from './kind.ts';

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
