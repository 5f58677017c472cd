/** A server on loopback that stands in for somebody else's service, for as long as one test. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface Request {
  method: string;
  /** As it came, with its query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  /** Whatever is no text is sent as JSON. */
  body?: unknown;
}

export interface Server {
  url: string;
  requests: Request[];
}

export async function answering(answer: (request: Request, server: Server) => Reply): Promise<Server> {
  const server = createServer(async (incoming, outgoing) => {
    const { method = '', url: path = '', headers } = incoming;
    const request = { method, path, headers, body: await text(incoming) };
    self.requests.push(request);
    const { status = 200, headers: said = {}, body = '' } = answer(request, self);
    outgoing.writeHead(status, said).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const self: Server = { url: '', requests: [] };
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  self.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return self;
}
