import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { sources } from '../../src/features/errors/sources/index.ts';
import { openStore } from '../../src/store/connection.ts';
import { addHook, hookKey, listHooks } from '../../src/store/hooks.ts';
import { seal } from '../../src/store/sealed.ts';
import { startBot } from '../bot.ts';
import { until } from '../until.ts';

const key = randomBytes(32);
const secret = 'only-these-hooks-know-what-is-in-here-4711';

test('a sample of every source comes through its door in the whole App, and is read', async () => {
  await using bot = await startBot({ env: { SECRETS_KEY: key.toString('base64') } });
  const store = openStore(bot.database.config, { warn() {} });
  const post = async (name: string, headers: Record<string, string>, body: string) =>
    (await fetch(`${bot.app.url}/hooks/${name}`, { method: 'POST', headers, body })).status;
  for (const { kind, sample } of sources) {
    const hook = { name: kind, kind, owner: 'acme', repository: 'acme/web', settings: {} };
    await addHook(store.db, hook, seal([key], hookKey(kind), secret));
    const { headers, body } = sample(secret, new Date(), {});
    await until(async () => (await post(kind, headers, body)) === 202);
    const forged = sample(`${secret}.`, new Date(), {});
    expect(await post(kind, forged.headers, forged.body)).toBe(401);
  }
  await until(async () => (await listHooks(store.db)).every(({ heard, unread }) => heard > 0 && unread === 0));
  expect(await post('nobody', {}, '{}')).toBe(401);
  const page = JSON.stringify({ routing_key: secret, event_action: 'trigger', dedup_key: 'disk', payload: { summary: 'Full' } });
  const paged = await fetch(`${bot.app.url}/hooks/pagerduty-events`, { method: 'POST', body: page });
  expect(paged.headers.get('content-type')).toBe('application/json');
  expect(await paged.json()).toEqual({ status: 'success', message: 'Event processed', dedup_key: 'disk' });
  const spelt = page.replace(secret, secret.replaceAll('-', '\\u002d'));
  expect(await post('pagerduty-events', {}, spelt)).toBe(202);
  await until(async () => (await listHooks(store.db)).every(({ unread }) => unread === 0));
  const [kept] = await bot.query<{ body: string }>(
    `select convert_from(body, 'utf8') as body from deliveries order by seq desc limit 1`,
  );
  expect(kept?.body).toBe(page.replace(secret, '***'));
  await store.close();
  expect(await bot.query(`select name, error from deliveries where source = 'hook' and state <> 'done'`)).toEqual([]);
  expect(bot.log.join('')).not.toContain(secret);
  expect(bot.log.join('')).not.toContain(key.toString('base64'));
});

test('without a key there are no hooks, and who only works has no door', async () => {
  await using bot = await startBot();
  const status = async (url: string) => (await fetch(`${url}/hooks/web`, { method: 'POST', body: '{}' })).status;
  expect(await status(bot.app.url)).toBe(401);
  await using worker = await startBot({ env: { ROLE: 'worker' } });
  expect(await status(worker.app.url)).toBe(404);
});
