import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dropOldSecrets, hookKey, removeHook, rotateHook } from '../../src/store/hooks.ts';
import { seal } from '../../src/store/sealed.ts';
import { soonest } from '../fastest.ts';
import { until } from '../until.ts';
import { type HookHouse, keys, letterTo, openHookHouse, secret } from './hook-house.ts';
import { type Answer, headOf, hmac, type Letter, say, shout } from './knock.ts';

const mebibyte = 1024 * 1024;
const body = '{"title":"it broke"}';
const newer = 'the-secret-that-came-after-the-other-0815';

/** A number and nothing that tells anything. */
function isBare(answer: Answer | null, status: number): void {
  expect(answer?.status).toBe(status);
  expect(answer?.body).toBe('');
  const { connection: _, 'keep-alive': __, date: ___, ...telling } = answer?.headers ?? {};
  expect(telling).toEqual({ 'content-length': '0' });
}
const locked = async (house: HookHouse, table: string) => {
  const client = new pg.Client(house.database.config);
  await client.connect();
  await client.query(`begin; lock table ${table} in access exclusive mode`);
  return {
    async open() {
      await client.query('commit');
      await client.end();
    },
  };
};

test('what proves itself is kept, byte for byte, before it is answered, and waits to be read with others', async () => {
  await using house = await openHookHouse();
  await house.add('web');
  const unusual = `{ "title" : "grün \\ud800 🚀" }\n`;
  isBare(await house.post('web', { body: unusual, headers: { 'x-signature': hmac(unusual, secret), 'x-id': 'letter-1' } }), 202);
  expect(await house.rows()).toEqual([
    { guid: 'hook/web/letter-1', state: 'heaped', name: 'signing', key: 'hook/web', body: unusual },
  ]);
});

test('a secret that a letter names is kept nowhere, however often it does', async () => {
  await using house = await openHookHouse();
  await house.add('pager', 'bearing');
  await house.post('pager', { body: `{"routing_key":"${secret}","again":"${secret}"}` });
  expect(await house.rows()).toMatchObject([{ body: '{"routing_key":"***","again":"***"}' }]);
});

test('while it is not kept it is not answered, and a store that is slow is 503', async () => {
  await using house = await openHookHouse();
  await house.add('web');
  expect((await house.post('web', { headers: { 'x-id': 'first' } }))?.status).toBe(202);
  const lock = await locked(house, 'deliveries');
  const knock = async () => isBare(await house.post('web', { headers: { 'x-id': 'late' } }), 503);
  expect(await soonest(knock, 2_500)).toBeLessThan(2_500);
  await lock.open();
  expect((await house.post('web', { headers: { 'x-id': 'late' } }))?.status).toBe(202);
  expect((await house.rows()).map(one => one.guid)).toEqual(['hook/web/first', 'hook/web/late']);
});

describe('what proves nothing is 401 and no row', () => {
  let house: HookHouse;
  beforeAll(async () => {
    house = await openHookHouse();
    await house.add('web');
    await house.add('other', 'signing', newer);
    await house.add('bears', 'bearing');
  });
  afterAll(() => house[Symbol.asyncDispose]());

  test.each<[string, string, Partial<Letter>]>([
    ['no signature', 'web', { headers: { 'x-signature': null, authorization: null } }],
    ['an empty one', 'web', { headers: { 'x-signature': '' } }],
    ['of another body', 'web', { headers: { 'x-signature': hmac(`${body} `, secret) } }],
    ['with another secret', 'web', { headers: { 'x-signature': hmac(body, `${secret}.`) } }],
    ['with the empty secret', 'web', { headers: { 'x-signature': hmac(body, '') } }],
    ['twice', 'web', { headers: { 'x-signature': [hmac(body, secret), hmac(body, secret)] } }],
    ['the secret of another hook', 'other', {}],
    ['the way of another kind', 'bears', { headers: { authorization: null } }],
    ['a name that nobody has', 'nobody', {}],
    ['a name in capitals', 'WEB', {}],
    ['a name with something after it', 'web/', {}],
    ['a name with a dot', '../hooks/web', {}],
    ['an escaped name', '%77eb', {}],
    ['no name', '', {}],
    ['a very long name', 'a'.repeat(500), {}],
  ])('%s', async (_, name, letter) => {
    isBare(await house.post(name, { body, ...letter }), 401);
    expect(await house.rows()).toEqual([]);
  });

  test('a hook whose secret no key opens, which the log says once', async () => {
    await using house = await openHookHouse();
    await house.add('web');
    await house.query(`update hooks set secrets = jsonb_set(secrets, '{0,sealed}', to_jsonb($1::text))`, [
      seal(keys, hookKey('other'), secret),
    ]);
    house.hooks[0]?.refresh();
    await until(async () => (await house.post('web', {}))?.status === 401);
    await house.add('other');
    isBare(await house.post('web', {}), 401);
    expect(house.log.filter(line => line.includes('no key of SECRETS_KEY opens its secret'))).toHaveLength(1);
  });

  test('everything, without a key', async () => {
    await using house = await openHookHouse({ withKeys: [] });
    await house.add('web');
    isBare(await house.post('web', {}), 401);
  });
});

