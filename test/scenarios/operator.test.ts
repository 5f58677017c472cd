import { generateKeyPairSync } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { verb as doctor } from '../../src/cli/doctor.ts';
import { verb as inbox } from '../../src/cli/inbox.ts';
import { verb as missed } from '../../src/cli/missed.ts';
import { runVerb } from '../../src/cli/run.ts';
import { type Bot, startBot } from '../bot.ts';
import { freshDatabase } from '../database.ts';
import { environmentOn } from '../environment.ts';
import { choresDone } from './house.ts';

/** What an operator reads and does on the command line, next to a Shipmate that serves. */

afterEach(() => void vi.unstubAllEnvs());

async function shipmate({ box, database }: Bot, ...words: string[]): Promise<string> {
  for (const [name, value] of Object.entries(environmentOn(box, database))) vi.stubEnv(name, value);
  return await run(...words);
}

async function run(...words: string[]): Promise<string> {
  const lines: string[] = [];
  const code = await runVerb([doctor, inbox, missed], words, {
    say: line => lines.push(line),
    warn: line => lines.push(`! ${line}`),
  });
  return [...lines, `exit ${code}`]
    .join('\n')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<guid>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/(less than a second|\d+ s) old/g, '<age> old');
}

/** A delivery that nobody can decode: a comment without a body key. */
async function poison(bot: Bot, guid: string): Promise<void> {
  await bot.query(
    `insert into deliveries (guid, source, name, key, lane, state, attempts, error, body)
     values ($1, 'github', 'issue_comment', $2 || '#7', 0, 'aside', 8, E'Error: no \\u001b[31mbody', $3)`,
    [guid, bot.web.id, Buffer.from('{"action":"created","says":"\u009b31m and \u202e"}')],
  );
}

test('the inbox: what waits, one of them, and round again', async () => {
  await using bot = await startBot();
  const alice = bot.box.person('alice');
  await choresDone(bot);
  expect(await shipmate(bot, 'inbox')).toMatchInlineSnapshot(`
    "The inbox is empty: every delivery is done.
    exit 0"
  `);

  bot.web.issue({ by: alice }).comment(alice, 'So that the repository is known');
  bot.web.numbered(1).comment(alice, '/ping');
  await bot.says(bot.web.numbered(1));
  await poison(bot, 'aaaaaaaa-poisoned-1');
  const [{ seq = 0 } = {}] = await bot.query<{ seq: string }>(`select seq from deliveries where state = 'aside'`);
  await poison(bot, 'aaaaaaaa-poisoned-2');
  await bot.query(`update deliveries set body = null where guid = 'aaaaaaaa-poisoned-2'`);
  const numbers = (said: string) => said.replaceAll(/^(! )?\d+(?= )(?! set)/gm, '$1<n>');

  expect(numbers(await shipmate(bot, 'inbox'))).toMatchInlineSnapshot(`
    "2 set aside, 0 waiting, 0 in hand.
    <n>  set aside  issue_comment  acme/web#7  <age> old, tried 8 times: Error: no \\u{1b}[31mbody
    <n>  set aside  issue_comment  acme/web#7  <age> old, tried 8 times: Error: no \\u{1b}[31mbody
    "npm run shipmate -- inbox show <number>" shows one, "… inbox retry <number>" or "… inbox retry all" tries again.
    exit 0"
  `);
  expect(numbers(await shipmate(bot, 'inbox', 'show', String(seq)))).toMatchInlineSnapshot(`
    "<n>  set aside  issue_comment  acme/web#7  <age> old, tried 8 times: Error: no \\u{1b}[31mbody
    X-GitHub-Delivery: aaaaaaaa-poisoned-1
    X-GitHub-Event: issue_comment

    {
      "action": "created",
      "says": "\\u{9b}31m and \\u{202e}"
    }
    exit 0"
  `);
  expect(numbers(await shipmate(bot, 'inbox', 'show', 'aaaaaaaa-poisoned-2'))).toMatchInlineSnapshot(`
    "<n>  set aside  issue_comment  acme/web#7  <age> old, tried 8 times: Error: no \\u{1b}[31mbody
    X-GitHub-Delivery: aaaaaaaa-poisoned-2
    X-GitHub-Event: issue_comment

    Its body was forgotten: bodies are kept for 7 days.
    exit 0"
  `);
  expect(numbers(await shipmate(bot, 'inbox', 'retry', 'aaaaaaaa-poisoned-2'))).toMatchInlineSnapshot(`
    "! <n> cannot be tried again. Its body was forgotten: bodies are kept for 7 days.
    exit 1"
  `);
  expect(numbers(await shipmate(bot, 'inbox', 'retry', '1'))).toMatchInlineSnapshot(`
    "! <n> is settled, and nothing is done twice.
    exit 1"
  `);
  expect(numbers(await shipmate(bot, 'inbox', 'show', '4711'))).toMatchInlineSnapshot(`
    "! There is no delivery 4711. "npm run shipmate -- inbox" lists the open ones.
    exit 1"
  `);
  expect(await shipmate(bot, 'inbox', 'dance', '1')).toMatchInlineSnapshot(`
    "! "dance" is neither show nor retry.
    ! Usage: npm run shipmate -- inbox [show <id> | retry <id> | retry all]
    exit 2"
  `);

  expect(await shipmate(bot, 'inbox', 'retry', 'all')).toMatchInlineSnapshot(`
    "1 goes round again, with all its tries.
    1 cannot: Its body was forgotten: bodies are kept for 7 days.
    exit 0"
  `);
  // The server that runs beside it was woken, and tried.
  await expect
    .poll(() => bot.query(`select state, attempts::int, error from deliveries where guid = 'aaaaaaaa-poisoned-1'`))
    .toMatchObject([{ state: 'done', attempts: 1, error: null }]);
});

