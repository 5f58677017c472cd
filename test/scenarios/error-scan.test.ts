import { expect, test } from 'vitest';
import { start } from '../../src/server.ts';
import { type Bot, settingsOn } from '../bot.ts';
import { addHeader, alertBot, groups } from './alerts.ts';
import { only, ours, push, same } from './builds.ts';
import { after, settles } from './deploys.ts';
import { choreNow } from './house.ts';
import { type Logs, logged, logs, scanned, scanRows } from './scans.ts';

/** Errors that no tool tells of, found in the logs themselves. */

interface Options {
  say?: string;
  file?: string;
  allowed?: boolean;
  private?: boolean;
}

const fileOf = ({ url }: Logs, say = '') =>
  `errors: { scan: { api: { loki: { url: '${url}', query: '{app="api"}' }, pattern: ERROR${say} } } }\n`;

/** Only counted, and told to nobody. */
const silently = (from: Logs) => fileOf(from).replace('{ scan', '{ open_after: never, scan');

function scanBot(from: Logs, { say = '', file = fileOf(from, say), allowed = true, ...rest }: Options = {}): Promise<Bot> {
  const env: Record<string, string> = allowed ? { OUTSIDE_ALLOWED_HOSTS: new URL(from.url).host } : {};
  return alertBot({ file, hooks: {}, env, ...rest });
}

const counts = async (bot: Bot) => (await groups(bot)).map(({ title, alerts }) => `${alerts} ${title}`);

test('a line that is an error has an issue, which closes itself when it is quiet', async () => {
  await using loki = await logs('loki');
  const file = fileOf(loki, ', environment: prod').replace('{ scan', '{ close_after: 2h, scan');
  await using bot = await scanBot(loki, { file });
  await logged(bot, loki, 'INFO all is well');
  await logged(bot, loki, 'ERROR no route to 10.0.0.7');
  await scanned(bot);
  const issue = only(bot);
  expect(same(bot, `${issue.row.title}\n\n${issue.row.body}`)).toMatchInlineSnapshot(`
    "[prod] ERROR no route to 10.0.0.7

    ❌ **error** since <time> (UTC), once.

    - Environment: \`prod\`

    The scan \`api\` finds it. This closes itself when it has not happened for 2 h. \`/ack\` says that you look at it · \`/resolve\` that it is over."
  `);
  await bot.later(3 * 60);
  await scanned(bot);
  expect(issue.row.state).toBe('closed');
  expect(await bot.says(issue)).toEqual(['✅ It has not happened for 2 h.']);
});

test('what is ignored is nothing, and an error counts from its threshold on, with those before it', async () => {
  await using loki = await logs('loki');
  await using bot = await scanBot(loki, { say: ", threshold: 3 in 5m, ignore: ['known']" });
  await logged(bot, loki, 'ERROR known', { times: 9 });
  await logged(bot, loki, 'ERROR disk full', { times: 2 });
  await scanned(bot);
  expect([ours(bot), await counts(bot)]).toEqual([[], []]);
  await logged(bot, loki, 'ERROR disk full');
  await scanned(bot);
  expect(await counts(bot)).toEqual(['3 ERROR disk full']);
  expect(only(bot).row.title).toBe('ERROR disk full');
});

test('each line counts once: late ones, many at one time, and more than a page', async () => {
  await using loki = await logs('loki');
  await using bot = await scanBot(loki, { file: silently(loki) });
  await logged(bot, loki, 'ERROR at once', { times: 1_500, apart: 0 });
  await logged(bot, loki, 'ERROR in turn', { times: 2_500 });
  await after(bot, 20);
  // As late as the file allows.
  await logged(bot, loki, 'ERROR late', { before: 55 });
  await scanned(bot, 5);
  expect((await counts(bot)).toSorted()).toEqual(['1 ERROR late', '1500 ERROR at once', '2500 ERROR in turn']);
  expect(await scanRows(bot)).toEqual([{ name: 'api', hits: 4_001, trouble: null, missed: null }]);
  await scanned(bot);
  expect(await scanRows(bot)).toMatchObject([{ hits: 4_001 }]);
});

test('Elasticsearch and any JSON are asked in their own words', async () => {
  await using elastic = await logs('elasticsearch');
  await using json = await logs('json');
  const file = `errors:
  scan:
    search: { elasticsearch: { url: '${elastic.url}/logs-*', query: 'level:error' } }
    list: { json: { url: '${json.url}/events?since={from}', items: data.items, message: says, at: when, id: id }, level: warning }
`;
  const env = { OUTSIDE_ALLOWED_HOSTS: '127.0.0.1' };
  await using bot = await alertBot({ file, hooks: {}, env });
  await logged(bot, elastic, 'Searching failed', { times: 1_200, apart: 0 });
  await logged(bot, json, 'Slow', { times: 2 });
  await scanned(bot, 4);
  expect((await counts(bot)).toSorted()).toEqual(['1200 Searching failed', '2 Slow']);
  expect(only(bot).row.title).toBe('Searching failed');
  await logged(bot, json, 'Slow');
  await scanned(bot);
  expect(ours(bot).map(({ row }) => row.title)).toEqual(['Searching failed', 'Slow']);
  expect(elastic.asked[0]?.path).toBe('/logs-*/_search?allow_partial_search_results=false');
  // Told before all pages of it were counted, it says so when it has happened a thousand times.
  for (const issue of ours(bot)) await bot.says(issue);
});

