import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { handler } from '../../src/core/feature.ts';
import { masking, openLog } from '../../src/engine/log.ts';
import { running } from '../../src/engine/run.ts';
import { work } from '../../src/engine/work.ts';
import { decode } from '../../src/github/decode.ts';
import { openStore } from '../../src/store/connection.ts';
import { startBot } from '../bot.ts';
import { until } from '../until.ts';
import { openHouse, secret } from './house.ts';
import { hmac, knock } from './knock.ts';

const { privateKey: pem } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const token = `ghs_${'aB3dE6gH9k'.repeat(3)}123456`;
const pat = `github_pat_${'11AAAAAAA0aB3dE6gH9k'.repeat(2)}`;
const jwt = `eyJhbGciOiJSUzI1NiJ9.eyJpYXQiOjE3MzAwMDAwMDB9.${'s1gnature'.repeat(5)}`;
const middleOfPem = pem.split('\n')[4] ?? '-';

const payload = {
  action: 'created',
  installation: { id: 1 },
  repository: { id: 7, name: 'web', owner: { login: 'acme' }, private: true, default_branch: 'main' },
  issue: { number: 42 },
  comment: { node_id: 'IC_1', user: { id: 2, login: 'bob', type: 'User' }, body: 'hello', created_at: '2100-01-01T00:00:00Z' },
};

/** What a handler threw, and all that anybody can read of it afterwards. */
async function thrown(message: string): Promise<string> {
  await using house = await openHouse();
  const store = openStore(house.database.config, { warn() {} });
  const log: string[] = [];
  const mask = masking([secret]);
  const leaky = handler({
    on: 'CommentPosted',
    facts: () => Promise.reject(new Error(message, { cause: new Error(message) })),
    scope: () => 'never/reached',
    decide: () => {
      throw new Error('never reached');
    },
  });
  const run = running({ store, handlers: [leaky], birth: new Date(0), ask: () => Object.create(null) });
  const worker = work({
    store,
    holder: 'test',
    log: openLog('debug', mask, { write: line => void log.push(line) }),
    mask,
    handle: async taken => run(taken, decode(taken.name, JSON.parse(taken.body?.toString() ?? ''), 1)),
  });
  const answer = await house.send({ body: JSON.stringify(payload) });
  expect(answer?.status).toBe(202);
  const errors = async () => (await store.db.selectFrom('deliveries').select('error').execute()).map(row => row.error ?? '');
  worker.wake();
  await until(async () => (await errors()).some(error => error !== ''));
  await worker.stop();
  const rows = JSON.stringify(await errors());
  await store.close();
  return [JSON.stringify(answer), ...log, rows].join('\n');
}

test.each([
  ['the webhook secret', `signed with ${secret} and lost`, secret],
  ['the webhook secret at the edge of what is kept', `${'word '.repeat(95)}${secret}`, secret.slice(0, 8)],
  ['a token of the App', `GET failed: authorization: token ${token}`, token],
  ['a token of a person', `remote: https://x-access-token:${pat}@github.com/acme/web.git`, pat],
  ['a token at the edge of what is kept', `${'word '.repeat(96)}${token}`, token.slice(0, 10)],
  ['a JWT', `bearer ${jwt}`, 's1gnature'],
  ['a PEM', `key:\n${pem}`, middleOfPem],
  ['a PEM with its lines written out', `key: ${JSON.stringify(pem)}`, middleOfPem],
  ['a PEM at the edge of what is kept', `${'word '.repeat(90)}${pem}`, pem.split('\n')[1]?.slice(0, 20) ?? '-'],
  ['a PEM in base64', `PRIVATE_KEY=${Buffer.from(pem).toString('base64')}`, Buffer.from(pem).toString('base64').slice(60, 100)],
  ['a password of a database', 'connect postgres://shipmate:hunter2hunter2@db/x failed', 'hunter2hunter2'],
])('%s, thrown by a handler, is read nowhere', async (_, message, leak) => {
  const read = await thrown(message);
  expect(read).toContain('not handled yet');
  expect(read).not.toContain(leak);
});

test('a wrong signature leaves no word in the log', async () => {
  await using bot = await startBot();
  await bot.quiet();
  const body = JSON.stringify({ ...payload, marker: 'mallory-was-here' });
  const port = Number(new URL(bot.app.url).port);
  const before = bot.log.length;
  await knock(port, { secret: 'not-the-one-that-counts', body });
  await knock(port, { secret: bot.box.credentials.webhookSecret, body: '{"mallory-was-here":' });
  expect(bot.log.slice(before).join('')).not.toContain('mallory-was-here');
  expect(bot.log.join('')).not.toContain(bot.box.credentials.webhookSecret);
  expect(bot.log.join('')).not.toContain(hmac(body, bot.box.credentials.webhookSecret));
});
