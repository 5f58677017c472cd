import { expect, test } from 'vitest';
import { sourceOf, sources } from './index.ts';
import { hmac } from './signed.ts';
import { type Letter, type Settings, type Source, Unreadable } from './source.ts';

/** Who is let in: each source with what it would send, and with what somebody else would. */

const now = new Date('2026-11-20T10:00:00Z');
const [secret, older, wrong] = ['s3cret-of-acme', 'the-one-before', 's3cret-of-acmf'];

type Headers = [string, string][];

const letterOf = (headers: Headers, body: string | Buffer, query = ''): Letter => ({
  header: name => {
    const values = headers.filter(([one]) => one === name);
    return values.length === 1 ? (values[0]?.[1] ?? null) : null;
  },
  query: new URLSearchParams(query),
  body: Buffer.from(body),
});

function sent(source: Source, by = secret): { headers: Headers; body: string } {
  const { headers, body } = source.sample(by, now, {});
  return { headers: Object.entries(headers), body };
}
const passes = (source: Source, letter: Letter, secrets = [secret], settings: Settings = {}): boolean =>
  source.verify(letter, secrets, settings, now);

const all = sources.map(source => [source.kind, source] as const);
const signing = all.filter(([kind]) => ['sentry', 'pagerduty', 'grafana'].includes(kind));
const bearing = all.filter(([kind]) => !['sentry', 'pagerduty'].includes(kind));

test('a kind that nobody has is no source', () => expect(sourceOf('nobody')).toBeNull());

test.each(all)('%s: its own letter is let in and read, its steps name its address', (_, source) => {
  const { headers, body } = sent(source);
  expect(passes(source, letterOf(headers, body))).toBe(true);
  expect(source.decode(Buffer.from(body), {})).toMatchObject([{ status: 'firing' }]);
  expect(Object.keys(source.sample(secret, now, {}).headers)).toContain('content-type');
  const steps = source.setUp({ url: 'https://shipmate.example.org/hooks/one', secret });
  expect(steps.join('\n')).toContain('https://shipmate.example.org/hooks/one');
  expect(steps.length >= 2 && steps.length <= 5).toBe(true);
});

test('Grafana signs a sample as its hook is set: with the time, and in headers of its own', () => {
  const grafana = sources.find(({ kind }) => kind === 'grafana');
  const { headers, body } = grafana?.sample(secret, now, stamped) ?? { headers: {}, body: '' };
  expect(Object.keys(headers).toSorted()).toEqual(['content-type', 'x-sign', 'x-stamp']);
  expect(grafana?.verify(letterOf(Object.entries(headers), body), [secret], stamped, now)).toBe(true);
});

test('a sample of anything has each thing where its hook is set to look for it', () => {
  const generic = sources.find(({ kind }) => kind === 'generic');
  const settings = { title: 'event.message', id: 'event.key', from: 'tags.0', level: '__proto__.level' };
  const { body } = generic?.sample(secret, now, settings) ?? { body: '' };
  expect(generic?.decode(Buffer.from(body), settings)).toMatchObject([
    { title: 'A test of this hook', id: 'test', level: 'warning', from: ['web'], status: 'firing', at: now },
  ]);
});

test.each(all)('%s: another secret, none and an empty one are refused', (_, source) => {
  const { headers, body } = sent(source);
  expect(passes(source, letterOf(headers, body), [wrong])).toBe(false);
  expect(passes(source, letterOf(headers, body), [])).toBe(false);
  expect(passes(source, letterOf(headers, body), [''])).toBe(false);
  const empty = sent(source, '');
  expect(passes(source, letterOf(empty.headers, empty.body), [''])).toBe(false);
  const other = sent(source, wrong);
  expect(passes(source, letterOf(other.headers, other.body))).toBe(false);
});

test.each(all)('%s: while the secret is changed both are let in, and then the old one is not', (_, source) => {
  for (const by of [secret, older]) {
    const { headers, body } = sent(source, by);
    expect(passes(source, letterOf(headers, body), [older, secret])).toBe(true);
    expect(passes(source, letterOf(headers, body), [secret, older])).toBe(true);
  }
  const { headers, body } = sent(source, older);
  expect(passes(source, letterOf(headers, body), [secret])).toBe(false);
});

test.each(all)('%s: without what proves it, or with that twice, it is refused', (kind, source) => {
  const { headers, body } = sent(source);
  const text = kind === 'pagerduty-events' ? body.replace(secret, '') : body;
  expect(passes(source, letterOf([], text))).toBe(false);
  expect(passes(source, letterOf([...headers, ...headers], text))).toBe(false);
});