test('who loses it between the answer and the commit has counted nothing', async () => {
  await using loki = await logs('loki');
  await using bot = await scanBot(loki);
  await logged(bot, loki, 'ERROR once', { times: 3 });
  await settles(bot);
  let lost = 0;
  loki.meanwhile = async () => {
    if (lost === 2) return;
    lost += 1;
    // As if the lease had run out: somebody else takes it.
    await bot.query(
      `update deliveries set state = 'waiting', holder = null, lease_until = null where state = 'taken' and key like '%/error-scan/api'`,
    );
  };
  await scanned(bot);
  expect([lost, await counts(bot)]).toEqual([2, ['3 ERROR once']]);
  expect(bot.log.join('')).toContain('another worker has taken it over');
});

test('who was away goes on from where it was, and not from now', async () => {
  await using loki = await logs('loki');
  await using bot = await scanBot(loki);
  await logged(bot, loki, 'ERROR before', { times: 3 });
  await scanned(bot);
  await bot.app.stop();
  await logged(bot, loki, 'ERROR while nobody asked', { times: 7 });
  await bot.later(120);
  const env = { OUTSIDE_ALLOWED_HOSTS: '127.0.0.1' };
  const again = await start(settingsOn(bot.box, bot.database, env), { write() {} });
  try {
    await scanned(bot, 4);
    expect((await counts(bot)).toSorted()).toEqual(['3 ERROR before', '7 ERROR while nobody asked']);
    expect(ours(bot)).toHaveLength(2);
  } finally {
    await again.stop();
  }
});

test('two who serve one database, and read the same at the same time, count once', async () => {
  await using loki = await logs('loki');
  await using bot = await scanBot(loki, { file: silently(loki) });
  const env = { OUTSIDE_ALLOWED_HOSTS: '127.0.0.1' };
  const other = await start(settingsOn(bot.box, bot.database, env), { write() {} });
  try {
    await logged(bot, loki, 'ERROR twice', { times: 600 });
    await settles(bot);
    const before = loki.asked.length;
    const both = Promise.withResolvers<void>();
    loki.meanwhile = async () => {
      const asking = loki.asked.length - before;
      // A turn too many, that need not wait for the other one.
      if (asking === 1)
        await bot.query(
          `insert into deliveries (guid, source, name, key, lane, body)
           select guid || '/again', source, name, key || '/again', lane, body from deliveries
           where state = 'taken' and key like '%/error-scan/api'`,
        );
      if (asking >= 2) both.resolve();
      await both.promise;
    };
    await bot.query(`select pg_notify('deliveries', '')`);
    await scanned(bot);
    expect(loki.asked.length).toBeGreaterThan(before + 2);
    expect(await counts(bot)).toEqual(['600 ERROR twice']);
    const turns = await bot.query(`select 1 from deliveries where state = 'waiting' and key like '%/error-scan/api'`);
    expect(turns).toHaveLength(1);
  } finally {
    await other.stop();
  }
});

test('another query goes on from where the one before was, and one that is gone is forgotten', async () => {
  await using loki = await logs('loki');
  await using bot = await scanBot(loki);
  await logged(bot, loki, 'ERROR one');
  await logged(bot, loki, 'FATAL one');
  await scanned(bot);
  push(bot, { '.github/shipmate.yml': fileOf(loki, '|FATAL') }, 'alice');
  await settles(bot);
  await logged(bot, loki, 'FATAL two');
  await scanned(bot);
  expect((await counts(bot)).toSorted()).toEqual(['1 ERROR one', '1 FATAL two']);
  push(bot, { '.github/shipmate.yml': 'errors: true\n' }, 'alice');
  await settles(bot);
  expect(await scanRows(bot)).toEqual([]);
  const asked = loki.asked.length;
  await logged(bot, loki, 'ERROR three');
  await scanned(bot);
  expect([loki.asked.length, (await counts(bot)).length]).toEqual([asked, 2]);
});

