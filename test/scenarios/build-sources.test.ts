import { expect, test } from 'vitest';
import { broken, build, buildBot, ci, only, ours, textOf } from './builds.ts';
import { after, settles, workflow } from './deploys.ts';
import { built, commit, confirmed, episodes, heard, looked, red, titles } from './sources.ts';

/** Which runs are news of a branch, and of which one. */

const inTest = { step: 'npm test', log: broken };
const everywhere = ci.replace('on: [push, schedule]', 'on: [push, pull_request, workflow_dispatch, merge_group]');
const isRed = 'main is red: test in CI';

test('a run by the clock breaks and mends like one of a push', async () => {
  await using bot = await buildBot();
  const bob = bot.box.person('bob');
  await built(bot);
  bot.web.dispatch('ci.yml', { by: bob, event: 'schedule' }).finish('failure', inTest);
  await confirmed(bot);
  expect(titles(bot)).toEqual([`${isRed}: open`]);
  // At the commit that was green before.
  expect(textOf(bot, only(bot))).toMatchInlineSnapshot(`
    "main is red: test in CI

    ❌ Red since <time> (UTC), for one run.

    > Error: expected 2 to be 3

    \`\`\`
    FAIL  src/cart.test.js > adds
    Error: expected 2 to be 3
     ❯ src/cart.js:4:9
    \`\`\`

    It was green at this very commit before, in [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1): nothing here has changed since · First red: [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) · [log](https://github.com/acme/web/actions/runs/1).

    Lately: 🟩🟥

    This closes itself when it passes at a later commit. \`/rerun\` runs what failed again · \`/snooze 2d\` keeps me quiet."
  `);
  commit(bot);
  build(bot).cancel();
  bot.web.dispatch('ci.yml', { by: bob, event: 'schedule' }).finish();
  await looked(bot);
  expect([titles(bot), await heard(bot)]).toMatchInlineSnapshot(`
    [
      [
        "main is red: test in CI: closed",
      ],
      [
        "✅ [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) is green again, after one run that failed.",
      ],
    ]
  `);
});

test('runs of pull requests are for their threads: also of a fork whose branch is called main; and what somebody starts by hand proves nothing', async () => {
  await using bot = await buildBot({ ci: everywhere });
  const { box, web } = bot;
  const fail = () => {
    for (const run of web.runs('ci.yml')) if (run.status !== 'completed') run.finish('failure', inTest);
  };
  web.pullRequest({ by: box.person('bob'), branch: 'better', files: { 'app.js': '// better\n' } });
  web.pullRequest({ by: box.person('mallory'), fork: box.person('mallory'), branch: 'main', files: { 'app.js': '// mine\n' } });
  web.dispatch('ci.yml', { by: box.person('bob') });
  fail();
  await confirmed(bot);
  expect(await episodes(bot)).toEqual([]);
  await red(bot);
  web.dispatch('ci.yml', { by: box.person('bob') }).finish();
  web.pullRequest({ by: box.person('mallory'), fork: box.person('mallory'), branch: 'main', files: { 'app.js': '// two\n' } });
  build(bot).finish();
  await looked(bot);
  expect(titles(bot)).toEqual([`${isRed}: open`]);
});

test('a green in the merge queue counts as soon as its commit is on the branch', async () => {
  await using bot = await buildBot({ ci: everywhere.replace('push,', '') });
  const { box, web } = bot;
  const by = box.person('bob');
  const queued = (number: number, conclusion: 'success' | 'failure') => {
    const branch = `gh-readonly-queue/main/pr-${number}-${web.head('main')}`;
    const { sha } = web.push(branch, { 'app.js': `// ${number}\n` }, { by });
    web.dispatch('ci.yml', { by, event: 'merge_group', branch }).finish(conclusion, inTest);
    return { sha, branch };
  };
  queued(12, 'failure');
  await confirmed(bot);
  expect(titles(bot)).toEqual([`${isRed}: open`]);
  const { sha } = queued(13, 'success');
  await looked(bot);
  expect(titles(bot)).toEqual([`${isRed}: open`]);
  web.point('main', sha, { by });
  await looked(bot);
  await looked(bot);
  await looked(bot);
  await looked(bot);
  await looked(bot);
  expect(titles(bot)).toEqual([`${isRed}: closed`]);
  expect(await heard(bot)).toMatchInlineSnapshot(`
    [
      "✅ [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) is green again, after one run that failed.",
    ]
  `);
});

test('pushes to the queue’s own branches are its runs too, and no branches of their own', async () => {
  await using bot = await buildBot({ file: "builds: { branches: ['**'] }\n" });
  const branch = `gh-readonly-queue/main/pr-12-${bot.web.head('main')}`;
  bot.web.push(branch, { 'app.js': '// 12\n' }, { by: bot.box.person('bob') });
  build(bot).finish('failure', inTest);
  await confirmed(bot);
  expect(titles(bot)).toEqual([`${isRed}: open`]);
  bot.web.deleteBranch(branch, { by: bot.box.person('bob') });
  await built(bot);
  await looked(bot);
  expect(titles(bot)).toEqual([`${isRed}: closed`]);
  await heard(bot);
});

