import { expect, test } from 'vitest';
import { startBot } from '../bot.ts';
import { asked, choresDone, choresIn } from './house.ts';

/** What people without a tie to a public repository can make us do. */

test('a stranger costs two calls, gets one sign and no comment; said again it costs nothing', async () => {
  await using bot = await startBot({ private: false });
  const { box, web } = bot;
  const [alice, mallory] = [box.person('alice'), box.person('mallory')];
  const issue = web.issue({ by: alice });
  issue.comment(alice, '/ping');
  await bot.says(issue);
  await choresDone(bot);

  const calls = asked(bot);
  const first = issue.comment(mallory, '/ping');
  expect(await bot.says(issue)).toEqual([]);
  expect(calls.toSorted()).toEqual(['GET /repos/{owner}/{repo}/collaborators/{username}/permission', 'graphql addReaction']);
  expect(first.reactions).toEqual([{ by: box.bot.login, content: 'eyes' }]);

  const second = issue.comment(mallory, '/ping');
  const others = Array.from({ length: 20 }, () => issue.comment(mallory, '/ping'));
  expect(await bot.says(issue)).toEqual([]);
  expect(calls).toHaveLength(2);
  for (const comment of [second, ...others]) expect(comment.reactions).toEqual([]);
});

test('after ten minutes a stranger is asked about again', async () => {
  await using bot = await startBot({ private: false });
  const mallory = bot.box.person('mallory');
  const issue = bot.web.issue({ by: bot.box.person('alice') });
  issue.comment(mallory, '/ping');
  await bot.quiet();
  bot.web.collaborator(mallory, 'triage');
  issue.comment(mallory, '/ping');
  expect(await bot.says(issue)).toEqual([]);
  await choresIn(bot, 11);
  issue.comment(mallory, '/ping');
  expect(await bot.says(issue)).toHaveLength(1);
});

test('their comments wait behind those of people who belong here', async () => {
  await using bot = await startBot({ private: false });
  const { box, web } = bot;
  const issue = web.issue({ by: box.person('alice') });
  await choresDone(bot);
  box.webhooks.url = null;
  for (const login of ['mallory', 'alice']) issue.comment(box.person(login), '/ping');
  await choresIn(bot, 6);
  expect(await bot.says(issue)).toHaveLength(1);
  expect(await bot.query(`select lane::int from deliveries where name = 'issue_comment' order by seq limit 2`)).toEqual([
    { lane: 2 },
    { lane: 0 },
  ]);
});

test('on a private repository they get one sign and no comment too', async () => {
  await using bot = await startBot();
  const mallory = bot.box.person('mallory');
  const issue = bot.web.issue({ by: bot.box.person('alice') });
  const comment = issue.comment(mallory, '/ping');
  expect(await bot.says(issue)).toEqual([]);
  expect(comment.reactions).toHaveLength(1);
});
