import { expect, test } from 'vitest';
import { startBot } from '../bot.ts';
import { answers, asked, choresDone } from './house.ts';

test('a comment, a sign, and one line', async () => {
  await using bot = await startBot();
  const bob = bot.box.person('bob');
  const issue = bot.web.issue({ by: bob });
  await choresDone(bot);
  const calls = asked(bot);
  const comment = issue.comment(bob, '/ping');
  expect(await answers(bot, issue)).toMatchInlineSnapshot(`
    [
      "I am here. Your comment took … to reach me, your role here is write, and there is no \`.github/shipmate.yml\` yet.",
    ]
  `);
  expect(comment.reactions).toEqual([{ by: bot.box.bot.login, content: 'eyes' }]);
  // The sign and what was said are one request, and so is each of: the role, the team's file, the organisation's, the answer.
  expect(calls.toSorted()).toMatchInlineSnapshot(`
    [
      "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
      "GET /repos/{owner}/{repo}/installation",
      "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
      "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
      "graphql addReaction",
      "graphql object(expression",
    ]
  `);
});

test('every role of a private repository, and nobody else', async () => {
  await using bot = await startBot();
  const { box, web } = bot;
  web.collaborator(box.person('erin'), 'triage');
  const issue = web.issue({ by: box.person('alice') });
  for (const login of ['alice', 'bob', 'carol', 'erin', 'dave', 'mallory']) issue.comment(box.person(login), '/ping');
  const said = await answers(bot, issue);
  expect(said.map(line => /your role here is (\w+)/.exec(line)?.[1]).sort()).toEqual([
    'admin',
    'maintain',
    'read',
    'triage',
    'write',
  ]);
});

test('in a public repository everybody can read, so reading is no tie to it', async () => {
  await using bot = await startBot({ private: false });
  const { box, web } = bot;
  web.collaborator(box.person('erin'), 'triage');
  const issue = web.issue({ by: box.person('alice') });
  const [readers, tied] = [
    ['dave', 'mallory'],
    ['erin', 'bob'],
  ].map(logins => logins.map(login => issue.comment(box.person(login), '/ping')));
  const said = await answers(bot, issue);
  expect(said.map(line => /your role here is (\w+)/.exec(line)?.[1]).sort()).toEqual(['triage', 'write']);
  for (const comment of [...(readers ?? []), ...(tied ?? [])])
    expect(comment.reactions).toEqual([{ by: box.bot.login, content: 'eyes' }]);
});

test('in the words of a review, and at a line of it', async () => {
  await using bot = await startBot();
  const { box, web } = bot;
  const pull = web.pullRequest({ by: box.person('alice') });
  const review = pull.review(box.person('bob'), 'Looks well.\n\n/ping', 'APPROVED', [
    { path: 'change.txt', line: 1, body: 'Here too:\n\n/ping' },
    { path: 'change.txt', line: 1, body: 'Not here: `/ping`' },
  ]);
  expect(await answers(bot, pull)).toMatchInlineSnapshot(`
    [
      "I am here. Your comment took … to reach me, your role here is write, and there is no \`.github/shipmate.yml\` yet.",
      "I am here. Your comment took … to reach me, your role here is write, and there is no \`.github/shipmate.yml\` yet.",
    ]
  `);
  const eyes = [{ by: box.bot.login, content: 'eyes' }];
  expect(review.reactions).toEqual(eyes);
  expect(review.comments.map(comment => comment.reactions)).toEqual([eyes, []]);
});

test('what it sees of a sound file, and of a mistake', async () => {
  await using bot = await startBot({ files: { '.github/shipmate.yml': 'prefix: /\n' } });
  const bob = bot.box.person('bob');
  const issue = bot.web.issue({ by: bob });
  issue.comment(bob, '/ping');
  expect(await answers(bot, issue)).toMatchInlineSnapshot(`
    [
      "I am here. Your comment took … to reach me, your role here is write, and \`.github/shipmate.yml\` is fine.",
    ]
  `);
  issue.comment(bob, '/ping loudly');
  expect(await answers(bot, issue)).toMatchInlineSnapshot(`
    [
      "\`/ping\` takes nothing after its name, so I did not run it.
    \`\`\`
    /ping loudly
          ^^^^^^
    \`\`\`
    Say \`/ping\` alone.",
    ]
  `);
  issue.comment(bob, '/pimg');
  expect(await answers(bot, issue)).toMatchInlineSnapshot(`
    [
      "I do not know \`/pimg\`. Did you mean \`/ping\`?",
    ]
  `);
});
