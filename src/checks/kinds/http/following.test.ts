import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, test } from 'vitest';
import { type Authority, authority, type Issued } from '../../../../test/certificates.ts';
import { checked } from '../../../../test/checks.ts';
import { listening, web } from '../../../../test/serving.ts';

let root: Authority;
let folder: string;

beforeAll(async () => {
  root = authority();
  folder = await mkdtemp(join(tmpdir(), 'following-'));
  await writeFile(join(folder, 'ca.pem'), root.pem);
  await writeFile(join(folder, 'note.txt'), 'no certificate');
});

const env = { KEY: 'key-of-ours', TOKEN: 'token-of-ours', LOGIN: 'login' };

const look = async (url: string, more: string): Promise<string[]> => {
  const [outcome] = await checked(`- { http: { url: '${url}', ${more} }, within: 2s }`, { env, folder });
  return (outcome?.findings ?? []).map(({ verdict, says }) => `${verdict}: ${says.replaceAll(new URL(url).origin, 'HERE')}`);
};

/** Paths that lead elsewhere with a status: `/301/there`, `/302//other.example.org`; everything else is told what it was asked. */
const leading = () =>
  web(async (request, response) => {
    const [, status, to] = /^\/(30\d)(\/.*)$/.exec(request.url ?? '') ?? [];
    if (status && to) return void response.writeHead(Number(status), { location: decodeURIComponent(to) }).end();
    const { authorization, 'x-key': key, accept } = request.headers;
    response.end(JSON.stringify({ method: request.method, authorization, key, accept, body: await text(request) }));
  });

test('a redirect is an answer like any other, where nobody said to follow it', async () => {
  const url = await leading();
  expect(await look(`${url}/301/there`, 'status: 301, has_headers: { location: ^/there$ }')).toEqual([
    'pass: answered 301',
    'pass: `location` is "/there"',
  ]);
  expect(await look(`${url}/301/there`, 'method: GET')).toEqual(['fail: answered 301 (to "/there"), not 2xx']);
});

test('follows as many as were allowed', async () => {
  const url = await leading();
  expect(await look(`${url}/301/302/307/there?x`, 'redirects: 3')).toEqual(['pass: answered 200 after 3 redirects']);
  expect(await look(`${url}/301/there`, `redirects: 1, ends_at: '${url}/there'`)).toEqual([
    'pass: answered 200 after 1 redirect',
    'pass: ended at "HERE/there"',
  ]);
  expect(await look(`${url}/301/there`, `redirects: 1, ends_at: '${url}/home'`)).toEqual([
    'pass: answered 200 after 1 redirect',
    'fail: ended at "HERE/there", not at "HERE/home"',
  ]);
  expect(await look(`${url}/301/302/307/there`, 'redirects: 2')).toEqual([
    'fail: it is redirected more than 2 times, at last to "/there"',
  ]);
});

test.each<[string, string]>([
  ['/round', 'it is redirected in a circle, back to "HERE/round"'],
  ['/302/ftp:%2F%2Fexample.org', 'it is redirected to "ftp://example.org", which is no address of the web'],
  ['/302/http:%2F%2F[', 'it is redirected to "http://[", which is no address of the web'],
])('%s', async (path, says) => {
  const url = await web((request, response) => {
    const to =
      request.url === '/round' ? '/and' : request.url === '/and' ? '/round' : decodeURIComponent(request.url?.slice(5) ?? '');
    response.writeHead(302, { location: to }).end();
  });
  expect(await look(url + path, 'redirects: 5')).toEqual([`fail: ${says}`]);
});

test('a POST goes on as a GET, or as it was where the server says so', async () => {
  const url = await leading();
  const asked = (status: number) =>
    look(`${url}/${status}/there`, "method: POST, body: hi, redirects: 1, json: { $.method: '?', $.body: '?' }");
  const get = ['pass: answered 200 after 1 redirect', 'fail: `$.method` is "GET", not "?"', 'fail: `$.body` is "", not "?"'];
  const post = ['pass: answered 200 after 1 redirect', 'fail: `$.method` is "POST", not "?"', 'fail: `$.body` is "hi", not "?"'];
  for (const status of [301, 302, 303]) expect(await asked(status)).toEqual(get);
  for (const status of [307, 308]) expect(await asked(status)).toEqual(post);
});

