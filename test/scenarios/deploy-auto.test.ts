import { expect, test } from 'vitest';
import type { PullRequest } from '../../src/sandbox/github/index.ts';
import { startBot } from '../bot.ts';
import { until } from '../until.ts';
import { after, aPull, deployBot, nextRun, plain, settles, workflow } from './deploys.ts';

/** What nobody asked for: `auto`, and what was started past us. */

const auto = 'environments:\n  prerelease: { auto: true }\n  prod:\n';
const ci = 'on: push\njobs: { test: { runs-on: x, steps: [{ run: npm test }] } }\n';

async function autoBot() {
  const files = {
    '.github/shipmate.yml': auto,
    '.github/workflows/deploy.yml': workflow,
    '.github/workflows/ci.yml': ci,
    'app.js': '// 1\n',
  };
  return await startBot({ files });
}

type Bot = Awaited<ReturnType<typeof autoBot>>;
const push = (bot: Bot, text: string) => bot.web.push('main', { 'app.js': text }, { by: bot.box.person('bob') });
const lastBuild = (bot: Bot) => bot.web.runs('ci.yml').at(-1);
const sent = (bot: Bot) => bot.web.runs('deploy.yml').map(run => run.inputs.sha);
const said = (bot: Bot) =>
  bot.web.statuses.map(({ sha, context, state, description }) => [sha, context, state, description?.replace(/[0-9a-f]{7}/, '…')]);

test('each green commit goes there by itself; its commit says so, and nobody is written to', async () => {
  await using bot = await autoBot();
  push(bot, '// 2\n');
  const head = bot.web.head('main');
  await bot.quiet();
  expect(sent(bot)).toEqual([]);
  lastBuild(bot)?.finish();
  const run = await nextRun(bot, 0);
  expect(sent(bot)).toEqual([head]);
  run.finish();
  await bot.quiet();
  expect(said(bot)).toEqual([
    [head, 'deploy/prerelease', 'pending', '… goes to prerelease'],
    [head, 'deploy/prerelease', 'success', '… is on prerelease'],
  ]);
  expect(bot.web.deployments.map(one => [one.sha, one.state])).toEqual([[head, 'success']]);
  // Its own status and its own run are no news of the commit.
  await after(bot, 150);
  expect(sent(bot)).toEqual([head]);
});

test('what a command of the team runs says nothing of the commit it ran at', async () => {
  const files = {
    '.github/shipmate.yml': `${auto}commands:\n  restart: { workflow: restart.yml, about: Restart it }\n`,
    '.github/workflows/deploy.yml': workflow,
    '.github/workflows/restart.yml': 'on: workflow_dispatch\njobs: { restart: { runs-on: x, steps: [{ run: ./restart }] } }\n',
    'app.js': '// 1\n',
  };
  await using bot = await startBot({ files });
  const issue = bot.web.issue({ by: bot.box.person('bob') });
  issue.comment(bot.box.person('bob'), '/restart');
  await until(() => bot.web.runs('restart.yml').length > 0);
  bot.web.runs('restart.yml').at(-1)?.finish();
  await after(bot, 150);
  expect(sent(bot)).toEqual([]);
  await bot.says(issue);
});

test('a red one stays where it is; the newest green one wins, also over one that waits', async () => {
  await using bot = await autoBot();
  const heads: string[] = [];
  for (const [text, how] of [
    ['// a\n', 'success'],
    ['// b\n', 'success'],
    ['// c\n', 'failure'],
    ['// d\n', 'success'],
  ] as const) {
    push(bot, text);
    heads.push(bot.web.head('main'));
    await bot.quiet();
    lastBuild(bot)?.finish(how);
    await bot.quiet();
  }
  const [first, second, , last] = heads;
  expect(sent(bot)).toEqual([first]);
  expect(await bot.query(`select sha, state from deploys order by asked_at`)).toEqual([
    { sha: first, state: 'starting' },
    { sha: second, state: 'dropped' },
    { sha: last, state: 'waiting' },
  ]);
  bot.web.runs('deploy.yml').at(-1)?.finish();
  (await nextRun(bot, 1)).finish();
  await bot.quiet();
  expect(sent(bot)).toEqual([first, last]);
});

test('the same files are not deployed twice', async () => {
  await using bot = await autoBot();
  const pull = aPull(bot);
  pull.comment(bot.box.person('bob'), '/deploy prerelease');
  (await nextRun(bot, 0)).finish();
  await bot.says(pull);
  pull.merge(bot.box.person('bob'), { method: 'squash' });
  await bot.quiet();
  lastBuild(bot)?.finish();
  await bot.quiet();
  expect(sent(bot)).toEqual([pull.head]);
  expect(said(bot)).toEqual([[bot.web.head('main'), 'deploy/prerelease', 'success', 'the same files as … run on prerelease']]);
});

