import { expect, test } from 'vitest';
import { after, aPull, bodyOf, deployBot, nextRun, plain, settled } from './deploys.ts';
import { asked } from './house.ts';

/** `/deploy`, from the word to its end, as people see it. */

test('a deploy that goes well: one comment, ten calls, and the commit runs there', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const bob = box.person('bob');
  const pull = aPull(bot);
  await settled(bot, pull);
  const calls = asked(bot);
  const said = pull.comment(bob, '/deploy prerelease');
  const run = await nextRun(bot, 1);
  expect(run.inputs).toMatchObject({ environment: 'prerelease', sha: pull.head, region: 'eu' });
  expect(run.row.branch).toBe('main');
  expect((await bot.says(pull)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "### 🚀 Deploying [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) to **prerelease**
    for \`bob\` · from #1 · run [#2](https://github.com/acme/web/actions/runs/1) · about 1 m once it runs

    \`/cancel\` stops it.",
    ]
  `);
  run.start();
  await after(bot, 21);
  expect(bodyOf(bot, pull)).toMatchInlineSnapshot(`
    "### 🚀 Deploying [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) to **prerelease**
    for \`bob\` · from #1 · run [#2](https://github.com/acme/web/actions/runs/1) · N s of about 1 m

    | | step | |
    |---|---|---|
    | 🔄 | build | N s … |
    | ⬜ | migrate | usually N s |
    | ⬜ | restart | usually N s |

    \`/cancel\` stops it."
  `);
  run.step().step().step();
  await after(bot, 1);
  expect(bodyOf(bot, pull)).toMatchInlineSnapshot(`
    "### ✅ [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) is on **prerelease** — https://prerelease.example.org
    for \`bob\` · from #1 · run [#2](https://github.com/acme/web/actions/runs/1) · N s · was [\`bbbbbbb\`](https://github.com/acme/web/commit/bbbbbbb) (1 commit, [compare](https://github.com/acme/web/compare/bbbbbbb...aaaaaaa))

    \`/deploy prod\` takes it further"
  `);
  expect(said.reactions.map(({ content }) => content)).toEqual(['eyes', 'rocket']);
  expect(
    web.deployments.map(({ environment, sha, state, statuses }) => [environment, sha, state, statuses.map(one => one.state)]),
  ).toEqual([
    ['prerelease', web.head('main'), 'inactive', ['in_progress', 'success', 'inactive']],
    ['prerelease', pull.head, 'success', ['in_progress', 'success']],
  ]);
  const polls = calls.filter(route => route.endsWith('/jobs'));
  expect(polls).toHaveLength(2);
  // Some of them leave side by side.
  expect(calls.filter(route => !route.endsWith('/jobs')).toSorted()).toMatchInlineSnapshot(`
    [
      "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
      "GET /repos/{owner}/{repo}/compare/{basehead}",
      "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches",
      "POST /repos/{owner}/{repo}/deployments",
      "POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses",
      "POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses",
      "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
      "graphql ",
      "graphql addReaction",
      "graphql addReaction",
    ]
  `);
});

test('one that fails: where, why, the end of the log, what still runs, and one line for who waits', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const pull = aPull(bot);
  const said = pull.comment(box.person('bob'), '/deploy prerelease region=us');
  const run = await nextRun(bot, 0);
  expect(run.inputs).toMatchObject({ region: 'us' });
  run.finish('failure', { step: 'migrate', log: 'migrating\nERROR: duplicate key\n' });
  expect((await bot.says(pull)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "### ❌ Deploying [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) to **prerelease** failed in \`migrate\`
    for \`bob\` · from #1 · run [#1](https://github.com/acme/web/actions/runs/1), [log](https://github.com/acme/web/actions/runs/1)
    > ERROR: duplicate key

    Nothing was deployed to **prerelease** through me before.

    <details><summary>The end of the log</summary>

    \`\`\`
    migrating
    ERROR: duplicate key
    Error: Process completed with exit code 1.
    \`\`\`

    </details>

    \`/deploy prerelease region=us\` tries again",
      "@bob, [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) did not get to **prerelease**: \`migrate\` failed. See above.",
    ]
  `);
  expect(said.reactions.map(({ content }) => content)).toEqual(['eyes', 'confused']);
  expect(web.deployments.map(one => one.state)).toEqual(['failure']);
});

