import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, olderSecret, openHouse, secret } from './house.ts';
import { type Answer, headOf, hmac, type Letter, path, say } from './knock.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

const body = '{"action":"created","repository":{"id":7},"issue":{"number":42}}';
const signature = `sha256=${hmac(body, secret)}`;
const mebibyte = 1024 * 1024;

/** A number and nothing that tells anything. */
function isBare(answer: Answer | null, status: number): void {
  expect(answer?.status).toBe(status);
  expect(answer?.body).toBe('');
  const { connection: _, 'keep-alive': __, date: ___, ...telling } = answer?.headers ?? {};
  expect(telling).toEqual({ 'content-length': '0' });
}

/** What it was said with stands in no row. */
async function refused(letter: Partial<Letter>, status: number): Promise<void> {
  const before = await house.kept();
  isBare(await house.send({ body, ...letter }), status);
  expect(await house.kept()).toEqual(before);
}

const withHeaders = (headers: NonNullable<Letter['headers']>) => ({ headers });

test('what GitHub signs is kept, byte for byte', async () => {
  const unusual = `{ "ref":"refs/heads/main",\n "repository" : {"id":7}, "word":"grün \\u0000 \\ud800 🚀"}\n`;
  isBare(await house.send({ body: unusual, guid: 'as-it-came', event: 'push' }), 202);
  const [row] = (await house.kept()).filter(one => one.guid === 'as-it-came');
  expect(row).toMatchObject({ name: 'push', key: '7:refs/heads/main' });
  expect(await house.bodyOf('as-it-came')).toBe(unusual);
});

test('two secrets are valid at once', async () => {
  isBare(await house.send({ body, secret: olderSecret }), 202);
  isBare(await house.send({ body, secret }), 202);
});

describe('a signature that is not one', () => {
  test.each<[string, string | string[] | null]>([
    ['none', null],
    ['empty', ''],
    ['an empty value', 'sha256='],
    ['of another body', `sha256=${hmac(`${body} `, secret)}`],
    ['with another secret', `sha256=${hmac(body, `${secret}.`)}`],
    ['with the empty secret', `sha256=${hmac(body, '')}`],
    ['with a word everybody knows', `sha256=${hmac(body, 'development')}`],
    ['in capitals', signature.toUpperCase()],
    ['hex in capitals', `sha256=${hmac(body, secret).toUpperCase()}`],
    ['cut off', signature.slice(0, -1)],
    ['half', signature.slice(0, 39)],
    ['too long', `${signature}0`],
    ['without its algorithm', hmac(body, secret)],
    ['sha1', `sha1=${hmac(body, secret, 'sha1')}`],
    ['sha512', `sha512=${hmac(body, secret, 'sha512')}`],
    ['twice', [signature, signature]],
    ['a wrong one first', [`sha256=${'0'.repeat(64)}`, signature]],
    ['a wrong one last', [signature, `sha256=${'0'.repeat(64)}`]],
    ['two in one', `${signature}, ${signature}`],
    ['with something after it', `${signature} x`],
  ])('%s', async (_, value) => refused(withHeaders({ 'x-hub-signature-256': value }), 401));

  test('only the old kind', () =>
    refused(withHeaders({ 'x-hub-signature-256': null, 'x-hub-signature': `sha1=${hmac(body, secret, 'sha1')}` }), 401));
});

