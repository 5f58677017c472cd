import { mkdtemp, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { beforeAll, expect, test } from 'vitest';
import { type Authority, authority, type Issued } from '../../../../test/certificates.ts';
import { checked } from '../../../../test/checks.ts';
import { raw } from '../../../../test/serving.ts';

let root: Authority;
let folder: string;

beforeAll(async () => {
  root = authority();
  folder = await mkdtemp(join(tmpdir(), 'starttls-'));
  await writeFile(join(folder, 'ca.pem'), root.pem);
});

/** What each protocol has a server say at first, and to each thing that it hears; null: its handshake begins. */
type Script = [first: string, ...[heard: string | RegExp, said: string][]];

const honest: Record<string, Script> = {
  smtp: [
    '220-mail.example.org\r\n220 ESMTP\r\n',
    [/^EHLO \S+\r\n$/, '250-mail.example.org\r\n250-SIZE 1\r\n250 STARTTLS\r\n'],
    ['STARTTLS\r\n', '220 go ahead\r\n'],
  ],
  imap: ['* OK IMAP4rev1\r\n', ['a STARTTLS\r\n', '* CAPABILITY IMAP4rev1\r\na OK begin\r\n']],
  pop3: ['+OK POP3\r\n', ['STLS\r\n', '+OK begin\r\n']],
  ldap: [
    '',
    [
      '\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037',
      '\x30\x84\0\0\0\x0c\x02\x01\x01\x78\x07\x0a\x01\0\x04\0\x04\0',
    ],
  ],
  postgres: ['', ['\0\0\0\x08\x04\xd2\x16\x2f', 'S']],
};

/** A server that keeps to the script, and then says `hello` in TLS to each line. */
const server = ([first, ...turns]: Script, { key, chain }: Issued = root.issue({ names: ['127.0.0.1'] })) =>
  raw(socket => {
    socket.write(first, 'latin1');
    const rest = [...turns];
    socket.on('data', function answer(bytes: Buffer) {
      const [wanted = '', said = ''] = rest.shift() ?? [];
      const heard = bytes.toString('latin1');
      if (typeof wanted === 'string' ? heard !== wanted : !wanted.test(heard)) return void socket.end('? ');
      socket.write(said, 'latin1');
      if (rest.length === 0) shake(socket.off('data', answer), key, chain);
    });
  });

function shake(socket: Socket, key: string, cert: string): void {
  const secure = new TLSSocket(socket, { isServer: true, key, cert });
  secure.on('error', () => undefined).on('data', () => secure.write('hello\r\n'));
}

const findings = async (to: string, starttls: string, more = ''): Promise<string[]> => {
  const settings = `to: '${to}', starttls: ${starttls}, ca: ca.pem${more && `, ${more}`}`;
  const [outcome] = await checked(`- { tcp: { ${settings} }, within: 2s }`, { folder });
  return (outcome?.findings ?? []).map(({ verdict, says }) => `${verdict}: ${says.replaceAll(to, 'HERE')}`);
};

const good = ['pass: HERE listens', 'pass: goes on in TLS, with a certificate that is good'];

test.each(Object.entries(honest))('%s goes on in TLS, and the certificate is verified', async (protocol, script) => {
  const to = await server(script);
  expect(await findings(to, protocol, String.raw`dialogue: [{ send: 'hi\r\n', expect: ^hello$ }]`)).toEqual([
    ...good,
    'pass: said "hello"',
  ]);
  const [outcome] = await checked(`- tcp: { to: '${to}', starttls: ${protocol} }`, { folder });
  expect(outcome?.findings.at(-1)?.says.replaceAll(to, 'HERE')).toMatchInlineSnapshot(
    `"HERE has a certificate whose chain is not whole, or of an authority that is not known here"`,
  );
});

test.each<[string, string, Script, string]>([
  ['no offer', 'smtp', ['220 hi\r\n', [/EHLO/, '250 mail\r\n']], 'HERE does not offer STARTTLS'],
  ['a server that is full', 'smtp', ['421 later\r\n'], 'HERE answers "421 later", where 220 was to come'],
  [
    'a refusal',
    'smtp',
    ['220 hi\r\n', [/EHLO/, '250 STARTTLS\r\n'], ['STARTTLS\r\n', '454 no\r\n']],
    'HERE answers "454 no", where 220 was to come',
  ],
  [
    'somebody on the way who slips in an answer',
    'smtp',
    ['220 hi\r\n', [/EHLO/, '250 STARTTLS\r\n'], ['STARTTLS\r\n', '220 go\r\n250 all is well\r\n']],
    'HERE said more than it was asked, before TLS began; it said "250 all is well\\r\\n"',
  ],
  ['lines without end', 'smtp', ['250-more\r\n'.repeat(13_000)], 'HERE said more than 64 KB before its greeting ended'],
  ['a refusal', 'imap', ['* OK hi\r\n', [/./, 'a BAD what\r\n']], 'HERE answers "a BAD what", where OK was to come'],
  ['a refusal', 'pop3', ['+OK hi\r\n', [/./, '-ERR what\r\n']], 'HERE answers "-ERR what", where +OK was to come'],
  ['a refusal', 'postgres', ['', [/./, 'N']], 'HERE refuses TLS'],
  ['a refusal', 'ldap', ['', [/./, '\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x02\x04\0\x04\0']], 'HERE refuses TLS (result code 2)'],
  ['something else', 'ldap', ['', [/./, 'HTTP/1.1 400 Bad Request\r\n']], 'HERE answers with something else than LDAP'],
  ['something huge', 'ldap', ['', [/./, '\x30\x84\xff\xff\xff\xff']], 'HERE answers with something else than LDAP'],
])('%s: %s', async (_, protocol, script, says) => {
  expect(await findings(await server(script), protocol)).toEqual(['pass: HERE listens', `fail: ${says}`]);
});

test.each<[string, () => Issued, string]>([
  ['has expired', () => root.issue({ names: ['127.0.0.1'], to: -0.5 }), 'HERE has a certificate that has expired'],
  [
    'is of somebody else',
    () => root.issue({ names: ['mail.example.org'] }),
    'HERE has a certificate for other names ("mail.example.org")',
  ],
  [
    'is of nobody known',
    () => authority('Mallory').issue({ names: ['127.0.0.1'] }),
    'HERE has a certificate whose chain is not whole, or of an authority that is not known here',
  ],
])('a certificate that %s', async (_, certificate, says) => {
  expect(await findings(await server(honest.pop3 ?? [''], certificate()), 'pop3')).toEqual([
    'pass: HERE listens',
    `fail: ${says}`,
  ]);
});

test('a server that agrees and then is silent, or says something else', async () => {
  const silent = await raw(socket => {
    socket.write('+OK hi\r\n');
    socket.once('data', () => socket.write('+OK go\r\n'));
  });
  const [outcome] = await checked(`- { tcp: { to: '${silent}', starttls: pop3 }, within: 400ms }`);
  expect(outcome?.findings.map(({ says }) => says)).toEqual([
    'it took longer than 400 ms: it agreed to TLS, but did not shake hands',
  ]);
  const clear = await raw(socket => {
    socket.write('+OK hi\r\n');
    socket.once('data', () => {
      socket.write('+OK go\r\n');
      socket.once('data', () => socket.write('-ERR what\r\n'));
    });
  });
  expect(await findings(clear, 'pop3')).toEqual(['pass: HERE listens', 'fail: HERE does not speak TLS']);
});