test('what deploys, and what the team’s own commands run, is no build', async () => {
  const file = 'builds: true\nenvironments: { prod: }\ncommands: { restart: { workflow: restart.yml, about: Restart it } }\n';
  const onPush = (text: string) => text.replace('on:\n', 'on:\n  push:\n');
  const restart = 'on:\n  workflow_dispatch:\njobs: { restart: { runs-on: x, steps: [{ run: ./restart }] } }\n';
  const files = { '.github/workflows/deploy.yml': onPush(workflow), '.github/workflows/restart.yml': onPush(restart) };
  await using bot = await buildBot({ file, files });
  commit(bot);
  for (const run of bot.web.runs()) run.finish('failure');
  await confirmed(bot);
  expect(new Set((await episodes(bot)).map(({ about }) => about))).toEqual(new Set(['workflow main ci.yml']));
});

test('`*` stops at a slash, `**` does not, and a tag is no branch', async () => {
  await using bot = await buildBot({ file: "builds: { branches: ['release/*', 'old/**'] }\n" });
  for (const branch of ['release/1', 'release/1/fix', 'old/2/fix', 'main']) {
    commit(bot, branch);
    build(bot).finish('failure', { step: 'npm test', log: `Error: ${branch.replaceAll('/', ' ')} broke` });
  }
  bot.web.tag('release/2', bot.web.head(), { by: bot.box.person('bob') });
  build(bot).finish('failure', inTest);
  await confirmed(bot);
  expect(titles(bot)).toMatchInlineSnapshot(`
    [
      "old/2/fix is red: test in CI: open",
      "release/1 is red: test in CI: open",
    ]
  `);
});

test('two branches with the same error name each other, until one of them is mended', async () => {
  await using bot = await buildBot({ file: "builds: { branches: [main, 'release/*'] }\n" });
  await red(bot);
  commit(bot, 'release/1');
  build(bot).finish('failure', { step: 'npm test', log: broken.replace('4:9', '14:19') });
  await confirmed(bot);
  await looked(bot);
  const others = () => ours(bot).map(one => [one.row.title, /The same is red on [^\n]*/.exec(one.row.body ?? '')?.[0]]);
  expect(others()).toMatchInlineSnapshot(`
    [
      [
        "main is red: test in CI",
        "The same is red on \`release/1\`.",
      ],
      [
        "release/1 is red: test in CI",
        "The same is red on \`main\` (#1).",
      ],
    ]
  `);
  await built(bot);
  await looked(bot);
  await looked(bot);
  expect(others()).toMatchInlineSnapshot(`
    [
      [
        "main is red: test in CI",
        undefined,
      ],
      [
        "release/1 is red: test in CI",
        undefined,
      ],
    ]
  `);
  await heard(bot);
});

test('checks of another App: each of its checks by itself, with its own words, and a suite that is run again', async () => {
  await using bot = await buildBot({ ci: 'on: workflow_dispatch\njobs: { a: { runs-on: x, steps: [{ run: a }] } }\n' });
  const { web } = bot;
  web.check(commit(bot), 'lint', { app: 'reviewdog', conclusion: 'success' });
  await looked(bot);
  const sha = commit(bot);
  web.check(sha, 'unit', { app: 'reviewdog', conclusion: 'success' });
  const lint = {
    app: 'reviewdog',
    conclusion: 'failure',
    title: '3 problems',
    summary: 'src/cart.js:4 no-undef\n@bob Fixes #1',
  } as const;
  // Over twice within one second, as GitHub counts it, and once more later: that is one run.
  web.check(sha, 'lint', { ...lint, url: 'https://ci.example.org/7' });
  web.check(sha, 'spelling', { app: 'reviewdog', conclusion: 'neutral' });
  for (const [name, seconds] of [
    ['licences', 5],
    ['types', 61],
  ] as const) {
    await after(bot, seconds);
    web.check(sha, name, { app: 'reviewdog', conclusion: 'success' });
  }
  await confirmed(bot);
  expect(textOf(bot, only(bot))).toMatchInlineSnapshot(`
    "main is red: lint

    ❌ Red since <time> (UTC), for one run.

    > 3 problems

    <details><summary>the rest of it</summary>

    \`\`\`
    src/cart.js:4 no-undef
    @bob Fixes #1
    \`\`\`

    </details>

    Last green: \`aaaaaaa\` · First red: \`bbbbbbb\` · between them [one commit](https://github.test/acme/web/compare/<commits>) · [log](https://ci.example.org/7).

    **Likely changes**
    - \`bbbbbbb\` Change things: the only change

    Lately: 🟩🟥

    This closes itself when it passes at a later commit. \`/snooze 2d\` keeps me quiet."
  `);
  await looked(bot);
  const next = commit(bot);
  // It reports one after another; what it has not come to is not gone.
  for (const name of ['unit', 'spelling', 'licences', 'types']) {
    web.check(next, name, { app: 'reviewdog', conclusion: 'success' });
    await looked(bot);
  }
  web.check(next, 'lint', { app: 'reviewdog' });
  web.check(next, 'lint', { ...lint, title: '12 problems' });
  await looked(bot);
  web.check(next, 'lint', { app: 'reviewdog', conclusion: 'success' });
  await looked(bot);
  expect([titles(bot), await heard(bot)]).toMatchInlineSnapshot(`
    [
      [
        "main is red: lint: open",
      ],
      [
        "@bob, \`aaaaaaa\` (Change things) is the only change between the last green commit of \`main\` and the first red one.",
        "🎲 It failed and passed at the same commit, so it is flaky. I go on counting above and say nothing more until it has been quiet for long enough.",
      ],
    ]
  `);
  await settles(bot);
});