test('run again by hand: the comment goes on, and says by whom', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const pull = aPull(bot);
  pull.comment(box.person('bob'), '/deploy prerelease');
  const run = await nextRun(bot, 0);
  run.finish('failure', { step: 'migrate' });
  await bot.says(pull);
  run.rerun(box.person('carol'), 'failed');
  await bot.quiet();
  run.start();
  await bot.quiet();
  expect(
    plain(bot, pull.comments[1]?.body ?? '')
      .split('\n')
      .slice(0, 2),
  ).toMatchInlineSnapshot(`
    [
      "### 🚀 Deploying [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) to **prerelease**",
      "for \`bob\` · from #1 · run [#1](https://github.com/acme/web/actions/runs/1) · attempt 2, by \`carol\`",
    ]
  `);
  run.finish();
  await bot.quiet();
  expect(
    plain(bot, pull.comments[1]?.body ?? '')
      .split('\n')
      .slice(0, 2),
  ).toMatchInlineSnapshot(`
    [
      "### ✅ [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) is on **prerelease** — https://prerelease.example.org",
      "for \`bob\` · from #1 · run [#1](https://github.com/acme/web/actions/runs/1) · attempt 2, by \`carol\` · N s · the first one through me",
    ]
  `);
  expect(web.deployments.map(one => one.state)).toEqual(['success']);
  expect(await bot.says(pull)).toEqual([]);
});

test('stopped by somebody else, who hears nothing more than that it stops; who asked hears the end', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const pull = aPull(bot);
  pull.comment(box.person('bob'), '/deploy prerelease');
  const run = await nextRun(bot, 0);
  run.start();
  await bot.says(pull);
  pull.comment(box.person('carol'), '/cancel');
  expect((await bot.says(pull)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "@bob, [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) on its way to **prerelease** was cancelled. See above.",
    ]
  `);
  expect(bodyOf(bot, pull, 1)).toMatchInlineSnapshot(`
    "### ⏹️ Deploying [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) to **prerelease** was cancelled
    for \`bob\` · from #1 · run [#1](https://github.com/acme/web/actions/runs/1) · N s

    \`carol\` stopped it.

    What had run by then is not undone.

    \`/deploy prerelease\` tries again"
  `);
  expect(run.conclusion).toBe('cancelled');
  expect(web.deployments.map(one => one.state)).toEqual(['error']);
});

