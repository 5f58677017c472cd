import type { IncomingMessage } from 'node:http';

/** Reads the bodies of requests whose senders nobody knows yet, all of them together within one amount of memory. */

export type ReadBody = (
  request: IncomingMessage,
  heard: (bytes: Buffer) => void,
  /** Bytes of one body. */
  most?: number,
) => Promise<Buffer[] | 400 | 413 | 503>;

/** GitHub sends at most this much. */
export const mostBytes = 25 * 1024 * 1024;
const mostBytesAtOnce = 32 * 1024 * 1024;
const patience = 10_000;
/** What a piece costs beside its bytes; nothing that we want comes in smaller ones. */
const perPiece = 256;

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

  return (request, heard, most = mostBytes) =>
    new Promise(resolve => {
      const pieces: Buffer[] = [];
      let length = 0;
      let cost = 0;

      const hear = (bytes: Buffer) => {
        if (length + bytes.length > most || pieces.length > 1_000 + length / perPiece) return end(413);
        heard(bytes);
        pieces.push(bytes);
        length += bytes.length;
        cost += bytes.length + perPiece;
        held += bytes.length + perPiece;
        makeRoom();
      };
      const end = (outcome: Buffer[] | 400 | 413 | 503) => {
        if (!arriving.delete(self)) return;
        clearTimeout(tooLong);
        request.off('data', hear).on('data', release);
        held -= cost;
        if (typeof outcome === 'number') pieces.forEach(release);
        resolve(outcome);
      };
      const self = { giveWay: () => end(503) };
      const tooLong = setTimeout(end, patience, 400);

      arriving.add(self);
      request.on('data', hear);
      request.once('end', () => end(pieces));
      // Whoever sent it hung up.
      request.once('error', () => end(400));
      request.once('close', () => end(400));
    });
}

/**
 * Gives the memory back at once: the collector comes by only when there are 60 MB more of it. Nothing may read these bytes any more, and
 * even their length is gone.
 */
export function release({ buffer, length }: Buffer): void {
  // Others may share the memory of small ones, which are gone soon.
  if (length === buffer.byteLength && length > perPiece && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
