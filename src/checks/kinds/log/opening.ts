/** The files that are meant, opened, and which of them were read before under whatever name. */
import { createHash } from 'node:crypto';
import { constants, type FileHandle, glob, open, readdir } from 'node:fs/promises';
import { basename, dirname, join, parse, resolve } from 'node:path';
import { Unknown } from '../../verdict.ts';
import { tooMany } from './messages.ts';
import type { ReadFile } from './state.ts';

export interface Opened {
  path: string;
  id: string;
  size: number;
  changed: number;
  /** As far as its disk knows; else when it was changed. */
  born: number;
  head: Buffer;
  handle: FileHandle;
}

export interface Shut {
  path: string;
  why: string;
  /** It was rotated long ago, and is nobody's loss. */
  compressed: boolean;
}

const headBytes = 1_024;
/** Two logs may begin with the same few words. */
const tellingBytes = 64;
const mostFiles = 200;
const mostSiblings = 50;

export async function pathsOf(patterns: string[], folder: string): Promise<string[]> {
  const paths = new Set<string>();
  for await (const path of glob(patterns, { cwd: folder })) {
    paths.add(resolve(folder, path));
    if (paths.size > mostFiles) throw new Unknown(tooMany(patterns, mostFiles));
  }
  return [...paths].toSorted();
}

/** Null: it is no file, or it went away meanwhile. */
export async function opened(path: string): Promise<Opened | Shut | null> {
  let handle: FileHandle | undefined;
  try {
    // A pipe would wait for whoever writes into it.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const { dev, ino, size, mode, mtimeMs, birthtimeMs } = await handle.stat({ bigint: true });
    if ((mode & BigInt(constants.S_IFMT)) !== BigInt(constants.S_IFREG)) {
      await handle.close();
      return null;
    }
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const head = buffer.subarray(0, bytesRead);
    return { path, id: `${dev}:${ino}`, size: Number(size), changed: Number(mtimeMs), born: Number(birthtimeMs), head, handle };
  } catch (error) {
    await handle?.close();
    const why = error instanceof Error && 'code' in error ? error.code : null;
    if (why === 'ENOENT') return null;
    return {
      path,
      compressed: false,
      why: why === 'EACCES' || why === 'EPERM' ? 'reading it is not permitted' : String(why ?? error),
    };
  }
}

export const isOpen = (one: Opened | Shut): one is Opened => 'handle' in one;

export function headOf({ head }: Pick<Opened, 'head'>, bytes = head.length): ReadFile['head'] {
  const part = head.subarray(0, bytes);
  return { bytes: part.length, digest: createHash('sha256').update(part).digest('base64url').slice(0, 22) };
}

const beginsLike = (one: Opened, { head, offset }: ReadFile): boolean =>
  one.size >= offset && headOf(one, head.bytes).digest === head.digest;

/** What each of these was when it was read last. A copy has another number, and begins the same. */
export function matched(files: Opened[], known: ReadFile[]): Map<Opened, ReadFile> {
  const found = new Map<Opened, ReadFile>();
  const claims = (test: (one: Opened, before: ReadFile) => boolean) => {
    for (const before of known) {
      if ([...found.values()].includes(before)) continue;
      const one = files.find(file => !found.has(file) && beginsLike(file, before) && test(file, before));
      if (one) found.set(one, before);
    }
  };
  claims((one, before) => one.id === before.id);
  claims((_, before) => before.head.bytes >= tellingBytes);
  return found;
}

/** Where what was in these may be now: files beside them that are called alike, the newest first. */
export async function siblings(lost: ReadFile[], here: Opened[]): Promise<Opened[]> {
  const ids = new Set(here.map(({ id }) => id));
  const paths = new Set<string>();
  for (const { path } of lost) {
    const names = await readdir(dirname(path)).catch(() => []);
    const stem = parse(basename(path)).name;
    for (const name of names) if (name.startsWith(stem)) paths.add(join(dirname(path), name));
  }
  const found: Opened[] = [];
  for (const path of [...paths].slice(0, mostSiblings)) {
    const one = await opened(path);
    if (!one || !isOpen(one)) continue;
    if (ids.has(one.id)) await one.handle.close();
    else found.push(one);
    ids.add(one.id);
  }
  return found.toSorted((a, b) => b.changed - a.changed);
}

/** Null: it can be read as text. */
export function unreadable({ path, head }: Pick<Opened, 'path' | 'head'>): Shut | null {
  if (head[0] === 0x1f && head[1] === 0x8b) return { path, compressed: true, why: 'it is compressed' };
  const isWide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff) || isHalfZero(head);
  return isWide ? { path, compressed: false, why: 'it is written in UTF-16, and only UTF-8 is read' } : null;
}

/** Without its mark: each sign of most languages has a zero before or behind it. */
function isHalfZero(head: Buffer): boolean {
  if (head.length < 16) return false;
  const zeros = (odd: number) => head.filter((byte, place) => byte === 0 && place % 2 === odd).length / (head.length / 2);
  return (zeros(0) > 0.8 && zeros(1) < 0.2) || (zeros(1) > 0.8 && zeros(0) < 0.2);
}
