import { describe, expect, test } from 'vitest';
import type { Issue, PullRequest } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { after, aPull, bodyOf, deployBot, nextRun, plain, settles, workflow } from '../scenarios/deploys.ts';
import { until } from '../until.ts';

/** What goes wrong between us and GitHub: one run, one deployment, one comment, and an end that people hear of. */

const writes = {
  'the deployment': 'POST /repos/{owner}/{repo}/deployments',
  'the start': 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
  'the comment': 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'a status of the deployment': 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
} as const;

/** Goes on in steps of some seconds until the thread's comment says so. */
async function goesOnUntil(bot: Bot, thread: Issue, says: RegExp): Promise<void> {
  for (let step = 0; step < 30 && !says.test(bodyOf(bot, thread, 1)); step += 1) {
    await settles(bot);
    for (const run of bot.web.runs('deploy.yml')) if (run.status !== 'completed') run.finish();
    await bot.later(11 / 60);
    await bot.query(`select pg_notify('deliveries', ''), pg_notify('effects', ''), pg_notify('wake', '')`);
  }
  await settles(bot);
  expect(bodyOf(bot, thread, 1)).toMatch(says);
}

function once(bot: Bot, thread: Issue): void {
  expect(bot.web.runs('deploy.yml')).toHaveLength(1);
  expect(bot.web.deployments.map(({ state }) => state)).toEqual(['success']);
  expect(thread.comments.filter(({ author }) => author === bot.box.bot.login)).toHaveLength(1);
}

describe.each(Object.entries(writes))('%s', (_, route) => {
  test.each([{ before: 502 }, { after: 502 }, { before: 'reset' }, { after: 'reset' }] as const)(
    'GitHub fails %j',
    async fault => {
      await using bot = await deployBot();
      const pull = aPull(bot);
      bot.box.faults.next({ route }, fault);
      pull.comment(bot.box.person('bob'), '/deploy prerelease');
      await goesOnUntil(bot, pull, /✅/);
      once(bot, pull);
      await bot.says(pull);
    },
  );
});

test.each(['edit in between', 'last edit'] as const)('no answer to the %s', async which => {
  await using bot = await deployBot();
  const pull = aPull(bot);
  pull.comment(bot.box.person('bob'), '/deploy prerelease');
  const run = await nextRun(bot, 0);
  const edits = (body: string) => body.includes('updateIssueComment');
  bot.box.faults.next({ route: 'POST /graphql', only: ({ body }) => edits(body) }, { after: 502 });
  if (which === 'edit in between') {
    run.start();
    await after(bot, 21);
  }
  await goesOnUntil(bot, pull, /✅/);
  once(bot, pull);
  await bot.says(pull);
});

test.each(['dropped', 'doubled', 'in the wrong order'] as const)('webhooks %s', async how => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const pull = aPull(bot);
  await bot.quiet();
  pull.comment(box.person('bob'), '/deploy prerelease');
  await until(() => box.ledger.of(writes['the start']).length === 0 && web.runs('deploy.yml').length === 0);
  if (how === 'dropped') box.webhooks.drop(1_000);
  if (how === 'doubled') box.webhooks.double(1_000);
  await until(() => web.runs('deploy.yml').length === 1);
  if (how === 'in the wrong order') box.webhooks.hold();
  const run = web.runs('deploy.yml').at(-1);
  run?.start();
  run?.finish();
  if (how === 'in the wrong order') box.webhooks.release({ reversed: true });
  await goesOnUntil(bot, pull, /✅/);
  once(bot, pull);
  await bot.says(pull);
});

