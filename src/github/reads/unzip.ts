/** One file out of a zip archive that a stranger's workflow may have made: nothing in it is believed, no size is taken for granted. */
import { inflateRawSync } from 'node:zlib';

const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const localMark = 0x04034b50;
const stored = 0;
const deflated = 8;

/** Null when there is no such file, when it is longer than that, or when the archive makes no sense. */
export function entryOf(archive: Buffer, name: string, most: number): Buffer | null {
  try {
    return read(archive, name, most);
  } catch (error) {
    // Offsets that lead outside, and what does not unpack to so many bytes.
    if (error instanceof RangeError || (error instanceof Error && 'code' in error)) return null;
    throw error;
  }
}

function read(archive: Buffer, name: string, most: number): Buffer | null {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06'));
  if (end < 0 || archive.readUInt32LE(end) !== endMark) return null;
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  for (let seen = 0; seen < count; seen++) {
    if (archive.readUInt32LE(at) !== entryMark) return null;
    const nameLength = archive.readUInt16LE(at + 28);
    if (archive.toString('utf8', at + 46, at + 46 + nameLength) === name) return unpacked(archive, at, most);
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return null;
}

function unpacked(archive: Buffer, entry: number, most: number): Buffer | null {
  const method = archive.readUInt16LE(entry + 10);
  const packed = archive.readUInt32LE(entry + 20);
  const local = archive.readUInt32LE(entry + 42);
  if (archive.readUInt32LE(local) !== localMark) return null;
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const body = archive.subarray(start, start + packed);
  if (method === stored) return body.length > most ? null : body;
  return method === deflated ? inflateRawSync(body, { maxOutputLength: most }) : null;
}
