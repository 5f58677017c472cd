import { expect, test } from 'vitest';
import { type Bot, startBot } from '../bot.ts';
import { answers, asked, choresDone } from './house.ts';

/** The team's file: which one counts, what a mistake in it does, and what the check says where it is changed. */

/** A check run as people see it. */
const shown = ({ name, conclusion, title, summary, annotations }: ReturnType<Bot['web']['checkRuns']>[number]) => ({
  name: `${name}: ${conclusion}, ${title}`,
  summary,
  lines: annotations.map(one => `${one.path}:${one.start_line} ${one.message}`),
});

const file = (text: string) => ({ '.github/shipmate.yml': text });

test('a push changes the prefix at once', async () => {
  await using bot = await startBot({ files: file('prefix: "!"\n') });
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  const slash = issue.comment(bob, '/ping');
  expect(await answers(bot, issue)).toEqual([]);
  expect(slash.reactions).toEqual([]);
  issue.comment(bob, '!ping');
  issue.comment(bob, '/shipmate ping');
  expect(await answers(bot, issue)).toHaveLength(2);

  web.push('main', file('prefix: "?"\n'), { by: bob });
  await bot.quiet();
  issue.comment(bob, '!ping');
  expect(await answers(bot, issue)).toEqual([]);
  issue.comment(bob, '?ping loudly');
  expect(await answers(bot, issue)).toMatchInlineSnapshot(`
    [
      "\`?ping\` takes nothing after its name, so I did not run it.
    \`\`\`
    ?ping loudly
          ^^^^^^
    \`\`\`
    Say \`?ping\` alone.",
    ]
  `);
});

test('a push that nobody heard of is noticed by what the comment tells', async () => {
  await using bot = await startBot({ files: file('prefix: /\n') });
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  issue.comment(bob, '/ping');
  expect(await answers(bot, issue)).toHaveLength(1);
  box.webhooks.drop(1, { logged: false });
  web.push('main', file('prefix: "!"\n'), { by: bob });
  issue.comment(bob, '/ping');
  expect(await answers(bot, issue)).toEqual([]);
  issue.comment(bob, '!ping');
  expect(await answers(bot, issue)).toHaveLength(1);
});

test('the file is read once, whoever asks', async () => {
  await using bot = await startBot({ files: file('prefix: /\n') });
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  issue.comment(bob, '/ping');
  await bot.says(issue);
  await choresDone(bot);
  const calls = asked(bot);
  issue.comment(bob, '/ping');
  await bot.says(issue);
  expect(calls.toSorted()).toMatchInlineSnapshot(`
    [
      "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
      "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
      "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
      "graphql addReaction",
    ]
  `);
});

test('broken on the default branch: a red check at the line, and /ping says it', async () => {
  await using bot = await startBot({ files: file('prefix: /\n') });
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  const { sha } = web.push('main', file('# ours\nprefix: dance\napps: [renovate]\n'), { by: bob });
  await bot.quiet();
  expect(web.checkRuns(sha).map(shown)).toMatchInlineSnapshot(`
    [
      {
        "lines": [
          ".github/shipmate.yml:2 \`prefix\` has to be \`/\`, \`!\`, \`.\`, \`:\`, \`;\`, \`,\`, \`?\`, \`$\`, \`%\`, \`&\`, \`=\` or \`^\`, not \`dance\`.",
        ],
        "name": "shipmate.yml: failure, 1 problem in the file",
        "summary": "This is the file that counts now, and what has a problem in it is off.

    - line 2: \`prefix\` has to be \`/\`, \`!\`, \`.\`, \`:\`, \`;\`, \`,\`, \`?\`, \`$\`, \`%\`, \`&\`, \`=\` or \`^\`, not \`dance\`.

    Switched on: \`apps\`.

    The same is said offline by \`npm run shipmate -- validate .github/shipmate.yml\`.",
      },
    ]
  `);
  issue.comment(bob, '/ping');
  expect(await answers(bot, issue)).toMatchInlineSnapshot(`
    [
      "I am here. Your comment took … to reach me, your role here is write, and \`.github/shipmate.yml\` has a mistake in line 2. What depends on it is off until that is mended.",
    ]
  `);

  const mended = web.push('main', file('prefix: /\n'), { by: bob });
  issue.comment(bob, '/ping');
  expect(await answers(bot, issue)).toMatchInlineSnapshot(`
    [
      "I am here. Your comment took … to reach me, your role here is write, and \`.github/shipmate.yml\` is fine.",
    ]
  `);
  expect(web.checkRuns(mended.sha)).toEqual([]);
});

