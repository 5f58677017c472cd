import type { IncomingMessage } from 'node:http';

/** Reads the bodies of requests whose senders nobody knows yet, all of them together within one amount of memory. */

export type ReadBody = (request: IncomingMessage, heard: (bytes: Buffer) => void) => Promise<Buffer | 400 | 413 | 503>;

/** GitHub sends at most this much. */
export const mostBytes = 25 * 1024 * 1024;
const mostBytesAtOnce = 32 * 1024 * 1024;
const patience = 10_000;
const firstRoom = 16 * 1024;

export function bodies(): ReadBody {
  /** The oldest first. */
  const arriving = new Set<{ giveWay(): void }>();
  let room = 0;

  // What somebody means is here in milliseconds, so whoever has been at it longest is the one to give way: bodies that are held
  // back on purpose keep nobody out.
  const makeRoom = () => {
    for (const one of arriving) {
      if (room <= mostBytesAtOnce) return;
      one.giveWay();
    }
  };

  return (request, heard) =>
    new Promise(resolve => {
      let body: Buffer = Buffer.alloc(0);
      let length = 0;

      const end = (outcome: Buffer | 400 | 413 | 503) => {
        if (!arriving.delete(self)) return;
        clearTimeout(tooLong);
        request.off('data', hear).pause();
        room -= body.length;
        body = Buffer.alloc(0);
        resolve(outcome);
      };
      const hear = (bytes: Buffer) => {
        const before = body.length;
        if (length + bytes.length > mostBytes) return end(413);
        if (length === 0) body = bytes;
        else body = appended(body, length, bytes);
        length += bytes.length;
        room += body.length - before;
        heard(bytes);
        makeRoom();
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

/** One buffer that grows, not a list: a million chunks of one byte would be a million objects. */
function appended(body: Buffer, length: number, bytes: Buffer): Buffer {
  let roomy = body;
  if (length + bytes.length > body.length) {
    roomy = Buffer.allocUnsafeSlow(Math.min(mostBytes, Math.max(length + bytes.length, body.length * 2, firstRoom)));
    roomy.set(body.subarray(0, length));
  }
  roomy.set(bytes, length);
  return roomy;
}