test.each(signing)('%s: one byte less, one byte changed, or a signature of something else are refused', (_, source) => {
  const { headers, body } = sent(source);
  expect(passes(source, letterOf(headers, body.slice(0, -1)))).toBe(false);
  expect(passes(source, letterOf(headers, `${body} `))).toBe(false);
  const bytes = Buffer.from(body);
  for (const place of [0, bytes.length >> 1, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[place] = (changed[place] ?? 0) ^ 1;
    expect(passes(source, letterOf(headers, changed))).toBe(false);
  }
  const other = source.sample(secret, new Date(now.getTime() + 1000), {});
  expect(other.body).not.toBe(body);
  expect(passes(source, letterOf(Object.entries(other.headers), body))).toBe(false);
});

test.each(bearing.filter(([kind]) => kind !== 'pagerduty-events'))(
  '%s: half of a letter is genuine and unreadable',
  (_, source) => {
    const { body } = sent(source);
    const half = Buffer.from(body.slice(0, body.length >> 1));
    expect(passes(source, letterOf([['authorization', `Bearer ${secret}`]], half))).toBe(true);
    expect(() => source.decode(half, {})).toThrow(Unreadable);
  },
);

const basic = (words: string): string => `Basic ${Buffer.from(words).toString('base64')}`;

test.each(bearing)('%s: takes its secret as a bearer, as a password, or from the address', (kind, source) => {
  const body = kind === 'pagerduty-events' ? '{}' : '{"a":1}';
  const let_in = (authorization: string | null, query = '') =>
    passes(source, letterOf(authorization === null ? [] : [['authorization', authorization]], body, query));
  for (const good of [`Bearer ${secret}`, `bearer ${secret}`, basic(`shipmate:${secret}`), basic(`:${secret}`)])
    expect(let_in(good)).toBe(true);
  expect(let_in(null, `token=${secret}`)).toBe(true);
  for (const bad of [secret, `Bearer ${secret}x`, `Bearer ${secret.slice(1)}`, `Bearer ${secret} x`, 'Bearer ', basic(secret)])
    expect(let_in(bad)).toBe(false);
  for (const bad of [basic(`${secret}:`), basic('shipmate:'), 'Basic ====', `Basic ${secret}`, `Digest ${secret}`])
    expect(let_in(bad)).toBe(false);
  for (const bad of ['token=', 'token', `token=${wrong}`, `token=${secret}&token=${secret}`, `Token=${secret}`])
    expect(let_in(null, bad)).toBe(false);
});

test.each(['sentry', 'pagerduty'])('%s signs, so that a bearer proves nothing', kind => {
  const source = sourceOf(kind);
  const { body } = sourceOf(kind)?.sample(secret, now, {}) ?? { body: '' };
  const letter = letterOf([['authorization', `Bearer ${secret}`]], body, `token=${secret}`);
  expect(source?.verify(letter, [secret], {}, now)).toBe(false);
});

test('PagerDuty signs with both secrets while they change, and any of them will do', () => {
  const source = sourceOf('pagerduty');
  const pass = (header: string) => source?.verify(letterOf([['x-pagerduty-signature', header]], '{}'), [secret], {}, now);
  const [good, bad] = [hmac(secret, '{}'), hmac(wrong, '{}')];
  expect(pass(`v1=${bad},v1=${good}`)).toBe(true);
  expect(pass(`v1=${good}, v1=${bad}`)).toBe(true);
  expect(pass(`v2=${bad},v1=${good}`)).toBe(true);
  for (const header of ['', good, `v2=${good}`, `v1=${bad}`, `v1=${good.slice(1)}`, `v1=${good}0`, `v1=${good};v1=${good}`])
    expect(pass(header)).toBe(false);
});

test('PagerDuty names a letter in its body, where it is signed', () => {
  const name = (body: string) => sourceOf('pagerduty')?.idOf?.(letterOf([['x-webhook-id', 'other']], body));
  expect(name('{"event":{"id":"01BDWQ5V5U"}}')).toBe('01BDWQ5V5U');
  for (const body of ['', '{', '[]', '{"event":[]}', '{"event":{"id":{}}}']) expect(name(body)).toBeNull();
});

test('Sentry names by the request, which nobody signs, only what it may say again in the same words', () => {
  const name = (action: string, ...headers: Headers) =>
    sourceOf('sentry')?.idOf?.(letterOf(headers, JSON.stringify({ action, data: {} })));
  for (const action of ['triggered', 'created', 'sung']) expect(name(action, ['request-id', '0c1b2d3e4f5a'])).toBeNull();
  for (const action of ['resolved', 'unresolved', 'archived', 'ignored'])
    expect(name(action, ['request-id', '0c1b2d3e4f5a'])).toBe('0c1b2d3e4f5a');
  expect(name('resolved')).toBeNull();
  expect(name('resolved', ['request-id', 'a b'])).toBeNull();
  expect(name('resolved', ['request-id', 'x'.repeat(101)])).toBeNull();
  for (const body of ['', '{', '[]', '{"action":[]}'])
    expect(sourceOf('sentry')?.idOf?.(letterOf([['request-id', '0c1b2d3e4f5a']], body))).toBeNull();
});

const stamped = { timestamp_header: 'X-Stamp', signature_header: 'X-Sign' };
const seconds = now.getTime() / 1000;

test.each([
  ['now', seconds, true],
  ['almost five minutes ago', seconds - 299, true],
  ['five minutes and a second ago', seconds - 301, false],
  ['by a clock that is a little ahead', seconds + 299, true],
  ['in ten minutes', seconds + 600, false],
])('Grafana with a timestamp: signed %s', (_, at, expected) => {
  const headers: Headers = [
    ['x-stamp', String(at)],
    ['x-sign', hmac(secret, `${at}:`, '{}')],
  ];
  expect(sourceOf('grafana')?.verify(letterOf(headers, '{}'), [secret], stamped, now)).toBe(expected);
});

const ofGrafana = (headers: Headers, settings: Settings): boolean | undefined =>
  sourceOf('grafana')?.verify(letterOf(headers, '{}'), [secret], settings, now);
const good = hmac(secret, `${seconds}:`, '{}');

test.each<[string, Headers]>([
  ['is not there', [['x-sign', good]]],
  [
    'is there twice',
    [
      ['x-stamp', `${seconds}`],
      ['x-stamp', `${seconds}`],
      ['x-sign', good],
    ],
  ],
  [
    'is no number',
    [
      ['x-stamp', 'now'],
      ['x-sign', hmac(secret, 'now:', '{}')],
    ],
  ],
  [
    'is another than was signed',
    [
      ['x-stamp', `${seconds + 1}`],
      ['x-sign', good],
    ],
  ],
  [
    'is not signed with it',
    [
      ['x-stamp', `${seconds}`],
      ['x-sign', hmac(secret, '{}')],
    ],
  ],
  [
    'came with a bearer alone',
    [
      ['x-stamp', `${seconds}`],
      ['authorization', `Bearer ${secret}`],
    ],
  ],
])('Grafana, where a timestamp is due: refused when it %s', (_, headers) => {
  expect(ofGrafana(headers, stamped)).toBe(false);
});

test('Grafana without a timestamp: a signature that came has to be right, whatever came with it', () => {
  const bearer: [string, string] = ['authorization', `Bearer ${secret}`];
  const name = 'x-grafana-alerting-signature';
  expect(ofGrafana([[name, hmac(secret, '{}')]], {})).toBe(true);
  expect(ofGrafana([[name, hmac(secret, '{}').toUpperCase()]], {})).toBe(true);
  expect(ofGrafana([[name, hmac(wrong, '{}')], bearer], {})).toBe(false);
  expect(ofGrafana([[name, `sha256=${hmac(secret, '{}')}`]], {})).toBe(false);
  expect(ofGrafana([bearer], {})).toBe(true);
});

test.each([
  ['a key', { routing_key: secret }, true],
  ["the first version's key", { service_key: secret }, true],
  ['another key', { routing_key: wrong }, false],
  ['a list of keys', { routing_key: [secret] }, false],
  ['an object', { routing_key: { toString: secret } }, false],
  ['no key', {}, false],
  ['an empty key', { routing_key: '' }, false],
  ['a key of a megabyte', { routing_key: secret + 'x'.repeat(1_000_000) }, false],
])('an event for PagerDuty with %s', (_, body, expected) => {
  expect(sourceOf('pagerduty-events')?.verify(letterOf([], JSON.stringify(body)), [secret], {}, now)).toBe(expected);
});

test.each(['', '{', `"${secret}"`, `["${secret}"]`, 'null', `{"a":{"routing_key":"${secret}"}}`, `routing_key=${secret}`])(
  'an event for PagerDuty that is %s proves nothing',
  body => expect(sourceOf('pagerduty-events')?.verify(letterOf([], body), [secret], {}, now)).toBe(false),
);

test.each([
  ['grafana', { timestamp_header: 'X-Stamp' }, null],
  ['grafana', { timestamp_header: 'X Stamp' }, /`timestamp_header` is the name of a header/],
  ['rollbar', { account: 'acme', project: 'web' }, null],
  ['rollbar', { account: 'acme/web' }, /names as they stand in the address/],
  ['generic', { title: 'event.message', labels: 'a.0.b' }, null],
  ['generic', { title: 'event..message' }, /The place of `title` is names with dots between/],
  ['generic', { title: 7 }, /The place of `title`/],
])('settings of %s: %j', (kind, settings, expected) => {
  const said = sourceOf(kind)?.wrong?.(settings) ?? null;
  if (expected === null) expect(said).toBeNull();
  else expect(said).toMatch(expected);
});
