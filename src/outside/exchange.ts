/** One request to an address that was checked, and the answer, as much of it as is read. */
import { type IncomingMessage, request as plain, type RequestOptions } from 'node:http';
import { request as secured } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { getCACertificates } from 'node:tls';
import type { Answer, Refusal } from '../core/outside.ts';
import { code } from '../text/inert.ts';
import { hostOf, portOf } from './allowed.ts';
import type { Destination } from './destination.ts';

export interface Sent {
  method: string;
  headers: Record<string, string>;
  body: string | null;
}

export interface Bounds {
  /** Ends it, wherever it is. */
  signal: AbortSignal;
  mostBytes: number;
  /** Trusted besides those that the machine trusts. */
  ca: string | null;
}

/** Rejects with whatever the network says. */
export function exchange(
  { url, addresses }: Destination,
  { method, headers, body }: Sent,
  bounds: Bounds,
): Promise<Answer | Refusal> {
  const host = hostOf(url).replace(/^\[(.*)\]$/, '$1');
  const options: RequestOptions = {
    method,
    host,
    port: portOf(url),
    path: `${url.pathname}${url.search}`,
    // Nothing packed: a small answer could unfold into one that fills the memory.
    headers: { ...headers, host: url.host.replace(/\.(?=:\d+$|$)/, ''), 'accept-encoding': 'identity', ...lengthOf(body) },
    // No connection from before: it may have been made to another address.
    agent: false,
    lookup: only(addresses),
    signal: bounds.signal,
  };
  const { promise, resolve, reject } = Promise.withResolvers<Answer | Refusal>();
  const asked =
    url.protocol === 'https:'
      ? secured({
          ...options,
          rejectUnauthorized: true,
          ...(bounds.ca === null ? {} : { ca: [...getCACertificates('default'), bounds.ca] }),
        })
      : plain(options);
  let answered = false;
  asked.on('response', message => {
    answered = true;
    read(message, bounds.mostBytes)
      .then(resolve, reject)
      .finally(() => asked.destroy());
  });
  asked.on('error', reject);
  // Whoever wants to speak another protocol gives no answer and is no error either.
  asked.on('close', () => answered || reject(new Error('closed without an answer')));
  asked.end(body ?? undefined);
  return promise;
}

const lengthOf = (body: string | null): Record<string, string> =>
  body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) };

/** The name was looked up and its addresses checked; a second look could say something else. */
const only =
  (addresses: string[]): LookupFunction =>
  (_host, { all }, done) => {
    const found = addresses.map(address => ({ address, family: isIP(address) }));
    const [first] = found;
    if (all) done(null, found);
    else done(null, first?.address ?? '', first?.family);
  };

async function read(message: IncomingMessage, most: number): Promise<Answer | Refusal> {
  const headers = headersOf(message);
  const packed = headers['content-encoding'];
  if (packed !== undefined && packed.trim().toLowerCase() !== 'identity')
    return { why: `The answer is packed (${code(packed, 20)}), which is not unpacked here; let it come as it is.` };
  const tooMuch: Refusal = { why: `The answer is larger than ${size(most)}; ask for less.`, tooMuch: true };
  if (Number(headers['content-length'] ?? 0) > most) return tooMuch;
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of message) {
    if (!Buffer.isBuffer(part)) continue;
    length += part.length;
    if (length > most) return tooMuch;
    parts.push(part);
  }
  if (!message.complete) throw new Error('broke off');
  return { status: message.statusCode ?? 0, headers, body: Buffer.concat(parts) };
}

const headersOf = (message: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(message.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );

const size = (bytes: number): string =>
  bytes >= 1_048_576
    ? `${Math.floor(bytes / 1_048_576)} MB`
    : bytes >= 1_024
      ? `${Math.floor(bytes / 1_024)} KB`
      : `${bytes} bytes`;
