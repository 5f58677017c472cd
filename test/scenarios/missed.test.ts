import { expect, test } from 'vitest';
import { missedDeliveries } from '../../src/engine/missed.ts';
import { start } from '../../src/server.ts';
import { settingsOn, startBot } from '../bot.ts';
import { until } from '../until.ts';
import { asked, choreNow, choresDone, choresIn } from './house.ts';

/** Webhooks that never came, came to nothing, or were lost after we took them. */

const log = 'GET /app/hook/deliveries';
const one = 'GET /app/hook/deliveries/{delivery_id}';
const again = 'POST /app/hook/deliveries/{delivery_id}/attempts';
const ofLog = (calls: string[]) => calls.filter(route => route.includes('/hook/'));

test('dropped webhooks are found by the next pass, in the order they were said, at one page and one call each', async () => {
  await using bot = await startBot();
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  await choresDone(bot);
  box.webhooks.drop(3);
  for (const body of ['/ping', '/ping 2', '/ping 3']) issue.comment(bob, body);
  const calls = asked(bot);
  await choresIn(bot, 6);
  expect(ofLog(calls)).toEqual([log, one, one, one]);
  const said = await bot.says(issue);
  expect(said).toHaveLength(3);
  const kept = await bot.query<{ said: string }>(
    `select convert_from(body, 'UTF8')::jsonb->'comment'->>'body' as said from deliveries where name = 'issue_comment' order by seq limit 3`,
  );
  expect(kept.map(row => row.said)).toEqual(['/ping', '/ping 2', '/ping 3']);

  calls.length = 0;
  await choreNow(bot, missedDeliveries);
  expect(ofLog(calls)).toEqual([log]);
  expect(await bot.says(issue)).toEqual([]);
});

test('what was acknowledged and then lost is found too', async () => {
  await using bot = await startBot();
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  await choresDone(bot);
  box.webhooks.hold();
  issue.comment(bob, '/ping');
  await bot.query(`create function lose() returns trigger language plpgsql as 'begin return null; end'`);
  await bot.query(`create trigger lose before insert on deliveries for each row execute function lose()`);
  box.webhooks.release();
  await box.settled();
  await bot.query(`drop trigger lose on deliveries`);
  expect(box.deliveries.at(-1)).toMatchObject({ event: 'issue_comment', statusCode: 202 });
  expect(await bot.says(issue)).toEqual([]);
  await choresIn(bot, 6);
  expect(await bot.says(issue)).toHaveLength(1);
});

test('where GitHub shows no payload it is asked to send again; what never comes is asked for three times and no more', async () => {
  await using bot = await startBot();
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  await choresDone(bot);
  box.webhooks.hidePayloads = true;
  box.webhooks.drop(1);
  issue.comment(bob, '/ping');
  const calls = asked(bot);
  await choresIn(bot, 6);
  expect(ofLog(calls)).toEqual([log, one, again]);
  expect(await bot.says(issue)).toHaveLength(1);

  calls.length = 0;
  box.webhooks.drop(100);
  issue.comment(bob, '/ping');
  for (let pass = 0; pass < 6; pass += 1) await choreNow(bot, missedDeliveries);
  expect(ofLog(calls).filter(route => route === again)).toHaveLength(3);
});

test('after three days without us the log is read back to where we stopped', { timeout: 120_000 }, async () => {
  await using bot = await startBot();
  const { box, web, app } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  await choresDone(bot);
  await app.stop();
  box.webhooks.url = null;
  const perDay = 90;
  for (let day = 0; day < 3; day += 1) {
    await bot.later(23 * 60);
    for (let nth = 0; nth < perDay; nth += 1) issue.comment(bob, nth === 45 ? '/ping' : 'Hello.');
  }
  const calls = asked(bot);
  const back = await start(settingsOn(box, bot.database), { write() {} });
  // More than five hundred calls, one after the other.
  await choresDone(bot, 90_000);
  expect(await bot.says(issue)).toHaveLength(3);
  // This machine's clock is now three days behind GitHub's: each call of the App is refused, and made again with the right time.
  expect(ofLog(calls).filter(route => route === log)).toHaveLength(2 * 3);
  expect(ofLog(calls).filter(route => route === one)).toHaveLength(2 * 3 * perDay);
  await back.stop();
});

test('of two replicas one makes the pass', async () => {
  await using bot = await startBot();
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  const other = await start(settingsOn(box, bot.database), { write() {} });
  await choresDone(bot);
  box.webhooks.drop(1);
  issue.comment(bob, '/ping');
  const calls = asked(bot);
  await choresIn(bot, 6);
  expect(ofLog(calls)).toEqual([log, one]);
  expect(await bot.says(issue)).toHaveLength(1);
  await other.stop();
});

test('DELIVERIES=poll needs no address: the log is read every ten seconds', async () => {
  await using bot = await startBot({ box: { webhookUrl: null }, env: { DELIVERIES: 'poll' } });
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  await choresDone(bot);
  issue.comment(bob, '/ping');
  await bot.later(10.1 / 60);
  await until(async () => (await bot.says(issue)).length === 1);
  // No pass sooner than ten seconds after the last one.
  const [{ wait } = { wait: 0 }] = await bot.query<{ wait: number }>(
    `select extract(epoch from due_at - clock())::float8 as wait from chores where name = 'missed deliveries'`,
  );
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(10);
});

test('what is older than the database is known and not handled', async () => {
  await using bot = await startBot({ box: { webhookUrl: null } });
  const { box, web } = bot;
  const bob = box.person('bob');
  await choresDone(bot);
  web.issue({ by: bob }).comment(bob, '/ping');
  await bot.query(`update births set born_at = clock() + interval '1 minute'`);
  await bot.app.stop();
  await bot.later(5);
  const back = await start(settingsOn(box, bot.database), { write() {} });
  await choresDone(bot);
  expect(await bot.says(web.numbered(1))).toEqual([]);
  expect(await bot.query(`select state from deliveries where name = 'issue_comment'`)).toEqual([{ state: 'seen' }]);
  await back.stop();
});