test('what was missed, shown and fetched by hand', async () => {
  await using bot = await startBot();
  const alice = bot.box.person('alice');
  const issue = bot.web.issue({ by: alice });
  await choresDone(bot);
  bot.box.webhooks.drop(1);
  issue.comment(alice, '/ping');
  await bot.quiet();

  expect(await shipmate(bot, 'missed', '--dry-run')).toMatchInlineSnapshot(`
    "1 page of GitHub's log read, 3 deliveries compared.
    <guid>  issue_comment  sent at <time>
    1 delivery is missing. The same without --dry-run fetches what is.
    That took 1 call to GitHub.
    exit 0"
  `);
  expect(await bot.says(issue)).toEqual([]);
  expect(await shipmate(bot, 'missed')).toMatchInlineSnapshot(`
    "1 page of GitHub's log read, 3 deliveries compared.
    1 delivery had been missed and is kept now.
    That took 2 calls to GitHub.
    exit 0"
  `);
  expect(await bot.says(issue)).toHaveLength(1);
  expect(await shipmate(bot, 'missed', '--all')).toMatchInlineSnapshot(`
    "1 page of GitHub's log read, 4 deliveries compared.
    Nothing was missed.
    That took 1 call to GitHub.
    exit 0"
  `);

  bot.box.webhooks.hidePayloads = true;
  bot.box.webhooks.drop(1);
  issue.comment(alice, '/ping');
  expect(await shipmate(bot, 'missed')).toMatchInlineSnapshot(`
    "1 page of GitHub's log read, 5 deliveries compared.
    GitHub no longer shows the text of 1 delivery, and was asked to send it again.
    That took 3 calls to GitHub.
    exit 0"
  `);
  expect(await bot.says(issue)).toHaveLength(1);
  expect(await shipmate(bot, 'missed', 'yesterday')).toMatchInlineSnapshot(`
    "! It takes nothing but --all and --dry-run.
    ! Usage: npm run shipmate -- missed [--all] [--dry-run]
    exit 2"
  `);
});

test('the doctor takes as missing only what nobody has fetched since', async () => {
  await using bot = await startBot();
  const alice = bot.box.person('alice');
  const issue = bot.web.issue({ by: alice });
  await choresDone(bot);
  const ofWebhooks = async () =>
    (await shipmate(bot, 'doctor'))
      .match(/^.*webhooks.*$/m)?.[0]
      .replace(/\d+(?= of the last )|(?<=last )\d+|(?<=newest ).*(?= ago)/g, '…');
  bot.box.webhooks.drop(2);
  for (const number of [1, 2]) issue.comment(alice, `/ping ${number}`);
  await bot.quiet();
  expect(await ofWebhooks()).toMatchInlineSnapshot(
    `"✗ shipmate: … of the last … webhooks did not arrive, the newest … ago (504 timed out), and 1 of them had to be fetched; see that the server runs and that GitHub can reach the App's webhook address. "npm run shipmate -- missed" fetches what is missing."`,
  );
  await shipmate(bot, 'missed');
  expect(await bot.says(issue)).toHaveLength(2);
  expect(await ofWebhooks()).toMatchInlineSnapshot(
    `"· shipmate: … of the last … webhooks did not arrive, the newest … ago (504 timed out). They were fetched since, and later ones arrive."`,
  );
});

test('credentials that are missing are named, and the inbox needs none', async () => {
  const database = await freshDatabase();
  vi.stubEnv('DATABASE_URL', database.databaseUrl);
  expect(await run('inbox')).toBe('The inbox is empty: every delivery is done.\nexit 0');
  expect(await run('missed')).toMatchInlineSnapshot(`
    "! Shipmate has no credentials yet: APP_ID, PRIVATE_KEY (or PRIVATE_KEY_PATH) and WEBHOOK_SECRET are not set, nor in .env.
    There are two ways on:
      npm run sandbox                 tries it out at once, on a GitHub in a box
      npm run shipmate -- register    makes a GitHub App of your own and writes .env
    If you have an App already, set the three in the environment or in .env.
    exit 1"
  `);
  await database.drop();
});

test('a verb that asks GitHub says in a sentence that it cannot, and what to look at', async () => {
  await using bot = await startBot();
  const { privateKey: another } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const said = async (verb: string) => (await shipmate(bot, verb)).replaceAll(bot.box.url, 'https://github.test');
  for (const verb of ['doctor', 'missed']) {
    bot.box.faults.next({ times: 20 }, { before: 503 });
    expect(await said(verb)).toMatch(
      /^! GitHub does not answer at https:\/\/github\.test as it should \(GET \/app\S*: 503 [^)]+\)\. See whether .*\nexit 1$/,
    );
    bot.box.faults.clear();
    bot.box.faults.next({ times: 20 }, { secondary: 90 });
    expect(await said(verb)).toMatch(/^! GitHub lets us ask nothing for another 1 m 30 s \(GET \/app\S*: 403 .*\)\.\nexit 1$/);
    bot.box.faults.clear();
    for (const [name, value] of Object.entries(environmentOn(bot.box, bot.database))) vi.stubEnv(name, value);
    vi.stubEnv('PRIVATE_KEY', another.export({ type: 'pkcs8', format: 'pem' }).toString());
    expect(await run(verb)).toMatch(/^! GitHub does not know this App by its key \(GET \/app\S*: 401 .*\nexit 1$/);
  }
});