test('no YAML at all: everything is off, and no other prefix counts', async () => {
  await using bot = await startBot({ files: file('prefix: "!"\nprefix: "!"\n  - x\n') });
  const bob = bot.box.person('bob');
  const issue = bot.web.issue({ by: bob });
  issue.comment(bob, '/ping');
  expect(await answers(bot, issue)).toMatchInlineSnapshot(`
    [
      "I am here. Your comment took … to reach me, your role here is write, and \`.github/shipmate.yml\` has a mistake in line 3. What depends on it is off until that is mended.",
    ]
  `);
});

test('a pull request that changes the file gets a check with annotations; mended, a green one', async () => {
  await using bot = await startBot();
  const { box, web } = bot;
  const alice = box.person('alice');
  const pull = web.pullRequest({ by: alice, files: file('prefix: /\nbulids: true\napps: renovate\n') });
  await bot.quiet();
  expect(web.checkRuns(pull.head).map(shown)).toMatchInlineSnapshot(`
    [
      {
        "lines": [
          ".github/shipmate.yml:2 \`bulids\` is not a section; did you mean \`builds\`?",
          ".github/shipmate.yml:3 \`apps\` has to be a list of at most 50 entries, each entry the name of an App as in its address, such as \`renovate\`, not \`renovate\`.",
        ],
        "name": "shipmate.yml: failure, 2 problems in the file",
        "summary": "What has a problem in it stays off if this is merged.

    - line 2: \`bulids\` is not a section; did you mean \`builds\`?
    - line 3: \`apps\` has to be a list of at most 50 entries, each entry the name of an App as in its address, such as \`renovate\`, not \`renovate\`.

    Switched on: \`prefix\`.

    The same is said offline by \`npm run shipmate -- validate .github/shipmate.yml\`.",
      },
    ]
  `);
  pull.push(file('prefix: /\napps: [renovate]\n'), { by: alice });
  await bot.quiet();
  expect(web.checkRuns(pull.head).map(shown)).toMatchInlineSnapshot(`
    [
      {
        "lines": [],
        "name": "shipmate.yml: success, The file is sound",
        "summary": "Switched on: \`prefix\` and \`apps\`.",
      },
    ]
  `);
});

test('a pull request that leaves the file alone gets none, and costs two reads', async () => {
  await using bot = await startBot({ files: file('prefix: /\n') });
  const { box, web } = bot;
  // Whoever asks what counts finds the file known.
  const issue = web.issue({ by: box.person('bob') });
  issue.comment(box.person('bob'), '/ping');
  await bot.says(issue);
  await choresDone(bot);
  const calls = asked(bot);
  const pull = web.pullRequest({ by: box.person('alice'), files: { 'app.js': '// better\n' } });
  await bot.quiet();
  expect(web.checkRuns(pull.head)).toEqual([]);
  expect(calls).toEqual(['graphql object(expression', 'graphql object(expression']);
});

test('a pull request from a fork is checked too, and its file counts for nothing', async () => {
  await using bot = await startBot({ private: false, files: file('prefix: "!"\n') });
  const { box, web } = bot;
  const [bob, mallory] = [box.person('bob'), box.person('mallory')];
  const pull = web.pullRequest({ by: mallory, fork: mallory, files: file('prefix: /\napps: [evil-app]\nx: 1\n') });
  await bot.quiet();
  expect(web.checkRuns(pull.head).map(run => [run.conclusion, run.title])).toEqual([['failure', '1 problem in the file']]);
  pull.comment(bob, '/ping');
  expect(await answers(bot, pull)).toEqual([]);
  pull.comment(bob, '!ping');
  expect(await answers(bot, pull)).toHaveLength(1);
});

