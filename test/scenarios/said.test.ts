import { expect, test } from 'vitest';
import { startBot } from '../bot.ts';
import { answers, asked, choresDone } from './house.ts';

/** What happens to what was said: edited, deleted, said by programs, where nobody may answer, under another name. */

test('a comment that is no command costs no call', async () => {
  await using bot = await startBot();
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  issue.comment(bob, '/ping');
  await bot.says(issue);
  await choresDone(bot);
  const calls = asked(bot);
  const none = [
    'Nice.',
    '> /ping',
    '`/ping`',
    '```\n/ping\n```',
    'say /ping',
    '/etc/hosts is wrong',
    '/dance',
    '- /ping',
    '    /ping',
  ];
  const comments = none.map(body => issue.comment(bob, body));
  expect(await bot.says(issue)).toEqual([]);
  expect(calls).toEqual([]);
  for (const comment of comments) expect(comment.reactions).toEqual([]);
});

test('a command that was edited before it was read runs nothing, and says so', async () => {
  await using bot = await startBot();
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  await bot.quiet();
  box.webhooks.hold();
  const comment = issue.comment(bob, '/ping');
  comment.edit(box.person('carol'), 'Never mind.\n\n/ping');
  box.webhooks.release();
  expect(await answers(bot, issue)).toMatchInlineSnapshot(`
    [
      "This comment was edited after it was posted, so I run nothing in it. Say the command again in a new comment.",
    ]
  `);
  expect(comment.reactions.map(reaction => reaction.content)).toEqual(['eyes', 'confused']);
});

test('an edit of a comment runs nothing, whether a command was in it before or not', async () => {
  await using bot = await startBot();
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  const ran = issue.comment(bob, '/ping');
  const idle = issue.comment(bob, 'Hello.');
  expect(await bot.says(issue)).toHaveLength(1);
  await choresDone(bot);
  const calls = asked(bot);
  ran.edit(bob, '/ping\n/ping');
  idle.edit(bob, '/ping');
  expect(await bot.says(issue)).toEqual([]);
  expect(calls).toEqual([]);
});

test('a comment that was deleted before it was read gets no answer', async () => {
  await using bot = await startBot();
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  await bot.quiet();
  box.webhooks.hold();
  issue.comment(bob, '/ping').delete();
  box.webhooks.release();
  expect(await bot.says(issue)).toEqual([]);
  expect(await bot.query(`select from deliveries where state = 'aside' or error is not null`)).toEqual([]);
});

test('what the bot says itself is heard by nobody, even when it looks like a command', async () => {
  await using bot = await startBot({ files: { '.github/shipmate.yml': 'apps: [shipmate]\n' } });
  const { box, web } = bot;
  const issue = web.issue({ by: box.person('bob') });
  const own = issue.comment(box.bot, '/ping');
  expect(await bot.says(issue)).toEqual(['/ping']);
  const other = issue.comment(box.person('dependabot[bot]'), '/ping');
  expect(await bot.says(issue)).toEqual([]);
  expect([...own.reactions, ...other.reactions].filter(reaction => reaction.content !== 'eyes')).toEqual([]);
});

test('another App with a person’s token may speak only where the file lists it', async () => {
  await using bot = await startBot({ files: { '.github/shipmate.yml': 'apps: [renovate]\n' } });
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  issue.comment(bob, '/ping', { throughApp: 'renovate' });
  expect(await answers(bot, issue)).toMatchInlineSnapshot(`
    [
      "I am here. Your comment took … to reach me, your role here is write, and \`.github/shipmate.yml\` is fine.",
    ]
  `);
  const refused = issue.comment(bob, '/ping', { throughApp: 'zapier' });
  expect(await answers(bot, issue)).toMatchInlineSnapshot(`
    [
      "This was written by the App \`zapier\` in your name, and here it may not give commands. Say it yourself, or list it in \`.github/shipmate.yml\`: \`apps: [zapier]\`.",
    ]
  `);
  expect(refused.reactions.map(reaction => reaction.content)).toEqual(['eyes', 'confused']);
});

test('a locked conversation: heard, tried once, and not again', async () => {
  await using bot = await startBot();
  const { box, web } = bot;
  const alice = box.person('alice');
  const issue = web.issue({ by: alice });
  issue.lock(alice);
  const comment = issue.comment(alice, '/ping');
  expect(await bot.says(issue)).toEqual([]);
  expect(comment.reactions).toEqual([]);
  expect(await bot.query(`select state, attempts::int, error from effects`)).toMatchInlineSnapshot(`
    [
      {
        "attempts": 1,
        "error": "POST /repos/acme/web/issues/1/comments: 403 Unable to create comment because issue is locked. - https://docs.github.com/rest",
        "state": "failed",
      },
    ]
  `);
  expect(await bot.query(`select outcome from audit where actor = 'alice'`)).toEqual([{ outcome: 'done' }]);
});

test('a repository under a new name, while a webhook with the old one was on its way', async () => {
  await using bot = await startBot();
  const { box, web } = bot;
  const alice = box.person('alice');
  const issue = web.issue({ by: alice });
  await bot.quiet();
  box.webhooks.hold();
  issue.comment(alice, '/ping');
  web.rename('site', alice);
  box.webhooks.release();
  expect(await answers(bot, issue)).toHaveLength(1);
  issue.comment(alice, '/ping');
  expect(await answers(bot, issue)).toHaveLength(1);
  expect(await bot.query(`select owner, name from repositories`)).toEqual([{ owner: 'acme', name: 'site' }]);
});

test('the same comment under two deliveries runs once', async () => {
  await using bot = await startBot();
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  await bot.quiet();
  issue.comment(bob, '/ping');
  expect(await bot.says(issue)).toHaveLength(1);
  await bot.query(
    `insert into deliveries (guid, source, name, key, lane, body)
     select 'repository-hook-' || seq, source, name, key, lane, body from deliveries where name = 'issue_comment' and body is not null`,
  );
  await bot.later(1);
  expect(await bot.says(issue)).toEqual([]);
  expect(await bot.query(`select state from deliveries where guid like 'repository-hook-%' and state <> 'done'`)).toEqual([]);
});
