/** The `.env` that `register` leaves behind: whole or not at all, for its owner alone, with everybody else's lines as they were. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { isDeepStrictEqual, parseEnv } from 'node:util';
import { Sentence } from '../../core/sentence.ts';

// Without quotes: one that is left open further up would end in here.
const signed = '# Written by npm run shipmate -- register';
/** One entry as node reads it; what stands in quotes may go over several lines. */
const entry = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(?:"[^"]*"|'[^']*'|`[^`]*`)?[^\r\n]*(?:\r?\n|$)/gm;

/** `text` with these variables set and `drop` gone. */
export function rewritten(text: string, set: Record<string, string>, drop: string[]): string {
  const goes = (name: string) => name in set || drop.includes(name);
  const kept = text
    .replace(entry, (whole, name: string) => (goes(name) ? '' : whole))
    .replaceAll(`${signed}\n`, '')
    .replace(/[^\n]$/, '$&\n');
  const result = `${kept}${signed}\n${Object.entries(set)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')}`;
  const others = Object.entries(parseEnv(text)).filter(([name]) => !goes(name));
  if (!isDeepStrictEqual({ ...parseEnv(result) }, { ...Object.fromEntries(others), ...set }))
    throw new Sentence('.env has lines that cannot be kept as they are (a quote without its end?). Mend it, or move it away.');
  return result;
}

/** Empty when there is none. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/** Nothing here waits, so no signal can come in between. */
export function writePrivately(path: string, text: string): void {
  const target = resolved(path);
  const draft = `${target}.${randomBytes(6).toString('hex')}`;
  try {
    const file = openSync(draft, 'wx', 0o600);
    try {
      // The umask of whoever calls may have taken bits away.
      fchmodSync(file, 0o600);
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  syncFolder(dirname(target));
}

/** Without this a power cut may forget the new name. Windows cannot open folders, and needs it less. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A `.env` that is a link stays one. */
function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
