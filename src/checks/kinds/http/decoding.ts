/** Unpacks a body while it comes, so that whoever stops reading never holds more than was read. */
import type { IncomingMessage } from 'node:http';
import { PassThrough, pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { quoted } from '../../quoted.ts';
import { Failed } from '../../verdict.ts';

const unpackers: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  br: createBrotliDecompress,
  deflate: createInflate,
  identity: () => new PassThrough(),
};

export async function* decoded(response: IncomingMessage, method: string): AsyncGenerator<Buffer> {
  const named = (response.headers['content-encoding'] ?? '').toLowerCase().split(',');
  const encodings = named.map(one => one.trim()).filter(one => one !== '');
  if (encodings.length > 3) throw new Failed(`its body is packed ${encodings.length} times over`);
  // Where there is no body, nothing is packed, whatever its headers say.
  const bodiless = method === 'HEAD' || response.statusCode === 204 || response.statusCode === 304;
  let body: Readable = response;
  for (const encoding of bodiless ? [] : encodings.toReversed()) {
    const make = Object.hasOwn(unpackers, encoding) ? unpackers[encoding] : undefined;
    if (!make) throw new Failed(`its body is packed as ${quoted(encoding)}, which nobody asked for`);
    body = pipeline(body, make(), () => undefined);
  }
  for await (const part of body) if (Buffer.isBuffer(part)) yield part;
}