test.each([
  ['an unknown name', (at: number) => `nobody-${at}`],
  ['a wrong proof', () => 'web'],
])('%s costs the store one look in seconds, however often somebody knocks', async (_, nameOf) => {
  await using house = await openHookHouse();
  await house.add('web');
  expect((await house.post('web', {}))?.status).toBe(202);
  let looks = 0;
  house.store.pool.on('acquire', () => {
    looks += 1;
  });
  for (let at = 0; at < 60; at += 1) isBare(await house.post(nameOf(at), { headers: { 'x-signature': 'wrong' } }), 401);
  expect(looks).toBeLessThan(5);
  expect(await house.query('select name from hooks')).toEqual([{ name: 'web' }]);
});

test('a secret that was replaced without our hearing of it is looked for before its letters are refused', async () => {
  await using house = await openHookHouse();
  await house.add('web');
  expect((await house.post('web', {}))?.status).toBe(202);
  await house.query(`update hooks set secrets = jsonb_set(secrets, '{0,sealed}', to_jsonb($1::text))`, [
    seal(keys, hookKey('web'), newer),
  ]);
  const headers = { 'x-id': 'after it', 'x-signature': hmac(body, newer) };
  await until(async () => (await house.post('web', { body, headers }))?.status === 202);
});

test('one that was added, or removed, counts from that moment on, at every server', async () => {
  await using house = await openHookHouse({ servers: 2 });
  for (const port of house.ports) isBare(await house.post('web', {}, port), 401);
  await house.add('web');
  for (const port of house.ports) await until(async () => (await house.post('web', {}, port))?.status === 202);
  await removeHook(house.store.db, 'web');
  for (const port of house.ports) await until(async () => (await house.post('web', {}, port))?.status === 401);
});

test('a secret that was replaced is good for seven days, or until it is dropped', async () => {
  await using house = await openHookHouse();
  await house.add('web');
  const post = (one: string) =>
    house.post('web', { body, headers: { 'x-signature': hmac(body, one) } }).then(answer => answer?.status);
  expect([await post(secret), await post(newer)]).toEqual([202, 401]);
  await rotateHook(house.store.db, 'web', seal(keys, hookKey('web'), newer));
  await until(async () => (await post(newer)) === 202);
  expect(await post(secret)).toBe(202);
  await house.database.shiftClock('6 days 23 hours');
  house.hooks[0]?.refresh();
  await until(async () => (house.hooks[0]?.now().getTime() ?? 0) > Date.now() + 86_400_000);
  expect([await post(secret), await post(newer)]).toEqual([202, 202]);
  await house.database.shiftClock('2 hours');
  house.hooks[0]?.refresh();
  await until(async () => (await post(secret)) === 401);
  expect(await post(newer)).toBe(202);

  await rotateHook(house.store.db, 'web', seal(keys, hookKey('web'), `${newer}!`));
  await until(async () => (await post(`${newer}!`)) === 202);
  // What had lapsed does not come back with a rotation.
  expect([await post(newer), await post(secret)]).toEqual([202, 401]);
  await dropOldSecrets(house.store.db, 'web');
  await until(async () => (await post(newer)) === 401);
  expect(await post(`${newer}!`)).toBe(202);
});