test('the organisation’s file is the default, and what it enforces cannot be changed below', async () => {
  await using bot = await startBot({ files: file('apps: [renovate]\n') });
  const { box, web } = bot;
  const bob = box.person('bob');
  box.repository('acme/.github', { private: true, files: file('prefix: "!"\nenforced:\n  apps: []\n') });
  const issue = web.issue({ by: bob });
  issue.comment(bob, '/ping');
  expect(await answers(bot, issue)).toEqual([]);
  issue.comment(bob, '!ping', { throughApp: 'renovate' });
  expect(await answers(bot, issue)).toMatchInlineSnapshot(`
    [
      "This was written by the App \`renovate\` in your name, and here it may not give commands. Say it yourself, or list it in \`.github/shipmate.yml\`: \`apps: [renovate]\`.",
    ]
  `);
  issue.comment(bob, '!ping');
  expect(await answers(bot, issue)).toMatchInlineSnapshot(`
    [
      "I am here. Your comment took … to reach me, your role here is write, and \`.github/shipmate.yml\` has a mistake in line 1. What depends on it is off until that is mended.",
    ]
  `);

  const pull = web.pullRequest({ by: bob, files: file('prefix: /\napps: [renovate]\n') });
  await bot.quiet();
  expect(web.checkRuns(pull.head).map(shown)).toMatchInlineSnapshot(`
    [
      {
        "lines": [
          ".github/shipmate.yml:2 \`apps\` is enforced by acme/.github: .github/shipmate.yml, line 3, and this says something else; remove it here.",
        ],
        "name": "shipmate.yml: failure, 1 problem in the file",
        "summary": "In the place of what is named here counts what the organisation enforces.

    - line 2: \`apps\` is enforced by acme/.github: .github/shipmate.yml, line 3, and this says something else; remove it here.

    Switched on: \`prefix\` and \`apps\`.

    The same is said offline by \`npm run shipmate -- validate .github/shipmate.yml\`.",
      },
    ]
  `);
});

test('a pull request that changes the file hears what the workflows in it lack, at the lines that name them', async () => {
  await using bot = await startBot({
    files: { ...file('prefix: /\n'), '.github/workflows/old.yml': 'on: push\njobs: { a: {} }\n' },
  });
  const { box, web } = bot;
  const text = `environments:
  staging: { workflow: ship.yml }
  prod: { workflow: ship.yml }
  test: { workflow: old.yml }
  moon: { workflow: moon.yml }
commands:
  restart:
`;
  const ship = 'on: { workflow_dispatch: { inputs: { environment: {}, sha: {} } } }\njobs: { a: { if: github.actor } }\n';
  const restart = 'on: { workflow_dispatch: { inputs: { shipmate: {} } } }\njobs: { a: {} }\n';
  const pull = web.pullRequest({
    by: box.person('bob'),
    branch: 'flows',
    files: { ...file(text), '.github/workflows/ship.yml': ship, '.github/workflows/restart.yml': restart },
  });
  await bot.quiet();
  const check = web.checkRuns(pull.head).find(one => one.name === 'shipmate.yml');
  expect(check && shown(check)).toMatchInlineSnapshot(`
    {
      "lines": [
        ".github/shipmate.yml:4 \`old.yml\` cannot be started: it needs \`workflow_dispatch:\` under \`on:\`.",
        ".github/shipmate.yml:5 \`.github/workflows/moon.yml\` is not in this pull request. There are \`old.yml\`, \`restart.yml\` and \`ship.yml\`.",
        ".github/shipmate.yml:2 \`ship.yml\` has no input \`shipmate\`; with one, and \`run-name: … \${{ inputs.shipmate }}\`, its runs are found again whatever happens.",
        ".github/shipmate.yml:7 The \`run-name\` of \`restart.yml\` does not carry \`\${{ inputs.shipmate }}\`, so a run whose start went unanswered cannot be found again.",
      ],
      "name": "shipmate.yml: neutral, The file is sound, workflows lack 2 things",
      "summary": "As the workflows are in this pull request, this would not work:

    - line 4: \`old.yml\` cannot be started: it needs \`workflow_dispatch:\` under \`on:\`.
    - line 5: \`.github/workflows/moon.yml\` is not in this pull request. There are \`old.yml\`, \`restart.yml\` and \`ship.yml\`.

    Switched on: \`environments\` and \`commands\`.

    2 notices at the lines say what would be better.",
    }
  `);
  expect(check?.annotations.map(one => one.annotation_level)).toEqual(['warning', 'warning', 'notice', 'notice']);
});
