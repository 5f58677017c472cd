import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createGzip } from 'node:zlib';
import * as z from 'zod/mini';
import { Sentence } from '../../core/sentence.ts';

/**
 * The file of a backup: gzip, one JSON value a line. First what it is; then each table's columns and its rows, every value as
 * PostgreSQL's own text; last what should have been in it, so that a file that was cut off is known before anything is done with it.
 */

const format = 'shipmate backup 1';

const head = z.object({ format: z.literal(format), migration: z.int(), at: z.string() });
const table = z.object({ table: z.string(), columns: z.array(z.string()) });
const row = z.array(z.nullable(z.string()));
const tail = z.object({
  rows: z.record(z.string(), z.int()),
  sequences: z.record(z.string(), z.string()),
  sha256: z.string(),
});
const part = z.union([row, table]);

export type Row = z.infer<typeof row>;
export type Part = z.infer<typeof part>;
export type Head = Omit<z.infer<typeof head>, 'format'>;
export type Tail = Omit<z.infer<typeof tail>, 'sha256'>;

/** Writes what `parts` yields and, last, returns. Only the owner may read it: it holds whatever people wrote. */
export async function writeBackupFile(path: string, start: Head, parts: AsyncGenerator<Part, Tail>): Promise<void> {
  const target = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  let opened = false;
  target.once('open', () => {
    opened = true;
  });
  try {
    await pipeline(Readable.from(lines(start, parts)), createGzip({ level: constants.Z_BEST_SPEED }), target);
  } catch (error) {
    if (opened) await rm(path, { force: true });
    throw (isCode(error) && cannotWrite(path, error.code)) || error;
  }
}

/** Each piece is packed in a turn of another thread: with a turn for each line these took most of the time. */
const pieceCharacters = 256 * 1024;

async function* lines(start: Head, parts: AsyncGenerator<Part, Tail>): AsyncGenerator<string> {
  const hash = createHash('sha256');
  let text = `${JSON.stringify({ format, ...start })}\n`;
  let next = await parts.next();
  for (; !next.done; next = await parts.next()) {
    text += `${JSON.stringify(next.value)}\n`;
    if (text.length < pieceCharacters) continue;
    hash.update(text);
    yield text;
    text = '';
  }
  hash.update(text);
  yield `${text}${JSON.stringify({ ...next.value, sha256: hash.digest('hex') })}\n`;
}

/** Reads the file to its end and answers only when it is whole. */
export async function checkBackupFile(path: string): Promise<{ head: Head; tail: Tail }> {
  const hash = createHash('sha256');
  const counts: Record<string, number> = {};
  let first: string | undefined;
  let last: string | undefined;
  let name = '';
  const take = (text: string) => {
    hash.update(`${text}\n`);
    if (first === undefined) {
      first = text;
      return;
    }
    const read = part.parse(JSON.parse(text));
    if (Array.isArray(read)) counts[name] = (counts[name] ?? 0) + 1;
    else {
      name = read.table;
      counts[name] = 0;
    }
  };
  try {
    for await (const text of linesOf(path)) {
      if (last !== undefined) take(last);
      last = text;
    }
  } catch (error) {
    if (isCode(error) && ['ENOENT', 'EACCES', 'EISDIR'].includes(error.code)) {
      throw new Sentence(`${path} cannot be read (${error.code}). Name a file that "npm run shipmate -- backup" made.`);
    }
    throw notWhole(path, error);
  }
  const started = head.safeParse(parsed(first));
  const ended = tail.safeParse(parsed(last));
  if (!started.success || !ended.success || ended.data.sha256 !== hash.digest('hex')) throw notWhole(path);
  if (!sameCounts(ended.data.rows, counts)) throw notWhole(path);
  return { head: started.data, tail: ended.data };
}

/** The tables and rows of a file that `checkBackupFile` found whole. */
export async function* partsOf(path: string): AsyncGenerator<Part> {
  let held: string | undefined;
  let first = true;
  for await (const text of linesOf(path)) {
    if (held !== undefined && !first) yield part.parse(JSON.parse(held));
    if (held !== undefined) first = false;
    held = text;
  }
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  const text = createGunzip();
  file.on('error', error => text.destroy(error));
  file.pipe(text);
  let rest = '';
  try {
    for await (const chunk of text.setEncoding('utf8')) {
      const pieces = String(chunk).split('\n');
      for (const piece of pieces.slice(0, -1)) {
        yield rest + piece;
        rest = '';
      }
      rest += pieces.at(-1);
    }
    if (rest !== '') yield rest;
  } finally {
    file.destroy();
  }
}

const notWhole = (path: string, cause?: unknown) =>
  new Sentence(
    `${path} is no whole backup: it was cut off, changed, or is something else. Nothing was restored; take another one.`,
    {
      cause,
    },
  );

function cannotWrite(path: string, code: string): Sentence | null {
  switch (code) {
    case 'EEXIST':
      return new Sentence(`${path} is there already. Name another file; a backup never writes over one.`);
    case 'ENOENT':
      return new Sentence(`${path} cannot be written: its folder is not there. Make it, or name another one.`);
    case 'ENOSPC':
    case 'EDQUOT':
      return new Sentence(`The disk was full before ${path} was whole, and it was removed. Name a file on another disk.`);
    case 'EACCES':
    case 'EROFS':
      return new Sentence(`${path} cannot be written by this user. Name a file in another folder.`);
    default:
      return null;
  }
}

const isCode = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

const sameCounts = (said: Record<string, number>, found: Record<string, number>) =>
  Object.keys({ ...said, ...found }).every(name => said[name] === found[name]);
