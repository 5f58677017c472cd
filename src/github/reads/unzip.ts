/** One file out of a zip archive that a stranger's workflow may have made: nothing in it is believed, no size is taken for granted. */
import { inflateRawSync } from 'node:zlib';
import { contentAfter, directoryIn, type Entry, entriesIn, headerBytes } from './zip-directory.ts';

/** Null when there is no such file, when it is longer than that, or when the archive makes no sense. */
export function entryOf(archive: Buffer, name: string, most: number): Buffer | null {
  const directory = directoryIn(archive);
  if (!directory) return null;
  const found = entriesIn(archive.subarray(directory.at), directory.entries).find(one => one.name === name);
  return found ? unpacked(archive, found, most) : null;
}

function unpacked(archive: Buffer, { at, method, packed }: Entry, most: number): Buffer | null {
  const after = contentAfter(archive.subarray(at, at + headerBytes));
  if (after === null) return null;
  const body = archive.subarray(at + after, at + after + packed);
  if (method === 'stored') return body.length > most ? null : body;
  return method === 'deflated' ? inflated(body, most) : null;
}

function inflated(body: Buffer, most: number): Buffer | null {
  try {
    return inflateRawSync(body, { maxOutputLength: most });
  } catch (error) {
    // It unpacks to nothing, or to more than that.
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
