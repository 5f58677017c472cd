import type { Socket } from 'node:net';
import { TLSSocket, type TlsOptions } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { told } from '../../../../test/checks.ts';
import { believing, between, feeble, found, good, serving, servingTls } from '../../../../test/tls-server.ts';
import { speaks } from './handshake.ts';

test.each<[string, TlsOptions, string, string]>([
  ['1.2 alone', { maxVersion: 'TLSv1.2' }, '1.2', 'pass: it speaks TLS 1.2, and none older than 1.2'],
  ['1.2 and 1.3', {}, '1.3', 'fail: it still speaks a TLS older than 1.3'],
  ['1.3 alone', { minVersion: 'TLSv1.3' }, '1.3', 'pass: it speaks TLS 1.3, and none older than 1.3'],
  ['1.2 alone, where 1.3 is wanted', { maxVersion: 'TLSv1.2' }, "'1.3'", 'fail: it speaks no newer TLS than 1.2, less than 1.3'],
  ['1.1 as well', { minVersion: 'TLSv1.1', ...feeble }, '1.2', 'fail: it still speaks a TLS older than 1.2'],
  [
    '1.0 alone',
    { minVersion: 'TLSv1', maxVersion: 'TLSv1', ...feeble },
    '1.2',
    'fail: it speaks no newer TLS than 1.0, less than 1.2',
  ],
])('a server that speaks %s', async (_, options, least, says) => {
  expect((await found(good, `, at_least: ${least}`, options)).at(-1)).toBe(says);
});

/** Speaks TLS to whoever comes first, and does this to whoever comes then. */
async function then(serve: (socket: Socket) => void): Promise<string | undefined> {
  let first = true;
  await using server = await serving(socket => {
    socket.on('error', () => undefined);
    if (!first) return serve(socket);
    first = false;
    new TLSSocket(socket, { isServer: true, key: good.key, cert: good.chain }).on('error', () => undefined);
  });
  return told(await believing(`- tls: { to: '127.0.0.1:${server.port}', ca: root.pem }`))[0]
    ?.split('; ')
    .at(-1);
}

test('hanging up is a refusal, and being cut off is none', async () => {
  expect(await then(socket => socket.once('data', () => socket.end()))).toBe('it speaks TLS 1.3, and none older than 1.2');
  expect(await then(socket => socket.once('data', () => socket.resetAndDestroy()))).toBe(
    'it speaks TLS 1.3, and whether it speaks one older than 1.2 could not be known',
  );
});

test('nor is silence', async () => {
  await using server = await serving(socket => socket.resume());
  const aim = { host: '127.0.0.1', port: server.port, family: 0, name: 'localhost', starttls: undefined, ca: null } as const;
  expect(await speaks('TLSv1.1', aim, 50, AbortSignal.timeout(5_000))).toBe('silent');
});

test('an answer of OCSP that is stapled, or not', async () => {
  expect((await found({ ...good, staple: Buffer.from('so be it') }, ', stapled: true')).at(-1)).toBe(
    'pass: an answer of OCSP is stapled',
  );
  expect((await found(good, ', stapled: true')).at(-1)).toBe('fail: no answer of OCSP is stapled');
});

test('IPv4 and IPv6 are two answers', async () => {
  await using four = await servingTls(good);
  await using six = await servingTls(between.issue({ names: ['localhost'], to: 2.5 }), {}, '::1');
  const trusted = 'ca: root.pem';
  expect(told(await believing(`- tls: { to: '[::1]:${six.port}', name: localhost, ${trusted}, family: 6 }`))).toEqual([
    expect.stringMatching(/^fail: the certificate of localhost ends in 2 days .*; it is for localhost; its chain is whole/),
  ]);
  expect(told(await believing(`- tls: { to: '[::1]:${six.port}', ${trusted}, family: 4 }`))).toEqual([
    'fail: ::1 has no IPv4 address',
  ]);
  expect(told(await believing(`- tls: { to: '127.0.0.1:${four.port}', name: localhost, ${trusted}, family: both }`))).toEqual([
    expect.stringMatching(/^fail: over IPv4: of its 2 certificates .*; over IPv6: 127.0.0.1 has no IPv6 address$/),
  ]);
});

