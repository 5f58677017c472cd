import { createServer } from 'node:http';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { startBot } from '../../test/bot.ts';
import { soonest } from '../../test/fastest.ts';
import { Sentence } from '../core/sentence.ts';
import { type ServeOptions, serve } from './serve.ts';

const anywhere: ServeOptions = {
  listen: { host: '127.0.0.1', port: 0 },
  webhookPath: '/hooks',
  door: null,
  isReady: async () => true,
  metrics: null,
};
const token = 'a-token-for-graphs-4711';
const read = async () => 'things_total 1\n';

async function serving(options: Partial<ServeOptions> = {}) {
  const started = await serve({ ...anywhere, ...options });
  return {
    ask: async (path: string, init?: RequestInit) => {
      const answer = await fetch(started.url + path, { redirect: 'manual', ...init });
      return { status: answer.status, body: await answer.text() };
    },
    [Symbol.asyncDispose]: () => started.stop(),
  };
}

test('alive, ready, and not ready', async () => {
  let ready: () => Promise<boolean> = async () => true;
  await using server = await serving({ isReady: () => ready() });
  expect(await server.ask('/healthz')).toEqual({ status: 200, body: 'alive\n' });
  expect(await server.ask('/readyz')).toEqual({ status: 200, body: 'ready\n' });
  ready = async () => false;
  expect(await server.ask('/readyz')).toEqual({ status: 503, body: 'not ready\n' });
  ready = () => new Promise(() => {});
  const asks = async () => expect(await server.ask('/readyz')).toEqual({ status: 503, body: 'not ready\n' });
  expect(await soonest(asks, 2_500)).toBeLessThan(2_500);
  ready = () => Promise.reject(new Error('postgres://alice:hunter2@db is away'));
  expect(await server.ask('/readyz')).toEqual({ status: 503, body: '' });
  expect((await server.ask('/healthz')).status).toBe(200);
});

describe('nothing else is served', () => {
  const probes = [
    '/',
    '/probot',
    '/probot/setup',
    '/setup',
    '/ping',
    '/index.html',
    '/favicon.ico',
    '/robots.txt',
    '/.env',
    '/.git/config',
  ];
  const near = [
    '/healthz/',
    '/readyz/x',
    '/Healthz',
    '/%68ealthz',
    '//healthz',
    '/hooks/',
    '/hooks/x',
    '/metrics/',
    '/api',
    '/%00',
    '/..%2f..%2fetc/passwd',
  ];
  test.each([...probes, ...near, '/hooks', '/metrics'])('%s', async path => {
    await using server = await serving();
    for (const method of ['GET', 'POST', 'DELETE']) expect(await server.ask(path, { method })).toEqual({ status: 404, body: '' });
  });
});

describe('metrics', () => {
  test('behind a token', async () => {
    await using server = await serving({ metrics: { read, token, port: null } });
    const as = (authorization: string) => server.ask('/metrics', { headers: { authorization } });
    expect(await as(`Bearer ${token}`)).toEqual({ status: 200, body: 'things_total 1\n' });
    const wrong = [
      '',
      'Bearer',
      'Bearer ',
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
      token,
      `Basic ${token}`,
      `bearer ${token.toUpperCase()}`,
    ];
    for (const one of wrong) expect(await as(one)).toEqual({ status: 404, body: '' });
    expect((await server.ask(`/metrics?token=${token}`)).status).toBe(404);
  });

  test('on a port of its own, and nothing else there', async () => {
    const port = await freePort();
    await using server = await serving({ metrics: { read, token: null, port } });
    const own = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
    expect(await own('/metrics')).toBe(200);
    expect([await own('/'), await own('/healthz'), await own('/hooks')]).toEqual([404, 404, 404]);
    expect((await server.ask('/metrics')).status).toBe(404);
  });

  test('that cannot be read say nothing of why', async () => {
    await using server = await serving({ metrics: { read: () => Promise.reject(new Error('secret')), token, port: null } });
    expect(await server.ask('/metrics', { headers: { authorization: `Bearer ${token}` } })).toEqual({ status: 503, body: '' });
  });
});

describe('where it cannot listen it says what to do', () => {
  test('a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
    const port = portOf(other.address());
    const why = serve({ ...anywhere, listen: { host: '127.0.0.1', port } });
    await expect(why).rejects.toEqual(
      new Sentence(`Port ${port} on 127.0.0.1 is taken by another program. Stop it, or set PORT to a free one.`),
    );
    other.close();
  });

  test.each(['192.0.2.1', 'no-such-host.invalid'])('a host that this machine has not: %s', async host => {
    await expect(serve({ ...anywhere, listen: { host, port: 0 } })).rejects.toEqual(
      new Sentence(`This machine has no address ${host}. Set HOST to one it has, or to localhost.`),
    );
  });

  test('a port for metrics that is taken leaves nothing listening', async () => {
    const other = createServer();
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
    const [port, taken] = [await freePort(), portOf(other.address())];
    const why = serve({ ...anywhere, listen: { host: '127.0.0.1', port }, metrics: { read, token: null, port: taken } });
    await expect(why).rejects.toEqual(
      new Sentence(`Port ${taken} on 127.0.0.1 is taken by another program. Stop it, or set METRICS_PORT to a free one.`),
    );
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
    other.close();
  });
});

test('the whole App is not ready while its database is away', async () => {
  await using bot = await startBot();
  const status = async () => (await fetch(`${bot.app.url}/readyz`)).status;
  expect(await status()).toBe(200);
  const name = bot.database.config.database;
  await bot.quiet();
  const admin = new pg.Client({ ...bot.database.config, database: 'postgres' });
  await admin.connect();
  await admin.query(`alter database ${name} allow_connections false`);
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = 'shipmate'`,
    [name],
  );
  await expect.poll(status).toBe(503);
  expect((await fetch(`${bot.app.url}/healthz`)).status).toBe(200);
  await admin.query(`alter database ${name} allow_connections true`);
  await admin.end();
  await expect.poll(status).toBe(200);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server.address());
  await new Promise(resolve => server.close(resolve));
  return port;
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
