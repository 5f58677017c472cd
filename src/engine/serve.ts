import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Sentence } from '../core/sentence.ts';
import { release } from './bodies.ts';
import { hookPath } from './hook-door.ts';

/** The HTTP side: the doors, whether we live, whether we are ready, and numbers for those who may see them. Nothing else. */

export interface ServeOptions {
  listen: { host: string; port: number };
  webhookPath: string;
  /** Null: this process takes no webhooks. */
  door: ((request: IncomingMessage, response: ServerResponse) => unknown) | null;
  /** For everything below `/hooks/`. */
  hookDoor?: ServeOptions['door'];
  isReady(): Promise<boolean>;
  metrics: { read: () => Promise<string>; token: string | null; port: number | null } | null;
}

export interface Serving {
  url: string;
  stop(): Promise<void>;
}

export async function serve({ listen, webhookPath, door, hookDoor, isReady, metrics }: ServeOptions): Promise<Serving> {
  const showMetrics = async (response: ServerResponse) => {
    const text = await metrics?.read();
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text);
  };

  const main = await open({ ...listen, setting: 'PORT' }, async (request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path === webhookPath && door) return door(request, response);
    if (path?.startsWith(hookPath) && hookDoor) return hookDoor(request, response);
    request.on('data', release);
    if (path === '/healthz') return say(response, 200, 'alive');
    if (path === '/readyz') return (await soon(isReady)) ? say(response, 200, 'ready') : say(response, 503, 'not ready');
    if (path === '/metrics' && metrics?.token && bears(request, metrics.token)) return showMetrics(response);
    return say(response, 404, '');
  });
  const own =
    metrics && metrics.port !== null
      ? await open({ host: listen.host, port: metrics.port, setting: 'METRICS_PORT' }, (request, response) =>
          request.url === '/metrics' ? showMetrics(response) : say(response, 404, ''),
        ).catch(async error => {
          await close(main);
          throw error;
        })
      : null;

  return {
    url: `http://${listen.host.includes(':') ? `[${listen.host}]` : listen.host}:${portOf(main)}`,
    async stop() {
      await Promise.all([main, own].map(server => server && close(server)));
    },
  };
}

/** A database that does not answer at all is away as well. */
async function soon(isReady: () => Promise<boolean>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(late.resolve, 1_500, false);
  return await Promise.race([isReady(), late.promise]).finally(() => clearTimeout(timer));
}

function say(response: ServerResponse, status: number, text: string): void {
  const body = text && `${text}\n`;
  response.writeHead(status, { 'content-type': 'text/plain', 'content-length': body.length }).end(body);
}

const digest = (text: string) => createHash('sha256').update(text).digest();

function bears(request: IncomingMessage, token: string): boolean {
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`));
}

/** A real request brings less than 2 KB of headers and is over in milliseconds; who takes longer is looked for every two seconds. */
const limits = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 65_000,
  requireHostHeader: false,
};
const mostConnections = 1_000;
const badRequest = 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';

/** When there are too many connections the oldest one goes, so that a crowd that only holds them keeps nobody out. */
function oldestGivesWay(): (socket: Socket) => void {
  const connected = new Set<Socket>();
  return socket => {
    connected.add(socket);
    socket.once('close', () => connected.delete(socket));
    const [oldest] = connected;
    if (connected.size > mostConnections) oldest?.destroy();
  };
}

interface Listen {
  host: string;
  port: number;
  /** Where the port was set. */
  setting: string;
}

async function open(listen: Listen, handle: (...given: Parameters<RequestListener>) => unknown): Promise<Server> {
  const server = createServer(limits, (request, response) => {
    // Whatever fails here was not about the delivery: the door answers for itself.
    Promise.resolve(handle(request, response)).catch(() => response.headersSent || say(response, 503, ''));
  });
  // Node would answer what it cannot read, or cannot wait for, in words of its own.
  server.on('clientError', (_, socket) => socket.end(badRequest, () => socket.destroy()));
  server.on('checkExpectation', (_, response) => response.writeHead(400, { connection: 'close', 'content-length': 0 }).end());
  server.on('connection', oldestGivesWay());
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(new Sentence(whyNot(error, listen))));
    server.listen(listen.port, listen.host, resolve);
  });
  return server;
}

function whyNot(error: Error, { host, port, setting }: Listen): string {
  const code = 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${host} is taken by another program. Stop it, or set ${setting} to a free one.`;
  if (code === 'EACCES') return `This user may not listen on port ${port}. Set ${setting} to one above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `This machine has no address ${host}. Set HOST to one it has, or to localhost.`;
  return `Cannot listen on ${host}, port ${port}: ${error.message}`;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** No new requests; those under way are answered, unless somebody takes longer over a body than a stopping process has. */
async function close(server: Server): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()));
  server.closeIdleConnections();
  const patience = setTimeout(() => server.closeAllConnections(), 2_500);
  await closed;
  clearTimeout(patience);
}
