import pg from 'pg';
import { expect, test } from 'vitest';
import { startBot } from '../bot.ts';
import { soonest } from '../fastest.ts';
import { until } from '../until.ts';
import { openHouse } from './house.ts';
import { knock } from './knock.ts';

const body = JSON.stringify({ action: 'created', repository: { id: 7 }, issue: { number: 1 } });

async function lockedDeliveries(config: pg.ClientConfig): Promise<{ unlock(): Promise<void> }> {
  const client = new pg.Client(config);
  await client.connect();
  await client.query('begin; lock table deliveries in access exclusive mode');
  return {
    async unlock() {
      await client.query('commit');
      await client.end();
    },
  };
}

test('a store that is slow: 503 within two seconds, and what is kept after all is kept once', async () => {
  await using house = await openHouse();
  const lock = await lockedDeliveries(house.database.config);
  const knocks = async () => {
    const answers = await Promise.all(['first-00', 'second-0', 'second-0'].map(guid => house.send({ body, guid })));
    expect(answers.map(answer => answer?.status)).toEqual([503, 503, 503]);
    expect(answers.map(answer => answer?.body)).toEqual(['', '', '']);
  };
  expect(await soonest(knocks, 2_500)).toBeLessThan(2_500);
  await lock.unlock();
  expect((await house.send({ body, guid: 'first-00' }))?.status).toBe(202);
  await until(async () => (await house.kept()).length === 2);
  expect((await house.kept()).map(one => one.guid).sort()).toEqual(['first-00', 'second-0']);
});

test('a store that is gone: 503, and 202 again when it is back', async () => {
  await using house = await openHouse();
  const admin = new pg.Client({ ...house.database.config, database: 'postgres' });
  await admin.connect();
  const name = house.database.config.database;
  const watch = { name, begun: performance.now() };
  await admin.query(`alter database ${name} allow_connections false`);
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = $2', [
    name,
    'shipmate',
  ]);
  expect((await house.send({ body, guid: 'while-it-is-gone' }))?.status).toBe(503);
  expect(performance.now() - watch.begun).toBeLessThan(2_500);
  await admin.query(`alter database ${name} allow_connections true`);
  await admin.end();
  expect((await house.send({ body, guid: 'when-it-is-back' }))?.status).toBe(202);
  expect((await house.kept()).map(one => one.guid)).toEqual(['when-it-is-back']);
});

test('a disk that is full: 503, one line in the log, and not ready until a write went well', async () => {
  await using bot = await startBot();
  const bob = bot.box.person('bob');
  const issue = bot.web.issue({ by: bob });
  await bot.quiet();
  const ready = async () => (await fetch(`${bot.app.url}/readyz`)).status;
  const told = () => bot.log.filter(line => line.includes('deliveries cannot be kept'));
  // The database says it as it does on a disk without space; what it is asked it still answers.
  await bot.query(`create function full_disk() returns trigger language plpgsql as
    $$ begin raise exception 'could not extend file "base/5/16430": No space left on device' using errcode = 'disk_full'; end $$`);
  await bot.query('create trigger full_disk before insert on deliveries execute function full_disk()');
  expect(await ready()).toBe(200);
  for (const words of ['one', 'two', 'three']) issue.comment(bob, words);
  await bot.box.settled();
  expect(bot.box.deliveries.slice(-3).map(one => one.statusCode)).toEqual([503, 503, 503]);
  expect(await ready()).toBe(503);
  expect(told()).toHaveLength(1);
  expect(told()[0]).toContain('No space left on device');
  await bot.query('drop trigger full_disk on deliveries');
  issue.comment(bob, 'four');
  await bot.box.settled();
  expect(await ready()).toBe(200);
});

test('answered 503, kept after all, sent again by GitHub, and done once', async () => {
  await using bot = await startBot();
  const bob = bot.box.person('bob');
  const pull = bot.web.pullRequest({ by: bob });
  await bot.quiet();
  const lock = await lockedDeliveries(bot.database.config);
  pull.comment(bob, '/ping');
  await bot.box.settled();
  const delivery = bot.box.deliveries.at(-1);
  expect(delivery?.statusCode).toBe(503);
  await lock.unlock();
  const again = { secret: bot.box.credentials.webhookSecret, body: delivery?.body ?? '', guid: delivery?.guid ?? '' };
  const answer = await knock(Number(new URL(bot.app.url).port), { ...again, event: 'issue_comment' });
  expect(answer?.status).toBe(202);
  expect(await bot.says(pull)).toEqual([expect.stringMatching(/^I am here\./)]);
});