test('a run that somebody deletes ends in words, and the environment is free', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const pull = aPull(bot);
  pull.comment(box.person('bob'), '/deploy prerelease');
  const run = await nextRun(bot, 0);
  run.start();
  await bot.quiet();
  run.delete();
  await after(bot, 21);
  expect((await bot.says(pull)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "### ❓ Nobody knows what runs on **prerelease**
    [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) · for \`bob\` · from #1 · run [#1](https://github.com/acme/web/actions/runs/1)

    Somebody deleted its run, so nobody can see how it ended.

    **prerelease** is free again. \`/deploy prerelease\` settles it.",
      "@bob, nobody knows whether [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) is on **prerelease**. See above.",
    ]
  `);
  expect(web.deployments.map(({ state }) => state)).toEqual(['error']);
  pull.comment(box.person('bob'), '/status prerelease');
  expect((await bot.says(pull)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "| | what runs there |
    |---|---|
    | [**prerelease**](https://prerelease.example.org) | ❓ nobody knows: a deploy was lost from sight, N s ago. \`/deploy prerelease\` settles it |",
    ]
  `);
  pull.comment(box.person('bob'), '/deploy prerelease');
  await until(() => web.runs('deploy.yml').length === 1);
  web.runs('deploy.yml').at(-1)?.finish();
  await bot.says(pull);
});

test('GitHub refuses to start it: said at once, and nothing is left under way', async () => {
  await using bot = await deployBot();
  const { box } = bot;
  const pull = aPull(bot);
  box.faults.next({ route: writes['the start'] }, { before: 422 });
  pull.comment(box.person('bob'), '/deploy prerelease');
  expect((await bot.says(pull)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "### ❌ Deploying \`aaaaaaa\` to **prerelease** failed
    for \`bob\` · from #1

    GitHub refused to start it: Something went wrong.

    Nothing was deployed to **prerelease** through me before.

    \`/deploy prerelease\` tries again",
    ]
  `);
  expect(await bot.query(`select state from deploys`)).toEqual([{ state: 'failed' }]);
});

const start = {
  look: 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
  write: writes['the start'],
} as const;
const silent = 'on: { workflow_dispatch: { inputs: { sha: {} } } }\njobs: { deploy: { runs-on: x, steps: [{ run: ./go }] } }\n';

test.each(['nothing of ours is in its title', 'GitHub refuses to show its runs'] as const)(
  'no answer to the start, and %s: nobody knows, and nothing is started twice',
  async how => {
    const unmarked = how === 'nothing of ours is in its title';
    await using bot = await deployBot(unmarked ? { workflow: silent, file: 'environments: { prerelease: }\n' } : {});
    const { box, web } = bot;
    const pull = aPull(bot);
    await bot.quiet();
    box.faults.next({ route: start.write }, { after: 502 });
    const started = box.when({ route: start.write }, 'before');
    pull.comment(box.person('bob'), '/deploy prerelease');
    await started;
    box.faults.next({ route: start.look }, { before: 404 });
    // Nobody tells of the run.
    box.webhooks.drop(1_000);
    await goesOnUntil(bot, pull, /❓/);
    expect(bodyOf(bot, pull, 1).split('\n\n')[1]).toBe(
      'GitHub did not answer when I started it, and I cannot find out whether it started. I do not start it twice.',
    );
    expect(web.runs('deploy.yml')).toHaveLength(1);
    await bot.says(pull);
  },
);

test('no runner for long is said; after two hours it is cancelled', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const pull = aPull(bot);
  pull.comment(box.person('bob'), '/deploy prerelease');
  const run = await nextRun(bot, 0);
  await bot.says(pull);
  for (const seconds of [62, 62, 62, 62, 62]) await after(bot, seconds);
  expect(
    bodyOf(bot, pull, 1)
      .split('\n\n')[1]
      ?.replace(/waited .* for/, 'waited … for'),
  ).toMatchInlineSnapshot(`"It has waited … for a runner. After two hours I give up and cancel it."`);
  for (let step = 0; step < 25; step += 1) await after(bot, 301);
  expect(run.conclusion).toBe('cancelled');
  expect((await bot.says(pull)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "@bob, nobody knows whether [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) is on **prerelease**. See above.",
    ]
  `);
  expect(web.deployments.map(({ state }) => state)).toEqual(['error']);
});

test('a run that GitHub holds for a reviewer says so, and has a day', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  web.environment('prerelease', { reviewers: [box.person('carol')] });
  const pull = aPull(bot);
  pull.comment(box.person('bob'), '/deploy prerelease');
  const run = await nextRun(bot, 0);
  for (const seconds of [62, 62]) await after(bot, seconds);
  expect(bodyOf(bot, pull, 1).split('\n\n')[1]).toMatchInlineSnapshot(
    `"GitHub wants somebody to let it go, on the page of its run. After a day I give up and cancel it."`,
  );
  for (let step = 0; step < 30; step += 1) await after(bot, 301);
  expect(run.status).toBe('waiting');
  run.approve(box.person('carol'));
  await bot.quiet();
  run.finish();
  await after(bot, 62);
  expect(bodyOf(bot, pull, 1)).toMatch(/^### ✅/);
  await bot.says(pull);
});

test('cancelled on GitHub is not called a failure', async () => {
  await using bot = await deployBot();
  const pull = aPull(bot);
  pull.comment(bot.box.person('bob'), '/deploy prerelease');
  const run = await nextRun(bot, 0);
  run.start().cancel();
  await bot.quiet();
  expect(bodyOf(bot, pull, 1)).toMatchInlineSnapshot(`
    "### ⏹️ Deploying [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) to **prerelease** was cancelled
    for \`bob\` · from #1 · run [#1](https://github.com/acme/web/actions/runs/1) · N s

    Somebody cancelled its run on GitHub, or a newer run of its concurrency group did.

    What had run by then is not undone.

    \`/deploy prerelease\` tries again"
  `);
  expect(await bot.says(pull)).toHaveLength(2);
});

