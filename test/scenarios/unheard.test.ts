import { expect, test } from 'vitest';
import { type Bot, startBot } from '../bot.ts';
import { asked, choreNow, choresDone } from './house.ts';

/** Comments that GitHub never told of, not even in its log: found by looking where something is under way. */

const chore = 'unheard comments';
const looked = 'graphql comments(last';
const fetched = 'GET /repos/{owner}/{repo}/issues/comments/{comment_id}';

/** Somebody spoke to us in the issue, and that is settled. */
async function underWay(bot: Bot) {
  const bob = bot.box.person('bob');
  const issue = bot.web.issue({ by: bob });
  issue.comment(bob, '/ping');
  expect(await bot.says(issue)).toHaveLength(1);
  await choreNow(bot, chore);
  return { bob, issue };
}

test('a command that nobody told of is found and answered, at one query and one read', async () => {
  await using bot = await startBot();
  const { bob, issue } = await underWay(bot);
  const pull = bot.web.pullRequest({ by: bob });
  await bot.quiet();
  bot.box.webhooks.drop(3, { logged: false });
  issue.comment(bob, 'Nothing for you.');
  const silent = issue.comment(bob, '/ping');
  pull.comment(bob, '/ping');
  const calls = asked(bot);
  await choreNow(bot, chore);
  expect(await bot.says(issue)).toHaveLength(1);
  expect(await bot.says(pull)).toHaveLength(1);
  expect(silent.reactions).toHaveLength(1);
  expect(calls.filter(route => route === looked || route === fetched)).toEqual([looked, fetched, fetched]);
});

test('what was delivered, found before, or said by us costs nothing more than the query', async () => {
  await using bot = await startBot({ private: false });
  const { bob, issue } = await underWay(bot);
  bot.box.webhooks.drop(1, { logged: false });
  issue.comment(bob, '/ping');
  await choreNow(bot, chore);
  expect(await bot.says(issue)).toHaveLength(1);
  issue.comment(bot.box.person('mallory'), '/ping');
  await bot.quiet();
  const calls = asked(bot);
  await choreNow(bot, chore);
  expect(calls).toEqual([looked]);
});

test('when its webhook comes after all, it runs no second time', async () => {
  await using bot = await startBot();
  const { bob, issue } = await underWay(bot);
  bot.box.webhooks.hold();
  issue.comment(bob, '/ping');
  await choreNow(bot, chore);
  bot.box.webhooks.release();
  expect(await bot.says(issue)).toHaveLength(1);
});

test('another App’s hand in a comment is found with it', async () => {
  await using bot = await startBot();
  const { bob, issue } = await underWay(bot);
  bot.box.webhooks.drop(1, { logged: false });
  issue.comment(bob, '/ping', { throughApp: 'zapier' });
  await choreNow(bot, chore);
  expect(await bot.says(issue)).toEqual([expect.stringContaining('written by the App `zapier` in your name')]);
});

test('where nothing was under way for an hour nobody looks', async () => {
  await using bot = await startBot();
  const { bob, issue } = await underWay(bot);
  await bot.query(`update repositories set heard_at = clock() - interval '61 minutes'`);
  bot.box.webhooks.drop(1, { logged: false });
  issue.comment(bob, '/ping');
  const calls = asked(bot);
  await choreNow(bot, chore);
  expect(calls).toEqual([]);
  expect(await bot.says(issue)).toEqual([]);
});

/** So many repositories of acme in which somebody spoke a minute ago. */
async function many(bot: Bot, count: number) {
  await choresDone(bot);
  const made = Array.from({ length: count }, (_, nth) => bot.box.repository(`acme/one-of-many-${nth}`, { private: true }));
  const [{ id } = { id: 0 }] = [bot.box.install('acme')];
  for (const one of made) one.collaborator(bot.box.person('bob'), 'write');
  await bot.query(
    `insert into repositories (id, installation_id, owner, name, private, default_branch, adopted_at, heard_at)
     select id, $2, 'acme', name, true, 'main', clock(), clock() from unnest($1::bigint[], $3::text[]) as t (id, name)`,
    [made.map(one => one.id), id, made.map(one => one.row.name)],
  );
  return made;
}

test('fifty repositories are one query', async () => {
  await using bot = await startBot();
  const made = await many(bot, 51);
  const calls = asked(bot);
  await choreNow(bot, chore);
  expect(calls).toEqual([looked, looked]);
  bot.box.webhooks.drop(2, { logged: false });
  const issue = made.at(-1)?.issue({ by: bot.box.person('bob') });
  issue?.comment(bot.box.person('bob'), '/ping');
  await choreNow(bot, chore);
  expect(issue?.comments.map(comment => comment.author)).toEqual(['bob', 'shipmate[bot]']);
});

test('one repository that is no longer ours does not make us deaf in the others', async () => {
  await using bot = await startBot();
  const made = await many(bot, 8);
  const [gone, ...left] = made;
  bot.box.install('acme', { repositories: [bot.web, ...left] });
  await bot.query(`update repositories set adopted_at = null where id = $1`, [gone?.id]);
  bot.box.webhooks.drop(2, { logged: false });
  const issue = left[0]?.issue({ by: bot.box.person('bob') });
  issue?.comment(bot.box.person('bob'), '/ping');
  await choreNow(bot, chore);
  expect(issue?.comments).toHaveLength(2);
  expect(bot.log.filter(line => line.includes(chore))).toEqual([]);
});