describe('a delivery that cannot be named', () => {
  test.each<[string, string, string | string[] | null]>([
    ['no id', 'x-github-delivery', null],
    ['an empty id', 'x-github-delivery', ''],
    ['two ids', 'x-github-delivery', ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b']],
    ['an id with a quote', 'x-github-delivery', "0000000'-0000-4000-8000-00000000000a"],
    ['an id with a slash', 'x-github-delivery', '00000000/thread/7/0'],
    ['a very long id', 'x-github-delivery', 'a'.repeat(65)],
    ['no event', 'x-github-event', null],
    ['an empty event', 'x-github-event', ''],
    ['two events', 'x-github-event', ['push', 'issue_comment']],
    ['two events in one', 'x-github-event', 'push, issue_comment'],
    ['an event in capitals', 'x-github-event', 'Push'],
    ['an event with an action', 'x-github-event', 'issue_comment.created'],
    ['an event that is a path', 'x-github-event', '../push'],
    ['a very long event', 'x-github-event', 'a'.repeat(51)],
  ])('%s', async (_, header, value) => refused(withHeaders({ [header]: value }), 400));
});

describe('another method, type or coding', () => {
  test.each(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'])('%s', method => refused({ method }, 400));

  test('HEAD', async () => isBare(await house.send({ body, method: 'HEAD' }), 400));

  test.each<[string, NonNullable<Letter['headers']>]>([
    ['no type', { 'content-type': null }],
    ['an empty type', { 'content-type': '' }],
    ['plain text', { 'content-type': 'text/plain' }],
    ['nearly JSON', { 'content-type': 'application/jsonp' }],
    ['a kind of JSON', { 'content-type': 'application/json-patch+json' }],
    ['many parts', { 'content-type': 'multipart/form-data; boundary=application/json' }],
    ['gzip', { 'content-encoding': 'gzip' }],
    ['br', { 'content-encoding': 'br' }],
    ['identity', { 'content-encoding': 'identity' }],
  ])('%s', async (_, headers) => refused(withHeaders(headers), 415));

  test('a form, as a hook with the other content type sends it', async () => {
    const form = `payload=${encodeURIComponent(body)}`;
    await refused({ body: form, headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415);
  });

  test('JSON with a charset is JSON', async () =>
    isBare(await house.send({ body, headers: { 'content-type': 'Application/JSON; charset=utf-8' } }), 202));
});

describe('signed, and no payload', () => {
  test.each<[string, Buffer | string]>([
    ['nothing', ''],
    ['a word', 'hello'],
    ['half of it', body.slice(0, -1)],
    ['twice', body + body],
    ['not a number', '{"a":NaN}'],
    ['a string', '"text"'],
    ['a number', '17'],
    ['null', 'null'],
    ['a list', `[${body}]`],
    ['bytes that are no UTF-8', Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe, 0xc0, 0xaf]), Buffer.from('"}')])],
    ['a lone half in UTF-8', Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')])],
    ['an overlong slash', Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')])],
    ['UTF-16', Buffer.from(body, 'utf16le')],
    ['noise', randomBytes(5_000)],
    ['100,000 levels without an end', '[{"a":'.repeat(100_000)],
  ])('%s', async (_, what) => refused({ body: what }, 400));
});

describe('signed, strange, and a payload', () => {
  test.each<[string, string, string]>([
    ['100,000 levels', `{"repository":{"id":7},"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, '7'],
    ['100,000 levels of objects', `{"a":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`, 'delivery/'],
    ['__proto__', '{"__proto__":{"repository":{"id":1},"polluted":1},"repository":{"id":7,"__proto__":{"polluted":1}}}', '7'],
    ['constructor', '{"constructor":{"prototype":{"polluted":1}},"repository":{"id":7}}', '7'],
    ['only __proto__', '{"__proto__":{"repository":{"id":1},"polluted":1}}', 'delivery/'],
    ['numbers as words', '{"repository":"7","issue":42,"pull_request":[],"workflow_run":true,"ref":{}}', 'delivery/'],
    ['a ref with a zero', '{"repository":{"id":7},"ref":"refs/heads/a\\u0000b"}', '7:refs/heads/ab'],
    ['a ref without an end', `{"repository":{"id":7},"ref":"${randomBytes(9_000).toString('hex')}"}`, '7:'],
    ['an id without an end', `{"repository":{"id":"${randomBytes(9_000).toString('hex')}"}}`, 'delivery/'],
  ])('%s', async (_, what, key) => {
    const guid = `strange-${randomBytes(6).toString('hex')}`;
    isBare(await house.send({ body: what, guid }), 202);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    const row = (await house.kept()).find(one => one.guid === guid);
    expect(row?.key.startsWith(key)).toBe(true);
    expect(await house.bodyOf(guid)).toBe(what);
  });
});

describe('size', () => {
  const filled = (length: number) => Buffer.from(`{"a":"${'x'.repeat(length - 8)}"}`);
  const chunked = function* (all: Buffer, size: number) {
    for (let at = 0; at < all.length; at += size) {
      const part = all.subarray(at, at + size);
      yield Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]);
    }
    yield Buffer.from('0\r\n\r\n');
  };
  const inChunks = (all: Buffer, size: number) => {
    const head = headOf({ secret, body: all, headers: { 'content-length': null, 'transfer-encoding': 'chunked' } });
    return say(
      house.port,
      (function* () {
        yield Buffer.from(head);
        yield* chunked(all, size);
      })(),
    );
  };

  test('25 MiB are kept', async () => isBare(await house.send({ body: filled(25 * mebibyte) }), 202));
  test('one byte more is too much', () => refused({ body: filled(25 * mebibyte + 1) }, 413));
  test('in chunks without a length', async () => isBare(await inChunks(filled(200_000), 300), 202));
  test('byte by byte', async () => isBare(await inChunks(filled(20_000), 1), 413));
  test('in chunks without a length: 25 MiB and one byte', async () =>
    isBare(await inChunks(filled(25 * mebibyte + 1), 60_000), 413));
  test('a length beyond all numbers', () => refused({ headers: { 'content-length': '9'.repeat(15) } }, 413));
});

describe('no HTTP that we speak', () => {
  test.each<[string, string]>([
    ['noise', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
    ['another version', `POST ${path} HTTP/9.9\r\n\r\n`],
    ['a line in a header', headOf({ secret, body, headers: { 'x-hub-signature-256': `${signature}\n` } })],
    ['a length that is none', headOf({ secret, body, headers: { 'content-length': '-1' } })],
    ['two lengths', headOf({ secret, body, headers: { 'content-length': ['5', '6'] } })],
    ['a length and chunks', headOf({ secret, body, headers: { 'transfer-encoding': 'chunked' } })],
    ['a flood of one header', headOf({ secret, body, headers: { 'x-flood': 'x'.repeat(100_000) } })],
    ['a flood of headers', headOf({ secret, body, headers: { 'x-flood': Array.from({ length: 5_000 }, () => 'x') } })],
    ['an expectation', headOf({ secret, body, headers: { expect: 'the moon' } })],
    ['a folded header', headOf({ secret, body, headers: { 'x-fold': 'a\r\n b' } })],
  ])('%s', async (_, text) => isBare(await say(house.port, [Buffer.from(text, 'latin1')]), 400));

  test('a body shorter than its length says is waited for, then given up', { timeout: 20_000 }, async () => {
    const begun = performance.now();
    const answer = await house.send({ body, headers: { 'content-length': '1000' } });
    expect(answer === null || answer.status === 400).toBe(true);
    expect(performance.now() - begun).toBeLessThan(12_000);
  });

  test('a body longer than its length is another request, and no good one', async () => {
    const head = headOf({
      secret,
      body,
      headers: { 'content-length': '10', 'x-hub-signature-256': `sha256=${hmac(body.slice(0, 10), secret)}` },
    });
    isBare(await say(house.port, [Buffer.from(head), Buffer.from(body)]), 400);
  });
});
