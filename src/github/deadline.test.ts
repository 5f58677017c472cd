import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { deadline } from './deadline.ts';

/** A server on a thread of its own. It says when it was asked, and answers so many milliseconds later, or never. */
async function answering(after: number | null) {
  const server = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     const server = require('node:http').createServer((_, response) => {
       parentPort.postMessage('asked');
       if (workerData !== null) setTimeout(() => response.end('here'), workerData);
     });
     server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
    { eval: true, workerData: after },
  );
  const [port] = await once(server, 'message');
  return {
    url: `http://127.0.0.1:${port}`,
    asked: () => once(server, 'message'),
    [Symbol.asyncDispose]: async () => void (await server.terminate()),
  };
}

const standStill = (milliseconds: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

test('who does not answer is given up', async () => {
  await using server = await answering(null);
  await expect(fetch(server.url, { signal: deadline(50) })).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('what was answered while the process stood still, however long, is read', async () => {
  await using server = await answering(50);
  const asks = fetch(server.url, { signal: deadline(1_000) }).then(answer => answer.text());
  await server.asked();
  standStill(1_500);
  expect(await asks).toBe('here');
});
