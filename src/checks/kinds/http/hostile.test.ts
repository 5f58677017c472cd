import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { checked, told } from '../../../../test/checks.ts';
import { nobody, raw, web } from '../../../../test/serving.ts';

const look = async (to: string, within = '2s'): Promise<string[]> => {
  const [outcome] = await checked(`- { http: { url: 'http://${to}/', lacks: nothing }, within: ${within} }`);
  return (outcome?.findings ?? []).map(({ verdict, says }) => `${verdict}: ${says.replaceAll(to, 'HERE')}`);
};

/** Whoever asks gets this, byte by byte as it stands here, and then the connection ends. */
const answering = (answer: string | Buffer, then: (socket: Socket) => void = socket => socket.end()) =>
  raw(socket => {
    socket.once('data', () => socket.write(answer, () => then(socket)));
  });

const ok = 'HTTP/1.1 200 OK\r\n';
const packed = gzipSync('all is well');

test.each<[string, string | Buffer, string]>([
  ['nothing at all', '', 'it closed the connection without an answer'],
  ['the greeting of a mail server', '220 mail.example.org ESMTP\r\n', 'what it says is not HTTP (Expected HTTP/, RTSP/ or ICE/)'],
  ['garbage', Buffer.from([0x16, 3, 1, 0, 255]), 'what it says is not HTTP (Expected HTTP/, RTSP/ or ICE/)'],
  ['a status that is none', 'HTTP/1.1 abc\r\n\r\n', 'what it says is not HTTP (Invalid status code)'],
  ['half a header', `${ok}content-le`, 'it closed the connection without an answer'],
  ['huge headers', `${ok}x: ${'x'.repeat(20_000)}\r\n\r\n`, 'its headers are longer than 16 KB'],
  ['half a body', `${ok}content-length: 100\r\n\r\nhalf`, 'its body broke off before its end'],
  ['half a chunk', `${ok}transfer-encoding: chunked\r\n\r\n5\r\nhal`, 'its body broke off before its end'],
  [
    'a chunk of no length',
    `${ok}transfer-encoding: chunked\r\n\r\nxyz\r\nhalf`,
    'its body is not framed as HTTP wants it (Invalid character in chunk size)',
  ],
  ['two lengths', `${ok}content-length: 1\r\ncontent-length: 2\r\n\r\nab`, 'what it says is not HTTP (Duplicate Content-Length)'],
  [
    'a length and chunks',
    `${ok}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`,
    "what it says is not HTTP (Transfer-Encoding can't be present with Content-Length)",
  ],
  [
    'what is not gzip',
    `${ok}content-encoding: gzip\r\n\r\nplain`,
    'its body cannot be unpacked as what `content-encoding` says it is',
  ],
  [
    'half of gzip',
    Buffer.concat([Buffer.from(`${ok}content-encoding: gzip\r\n\r\n`), packed.subarray(0, -9)]),
    'its body cannot be unpacked as what `content-encoding` says it is',
  ],
  [
    'what is not brotli',
    `${ok}content-encoding: br\r\n\r\n\xff\xff\xff\xff`,
    'its body cannot be unpacked as what `content-encoding` says it is',
  ],
  [
    'a packing of its own',
    `${ok}content-encoding: toString\r\n\r\nx`,
    'its body is packed as "tostring", which nobody asked for',
  ],
  ['packed over and over', `${ok}content-encoding: gzip, gzip, gzip, gzip\r\n\r\nx`, 'its body is packed 4 times over'],
  [
    'another protocol',
    'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
    'it goes over to another protocol (101), though nobody asked for that',
  ],
])('%s', async (_, answer, says) => {
  expect(await look(await answering(answer))).toEqual([`fail: ${says}`]);
});

