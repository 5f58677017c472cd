/** The directory of a zip archive: what it says of itself. Whoever reads on by it finds out whether it is so. */

const endMark = Buffer.from('PK\x05\x06');
const entryMark = 0x02014b50;
const fixed = 46;

/** Where something does not fit, zip64 says so by numbers that lie outside of any archive. */
export interface Entry {
  name: string;
  method: 'stored' | 'deflated' | null;
  /** Bytes in the archive. */
  packed: number;
  /** Bytes once it is unpacked. */
  size: number;
  /** Where its own header is. */
  at: number;
}

interface Directory {
  at: number;
  length: number;
  entries: number;
}

/** By what stands at the very end of an archive; null when this is none. */
export function directoryIn(end: Buffer): Directory | null {
  const at = end.lastIndexOf(endMark);
  if (at < 0 || at + 22 > end.length) return null;
  return { entries: end.readUInt16LE(at + 10), length: end.readUInt32LE(at + 12), at: end.readUInt32LE(at + 16) };
}

/** As far as they make sense. */
export function entriesIn(directory: Buffer, most: number): Entry[] {
  const entries: Entry[] = [];
  let at = 0;
  while (entries.length < most && at + fixed <= directory.length && directory.readUInt32LE(at) === entryMark) {
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + fixed, at + fixed + nameLength),
      method: ({ 0: 'stored', 8: 'deflated' } as const)[directory.readUInt16LE(at + 10)] ?? null,
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      at: directory.readUInt32LE(at + 42),
    });
    at += fixed + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

const localMark = 0x04034b50;
export const headerBytes = 30;

/** Where what an entry holds begins, counted from its own header; null when there is no header. */
export function contentAfter(header: Buffer): number | null {
  if (header.length < headerBytes || header.readUInt32LE(0) !== localMark) return null;
  return headerBytes + header.readUInt16LE(26) + header.readUInt16LE(28);
}