describe('the same again', () => {
  test('by its id, at two servers at once, is one row', async () => {
    await using house = await openHookHouse({ servers: 2 });
    await house.add('web');
    const headers = { 'x-id': 'again' };
    await until(async () => (await house.post('web', { headers }, house.ports[1]))?.status === 202);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => house.post('web', { headers }, house.ports[at % 2])));
    expect(answers.map(answer => answer?.status)).toEqual(answers.map(() => 202));
    expect(await house.rows()).toHaveLength(1);
  });

  test('by its bytes, where it has no id, or one that is none', async () => {
    await using house = await openHookHouse();
    await house.add('web');
    for (const id of [null, null, 'a/b', 'x'.repeat(101), 'x'.repeat(101)])
      expect((await house.post('web', { headers: { 'x-id': id } }))?.status).toBe(202);
    const other = '{"title":"something else"}';
    expect((await house.post('web', { body: other, headers: { 'x-signature': hmac(other, secret) } }))?.status).toBe(202);
    const rows = await house.rows();
    expect(rows).toHaveLength(4);
    for (const { guid } of rows) expect(guid).toMatch(/^hook\/web\/[0-9a-f]{64}$/);
  });

  test('is another hook’s own', async () => {
    await using house = await openHookHouse();
    for (const name of ['one', 'two']) {
      await house.add(name);
      expect((await house.post(name, { headers: { 'x-id': 'same' } }))?.status).toBe(202);
    }
    expect((await house.rows()).map(one => one.guid)).toEqual(['hook/one/same', 'hook/two/same']);
  });

  test('of what lasts is kept each time: whoever counts it tells what is one more', async () => {
    await using house = await openHookHouse();
    await house.add('lasts', 'bearing');
    const post = async () => (await house.post('lasts', {}))?.status;
    expect([await post(), await post()]).toEqual([202, 202]);
    const [one, other] = (await house.rows()).map(({ guid }) => guid.split('/').slice(0, 3).join('/'));
    expect(one).toMatch(/^hook\/lasts\/[0-9a-f]{64}$/);
    expect(other).toBe(one);
  });
});

test('a token in the address is a proof where the source says so', async () => {
  await using house = await openHookHouse();
  await house.add('bears', 'bearing');
  const headers = { authorization: null };
  expect((await house.post('bears', { headers, target: `/hooks/bears?token=${secret}` }))?.status).toBe(202);
  expect((await house.post('bears', { headers, target: `/hooks/bears?token=${secret}.` }))?.status).toBe(401);
});

describe('method, coding and size', () => {
  let house: HookHouse;
  beforeAll(async () => {
    house = await openHookHouse();
    await house.add('web');
  });
  afterAll(() => house[Symbol.asyncDispose]());

  let sent = 0;
  const send = async ({ headers, ...letter }: Partial<Letter>) => {
    sent += 1;
    const before = (await house.rows()).length;
    const answer = await house.post('web', { headers: { 'x-id': `sent-${sent}`, ...headers }, ...letter });
    expect((await house.rows()).length - before).toBe(answer?.status === 202 ? 1 : 0);
    return answer;
  };
  const filled = (length: number) => ({ body: 'x'.repeat(length), headers: { 'x-signature': hmac('x'.repeat(length), secret) } });

  test.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('%s', async method => isBare(await send({ method }), 400));
  test.each(['gzip', 'br', 'identity'])('%s', async coding =>
    isBare(await send({ headers: { 'content-encoding': coding } }), 415),
  );
  test.each(['text/plain', 'application/x-www-form-urlencoded', null])('as %s', async type =>
    isBare(await send({ headers: { 'content-type': type } }), 202),
  );
  test('1 MiB is kept', async () => isBare(await send(filled(mebibyte)), 202));
  test('one byte more is too much', async () => isBare(await send(filled(mebibyte + 1)), 413));
  test('a length beyond all numbers', async () => isBare(await send({ headers: { 'content-length': '9'.repeat(15) } }), 413));

  const inChunks = async (all: string) => {
    const head = headOf(
      letterTo('web', {
        body: all,
        headers: { 'content-length': null, 'transfer-encoding': 'chunked', 'x-signature': hmac(all, secret) },
      }),
    );
    const piece = 60_000;
    return await say(
      house.ports[0] ?? 0,
      (function* () {
        yield Buffer.from(head);
        for (let at = 0; at < all.length; at += piece) {
          const part = all.slice(at, at + piece);
          yield Buffer.from(`${part.length.toString(16)}\r\n${part}\r\n`);
        }
        yield Buffer.from('0\r\n\r\n');
      })(),
    );
  };
  test('in chunks without a length', async () => isBare(await inChunks('x'.repeat(200_000)), 202));
  test('in chunks: 1 MiB and one byte', async () => isBare(await inChunks('x'.repeat(mebibyte + 1)), 413));

  test('a body that does not come keeps nobody out', async () => {
    const hangsUp = new AbortController();
    const head = headOf(letterTo('web', { headers: { 'content-length': '1000' } }));
    const slow = Array.from({ length: 50 }, () => shout(house.ports[0] ?? 0, [Buffer.from(`${head}half of`)], hangsUp.signal));
    isBare(await send({}), 202);
    hangsUp.abort();
    await Promise.all(slow);
    isBare(await send({}), 202);
  });
});

