import { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { rcodes } from '../../src/checks/kinds/dns/judging.ts';
import { a, answer, holding, nameServer } from '../dns-server.ts';
import { raw, web } from '../serving.ts';
import { between, good, root, serving, servingTls } from '../tls-server.ts';
import { runAction } from './run.ts';

/** What is shipped, in one run, against servers that are right, wrong, slow and lying: each check says what it met, and the run comes to its end. */

/** Changes what it manages where that is not as it should be. */
const converging = 'cmp -s motd.wanted motd || { cp motd.wanted motd; echo changed motd; }\n';

const smtp = () =>
  serving(socket => {
    socket.write('220 mail.example.org\r\n');
    socket.on('data', bytes => {
      if (/^EHLO/.test(bytes.toString())) socket.write('250-mail.example.org\r\n250 STARTTLS\r\n');
      if (!/^STARTTLS/.test(bytes.toString())) return;
      socket.removeAllListeners('data').write('220 go ahead\r\n');
      new TLSSocket(socket, { isServer: true, key: good.key, cert: good.chain }).on('error', () => undefined);
    });
  });

const site = () =>
  web((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/packed' }).end();
    else if (request.url === '/packed') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('it is me'));
    else if (request.url === '/half')
      response.writeHead(200, { 'content-length': 1_000 }).write('half', () => response.destroy());
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"down"}');
  });

test('what is shipped meets certificates, names, mail, the web and a configuration run as they are', async () => {
  const issued = (from: number, to: number, names = ['127.0.0.1']) => servingTls(between.issue({ names, from, to }));
  await using sound = await servingTls(good);
  await using old = await issued(-9, -1.5);
  await using young = await issued(1.5, 90);
  await using other = await issued(-1, 90, ['example.org']);
  await using broken = await servingTls({ ...good, chain: good.cert });
  await using mail = await smtp();
  await using names = await nameServer(holding(a('192.0.2.1')));
  await using refusing = await nameServer(({ query }) => [
    answer(query, { rcode: query[13] === 97 ? 0 : (query[13] ?? 98) - 97 }),
  ]);
  await using deaf = await nameServer(() => []);
  const url = await site();
  const stalling = await raw(() => undefined);
  const lying = await raw(socket => socket.end('SSH-2.0-lie\r\n'));
  const tls = (name: string, { port }: { port: number }, more = '') =>
    `{ name: ${name}, tls: { to: '127.0.0.1:${port}', ca: root.pem${more} } }`;
  const dns = (name: string, { port }: { port: number }, more: string, host = 'example.org') =>
    `{ name: ${name}, dns: { name: ${host}, resolver: '127.0.0.1:${port}', ${more} } }`;
  const expected: [check: string, says: RegExp][] = [
    [tls('sound', sound), /✅ sound: of its 2 certificates that of example\.org ends first/],
    [tls('old', old), /❌ old: the certificate of 127\.0\.0\.1 ended 1 day ago/],
    [tls('young', young), /❌ young: the certificate of 127\.0\.0\.1 /],
    [tls('other', other), /❌ other: .*127\.0\.0\.1/],
    [tls('broken', broken), /❌ broken: an intermediate is missing/],
    [tls('mail', mail, ', starttls: smtp'), /✅ mail: of its 2 certificates/],
    [dns('right', names, 'is: 192.0.2.1'), /✅ right: it is 192\.0\.2\.1/],
    // The first letter of the name says which: a is 0, b is 1.
    ...rcodes.map((rcode, number): [string, RegExp] => [
      dns(
        `rcode-${number}`,
        refusing,
        number === 0 ? 'is: none' : `rcode: ${rcode}`,
        `${String.fromCharCode(97 + number)}.example.org`,
      ),
      new RegExp(`✅ rcode-${number}: ${number === 0 ? 'there is no A' : `it answers ${rcode}`}`),
    ]),
    [dns('wrong', names, 'rcode: NXDOMAIN'), /❌ wrong: it answers NOERROR, not NXDOMAIN/],
    [
      `{ name: deaf, dns: { name: example.org, resolver: '127.0.0.1:${deaf.port}' }, within: 1s }`,
      /❌ deaf: it took longer than 1 s: no answer came/,
    ],
    [`{ name: moved, http: '${url}/moved' }`, /❌ moved: answered 302/],
    [`{ name: packed, http: { url: '${url}/moved', redirects: 1, matches: ^it is me$ } }`, /✅ packed: /],
    [`{ name: half, http: '${url}/half' }`, /❌ half: /],
    [`{ name: down, http: { url: '${url}/state', json: { $.status: up } } }`, /❌ down: .*down/],
    [
      `{ name: stalling, http: 'http://${stalling}/', within: 1s }`,
      /❌ stalling: it took longer than 1 s: connected, but no answer began/,
    ],
    [`{ name: lying, http: 'http://${lying}/' }`, /❌ lying: /],
    [`{ name: converged, converged: { run: sh run.sh, changed: { matches: ^changed }, twice: true } }`, /✅ converged: /],
  ];
  const { code, log } = await runAction({
    with: { checks: expected.map(([check]) => `- ${check}`).join('\n'), parallel: '30' },
    files: { 'root.pem': root.pem, 'run.sh': converging, 'motd.wanted': 'hello' },
  });
  expect(code).toBe(1);
  const lines = log.split('\n').filter(line => /^[✅❌❔⚠]/u.test(line));
  expect(expected.filter(([, says]) => lines.filter(line => says.test(line)).length !== 1).map(([check]) => check)).toEqual([]);
  expect(lines).toHaveLength(expected.length);
});
