/** A server of TLS, or of anything, on a port of its own: it stops by itself. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createPlain, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type TlsOptions } from 'node:tls';
import type { Outcome } from '../src/checks/verdict.ts';
import { authority, type Issued } from './certificates.ts';
import { checked } from './checks.ts';

export type Served = Pick<Issued, 'key' | 'chain'> & { staple?: Buffer };
type Listening = AsyncDisposable & { port: number };

export function servingTls({ key, chain, staple }: Served, options: TlsOptions = {}, host = '127.0.0.1'): Promise<Listening> {
  const server = createServer({ key, cert: chain, ...options }, socket => socket.on('error', () => undefined));
  if (staple) server.on('OCSPRequest', (_certificate, _issuer, answer) => answer(null, staple));
  return listening(server, host);
}

export const serving = (serve: (socket: Socket) => void): Promise<Listening> => listening(createPlain(serve), '127.0.0.1');

async function listening(server: Server, host: string): Promise<Listening> {
  const open = new Set<Socket>();
  server.on('connection', socket => {
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>(resolve => server.listen(0, host, resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

export const root = authority('Acme Root');
export const between = root.under('Acme CA 1');
export const good = between.issue({ names: ['example.org', 'localhost', '127.0.0.1', '::1'] });

/** Where `root.pem` is what they believe, and whatever else there is. */
export async function believing(yaml: string, files: Record<string, string> = {}): Promise<Outcome[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tls-'));
  for (const [name, text] of Object.entries({ 'root.pem': root.pem, ...files })) await writeFile(join(folder, name), text);
  try {
    return await checked(yaml, { folder });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What is found of a server that shows this. */
export async function found(served: Served, more = '', options: TlsOptions = {}): Promise<string[]> {
  await using server = await servingTls(served, options);
  const outcomes = await believing(`- tls: { to: '127.0.0.1:${server.port}', ca: root.pem${more} }`);
  return outcomes.flatMap(({ findings }) => findings.map(({ verdict, says }) => `${verdict}: ${says}`));
}

/** But for what passes. */
export const wrong = async (...asked: Parameters<typeof found>): Promise<string[]> =>
  (await found(...asked)).filter(one => !one.startsWith('pass'));

/** What a server needs to show what nobody should any more. */
export const feeble = { ciphers: 'DEFAULT@SECLEVEL=0' };