test('inside, nobody is asked whom the operator has not allowed, and /status says so', async () => {
  await using loki = await logs('loki');
  await using bot = await scanBot(loki, { allowed: false });
  await scanned(bot);
  expect(loki.asked).toEqual([]);
  const asks = bot.web.issue({ by: bot.box.person('alice') });
  asks.comment(bot.box.person('alice'), '/status');
  const [said = ''] = await bot.says(asks);
  expect(same(bot, said).replaceAll(/:\d{4,5}`/g, ':<port>`')).toMatchInlineSnapshot(`
    "✅ No error of production is open here.
    🔎 Found by scans: \`api\` 0.
    - ⚠️ The scan \`api\` has no answer since <time>: \`127.0.0.1\` is not on the open internet. Whoever runs Shipmate can allow it: \`OUTSIDE_ALLOWED_HOSTS=127.0.0.1:<port>\`."
  `);
});

test('nor does an answer send us there', async () => {
  await using loki = await logs('loki');
  await using inside = await logs('loki');
  await using bot = await scanBot(loki);
  loki.fails = { status: 302, location: `${inside.url}/latest/meta-data` };
  await scanned(bot);
  expect(inside.asked).toEqual([]);
  expect((await scanRows(bot))[0]?.trouble).toContain('is not on the open internet');
});

test('what fails is tried again, later and later, and nothing is lost by it', async () => {
  await using loki = await logs('loki');
  loki.fails = { status: 500, body: '{"message":"no disk left, says alice@acme.test"}' };
  await using bot = await scanBot(loki);
  await logged(bot, loki, 'ERROR in the night', { times: 5 });
  for (let minute = 0; minute < 60; minute += 1) await after(bot, 61);
  expect((await scanRows(bot))[0]?.trouble).toBe('It answered 500: `no disk left, says ***@***`.');
  const tries = loki.asked.length;
  expect(tries).toBeGreaterThan(5);
  expect(tries).toBeLessThan(15);
  loki.fails = null;
  await after(bot, 16 * 60);
  await scanned(bot);
  expect(await counts(bot)).toEqual(['5 ERROR in the night']);
  expect(await scanRows(bot)).toMatchObject([{ hits: 5, trouble: null }]);
});

test('a turn that got lost comes back', async () => {
  await using loki = await logs('loki');
  await using bot = await scanBot(loki);
  await scanned(bot);
  await bot.query(`delete from deliveries where name = 'Due' and state = 'waiting' and key like '%/error-scan/api'`);
  await logged(bot, loki, 'ERROR unheard');
  await after(bot, 11 * 60);
  expect(await counts(bot)).toEqual([]);
  await choreNow(bot, 'whose errors');
  await scanned(bot);
  expect(await counts(bot)).toEqual(['1 ERROR unheard']);
});

test('one that is only late has no other', async () => {
  await using loki = await logs('loki');
  await using bot = await scanBot(loki);
  await scanned(bot);
  const turns = `state = 'waiting' and key like '%/error-scan/api'`;
  await bot.query(`update deliveries set due_at = clock() + interval '1 hour' where ${turns}`);
  await after(bot, 11 * 60);
  await choreNow(bot, 'whose errors');
  expect(await bot.query(`select 1 from deliveries where ${turns}`)).toHaveLength(1);
});

test('a public repository has none unless its file says so', async () => {
  await using loki = await logs('loki');
  await using bot = await scanBot(loki, { private: false });
  await scanned(bot);
  expect(loki.asked).toEqual([]);
  expect((await scanRows(bot))[0]?.trouble).toBe('acme/web is public: its file names a private repository, or says public: true');
});

test('a secret goes to its address, and along with no answer that sends us elsewhere', async () => {
  await using loki = await logs('loki');
  await using other = await logs('loki');
  const env = { OUTSIDE_ALLOWED_HOSTS: '127.0.0.1' };
  await using bot = await alertBot({ file: fileOf(loki, ', auth: logs'), hooks: {}, env });
  await scanned(bot, 1);
  expect((await scanRows(bot))[0]?.trouble).toContain('There is no secret `logs` for this address.');
  await addHeader(bot, 'logs', loki.url, 'Bearer 4711-4711');
  await logged(bot, loki, 'ERROR inside');
  await scanned(bot);
  expect([...new Set(loki.asked.map(({ auth }) => auth))]).toEqual(['Bearer 4711-4711']);
  expect(await counts(bot)).toEqual(['1 ERROR inside']);
  loki.fails = { status: 307, location: `${other.url}/loki/api/v1/query_range?start=0&end=1&limit=1` };
  await scanned(bot);
  expect(other.asked.length).toBeGreaterThan(0);
  expect([...new Set(other.asked.map(({ auth }) => auth))]).toEqual([null]);
  push(bot, { '.github/shipmate.yml': fileOf(other, ', auth: logs') }, 'alice');
  await settles(bot);
  const seen = other.asked.length;
  await scanned(bot);
  expect(other.asked).toHaveLength(seen);
});