test('many at once share their writes, and none waits for a read', async () => {
  await using house = await openHookHouse();
  await house.add('web');
  expect((await house.post('web', { headers: { 'x-id': 'first' } }))?.status).toBe(202);
  await until(async () => (await house.counts('web'))?.heard === 1);
  const lock = await locked(house, 'deliveries');
  const before = { ...house.work };
  let asked = 0;
  house.store.pool.on('acquire', () => {
    asked += 1;
  });
  const count = 200;
  const answers = Array.from({ length: count }, (_, at) => house.post('web', { headers: { 'x-id': `many-${at}` } }));
  await until(() => house.work.letters - before.letters === count);
  // Two groups wait for the table; all who came since go together.
  await lock.open();
  expect(new Set((await Promise.all(answers)).map(answer => answer?.status))).toEqual(new Set([202]));
  expect(await house.rows()).toHaveLength(count + 1);
  expect(house.work.writes - before.writes).toBeLessThan(10);
  // Once in a second the counts of a hook are written, too.
  expect(asked - (house.work.writes - before.writes)).toBeLessThan(4);
});

test('how many were heard and refused is written down, a group at a time', async () => {
  await using house = await openHookHouse();
  await house.add('web');
  await house.post('web', { headers: { 'x-id': 'one' } });
  await house.post('web', { headers: { 'x-id': 'one' } });
  await house.post('web', { headers: { 'x-id': 'two' } });
  for (let at = 0; at < 3; at += 1) await house.post('web', { headers: { 'x-signature': 'wrong' } });
  await until(async () => (await house.counts('web'))?.heard === 2);
  expect(await house.counts('web')).toEqual({ heard: 2, refused: 3 });
  expect(await house.query('select heard_at is null as never, last_refused_at is null as not from hooks')).toEqual([
    { never: false, not: false },
  ]);
});

test('few of those who prove nothing are kept waiting for a look, and whoever comes too much is 503 at once, known or not', async () => {
  await using house = await openHookHouse();
  await house.add('web');
  expect((await house.post('web', {}))?.status).toBe(202);
  const lock = await locked(house, 'hooks');
  house.hooks[0]?.refresh();
  const headers = { 'x-signature': 'wrong' };
  const all: Promise<unknown>[] = [];
  const fourOfTwenty = async () => {
    const answered: (number | undefined)[] = [];
    for (let at = 0; at < 20; at += 1) {
      const answer = house.post(at % 2 ? 'web' : 'nobody', { body: 'x'.repeat(1_000), headers });
      all.push(answer.then(one => answered.push(one?.status)));
    }
    await until(() => answered.length >= 4);
    expect(new Set(answered)).toEqual(new Set([503]));
  };
  // Whoever is kept waiting is 503 after 1.8 seconds.
  expect(await soonest(fourOfTwenty, 1_500)).toBeLessThan(1_500);
  await lock.open();
  await Promise.all(all);
  await until(async () => (await house.post('nobody', { headers }))?.status === 401);
});

test('while nobody can know whether there is such a hook it is 503', async () => {
  await using house = await openHookHouse();
  await house.add('web');
  expect((await house.post('web', {}))?.status).toBe(202);
  const lock = await locked(house, 'hooks');
  house.hooks[0]?.refresh();
  isBare(await house.post('nobody', {}), 503);
  // In the same words, or who is slow to answer would say which names there are.
  isBare(await house.post('web', { headers: { 'x-signature': 'wrong' } }), 503);
  // Known ones do not have to be asked for.
  expect((await house.post('web', { headers: { 'x-id': 'meanwhile' } }))?.status).toBe(202);
  await lock.open();
});
