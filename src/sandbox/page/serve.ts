/** Serves a fetch-style app over node:http, on this machine only. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Sentence } from '../../core/sentence.ts';

type Fetch = (request: Request) => Response | Promise<Response>;

const mostBytes = 1_000_000;

export interface Serving {
  port: number;
  stop(): Promise<void>;
}

export async function serve(fetch: Fetch, port: number): Promise<Serving> {
  const server = createServer((request, response) => {
    answer(fetch, request, response).catch(() => response.destroy());
  });
  await listen(server, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    async stop() {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', error => {
      const taken = 'code' in error && error.code === 'EADDRINUSE';
      reject(taken ? new Sentence(`Port ${port} is in use. Take another with "npm run sandbox -- --port 4001".`) : error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function answer(fetch: Fetch, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const body = request.method === 'POST' ? await bytesOf(request) : null;
  if (body === 'too much') {
    response.writeHead(413).end();
    return;
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) if (value !== undefined) headers.set(name, String(value));
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const answered = await fetch(new Request(url, { method: request.method ?? 'GET', headers, body, signal: gone.signal }));
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  if (answered.body) await pipeline(Readable.fromWeb(answered.body), response);
  else response.end();
}

async function bytesOf(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | 'too much'> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    // Read to its end all the same: only then is the answer heard.
    if (size <= mostBytes) parts.push(part);
  }
  return size > mostBytes ? 'too much' : new Uint8Array(Buffer.concat(parts));
}
