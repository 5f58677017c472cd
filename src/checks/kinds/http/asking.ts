/** Asks once, over a connection of its own, and reads no more of the answer than is wanted. */
import * as http from 'node:http';
import * as https from 'node:https';
import { mishap } from '../../mishaps.ts';
import { asFamily, bare, type Family } from '../../net.ts';
import type { Trust } from '../../trust.ts';
import { Failed, Late } from '../../verdict.ts';
import { decoded } from './decoding.ts';
import { garbled } from './garbled.ts';

export interface Asked {
  url: URL;
  method: string;
  headers: Readonly<Record<string, string>>;
  /** Headers for nobody but the host that is asked first. */
  secrets: Readonly<Record<string, string>>;
  body: { text: string; secret: boolean } | null;
  family: Family;
  trust: Trust;
  /** Takes out what is secret: an answer may hold what it was asked with. */
  hide(text: string): string;
  signal: AbortSignal;
  /** Of the body, unpacked: how much is kept, and how far it is counted. */
  most: { kept: number; counted: number };
}

export interface Reply {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
  /** As far as it was counted. */
  size: number;
  /** Whether all of the body was kept. */
  whole: boolean;
  /** In milliseconds since it was asked. */
  firstByte: number;
  took: number;
}

const most = 16_384;

export async function ask(asked: Asked): Promise<Reply> {
  const { url, family, signal } = asked;
  const aim = { host: bare(url.hostname), port: portOf(url), family: asFamily(bare(url.hostname), family) };
  const began = performance.now();
  const request = start(asked);
  // What goes wrong in the body is told to both, and only the request hears the reason.
  let first: unknown;
  request.on('error', error => (first ??= error));
  const reached = reaching(request, url);
  let response: http.IncomingMessage | null = null;
  try {
    response = await answerTo(request);
    const firstByte = performance.now() - began;
    const read = await bodyOf(response, asked);
    // A body without a length ends with its connection, and looks whole wherever that is cut.
    signal.throwIfAborted();
    return { status: response.statusCode ?? 0, headers: response.headers, ...read, firstByte, took: performance.now() - began };
  } catch (error) {
    if (signal.aborted) throw new Late(farOf(reached, response));
    if (error instanceof Failed) throw error;
    throw garbled(first ?? error, response !== null, reached.yet) ?? mishap(first ?? error, aim);
  } finally {
    request.destroy();
  }
}

const portOf = ({ port, protocol }: URL): number => (port ? Number(port) : protocol === 'https:' ? 443 : 80);

function start({ url, method, headers, secrets, body, family, trust, signal }: Asked): http.ClientRequest {
  const options = {
    method,
    headers: { 'user-agent': 'shipmate', accept: '*/*', 'accept-encoding': 'gzip, deflate, br', ...headers, ...secrets },
    // One of its own, for this connection alone: Node's may go through a proxy that some variable names.
    agent: false as const,
    family,
    signal,
    maxHeaderSize: most,
  };
  const request = url.protocol === 'https:' ? https.request(url, { ...options, ...trust }) : http.request(url, options);
  request.end(body?.text);
  return request;
}

const answerTo = (request: http.ClientRequest): Promise<http.IncomingMessage> =>
  new Promise((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
    request.once('upgrade', (_, socket) => {
      socket.destroy();
      reject(new Failed('it goes over to another protocol (101), though nobody asked for that'));
    });
  });

async function bodyOf(response: http.IncomingMessage, { method, most: { kept, counted } }: Asked) {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of decoded(response, method)) {
    // Even of an empty part all the memory below is kept.
    if (size < kept) parts.push(part.subarray(0, kept - size));
    size += part.length;
    if (size > Math.max(kept, counted)) break;
  }
  return { body: Buffer.concat(parts), size, whole: size <= kept };
}

interface Reached {
  /** Whether there was a connection to ask over, in TLS where that was wanted. */
  yet: boolean;
  says: string;
}

function reaching(request: http.ClientRequest, { protocol }: URL): Reached {
  const reached = { yet: false, says: 'no connection came to be' };
  const ready = () => Object.assign(reached, { yet: true, says: 'connected, but no answer began' });
  request.once('socket', socket => {
    if (protocol === 'http:') return void socket.once('connect', ready);
    socket.once('connect', () => Object.assign(reached, { says: 'connected, but TLS was not agreed on' }));
    socket.once('secureConnect', ready);
  });
  return reached;
}

const farOf = ({ says }: Reached, response: http.IncomingMessage | null): string =>
  response ? `it answered ${response.statusCode}, but its body did not end` : says;
