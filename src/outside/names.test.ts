import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { until } from '../../test/until.ts';
import { isRefusal } from '../core/outside.ts';
import { caller } from './caller.ts';
import { asTheMachine } from './names.ts';

const types = new Map([
  [1, 'A'],
  [28, 'AAAA'],
]);
const refusals: Record<string, number> = { 'broken.example.org': 2, 'unknown.example.org': 3 };
const known: Record<string, Partial<Record<string, string>>> = {
  'both.example.org': { A: '08080808', AAAA: '26064700470000000000000000001111' },
  'four.example.org': { A: '08080404' },
  'inside.example.org': { A: '0a000005' },
  'empty.example.org': {},
};

/** A name server on this machine; it says nothing of names that are not above. */
async function nameServer() {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, { port }) => {
    const labels: string[] = [];
    let at = 12;
    for (let size = query[at] ?? 0; size > 0; size = query[at] ?? 0) {
      labels.push(query.toString('latin1', at + 1, at + 1 + size));
      at += 1 + size;
    }
    const question = query.subarray(12, at + 5);
    const name = labels.join('.');
    const type = types.get(query.readUInt16BE(at + 1)) ?? '';
    asked.push(`${type} ${name}`);
    const refusal = refusals[name] ?? 0;
    if (refusal === 0 && !Object.hasOwn(known, name)) return;
    const found = known[name]?.[type];
    const data = Buffer.from(found ?? '', 'hex');
    const head = Buffer.from([...query.subarray(0, 2), 0x81, 0x80 | refusal, 0, 1, 0, found ? 1 : 0, 0, 0, 0, 0]);
    const record = found
      ? Buffer.from([0xc0, 12, 0, data.length === 4 ? 1 : 28, 0, 1, 0, 0, 0, 60, 0, data.length, ...data])
      : data;
    socket.send(Buffer.concat([head, question, record]), port, '127.0.0.1');
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    asked,
    resolve: asTheMachine([`127.0.0.1:${socket.address().port}`]),
    async [Symbol.asyncDispose]() {
      await new Promise<void>(done => socket.close(done));
    },
  };
}

const call = { method: 'GET', headers: {}, body: null, timeoutMs: 9_000, mostBytes: 100 };

test('all addresses of a name, and those of one kind where the other has none', async () => {
  await using server = await nameServer();
  expect(await server.resolve('both.example.org', false)).toEqual(['8.8.8.8', '2606:4700:4700::1111']);
  expect(await server.resolve('four.example.org', false)).toEqual(['8.8.4.4']);
  expect(await server.resolve('empty.example.org', false)).toEqual([]);
});

test.each([
  ['inside.example.org', 'is not on the open internet'],
  ['empty.example.org', 'is a name without an address'],
  ['unknown.example.org', 'is a name that nobody knows'],
  ['broken.example.org', 'could not be looked up; the name server did not answer'],
  ['silent.example.org', 'could not be looked up; the name server did not answer'],
])('%s %s', async (host, says) => {
  await using server = await nameServer();
  const answer = await caller({ allowed: [], resolve: server.resolve }).call({ ...call, url: `http://${host}/` });
  expect(isRefusal(answer) && answer.why).toContain(`\`${host}\` ${says}`);
});

test('a server that says nothing keeps neither other names nor files waiting', async () => {
  await using server = await nameServer();
  const names = Array.from({ length: 40 }, (_, at) => `silent-${at}.example.org`);
  const { call: ask } = caller({ allowed: [], resolve: server.resolve });
  const all = names.map(name => ask({ ...call, url: `http://${name}/` }));
  await until(() => new Set(server.asked).size === 2 * names.length);
  expect(await Promise.race([server.resolve('four.example.org', false), ...all])).toEqual(['8.8.4.4']);
  expect((await stat('.')).isDirectory()).toBe(true);
  await Promise.all(all);
});

test('a host that an operator lists is looked up as the machine does it', async () => {
  await using server = await nameServer();
  expect(await server.resolve('localhost', true)).toContain('127.0.0.1');
  expect(server.asked).toEqual([]);
});
