/** Reads one file from a place to where it ended when it was opened, a little at a time. */
import { linesUpTo, longestLine } from './lines.ts';
import type { Opened } from './opening.ts';
import type { Records } from './records.ts';

export interface Reads {
  signal: AbortSignal;
  /** `midway`: what comes first may go on with what somebody has read before. */
  records(midway: boolean): Records;
}

export interface Part {
  from: number;
  /** It begins wherever that is, likely within a line. */
  cut: boolean;
  /** The last line counts, though nothing ends it. */
  whole: boolean;
}

const atOnce = 64 * 1_024;

export async function readOn({ handle, size }: Opened, { from, cut, whole }: Part, { signal, records }: Reads) {
  const lines = linesUpTo(longestLine);
  const into = records(from > 0);
  const buffer = Buffer.allocUnsafe(atOnce);
  let count = 0;
  // Where the byte before ends a line, this one begins with it.
  let at = cut ? from - 1 : from;
  let skips = cut;
  const take = (line: string) => {
    if (skips) skips = false;
    else {
      into.add(line);
      count += 1;
    }
  };
  while (at < size) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, Math.min(atOnce, size - at), at);
    if (bytesRead === 0) break;
    at += bytesRead;
    for (const line of lines.of(buffer.subarray(0, bytesRead))) take(line);
  }
  const open = lines.open();
  const waits = !whole && open <= longestLine;
  if (!waits) for (const line of lines.rest()) take(line);
  into.end();
  return { offset: waits ? at - open : at, lines: count, cut: lines.cut() };
}
