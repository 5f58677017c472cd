/** Servers for one test: they stop with it, whoever still holds a connection. */
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** The port that it listens at. */
export async function listening(server: Server, host = '127.0.0.1', port = 0): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise(resolve => server.close(resolve));
  });
  return portOf(server.address());
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== 'object' || address === null) throw new Error('it listens at no port');
  return address.port;
}

/** `http://127.0.0.1:8080` */
export const web = async (answer: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await listening(createHttpServer(answer))}`;

/** `127.0.0.1:8080`, where this is done to whoever comes. */
export const raw = async (greet: (socket: Socket) => void): Promise<string> =>
  `127.0.0.1:${await listening(createServer(greet))}`;

/** A port where nothing listens: it was free a moment ago. */
export async function nobody(): Promise<string> {
  const server = createServer();
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const port = portOf(server.address());
  await new Promise(resolve => server.close(resolve));
  return `127.0.0.1:${port}`;
}