test('one at a time: the next one says whom it waits for, is told once, and goes by itself', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const [first, second] = [aPull(bot, 'first'), aPull(bot, 'second')];
  first.comment(box.person('bob'), '/deploy prod');
  const run = await nextRun(bot, 0);
  await bot.says(first);
  second.comment(box.person('carol'), '/deploy prod');
  expect((await bot.says(second)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "### ⏳ \`aaaaaaa\` goes to **prod** when it is free
    for \`carol\` · from #2

    \`bob\` is deploying \`bbbbbbb\` there from #1 (N s).

    \`/cancel\` takes it back.",
    ]
  `);
  expect(web.runs('deploy.yml')).toHaveLength(1);
  run.finish();
  const next = await nextRun(bot, 1);
  expect(next.inputs.sha).toBe(second.head);
  next.finish();
  expect((await bot.says(second)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "@carol, [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) is on **prod** (N s).",
    ]
  `);
  expect(bodyOf(bot, second, 1).split('\n')[0]).toMatchInlineSnapshot(
    `"### ✅ [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) is on **prod**"`,
  );
});

test('the same once more starts nothing; a push ends the one that waits, and the newer commit is asked for anew', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const bob = box.person('bob');
  const [first, second] = [aPull(bot, 'first'), aPull(bot, 'second')];
  first.comment(bob, '/deploy prod');
  const run = await nextRun(bot, 0);
  await bot.says(first);
  first.comment(box.person('carol'), '/deploy prod');
  expect((await bot.says(first)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "\`aaaaaaa\` already goes to **prod**, for \`bob\` since N s: see above. I did not start it again.",
    ]
  `);
  second.comment(bob, '/deploy prod');
  await bot.says(second);
  second.push({ 'app.js': '// newer\n' }, { by: bob });
  expect(await bot.says(second)).toEqual([]);
  expect(bodyOf(bot, second, 1)).toMatchInlineSnapshot(`
    "### ⏹️ \`aaaaaaa\` does not go to **prod**
    for \`bob\` · from #2

    A push took its place: the head is \`bbbbbbb\` now. \`/deploy prod\` takes that."
  `);
  await bot.later(0.25);
  second.comment(bob, '/deploy prod');
  await bot.says(second);
  second.comment(bob, '/cancel prod');
  expect(await bot.says(second)).toEqual([]);
  expect(plain(bot, second.comments.at(-2)?.body ?? '').split('\n')[0]).toMatch(/does not go to \*\*prod\*\*$/);
  run.finish();
  await bot.quiet();
  expect(web.runs('deploy.yml')).toHaveLength(1);
});

test('an older comment of the same environment here is folded away', async () => {
  await using bot = await deployBot();
  const bob = bot.box.person('bob');
  const pull = aPull(bot);
  for (const place of [0, 1]) {
    pull.comment(bob, '/deploy prerelease');
    (await nextRun(bot, place)).finish();
    await bot.says(pull);
  }
  const ours = bot.box.world.comments.where(({ body }) => body.includes('shipmate:deploy'));
  expect(ours.map(({ minimized }) => minimized)).toEqual(['outdated', null]);
});

test('what cannot go anywhere, and what would help', async () => {
  await using bot = await deployBot({ private: false });
  const { box, web } = bot;
  const bob = box.person('bob');
  const fork = web.pullRequest({ by: box.person('mallory'), fork: box.person('mallory'), files: { 'app.js': '// mine\n' } });
  const closed = aPull(bot, 'closed');
  const open = aPull(bot, 'open');
  closed.close(bob);
  await bot.quiet();
  const said: string[] = [];
  const hears = async (thread: typeof open, text: string) => {
    thread.comment(bob, text);
    said.push(`${text.replace(/[0-9a-f]{40}/, '…')}: ${(await bot.says(thread)).map(body => plain(bot, body)).join('\n')}`);
  };
  await hears(fork, '/deploy prod');
  await hears(open, `/deploy prod @${fork.head}`);
  await hears(open, `/deploy prod ${fork.head}`);
  await hears(open, '/deploy prod pull/1/head');
  await hears(closed, '/deploy prod');
  await hears(open, '/deploy prod nowhere');
  await hears(open, '/deploy prd');
  await hears(open, '/deploy prod region=mars');
  await hears(open, '/cancel prod');
  expect(said.join('\n\n')).toMatchInlineSnapshot(`
    "/deploy prod: This commit comes from a fork. Running it on **prod** gives it that environment's secrets. Merge it first: then \`/deploy prod\` here takes the merge commit.

    /deploy prod @…: \`aaaaaaa\` is on no protected branch, and has not run on **prod** before. The head of #3 is \`bbbbbbb\`. Did you mean that? \`/deploy prod @<12 digits>\`

    /deploy prod …: \`aaaaaaa\` is on no protected branch, and has not run on **prod** before. The head of #3 is \`bbbbbbb\`. Did you mean that? \`/deploy prod @<12 digits>\`

    /deploy prod pull/1/head: I do not find \`pull/1/head\` here: no branch, no tag and no single commit has that name.

    /deploy prod: #2 is closed and was not merged, so there is nothing to deploy from it. Reopen it, or name a branch: \`/deploy prod <branch>\`.

    ⚠️ \`bob\` was refused 5 times in a row. \`/help\` says what each command needs.

    /deploy prod nowhere: I do not find \`nowhere\` here: no branch, no tag and no single commit has that name.

    /deploy prd: I did not run \`/deploy\`: \`prd\` is no environment here.
    \`\`\`
    /deploy prd
            ^^^
    \`\`\`
    Did you mean \`/deploy prod\`? It can be \`prerelease\` or \`prod\`.

    /deploy prod region=mars: I did not run \`/deploy\`: \`region=mars\` is not among its choices.
    \`\`\`
    /deploy prod region=mars
                 ^^^^^^^^^^^
    \`\`\`
    It can be \`eu\` or \`us\`.

    /cancel prod: Nothing is on its way to **prod**."
  `);
  expect(web.runs('deploy.yml')).toEqual([]);
});

