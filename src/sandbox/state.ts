/** What the sandbox keeps in its folder: the box as it was last, and which processes use it. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { Sentence } from '../core/sentence.ts';
import type { Picture } from './github/index.ts';
import type { Progress } from './page/tour.ts';
import type { Failing } from './production.ts';

export interface Kept {
  picture: Picture;
  progress: Progress;
  failing: Failing[];
}

/** Goes up when rows change their shape: an older world cannot be gone on with. */
const version = 3;

export interface State {
  /** The folder of the bot's database. */
  botFolder: string;
  /** Null: there is none yet. */
  read(): Kept | null;
  write(kept: Kept): void;
}

export function openState(folder: string, { reset }: { reset: boolean }): State {
  const botFolder = join(folder, 'bot');
  const file = join(folder, 'github.state');
  if (reset) for (const path of [botFolder, file]) rmSync(path, { recursive: true, force: true });
  // Others may pass through, not look: started by root, the database runs as another user.
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  return {
    botFolder,
    read() {
      const bytes = readIfThere(file);
      if (!bytes) return null;
      const kept = unpacked(bytes);
      if (kept?.version === version) return kept;
      throw new Sentence(`${file} is of another Shipmate or damaged. Begin anew with "npm run sandbox -- --reset".`);
    },
    write(kept) {
      // The App's private key is in it.
      writeFileSync(`${file}.new`, serialize({ version, ...kept }), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}

function unpacked(bytes: Buffer): (Kept & { version: number }) | null {
  try {
    return deserialize(bytes);
  } catch {
    return null;
  }
}

export function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