test('without any checks a commit counts as green two minutes after its push', async () => {
  await using bot = await deployBot({ file: auto });
  push(bot, '// 2\n');
  await after(bot, 100);
  expect(sent(bot)).toEqual([]);
  await after(bot, 30);
  const run = await nextRun(bot, 0);
  run.finish('failure', { step: 'migrate' });
  await bot.quiet();
  expect(said(bot).map(([, , state, description]) => `${state}: ${description}`)).toEqual([
    'pending: … goes to prerelease',
    'failure: … failed in migrate',
  ]);
  // It is not tried again by itself.
  await after(bot, 150);
  expect(sent(bot)).toHaveLength(1);
});

test('a run that somebody started by hand is told where the environment was last spoken of, once', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const bob = box.person('bob');
  const pull = aPull(bot);
  pull.comment(bob, '/deploy prerelease');
  (await nextRun(bot, 0)).finish();
  await bot.says(pull);
  const run = web.dispatch('deploy.yml', {
    by: box.person('carol'),
    inputs: { environment: 'prerelease', sha: web.head('main') },
  });
  await bot.quiet();
  run.start();
  expect((await bot.says(pull)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "⚠️ \`carol\` started \`deploy.yml\` for **prerelease** by hand, past me (run [#2](https://github.com/acme/web/actions/runs/1)). What runs there is known again after the next \`/deploy prerelease\`.",
    ]
  `);
  pull.comment(bob, '/deploy prerelease');
  expect((await bot.says(pull)).map(body => plain(bot, body).split('\n')[3])).toMatchInlineSnapshot(`
    [
      "\`carol\` runs \`deploy.yml\` there by hand (N s).",
    ]
  `);
  run.finish();
  (await nextRun(bot, 2)).finish();
  expect((await bot.says(pull)).length).toBe(1);
});

test.each([
  ['at its beginning too', 0],
  ['at its end', 1],
])('one that its workflow refuses is told as an attempt, heard of %s', async (_, lost) => {
  const guard = "if: github.triggering_actor == 'shipmate[bot]'";
  await using bot = await deployBot({ workflow: workflow.replace('runs-on', `${guard}\n    runs-on`) });
  const { box, web } = bot;
  const [bob, carol] = [box.person('bob'), box.person('carol')];
  const pull = aPull(bot);
  pull.comment(bob, '/deploy prerelease');
  (await nextRun(bot, 0)).finish();
  await bot.says(pull);
  box.webhooks.drop(lost, { logged: false });
  const run = web.dispatch('deploy.yml', { by: carol, inputs: { environment: 'prerelease', sha: pull.head } });
  expect(run.conclusion).toBe('skipped');
  const told = await bot.says(pull);
  run.rerun(carol);
  told.push(...(await bot.says(pull)));
  expect(told.map(body => plain(bot, body))).toEqual([
    '⚠️ `carol` tried to start `deploy.yml` for **prerelease** by hand, past me (run [#2](https://github.com/acme/web/actions/runs/1)). The workflow refused: it skipped every job, so nothing was deployed.',
    '⚠️ `carol` tried to run `deploy.yml` for **prerelease** again, past me (run [#2](https://github.com/acme/web/actions/runs/1)). The workflow refused: it skipped every job, so nothing was deployed.',
  ]);
  // It went nowhere: no deploy has failed or is under way, and what runs there is known.
  expect(await bot.query(`select distinct state, kind from deploys order by kind`)).toEqual([
    { state: 'succeeded', kind: 'asked' },
    { state: 'dropped', kind: 'hand' },
  ]);
  expect(await whatRuns(bot, pull)).toMatch(/`aaaaaaa` from #1 for `bob`/);
});

/** What an environment is said to run, for whoever asks. */
async function whatRuns(bot: Bot, thread: PullRequest): Promise<string> {
  thread.comment(bot.box.person('bob'), '/status prerelease');
  const [said = ''] = await bot.says(thread);
  return plain(bot, said).split('\n').at(-1) ?? '';
}

test.each([
  ['at the same time', 'a first run', /❓ nobody knows: `carol` deployed by hand/],
  ['at the same time', 'an old run again', /❓ nobody knows: `carol` deployed by hand/],
  ['after it, in its concurrency group', 'an old run again', /`aaaaaaa` from #1 for `carol`, by hand/],
] as const)('past us while one of ours is under way, %s: %s', async (when, which, stands) => {
  const together = when === 'at the same time';
  await using bot = await deployBot(together ? {} : { workflow: workflow.replace('jobs:', 'concurrency: deploys\njobs:') });
  const { box, web } = bot;
  const [bob, carol] = [box.person('bob'), box.person('carol')];
  const pull = aPull(bot);
  pull.comment(bob, '/deploy prerelease');
  const old = await nextRun(bot, 0);
  old.finish('failure', { step: 'migrate' });
  await bot.says(pull);
  await after(bot, 60);
  pull.push({ 'app.js': '// newer\n' }, { by: bob });
  await bot.later(0.25);
  pull.comment(bob, '/deploy prerelease');
  const ours = await nextRun(bot, 1);
  ours.start();
  await bot.says(pull);
  await after(bot, 30);
  const inputs = { environment: 'prerelease', sha: web.head('main') };
  const theirs = which === 'a first run' ? web.dispatch('deploy.yml', { by: carol, inputs }) : old.rerun(carol);
  await bot.quiet();
  if (together) theirs.start();
  const said = await bot.says(pull);
  await after(bot, 30);
  ours.finish();
  said.push(...(await bot.says(pull)));
  if (!together) theirs.start();
  await after(bot, 60);
  theirs.finish();
  said.push(...(await bot.says(pull)));
  const told = said.map(body => plain(bot, body));
  if (which === 'a first run')
    expect(told).toMatchInlineSnapshot(`
    [
      "⚠️ \`carol\` started \`deploy.yml\` for **prerelease** by hand, past me (run [#3](https://github.com/acme/web/actions/runs/1)). \`aaaaaaa\` is on its way there too: if the two run at the same time, nobody knows which one stands until the next \`/deploy prerelease\`.",
      "@bob, nobody knows whether [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) is on **prerelease**. See above.",
    ]
  `);
  else
    expect(told[0]).toMatch(
      /^⚠️ `carol` ran `deploy.yml` for \*\*prerelease\*\* again, past me \(run .* is on its way there too: if the two/,
    );
  expect(await whatRuns(bot, pull)).toMatch(stands);
  expect(await bot.query(`select 1 from deploys where ended_at is null`)).toEqual([]);
});

test('a run that somebody starts with the id of a deploy of ours is not taken for it', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const pull = aPull(bot);
  await bot.quiet();
  // GitHub takes the order, says nothing of it, and makes no run.
  box.actions.script({ workflow: 'deploy.yml', fate: 'dropped', times: 1 });
  box.faults.next({ route: 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches' }, { after: 502 });
  pull.comment(box.person('bob'), '/deploy prerelease');
  await until(async () => (await bot.query(`select 1 from effects where kind = 'dispatch' and error is not null`)).length > 0);
  const [ours] = await bot.query<{ id: string }>('select id from deploys');
  const inputs = { environment: 'prerelease', sha: web.head('main'), shipmate: ours?.id ?? '' };
  const spoof = web.dispatch('deploy.yml', { by: box.person('carol'), inputs });
  spoof.start();
  spoof.finish();
  await box.settled();
  for (let look = 0; look < 4 && web.runs('deploy.yml').length < 2; look += 1) {
    await bot.later(11 / 60);
    await bot.query(`select pg_notify('effects', '')`);
    await settles(bot);
  }
  const run = await nextRun(bot, 1);
  expect(await bot.query(`select kind, run_id::int from deploys order by kind`)).toEqual([
    { kind: 'asked', run_id: run.id },
    { kind: 'hand', run_id: spoof.id },
  ]);
  run.start();
  run.finish();
  await bot.says(pull);
});

test('somebody’s own deployment says what runs there', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const pull = aPull(bot);
  pull.comment(box.person('bob'), '/deploy prod');
  (await nextRun(bot, 0)).finish();
  await bot.says(pull);
  web.deploy('prod', { by: box.person('carol'), state: 'success' });
  expect((await bot.says(pull)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "⚠️ \`carol\` made a deployment to **prod** by hand, past me. It names \`aaaaaaa\`.",
    ]
  `);
  pull.comment(box.person('bob'), '/status prod');
  expect((await bot.says(pull)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "| | what runs there |
    |---|---|
    | **prod** | \`aaaaaaa\` for \`carol\`, by hand, N s ago; the head of \`main\` |",
    ]
  `);
});

test('a deployment that GitHub makes for our run is set inactive; ours stands, at the right commit', async () => {
  await using bot = await deployBot({ workflow: workflow.replace(', deployment: false }', ' }') });
  const { box, web } = bot;
  const pull = aPull(bot);
  pull.comment(box.person('bob'), '/deploy prod');
  (await nextRun(bot, 0)).finish();
  await bot.says(pull);
  expect(web.deployments.filter(one => one.state === 'success').map(one => one.sha)).toEqual([pull.head]);
  expect(web.deployments.map(one => one.state).toSorted()).toEqual(['inactive', 'success']);
});