test('no other host is told a secret, though it is told the rest', async () => {
  const other = await leading();
  const here = await web((request, response) =>
    response.writeHead(request.method === 'POST' ? 307 : 302, { location: request.url === '/near' ? '/far' : `${other}/` }).end(),
  );
  const secrets = 'headers: { accept: text/plain, x-key: { from: KEY } }, auth: { bearer: TOKEN }';
  const told = 'json: { $.authorization: { exists: false }, $.key: { exists: false }, $.accept: text/plain }';
  const kept = ['pass: there is no `$.authorization`', 'pass: there is no `$.key`', 'pass: `$.accept` is "text/plain"'];
  expect(await look(here, `${secrets}, redirects: 1, ${told}`)).toEqual(['pass: answered 200 after 1 redirect', ...kept]);
  // Nor where it comes by another one of our own.
  expect(await look(`${here}/near`, `${secrets}, redirects: 2, ${told}`)).toEqual([
    'pass: answered 200 after 2 redirects',
    ...kept,
  ]);
  expect(await look(here, 'method: POST, body: { from: LOGIN }, redirects: 1')).toEqual([
    `fail: it is redirected to "${other}", which is not told what the body holds`,
  ]);
  const near = await look(`${other}/302/there`, `${secrets}, redirects: 1, ${told}`);
  expect(near).toContain('fail: there is `$.key`, which is "***"');
  expect(near).toContain('fail: there is `$.authorization`, which is "Bearer ***"');
});

const secure = async (certificate: Issued = root.issue({ names: ['127.0.0.1'] }), location?: string) => {
  const { key, chain } = certificate;
  const server = createServer({ key, cert: chain }, (_, response) =>
    location ? response.writeHead(301, { location }).end() : response.end('in TLS'),
  );
  return `https://127.0.0.1:${await listening(server)}`;
};

test('certificates are verified, by an authority of our own where it is said', async () => {
  const url = await secure();
  const { host } = new URL(url);
  expect(await look(url, 'ca: ca.pem, matches: in TLS')).toEqual(['pass: answered 200', 'pass: its body matches "in TLS"']);
  const strange = `fail: ${host} has a certificate whose chain is not whole, or of an authority that is not known here`;
  expect(await look(url, 'status: 200')).toEqual([strange]);
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  try {
    expect(await look(url, 'status: 200')).toEqual([strange]);
  } finally {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  }
  expect(await look(url, 'ca: note.txt')).toEqual(['unknown: `note.txt` holds no certificate as PEM']);
});

test.each<[string, () => Issued, string]>([
  ['has expired', () => root.issue({ names: ['127.0.0.1'], to: -0.5 }), 'has a certificate that has expired'],
  ['is too young', () => root.issue({ names: ['127.0.0.1'], from: 1 }), 'has a certificate that is not valid yet'],
  ['is of somebody else', () => root.issue({ names: ['example.org'] }), 'has a certificate for other names ("example.org")'],
])('a certificate that %s', async (_, certificate, says) => {
  const url = await secure(certificate());
  expect(await look(url, 'ca: ca.pem')).toEqual([`fail: ${new URL(url).host} ${says}`]);
});

test('nobody is led out of TLS', async () => {
  const url = await secure(undefined, 'http://example.org/');
  expect(await look(url, 'ca: ca.pem, redirects: 5')).toEqual([
    'fail: it is redirected from https to http, which anybody on the way can read: "http://example.org/"',
  ]);
  expect(await look(url.replace('https', 'http'), 'status: 200')).toEqual(['fail: it closed the connection without an answer']);
});

test('TLS where there is none', async () => {
  const url = (await leading()).replace('http:', 'https:');
  expect(await look(url, 'status: 200')).toEqual([`fail: ${new URL(url).host} does not speak TLS`]);
});