describe('what is no server of TLS', () => {
  const seen = async (serve: (socket: Socket) => void, more = '', common = '') => {
    await using server = await serving(serve);
    const outcomes = await believing(`- { tls: { to: '127.0.0.1:${server.port}', ca: root.pem${more} }${common} }`);
    return told(outcomes).map(one => one.replaceAll(`${server.port}`, 'PORT'));
  };

  test('nobody is there', async () => {
    const server = await serving(() => undefined);
    await server[Symbol.asyncDispose]();
    expect(told(await believing(`- tls: 127.0.0.1:${server.port}`))).toEqual([
      `fail: 127.0.0.1:${server.port} refuses connections`,
    ]);
  });

  test('somebody answers in plain text, with garbage, or hangs up', async () => {
    expect(await seen(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))).toEqual([
      'fail: 127.0.0.1:PORT does not speak TLS',
    ]);
    expect(await seen(socket => socket.end(Buffer.from('160303ffff02', 'hex')))).toMatchInlineSnapshot(`
      [
        "fail: it garbles the handshake: data length too long",
      ]
    `);
    expect(await seen(socket => socket.once('data', () => socket.end()))).toMatchInlineSnapshot(`
      [
        "fail: 127.0.0.1:PORT closed the connection",
      ]
    `);
    expect(await seen(socket => socket.once('data', () => socket.resetAndDestroy()))).toMatchInlineSnapshot(`
      [
        "fail: 127.0.0.1:PORT closed the connection",
      ]
    `);
    expect(await seen(socket => socket.end(Buffer.from('15030300020228', 'hex')))).toMatchInlineSnapshot(`
      [
        "fail: it breaks off the handshake: handshake failure",
      ]
    `);
  });

  test('somebody says nothing for ever, and is left', async () => {
    let left: Promise<unknown> = Promise.resolve();
    const mute = (socket: Socket) => {
      left = new Promise(resolve => socket.once('close', resolve));
      socket.resume();
    };
    expect(await seen(mute, '', ', within: 500ms')).toEqual(['fail: it took longer than 500 ms: the handshake was not done']);
    await left;
  });
});

describe('behind STARTTLS', () => {
  /** Greets, offers, and goes on encrypted where it is asked to. */
  const mail = (lines: Record<string, string>) => async (protocol: string) => {
    await using server = await serving(socket => {
      const hear = (bytes: Buffer) => {
        const answer = lines[bytes.toString('latin1').trim()] ?? '500 what\r\n';
        socket.write(answer, 'latin1');
        if (!/^(220 go|a OK|\+OK go|S$)/.test(answer)) return socket.once('data', hear);
        const encrypted = new TLSSocket(socket, { isServer: true, key: good.key, cert: good.chain });
        return encrypted.on('error', () => undefined);
      };
      if (lines.greeting) socket.write(lines.greeting);
      socket.once('data', hear);
    });
    const [outcome] = await believing(`- tls: { to: '127.0.0.1:${server.port}', starttls: ${protocol}, ca: root.pem }`);
    return outcome?.findings.map(({ says }) => says).at(-1);
  };

  test.each<[string, string, Record<string, string>]>([
    [
      'SMTP',
      'smtp',
      { greeting: '220-a\r\n220 b\r\n', 'EHLO shipmate.invalid': '250-b\r\n250 STARTTLS\r\n', STARTTLS: '220 go\r\n' },
    ],
    ['IMAP', 'imap', { greeting: '* OK ready\r\n', 'a STARTTLS': 'a OK go\r\n' }],
    ['POP3', 'pop3', { greeting: '+OK ready\r\n', STLS: '+OK go\r\n' }],
    ['PostgreSQL', 'postgres', { [Buffer.from('0000000804d2162f', 'hex').toString('latin1').trim()]: 'S' }],
  ])('%s', async (_, protocol, lines) => {
    expect(await mail(lines)(protocol)).toBe('it speaks TLS 1.3, and none older than 1.2');
  });

  test('which is not offered', async () => {
    expect(await mail({ greeting: '220 b\r\n', 'EHLO shipmate.invalid': '250 b\r\n' })('smtp')).toBe(
      'it does not offer STARTTLS',
    );
  });
});