test.each(['runs', 'is gone'] as const)('what was under way when a backup was made and %s: found again, or said', async how => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const pull = aPull(bot);
  await bot.quiet();
  box.faults.next({ route: writes['the start'] }, { after: 'hang' });
  const started = box.when({ route: writes['the start'] }, 'before');
  pull.comment(box.person('bob'), '/deploy prerelease');
  await started;
  box.webhooks.drop(1_000);
  await until(() => web.runs('deploy.yml').length === 1);
  // As a restore leaves it: the write is ended, its turn is kept.
  await bot.query(
    `update effects set state = 'dropped', error = 'restored from a backup', holder = null, lease_until = null where state = 'sent'`,
  );
  await bot.query(`insert into births (how, born_at) values ('restored', clock())`);
  if (how === 'is gone') web.runs('deploy.yml').at(-1)?.delete();
  box.release();
  await after(bot, 181);
  const [said, ...more] = (await bot.says(pull)).map(body => plain(bot, body));
  expect(more).toEqual([]);
  if (how === 'runs') expect(said).toMatch(/^### 🚀 .*\nfor `bob` · from #1 · run \[#1\]/);
  else
    expect(said).toMatchInlineSnapshot(`
    "### ❓ Nobody knows what runs on **prerelease**
    \`aaaaaaa\` · for \`bob\` · from #1

    My database was put back from a backup while it was under way; what came of it after that, I do not know.

    **prerelease** is free again. \`/deploy prerelease\` settles it."
  `);
});

/** What changes under a deploy that is under way: it ends as it would have, and the environment is free. */
const upheavals: Record<string, (bot: Bot, pull: PullRequest) => Promise<void> | void> = {
  'its environment is taken out of the file': ({ web, box }) =>
    void web.push('main', { '.github/shipmate.yml': 'environments: { prod: }\n' }, { by: box.person('alice') }),
  'its workflow gets another name': ({ web, box }) =>
    void web.push(
      'main',
      { '.github/workflows/deploy.yml': null, '.github/workflows/ship.yml': workflow },
      { by: box.person('alice') },
    ),
  'the default branch gets another name': ({ web, box }) => web.renameBranch('main', 'trunk', box.person('alice')),
  'the repository gets another name': ({ web, box }) => web.rename('shop', box.person('alice')),
  'its pull request is closed': ({ box }, pull) => void pull.close(box.person('bob')),
};

