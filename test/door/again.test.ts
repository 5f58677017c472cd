import { expect, test } from 'vitest';
import { type Bot, startBot } from '../bot.ts';
import { until } from '../until.ts';
import { knock } from './knock.ts';

/** Only the body is signed: whoever has seen one can send it again, under any id and as any event. */

const here = expect.stringMatching(/^I am here\./);

async function captured(bot: Bot, event: string) {
  await bot.quiet();
  const delivery = bot.box.deliveries.findLast(one => one.event === event);
  if (!delivery) throw new Error(`no ${event} was sent`);
  const replay = (guid: string, name: string) =>
    knock(Number(new URL(bot.app.url).port), {
      secret: bot.box.credentials.webhookSecret,
      body: delivery.body,
      guid,
      event: name,
    });
  return { delivery, replay };
}

const rows = (bot: Bot) => bot.query<{ guid: string; state: string }>('select guid, state from deliveries order by seq');
const written = (bot: Bot) => bot.box.ledger.writes.length;

test('the same delivery again is 202 and nothing more', async () => {
  await using bot = await startBot();
  const bob = bot.box.person('bob');
  const pull = bot.web.pullRequest({ by: bob });
  pull.comment(bob, '/ping');
  expect(await bot.says(pull)).toEqual([here]);
  const { delivery, replay } = await captured(bot, 'issue_comment');
  const [before, writes] = [await rows(bot), written(bot)];
  const answers = await Promise.all(Array.from({ length: 20 }, () => replay(delivery.guid, delivery.event)));
  expect(answers.map(answer => answer?.status)).toEqual(answers.map(() => 202));
  expect(await bot.says(pull)).toEqual([]);
  expect(await rows(bot)).toEqual(before);
  expect(written(bot)).toBe(writes);
});

test('under another id', async () => {
  await using bot = await startBot();
  const bob = bot.box.person('bob');
  const pull = bot.web.pullRequest({ by: bob });
  pull.comment(bob, '/ping');
  expect(await bot.says(pull)).toEqual([here]);
  const { replay } = await captured(bot, 'issue_comment');
  for (const at of [1, 2, 3]) expect((await replay(`another-id-${at}`, 'issue_comment'))?.status).toBe(202);
  expect(await bot.says(pull)).toEqual([]);
  expect(await bot.query('select id from commands')).toHaveLength(1);
});

const speaking = ['issue_comment', 'pull_request_review', 'pull_request_review_comment'];
const others = ['pull_request', 'push', 'issues', 'check_run', 'installation', 'ping', 'no_such_event'];

test.each(speaking)('what was heard as %s, as every other event', async event => {
  await using bot = await startBot();
  const bob = bot.box.person('bob');
  const pull = bot.web.pullRequest({ by: bob, files: { 'README.md': 'changed\n' } });
  if (event === 'issue_comment') pull.comment(bob, '/ping');
  if (event === 'pull_request_review') pull.review(bob, '/ping');
  if (event === 'pull_request_review_comment') pull.review(bob, '', 'COMMENTED', [{ path: 'README.md', line: 1, body: '/ping' }]);
  expect(await bot.says(pull)).toEqual([here]);
  const { replay } = await captured(bot, event);
  const writes = written(bot);
  for (const name of [...speaking, ...others]) {
    expect((await replay(`replay-as-${name.replaceAll('_', '-')}`, name))?.status).toBe(202);
  }
  await bot.box.settled();
  // Some have not the shape that their name promises: these are tried again, and at last are an operator's.
  await until(async () => {
    await bot.database.shiftClock('61 minutes');
    return (await bot.query(`select from deliveries where state in ('waiting', 'taken')`)).length === 0;
  });
  expect(await bot.says(pull)).toEqual([]);
  expect(await bot.query('select id from commands')).toHaveLength(1);
  expect(bot.box.ledger.writes.slice(writes).filter(one => one.route !== 'graphql addReaction')).toEqual([]);
});

test('with the secret: words that were said elsewhere are not said here, whatever the payload says', async () => {
  await using bot = await startBot({ private: false });
  const { box, web } = bot;
  const bob = box.person('bob');
  const notes = box.repository('bob/notes', { private: false });
  const issue = web.issue({ by: bob });
  const hint = issue.comment(bob, 'Nothing to do.');
  const elsewhere = notes.issue({ by: bob }).comment(bob, '/ping');
  const { delivery } = await captured(bot, 'issue_comment');
  const payload = JSON.parse(delivery.body.toString());
  expect(payload.comment.node_id).toBe(hint.node);
  Object.assign(payload.comment, { body: '/ping', node_id: elsewhere.node });
  const answer = await knock(Number(new URL(bot.app.url).port), {
    secret: box.credentials.webhookSecret,
    body: JSON.stringify(payload),
    guid: 'forged-with-the-secret',
    event: 'issue_comment',
  });
  expect(answer?.status).toBe(202);
  expect(await bot.says(issue)).toEqual([]);
});
