import { deadline } from '../deadline.ts';

/** Logs and archives lie in a store of GitHub's, behind an address that is good for a minute and needs no token. */

/** What is longer than this is not read from its beginning. */
const readWhole = 1024 * 1024;

async function get(location: string, headers: Record<string, string> = {}): Promise<Response | null> {
  const response = await fetch(location, { headers, signal: deadline(20_000) });
  if (response.ok) return response;
  await response.body?.cancel();
  if (response.status === 404 || response.status === 410) return null;
  throw new Error(`what GitHub keeps was not handed out: ${response.status}`);
}

/** Null when it is longer than that. */
async function whole(response: Response, most: number): Promise<Buffer | null> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    parts.push(part);
    length += part.length;
    if (length > most) return null;
  }
  return Buffer.concat(parts);
}

/** Null when it is gone, or longer than that. */
export async function kept(location: string, most: number): Promise<Buffer | null> {
  const response = await get(location);
  return response && whole(response, most);
}

/** The last so many bytes, whatever comes before them. Null when it is gone. */
export async function tail(location: string, most: number): Promise<Buffer | null> {
  const all = await get(location);
  if (!all) return null;
  const length = Number(all.headers.get('content-length'));
  if (!(length > readWhole)) return (await endOf(all.body ?? [], most)).bytes;
  await all.body?.cancel();
  // Not `bytes=-65536`: the store behind GitHub does not know that form.
  const end = await get(location, { range: `bytes=${length - most}-` });
  return end && (await endOf(end.body ?? [], most)).bytes;
}

/** The last so many bytes of what comes, and how many came in all. */
export async function endOf(coming: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, most: number): Promise<End> {
  const parts: Uint8Array[] = [];
  let [held, length] = [0, 0];
  for await (const part of coming) {
    parts.push(part);
    held += part.length;
    length += part.length;
    for (let first = parts[0]; first && held - first.length >= most; first = parts[0]) {
      held -= first.length;
      parts.shift();
    }
  }
  return { bytes: Buffer.concat(parts).subarray(-most), length };
}

interface End {
  bytes: Buffer;
  length: number;
}

/** Something in the store of which any part can be read by itself. */
export interface Parts {
  size: number;
  /** As many bytes from there on, or as many as there are. */
  from(at: number, length: number): AsyncIterable<Uint8Array>;
}

/** Null when it is gone, or when the store has it only as a whole and that is longer than `most`. */
export async function inParts(location: string, most: number): Promise<Parts | null> {
  const first = await get(location, { range: `bytes=0-${readWhole - 1}` });
  const total = /\/(\d+)$/.exec(first?.headers.get('content-range') ?? '')?.[1];
  const size = first?.status === 206 ? Number(total) : 0;
  const bytes = first && (await whole(first, most));
  if (!bytes || Number.isNaN(size)) return null;
  if (size <= bytes.length) return inMemory(bytes);
  return {
    size,
    async *from(at, length) {
      const end = Math.min(at + length, size);
      if (at >= end) return;
      const part = await get(location, { range: `bytes=${at}-${end - 1}` });
      if (part?.status !== 206) {
        await part?.body?.cancel();
        return;
      }
      yield* part.body ?? [];
    },
  };
}

const inMemory = (bytes: Buffer): Parts => ({
  size: bytes.length,
  async *from(at, length) {
    yield bytes.subarray(at, at + length);
  },
});
