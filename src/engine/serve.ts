import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { Sentence } from '../core/sentence.ts';

/** The HTTP side: the door, whether we live, whether we are ready, and numbers for those who may see them. Nothing else. */

export interface ServeOptions {
  listen: { host: string; port: number };
  webhookPath: string;
  /** Null: this process takes no webhooks. */
  door: ((request: IncomingMessage, response: ServerResponse) => unknown) | null;
  isReady(): Promise<boolean>;
  metrics: { read: () => Promise<string>; token: string | null; port: number | null } | null;
}

export interface Serving {
  url: string;
  stop(): Promise<void>;
}

export async function serve({ listen, webhookPath, door, isReady, metrics }: ServeOptions): Promise<Serving> {
  const showMetrics = async (response: ServerResponse) => {
    const text = await metrics?.read();
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text);
  };

  const main = await open(listen, async (request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path === webhookPath && door) return door(request, response);
    if (path === '/healthz') return say(response, 200, 'alive');
    if (path === '/readyz') return (await isReady()) ? say(response, 200, 'ready') : say(response, 503, 'not ready');
    if (path === '/metrics' && metrics?.token && bears(request, metrics.token)) return showMetrics(response);
    return say(response, 404, '');
  });
  const own =
    metrics && metrics.port !== null
      ? await open({ host: listen.host, port: metrics.port }, (request, response) =>
          request.url === '/metrics' ? showMetrics(response) : say(response, 404, ''),
        )
      : null;

  return {
    url: `http://${listen.host.includes(':') ? `[${listen.host}]` : listen.host}:${portOf(main)}`,
    async stop() {
      await Promise.all([main, own].map(server => server && close(server)));
    },
  };
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text && `${text}\n`);
}

const digest = (text: string) => createHash('sha256').update(text).digest();

function bears(request: IncomingMessage, token: string): boolean {
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`));
}

async function open(
  listen: { host: string; port: number },
  handle: (...given: Parameters<RequestListener>) => unknown,
): Promise<Server> {
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000 },
    (request, response) => {
      // Whatever fails here was not about the delivery: the door answers for itself.
      Promise.resolve(handle(request, response)).catch(() => response.headersSent || say(response, 503, ''));
    },
  );
  server.maxConnections = 4_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(new Sentence(whyNot(error, listen))));
    server.listen(listen.port, listen.host, resolve);
  });
  return server;
}

function whyNot(error: Error, { host, port }: { host: string; port: number }): string {
  const code = 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') return `Port ${port} on ${host} is taken by another program. Stop it, or set PORT to a free one.`;
  if (code === 'EACCES') return `This user may not listen on port ${port}. Set PORT to one above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `This machine has no address ${host}. Set HOST to one it has, or to localhost.`;
  return `Cannot listen on ${host}, port ${port}: ${error.message}`;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** No new requests; those under way are answered. */
async function close(server: Server): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()));
  server.closeIdleConnections();
  await closed;
}