test.each(Object.keys(upheavals))('%s in mid-deploy', async what => {
  await using bot = await deployBot();
  const pull = aPull(bot);
  pull.comment(bot.box.person('bob'), '/deploy prerelease');
  const run = await nextRun(bot, 0);
  run.start();
  await after(bot, 21);
  await upheavals[what]?.(bot, pull);
  await bot.quiet();
  run.finish();
  await bot.quiet();
  expect(bodyOf(bot, pull, 1)).toMatch(/^### ✅ /);
  expect(bot.web.deployments.map(({ state }) => state)).toEqual(['success']);
  expect(await bot.query('select 1 from deploys where ended_at is null')).toEqual([]);
  await bot.says(pull);
});

test('what waits for an environment that is taken out of the file does not go there', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const [first, second] = [aPull(bot, 'first'), aPull(bot, 'second')];
  first.comment(box.person('bob'), '/deploy prerelease');
  const run = await nextRun(bot, 0);
  second.comment(box.person('bob'), '/deploy prerelease');
  await bot.says(second);
  web.push('main', { '.github/shipmate.yml': 'environments: { prod: }\n' }, { by: box.person('alice') });
  await bot.quiet();
  run.start();
  run.finish();
  await bot.says(first);
  await bot.says(second);
  expect(bodyOf(bot, second, 1)).toMatchInlineSnapshot(`
    "### ⏹️ \`aaaaaaa\` does not go to **prerelease**
    for \`bob\` · from #2

    The team’s file does not have this environment any more."
  `);
  expect(web.runs('deploy.yml')).toHaveLength(1);
});

test('cancelled before anybody told that it runs: what had run is not called nothing', async () => {
  await using bot = await deployBot();
  const pull = aPull(bot);
  pull.comment(bot.box.person('bob'), '/deploy prerelease');
  const run = await nextRun(bot, 0);
  bot.box.webhooks.drop(2, { logged: false });
  run.start().step();
  await bot.box.settled();
  bot.box.webhooks.drop(0);
  run.cancel();
  await bot.says(pull);
  await after(bot, 61);
  await bot.says(pull);
  expect(bodyOf(bot, pull, 1)).toMatch(/What had run by then is not undone\./);
});

/** As an older Enterprise Server: what comes back says nothing of a run. */
const saysNothing = `
  create function silent() returns trigger language plpgsql as 'begin new.remote_id = null; return new; end';
  create trigger silent before update on effects for each row when (new.kind = 'dispatch') execute function silent()`;

test.each([true, false])('a GitHub that does not say which run it made, its title carrying our id: %s', async marked => {
  await using bot = await deployBot(marked ? {} : { workflow: silent, file: 'environments: { prerelease: }\n' });
  const { box, web } = bot;
  await bot.query(saysNothing);
  const pull = aPull(bot);
  await bot.quiet();
  const asked = box.when({ route: start.write }, 'before');
  pull.comment(box.person('bob'), '/deploy prerelease');
  await asked;
  // Nor does anybody tell of it.
  box.webhooks.drop(1_000);
  await until(() => web.runs('deploy.yml').length === 1);
  await goesOnUntil(bot, pull, marked ? /✅/ : /❓/);
  if (!marked)
    expect(bodyOf(bot, pull, 1).split('\n\n')[1]).toMatchInlineSnapshot(
      `"GitHub took the order without saying which run it made, and its title does not carry my id, so I cannot find it. Its page in Actions shows how it ends."`,
    );
  expect(web.runs('deploy.yml')).toHaveLength(1);
  expect(await bot.query('select 1 from deploys where ended_at is null')).toEqual([]);
  await bot.says(pull);
});

test('the App is taken away and installed anew in the middle: the deploy is followed to its end', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const bob = box.person('bob');
  const pull = aPull(bot);
  pull.comment(bob, '/deploy prerelease');
  const run = await nextRun(bot, 0);
  run.start();
  await settles(bot);
  box.uninstall('acme');
  box.install('acme');
  // Its next look is due, and names an installation that is gone: that says nothing of the run.
  await bot.later(22 / 60);
  await bot.query(`select pg_notify('deliveries', '')`);
  await settles(bot);
  // Whatever is said tells us of the new one; the turns that lie ready still name the old one.
  web.issue({ by: bob }).comment(bob, '/status');
  await settles(bot);
  await bot.later(61);
  for (let look = 0; look < 4; look += 1) await after(bot, 61);
  run.finish();
  await settles(bot);
  expect(bodyOf(bot, pull, 1)).toMatch(/✅/);
  expect(JSON.stringify(box.ledger.writes)).not.toContain('Nobody knows');
  expect(await bot.query(`select 1 from deliveries where error is not null and state = 'waiting'`)).toEqual([]);
  for (const thread of web.threads) await bot.says(thread);
});