test('from an issue the head of the default branch, from a merged pull request its merge', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  issue.comment(bob, '/deploy prod');
  const first = await nextRun(bot, 0);
  expect(first.inputs.sha).toBe(web.head('main'));
  first.finish();
  expect(plain(bot, (await bot.says(issue))[0] ?? '')).toMatchInlineSnapshot(`
    "### ✅ [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) is on **prod**
    for \`bob\` · from \`main\` · run [#1](https://github.com/acme/web/actions/runs/1) · N s · the first one through me"
  `);
  const pull = aPull(bot);
  pull.merge(bob, { method: 'squash' });
  pull.comment(bob, '/deploy prod');
  const second = await nextRun(bot, 1);
  expect(second.inputs.sha).toBe(web.head('main'));
  second.finish();
  await bot.says(pull);
});

test('a workflow that takes no commit deploys the default branch, and says so for anything else', async () => {
  await using bot = await deployBot({
    workflow: 'on: workflow_dispatch\njobs: { deploy: { runs-on: x, steps: [{ run: ./go }] } }\n',
    file: 'environments: { prod: {} }\n',
  });
  const { box, web } = bot;
  const bob = box.person('bob');
  const pull = aPull(bot);
  pull.comment(bob, '/deploy prod');
  expect((await bot.says(pull)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "\`deploy.yml\` has no input \`sha\`, so it can only deploy the head of the default branch, \`aaaaaaa\`. Declare \`sha\` in it and check out \`\${{ inputs.sha }}\`.",
    ]
  `);
  const issue = web.issue({ by: bob });
  issue.comment(bob, '/deploy prod');
  // Its run says nothing of us: GitHub's answer to the start is all there is.
  const run = await nextRun(bot, 0);
  await after(bot, 6);
  run.finish();
  await after(bot, 1);
  expect((await bot.says(issue)).map(body => plain(bot, body).split('\n')[0])).toMatchInlineSnapshot(`
    [
      "### ✅ [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) is on **prod**",
    ]
  `);
});

test('in an issue it takes what runs in the environment before, where that is the team’s own', async () => {
  await using bot = await deployBot({ file: 'environments:\n  prerelease:\n  prod: { after: prerelease }\n' });
  const { box, web } = bot;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  issue.comment(bob, '/deploy prerelease');
  (await nextRun(bot, 0)).finish();
  await bot.says(issue);
  const older = web.head('main');
  web.push('main', { 'app.js': '// newer\n' }, { by: bob });
  issue.comment(bob, '/deploy prod');
  const run = await nextRun(bot, 1);
  expect(run.inputs.sha).toBe(older);
  run.finish();
  await bot.says(issue);
  const pull = aPull(bot);
  pull.comment(bob, '/deploy prerelease');
  (await nextRun(bot, 2)).finish();
  await bot.says(pull);
  issue.comment(bob, '/deploy prod');
  expect((await bot.says(issue)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "\`aaaaaaa\` is on no protected branch, and has not run on **prod** before. Open a pull request for it and say \`/deploy prod\` there, or merge it into \`main\`.",
    ]
  `);
});
