import { expect, test } from 'vitest';
import { startBot } from '../bot.ts';
import { aPull, bodyOf, deployBot, nextRun, plain } from './deploys.ts';

/** How people get to a deploy: asked where to, shown the way in, told what is where. */

test('asked where to, answered with a name: the question’s comment tells the rest', async () => {
  await using bot = await deployBot();
  const bob = bot.box.person('bob');
  const pull = aPull(bot);
  pull.comment(bob, '/deploy prod');
  (await nextRun(bot, 0)).finish();
  await bot.says(pull);
  pull.comment(bob, 'deploy');
  expect((await bot.says(pull)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "### Where to?
    - [ ] **prerelease** — nothing yet, free
    - [ ] **prod** — runs \`aaaaaaa\`, free

    Tick one (needs write access), or answer with its name. I ask \`bob\`; the question lapses in an hour.",
    ]
  `);
  pull.comment(bob, 'prerelease');
  (await nextRun(bot, 1)).finish();
  expect(await bot.says(pull)).toEqual([]);
  expect(bodyOf(bot, pull, 3)).toMatchInlineSnapshot(`
    "### ✅ [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) is on **prerelease** — https://prerelease.example.org
    for \`bob\` · from #1 · run [#2](https://github.com/acme/web/actions/runs/1) · N s · the first one through me

    \`/deploy prod\` takes it further"
  `);
});

test('a box is ticked: the deploy is that person’s', async () => {
  await using bot = await deployBot();
  const { box } = bot;
  const pull = aPull(bot);
  pull.comment(box.person('bob'), '/deploy');
  await bot.says(pull);
  const question = pull.comments.at(-1);
  question?.edit(box.person('carol'), question.body.replace('- [ ] **prod**', '- [x] **prod**'));
  const run = await nextRun(bot, 0);
  expect(run.inputs).toMatchObject({ environment: 'prod' });
  run.finish();
  await bot.quiet();
  expect(bodyOf(bot, pull).split('\n').slice(0, 2)).toMatchInlineSnapshot(`
    [
      "### ✅ [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) is on **prod**",
      "for \`carol\` · from #1 · run [#1](https://github.com/acme/web/actions/runs/1) · N s · the first one through me",
    ]
  `);
});

test('no file yet: the way in, made from what is there, and only for people who can write', async () => {
  const files = {
    '.github/workflows/release.yml': 'on: workflow_dispatch\njobs: {}\n',
    '.github/workflows/ci.yml': 'on: push\njobs: {}\n',
  };
  await using bot = await startBot({ files });
  bot.web.environment('staging');
  bot.web.environment('production');
  const issue = bot.web.issue({ by: bot.box.person('bob') });
  issue.comment(bot.box.person('dave'), '/deploy production');
  expect(await bot.says(issue)).toEqual([]);
  issue.comment(bot.box.person('bob'), '/deploy production');
  expect(
    (await bot.says(issue)).map(body => body.replace(bot.box.url.replace(/\/api\/v3$/, ''), 'https://github.test')),
  ).toMatchInlineSnapshot(`
    [
      "Shipmate has no file here yet. I found \`release.yml\` with \`staging\` and \`production\`. [Add \`.github/shipmate.yml\`](https://github.test/acme/web/new/main?filename=.github/shipmate.yml&value=environments%3A%0A%20%20staging%3A%20%7B%20workflow%3A%20release.yml%20%7D%0A%20%20production%3A%20%7B%20workflow%3A%20release.yml%20%7D%0A): it opens a pull request in your name, and nothing runs until that is merged.",
    ]
  `);
});

test('who may is who the file names; the rest hear whom to ask', async () => {
  await using bot = await deployBot({ file: "environments:\n  prerelease:\n  prod: { who: ['@carol', maintain] }\n" });
  const { box } = bot;
  const pull = aPull(bot);
  pull.comment(box.person('bob'), '/deploy prod');
  expect(await bot.says(pull)).toMatchInlineSnapshot(`
    [
      "\`/deploy\` is for \`@carol\` and everybody with maintain, and as far as I can see you are none of these. One of them can say it.",
    ]
  `);
  pull.comment(box.person('bob'), '/status');
  expect(await bot.says(pull)).toMatchInlineSnapshot(`
    [
      "| | what runs there |
    |---|---|
    | **prerelease** | nothing that I deployed |
    | **prod** | nothing that I deployed |

    **prod**: deploys are for \`@carol\` and \`maintain\`; you have \`write\`.",
    ]
  `);
  pull.comment(box.person('carol'), '/deploy prod');
  (await nextRun(bot, 0)).start();
  await bot.says(pull);
  pull.comment(box.person('bob'), '/cancel');
  expect(await bot.says(pull)).toMatchInlineSnapshot(`
    [
      "\`/cancel prod\` stops it, said by somebody who may deploy there.",
    ]
  `);
});

test('what is where: what runs, how far behind, who is deploying, what waits; and what was before', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  const pull = aPull(bot);
  issue.comment(bob, '/status');
  expect(await bot.says(issue)).toMatchInlineSnapshot(`
    [
      "| | what runs there |
    |---|---|
    | [**prerelease**](https://prerelease.example.org) | nothing that I deployed |
    | **prod** | nothing that I deployed |",
    ]
  `);
  issue.comment(bob, '/deploy prod');
  (await nextRun(bot, 0)).finish();
  await bot.says(issue);
  issue.comment(bob, '/deploy prerelease');
  (await nextRun(bot, 1)).finish('failure', { step: 'migrate' });
  await bot.says(issue);
  for (const text of ['// 2\n', '// 3\n']) web.push('main', { 'app.js': text }, { by: bob });
  pull.comment(box.person('carol'), '/deploy prerelease');
  (await nextRun(bot, 2)).start();
  await bot.says(pull);
  issue.comment(bob, '/deploy prerelease');
  await bot.says(issue);
  issue.comment(bob, 'status');
  expect((await bot.says(issue)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "| | what runs there |
    |---|---|
    | [**prerelease**](https://prerelease.example.org) | nothing that I deployed<br>🔄 \`carol\` is deploying \`aaaaaaa\` from #2 (N s)<br>⏳ \`bbbbbbb\` for \`bob\` waits<br>❌ \`ccccccc\` failed in \`migrate\` N s ago |
    | **prod** | \`ccccccc\` from \`main\` for \`bob\`, N s ago; 2 commits behind \`main\` |

    **prerelease** is busy: a deploy there waits its turn.",
    ]
  `);
  issue.comment(bob, '/history prerelease');
  expect((await bot.says(issue)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "**prerelease**, newest first

    | | commit | for | when | took |
    |---|---|---|---|---|
    | ❌ | \`aaaaaaa\` from \`main\` | \`bob\` | N s ago | N s, in \`migrate\` |",
    ]
  `);
});
