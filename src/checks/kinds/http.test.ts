import { createServer } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { brotliCompressSync, createGzip, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { checked, told } from '../../../test/checks.ts';
import { listening, web } from '../../../test/serving.ts';

const look = async (url: string, more: string, env: Record<string, string> = {}): Promise<string[]> => {
  const [outcome] = await checked(`- { http: { url: '${url}', ${more} }, within: 2s }`, { env });
  return (outcome?.findings ?? []).map(
    ({ verdict, says }) => `${verdict}: ${says.replaceAll(url, 'HERE').replace(/\d+ ms/g, 'N ms')}`,
  );
};

const state = { status: 'ok', 'is ready': true, build: 5, replicas: [{ state: 'up' }, { state: 'down' }], none: [] };

test.each<[string, string[]]>([
  ['', ['pass: answered 200']],
  ['status: 200', ['pass: answered 200']],
  ['status: [500, 2xx]', ['pass: answered 200']],
  ['status: 201-204', ['fail: answered 200, not 201-204']],
  ['status: [404, 3xx, 500]', ['fail: answered 200, not 404, 3xx or 500']],
  [`matches: '"status":"ok"'`, ['pass: answered 200', 'pass: its body matches "\\"status\\":\\"ok\\""']],
  [
    'matches: [ok, down$], lacks: [error, do.n]',
    [
      'pass: answered 200',
      'pass: its body matches "ok"',
      `fail: its body does not match "down$"; it begins ${JSON.stringify(`${JSON.stringify(state).slice(0, 60)}…`)}`,
      'pass: its body lacks "error"',
      'fail: its body has what matches "do.n": "down"',
    ],
  ],
  [
    'json: { $.status: ok, $.build: 5, "$[\'is ready\']": true }',
    ['pass: answered 200', 'pass: `$.status` is "ok"', 'pass: `$.build` is 5', "pass: `$['is ready']` is true"],
  ],
  [`json: { $.build: '5' }`, ['pass: answered 200', 'fail: `$.build` is 5, not "5"']],
  [
    `json: { $.build: { matches: '^\\d$' }, $.status: { matches: up } }`,
    ['pass: answered 200', 'pass: `$.build` is 5', 'fail: `$.status` is "ok", which does not match "up"'],
  ],
  [`json: { '$.replicas[*].state': up }`, ['pass: answered 200', 'fail: `$.replicas[1].state` is "down", not "up"']],
  [
    `json: { '$.replicas[*].state': { exists: true } }`,
    ['pass: answered 200', 'pass: `$.replicas[*].state` is as it should be, all 2 of them'],
  ],
  [
    `json: { '$.none[*]': ok }`,
    ['pass: answered 200', 'fail: `$.none[*]` leads to an empty list, so nothing was held against anything'],
  ],
  [
    `json: { $.none: { equals: [] }, $.replicas: { equals: [{ state: up }] } }`,
    [
      'pass: answered 200',
      'pass: `$.none` is []',
      'fail: `$.replicas` is [{"state":"up"},{"state":"down"}], not [{"state":"up"}]',
    ],
  ],
  [
    `json: { $.error: { exists: false }, $.toString: ok, $.status: { exists: false } }`,
    [
      'pass: answered 200',
      'pass: there is no `$.error`',
      'fail: there is no `$.toString`, which should be "ok"',
      'fail: there is `$.status`, which is "ok"',
    ],
  ],
  [
    `has_headers: { Content-Type: ^application/json, x-build: '6', x-gone: . }, lacks_headers: [server, X-Build]`,
    [
      'pass: answered 200',
      'pass: `Content-Type` is "application/json"',
      'fail: `x-build` is "5", which does not match "6"',
      'fail: has no header `x-gone`',
      'pass: has no header `server`',
      'fail: has the header `X-Build`: "5"',
    ],
  ],
  ['size: 1KB', ['pass: answered 200', 'pass: its body is 96 B long, at most 1 KB']],
  ['size: 95 B', ['pass: answered 200', 'fail: its body is longer than 95 B']],
  [
    'size: 95 B, read: 10 B, matches: x',
    [
      'pass: answered 200',
      'fail: its body is longer than 10 B, so it was not looked through',
      'fail: its body is longer than 95 B',
    ],
  ],
  ['faster_than: 1s', ['pass: answered 200', 'pass: took N ms, the first byte N ms, less than N ms']],
  ['method: HEAD', ['pass: answered 200']],
])('%s', async (more, findings) => {
  const url = await web((_, response) =>
    response.setHeader('x-build', '5').setHeader('content-type', 'application/json').end(JSON.stringify(state)),
  );
  expect(await look(url, more)).toEqual(findings);
});

test('an answer that came too late says when it began', async () => {
  const url = await web((_, response) => {
    response.write('first');
    setTimeout(() => response.end('last'), 20);
  });
  expect(await look(url, 'faster_than: 1ms')).toEqual([
    'pass: answered 200',
    'fail: took N ms, the first byte N ms, not less than N ms',
  ]);
});

test('what it answered stands in the details where it was wrong, if it is text', async () => {
  const url = await web(({ url: path }, response) =>
    response.writeHead(503).end(path === '/binary' ? Buffer.from([0, 1, 255]) : 'no database'),
  );
  const [wrong, binary] = await checked(`- http: ${url}/\n- http: ${url}/binary`);
  expect(wrong).toMatchObject({
    name: `http ${url}/`,
    findings: [{ says: 'answered 503, not 2xx' }],
    details: [{ title: 'What it answered', text: 'no database' }],
  });
  expect(binary?.details).toEqual([]);
});

test('what is sent: method, headers, body, and secrets of the environment', async () => {
  const url = await web(async (request, response) => {
    const { host: _, ...headers } = request.headers;
    response.end(JSON.stringify({ method: request.method, url: request.url, headers, body: await text(request) }));
  });
  const env = { KEY: 'k-1', LOGIN: 'alice:x', PASSWORD: 'pass word', TOKEN: 't-12', WRONG: 'a\nb' };
  const [outcome] = await checked(
    `- http:
    url: ${url}/a?b=c
    method: POST
    headers: { X-Key: { from: KEY }, accept: text/plain }
    body: { from: LOGIN }
    auth: { basic: { user: alice, password: PASSWORD } }
    status: 404`,
    { env },
  );
  expect(JSON.parse(outcome?.details[0]?.text ?? '')).toEqual({
    method: 'POST',
    url: '/a?b=c',
    body: '***',
    headers: {
      accept: 'text/plain',
      'accept-encoding': 'gzip, deflate, br',
      authorization: 'Basic ***',
      connection: 'close',
      'content-length': '7',
      'user-agent': 'shipmate',
      'x-key': 'k-1',
    },
  });
  expect(await look(url, 'auth: { bearer: TOKEN }, json: { $.headers.authorization: Bearer t-12 }', env)).toContain(
    'pass: `$.headers.authorization` is "Bearer ***"',
  );
  expect(await look(url, 'auth: { bearer: GONE }', env)).toEqual([
    'unknown: there is no `GONE` in the environment, or nothing in it',
  ]);
  expect(await look(url, 'headers: { x-key: { from: WRONG } }', env)).toEqual([
    'unknown: what the header `x-key` is to hold has a line break or another sign that no header can hold',
  ]);
  expect(await look(url, 'ca: gone.pem')).toEqual(['unknown: there is no file `gone.pem`']);
});

test.each<[string, (text: string) => Buffer]>([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
  ['gzip, br', one => brotliCompressSync(gzipSync(one))],
  ['identity', one => Buffer.from(one)],
])('unpacks %s', async (encoding, pack) => {
  const url = await web((_, response) => response.setHeader('content-encoding', encoding).end(pack('all is well')));
  expect(await look(url, 'matches: ^all is well$, size: 11 B')).toEqual([
    'pass: answered 200',
    'pass: its body matches "^all is well$"',
    'pass: its body is 11 B long, at most 11 B',
  ]);
});

test('JSON that is nested without end is none', async () => {
  const url = await web((_, response) => response.end(`${'['.repeat(300_000)}${']'.repeat(300_000)}`));
  expect(await look(url, "json: { '$[0]': { matches: x } }")).toEqual([
    'pass: answered 200',
    `fail: its body is no JSON; it begins "${'['.repeat(60)}…"`,
  ]);
});

test('reads as its charset says', async () => {
  const url = await web((_, response) =>
    response.setHeader('content-type', 'text/plain; charset=iso-8859-1').end(Buffer.from([0xfc, 0x62])),
  );
  expect(await look(url, 'matches: ^üb$')).toEqual(['pass: answered 200', 'pass: its body matches "^üb$"']);
});

test('a bomb is not unpacked further than it is read', async () => {
  const line = Buffer.alloc(1_000_000);
  function* endless() {
    for (;;) yield line;
  }
  const url = await web((_, response) => {
    response.setHeader('content-encoding', 'gzip');
    pipeline(Readable.from(endless()), createGzip(), response, () => undefined);
  });
  expect(await look(url, 'lacks: x, size: 2MB')).toEqual([
    'pass: answered 200',
    'fail: its body is longer than 1 MB, so it was not looked through',
    'fail: its body is longer than 2 MB',
  ]);
});

test('each look has a connection of its own, over the family that was asked for', async () => {
  const four = await web((request, response) => response.end(request.socket.remoteAddress));
  const port = await listening(
    createServer((_, response) => response.end('six')),
    '::1',
  );
  expect(await look(`http://[::1]:${port}/`, 'matches: six')).toEqual(['pass: answered 200', 'pass: its body matches "six"']);
  expect(await look(four, 'family: both')).toEqual([
    'pass: over IPv4: answered 200',
    'fail: over IPv6: 127.0.0.1 has no IPv6 address',
  ]);
});

test('a pattern may have a variable in it', async () => {
  const url = await web((_, response) => response.end('web 1.2.3'));
  const yaml = `- http: { url: '${url}', matches: '^web {{version}}$' }`;
  const good = await checked(yaml, { variables: { version: '1.2.3' } });
  expect(told(good)).toEqual(['pass: answered 200; its body matches "^web 1.2.3$"']);
  await expect(checked(yaml, { variables: { version: '(' } })).rejects.toThrow('is no regular expression that can be read');
});
