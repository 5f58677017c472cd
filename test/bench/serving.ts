import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import type { Connection } from '../../src/store/embedded/entry.ts';

/** Servers to measure, each a process of its own with its output thrown away. */

export const secret = 'a-secret-that-only-this-bench-knows-1a2b3c4d';
const root = fileURLToPath(new URL('../..', import.meta.url));

/** What `npm start` runs, without its `node`. */
function startWords(): string[] {
  const { scripts } = z.parse(Package, JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  return scripts.start.split(' ').slice(1);
}
const Package = z.object({ scripts: z.object({ start: z.string() }) });

export interface Served {
  port: number;
  pid: number;
  path: string;
  /** From the start of the process until it said that it is ready. */
  readyAfter: number;
  stop(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

async function spawned(
  words: string[],
  env: Record<string, string>,
  ready: (port: number, child: ChildProcess) => Promise<void>,
): Promise<Omit<Served, 'path'>> {
  const port = await freePort();
  const nowhere = openSync('/dev/null', 'w');
  const begun = performance.now();
  const child = spawn(process.execPath, words, {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', PORT: String(port), HOST: '127.0.0.1', WEBHOOK_SECRET: secret, ...env },
    stdio: ['ignore', nowhere, 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  await Promise.race([
    ready(port, child),
    ended.then(() => Promise.reject(new Error(`${words.at(-1)} ended before it was ready`))),
  ]);
  return {
    port,
    pid: child.pid ?? 0,
    readyAfter: performance.now() - begun,
    async stop() {
      child.kill('SIGTERM');
      // Probot does not hear SIGTERM when it runs as a library; it keeps nothing, so it may be killed.
      const late = setTimeout(() => child.kill('SIGKILL'), 12_000);
      await ended;
      clearTimeout(late);
    },
  };
}

const saysReady = (_port: number, child: ChildProcess) => once(child, 'message').then(() => {});

async function answersReady(port: number): Promise<void> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer?.status === 200) return;
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

export const probotServer = async (): Promise<Served> => ({
  ...(await spawned(['test/bench/servers/probot.ts'], {}, saysReady)),
  path: '/api/github/webhooks',
});
export const bareServer = async (): Promise<Served> => ({
  ...(await spawned(['test/bench/servers/bare.ts'], {}, saysReady)),
  path: '/',
});

const key = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

export async function shipmate(env: Record<string, string>): Promise<Served> {
  const all = { APP_ID: '1', PRIVATE_KEY: key.privateKey, NODE_ENV: 'production', ...env };
  return { ...(await spawned(startWords(), all, answersReady)), path: '/api/github/webhooks' };
}

/** Of a server that a bench started itself. */
export const urlOf = ({ host, port, user }: Connection) =>
  `postgres:///postgres?host=${encodeURIComponent(host)}&port=${port}&user=${user}`;

export function newFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'shipmate-bench-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
