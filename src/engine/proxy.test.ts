import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { throughProxy } from './proxy.ts';

const log = { debug: () => {}, warn: () => {} };
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
}

it('hands what the channel sends to our door, headers and all, and stops', async () => {
  const body = { action: 'created', comment: { body: '/ping' } };
  const arrived = Promise.withResolvers<unknown>();
  const gone = Promise.withResolvers<void>();
  const target = await listen(async (request, response) => {
    const { 'x-github-event': event, 'x-hub-signature-256': signature } = request.headers;
    arrived.resolve({ url: request.url, event, signature, body: JSON.parse(await text(request)) });
    response.writeHead(202).end();
  });
  const source = await listen((_, response) => {
    response.on('close', gone.resolve);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const message = { 'x-github-event': 'issue_comment', 'x-hub-signature-256': 'sha256=00', query: { a: '1' }, body };
    response.write(`data: ${JSON.stringify(message)}\n\n`);
  });
  const proxy = await throughProxy({ source, target: `${target}/api/github/webhooks`, log });
  expect(await arrived.promise).toEqual({ url: '/api/github/webhooks', event: 'issue_comment', signature: 'sha256=00', body });
  await proxy.stop();
  await gone.promise;
});

it('says so when the channel does not answer', async () => {
  const source = await listen((_, response) => response.writeHead(404).end());
  await expect(throughProxy({ source, target: 'http://127.0.0.1:9', log })).rejects.toThrow(
    /^WEBHOOK_PROXY_URL does not answer\./,
  );
});
