/**
 * The zip archive with the logs of a run, read where it lies: its directory first, then only what is wanted of it, and of that the end.
 * A log is as long as a team's workflow makes it, and there may be hundreds of them.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { endOf, type Parts } from './kept.ts';
import { contentAfter, directoryIn, type Entry, entriesIn, headerBytes } from './zip-directory.ts';

/** The end of an archive may be followed by a comment of 64 KB. */
const endBytes = 22 + 0xffff;
/** A run has up to 256 jobs, each with up to some hundred steps: a tenth of this. */
const directoryBytes = 8 * 1024 * 1024;
/** Nobody waits for more than that to be unpacked. */
const longest = 512 * 1024 * 1024;
const atOnce = 64 * 1024;

const bytesOf = async (archive: Parts, at: number, length: number): Promise<Buffer> =>
  (await endOf(archive.from(at, length), length)).bytes;

/** What it holds; nothing when it makes no sense. */
export async function entriesOf(archive: Parts): Promise<Entry[]> {
  const from = Math.max(0, archive.size - endBytes);
  const end = await bytesOf(archive, from, endBytes);
  const found = directoryIn(end);
  if (!found || found.length > directoryBytes) return [];
  const directory = found.at >= from ? end.subarray(found.at - from) : await bytesOf(archive, found.at, found.length);
  return entriesIn(directory, found.entries);
}

/** The last bytes of one file in it; null when it is not what the directory says. */
export async function endOfEntry(archive: Parts, { at, method, packed, size }: Entry, most: number): Promise<Buffer | null> {
  const after = contentAfter(await bytesOf(archive, at, headerBytes));
  if (after === null || method === null || size > longest || packed > archive.size) return null;
  const content = archive.from(at + after, packed);
  try {
    const { bytes, length } = await (method === 'stored' ? endOf(content, most) : endOfInflated(content, { most, size }));
    return length === size ? bytes : null;
  } catch (error) {
    // Not deflated after all, or not all of it.
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) return null;
    throw error;
  }
}

function endOfInflated(content: AsyncIterable<Uint8Array>, { most, size }: { most: number; size: number }) {
  return pipeline(Readable.from(content), createInflateRaw({ chunkSize: atOnce }), (inflated: AsyncIterable<Buffer>) =>
    endOf(upTo(inflated, size + 1), most),
  );
}

/** What is longer than it says is none of ours, however long it is. */
async function* upTo(coming: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer> {
  let left = most;
  for await (const part of coming) {
    yield part.subarray(0, left);
    left -= part.length;
    if (left <= 0) return;
  }
}