test.each<[string, string | Buffer]>([
  ['a body that ends with its connection', `${ok}\r\nall is well`],
  ['HTTP of old', 'HTTP/1.0 200 OK\r\n\r\nall is well'],
  ['a first answer before the answer', `HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${ok}content-length: 0\r\n\r\n`],
  ['a body that should have ended', `${ok}content-length: 3\r\n\r\nall is well`],
])('%s is well', async (_, answer) => {
  expect(await look(await answering(answer))).toEqual(['pass: answered 200', 'pass: its body lacks "nothing"']);
});

test('a connection that is cut', async () => {
  expect(await look(await answering('', socket => socket.resetAndDestroy()))).toEqual([
    'fail: it closed the connection without an answer',
  ]);
  expect(await look(await nobody())).toEqual(['fail: HERE refuses connections']);
  expect(await look('nowhere.invalid')).toEqual(['fail: HERE has no address']);
});

test.each<[string, string, string]>([
  ['no answer', '', 'connected, but no answer began'],
  ['half an answer', `${ok}x: y\r\n`, 'connected, but no answer began'],
  ['a body without an end', `${ok}\r\nfirst`, 'it answered 200, but its body did not end'],
])('it says how far it came: %s', async (_, answer, far) => {
  const to = await answering(answer, () => undefined);
  expect(await look(to, '400ms')).toEqual([`fail: it took longer than 400 ms: ${far}`]);
});

test('it says how far it came: no handshake', async () => {
  const to = await raw(() => undefined);
  expect(told(await checked(`- { http: 'https://${to}/', within: 400ms }`))).toEqual([
    'fail: it took longer than 400 ms: connected, but TLS was not agreed on',
  ]);
});

test('a flood ends where it is not read any further, and its connection with it', async () => {
  const line = Buffer.alloc(65_536, 'x');
  let gone: () => void = () => undefined;
  const closed = new Promise<void>(resolve => {
    gone = resolve;
  });
  const to = await answering(`${ok}\r\n`, function pour(socket: Socket) {
    socket.once('close', gone);
    const more = () => void (socket.writable && (socket.write(line) ? setImmediate(more) : socket.once('drain', more)));
    more();
  });
  expect(await look(to)).toEqual(['pass: answered 200', 'fail: its body is longer than 1 MB, so it was not looked through']);
  await closed;
});

test('of what it says again of a secret not even a part is told', async () => {
  const key = 'k9Qz7LmNw2Xc4Vb6Tr8Yp1Hs3Jd5Fg';
  const login = Buffer.from(`alice:${key}`).toString('base64');
  const far = 'x'.repeat(50);
  const url = await web(({ headers, url: path }, response) => {
    if (path?.startsWith('/moved')) return void response.writeHead(302, { location: `/moved/${'x'.repeat(45)}${key}` }).end();
    const said = `${far}${headers['x-key']}`;
    response.setHeader('x-said', `${'x'.repeat(70)}${key}`).end(JSON.stringify({ said, login: headers.authorization?.slice(6) }));
  });
  const outcomes = await checked(
    `- { name: a, http: { url: '${url}', headers: { x-key: { from: KEY } }, auth: { basic: { user: alice, password: KEY } }, matches: no,
      json: { $.said: no, $.login: no, '$': { matches: no } }, has_headers: { x-said: no } } }
- { name: b, http: { url: '${url}', headers: { x-key: { from: KEY } }, read: 70 B, status: 404 } }
- { name: c, version: { url: '${url}', headers: { x-key: { from: KEY } }, is: '1', samples: 1 } }
- { name: d, http: { url: '${url}/moved', auth: { bearer: KEY } } }
- { name: e, http: { url: '${url}/moved', auth: { bearer: KEY }, redirects: 5 } }`,
    { env: { KEY: key } },
  );
  const text = JSON.stringify(outcomes);
  expect(text).not.toContain(key.slice(0, 4));
  expect(text).not.toContain(login.slice(0, 12));
  expect(outcomes[0]?.findings.map(({ says }) => says)).toContain(`\`$.said\` is "${far}***", not "no"`);
});
