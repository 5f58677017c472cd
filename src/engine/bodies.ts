import type { IncomingMessage } from 'node:http';

/** Reads the bodies of requests whose senders nobody knows yet, all of them together within one amount of memory. */

export type ReadBody = (request: IncomingMessage, heard: (bytes: Buffer) => void) => Promise<Buffer | 400 | 413 | 503>;

/** GitHub sends at most this much. */
export const mostBytes = 25 * 1024 * 1024;
const mostBytesAtOnce = 32 * 1024 * 1024;
const patience = 10_000;
const firstRoom = 64 * 1024;

export function bodies(): ReadBody {
  /** The oldest first. */
  const arriving = new Set<{ giveWay(): void }>();
  let held = 0;

  // What somebody means is here in milliseconds, so whoever has been at it longest is the one to give way: bodies that are held
  // back on purpose keep nobody out.
  const makeRoom = () => {
    for (const one of arriving) {
      if (held <= mostBytesAtOnce) return;
      one.giveWay();
    }
  };

  return (request, heard) =>
    new Promise(resolve => {
      let body: Buffer = Buffer.alloc(0);
      let length = 0;
      // What comes byte by byte costs us a hundred times what it costs the sender; nothing that we want comes so.
      let pieces = 0;

      const hear = (bytes: Buffer) => {
        pieces += 1;
        if (length + bytes.length > mostBytes || pieces > 1_000 + length / 256) return end(413);
        heard(bytes);
        const before = length;
        length += bytes.length;
        held -= body.length;
        body = before === 0 ? bytes : joined(body, before, bytes);
        held += body.length;
        makeRoom();
      };
      const end = (outcome: Buffer | 400 | 413 | 503) => {
        if (!arriving.delete(self)) return;
        clearTimeout(tooLong);
        request.off('data', hear).on('data', release);
        held -= body.length;
        if (typeof outcome === 'number') release(body);
        resolve(outcome);
      };
      const self = { giveWay: () => end(503) };
      const tooLong = setTimeout(end, patience, 400);

      arriving.add(self);
      request.on('data', hear);
      request.once('end', () => end(body.subarray(0, length)));
      // Whoever sent it hung up.
      request.once('error', () => end(400));
      request.once('close', () => end(400));
    });
}

/**
 * Gives the memory back at once: the collector comes by only when there are 60 MB more of it. Nothing may read these bytes any more.
 */
export function release({ buffer, length }: Buffer): void {
  // Small ones may share their memory with others, and are gone soon.
  if (length === buffer.byteLength && length > 4096 && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** One buffer that grows, not a list: a million chunks of one byte would be a million objects. */
function joined(body: Buffer, length: number, bytes: Buffer): Buffer {
  let roomy = body;
  if (length + bytes.length > body.length) {
    roomy = Buffer.allocUnsafeSlow(Math.min(mostBytes, Math.max(length + bytes.length, body.length * 2, firstRoom)));
    roomy.set(body.subarray(0, length));
    release(body);
  }
  roomy.set(bytes, length);
  release(bytes);
  return roomy;
}
