import { expect, test } from 'vitest';
import type { PullRequest } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { until } from '../until.ts';
import { after, aPull, bodyOf, deployBot, nextRun, plain, workflow } from './deploys.ts';
import { asked } from './house.ts';

/** `/plan`, from the word to the report, as people see it: the environment's own workflow runs, and nothing is deployed. */

const planning = workflow.replace('      shipmate: {}', '      shipmate: {}\n      plan: { type: boolean, default: false }');
const reporting = `${planning}      - uses: actions/upload-artifact@v4\n        with: { name: shipmate-report, path: report.md }\n`;

const planBot = (flow = reporting, more: { file?: string } = {}): Promise<Bot> => deployBot({ workflow: flow, ...more });

const said = async (bot: Bot, thread: PullRequest): Promise<string[]> => (await bot.says(thread)).map(body => plain(bot, body));
const dispatch = 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches';
const rows = (bot: Bot) => bot.query<{ state: string; ended: boolean }>(`select state, ended_at is not null as ended from plans`);

test('a plan that goes well: one comment, no deployment, nothing else runs there, and the report folded', async () => {
  await using bot = await planBot();
  const { box, web } = bot;
  const pull = aPull(bot);
  pull.comment(box.person('bob'), '/deploy prod');
  (await nextRun(bot, 0)).start().finish();
  await bot.says(pull);
  const next = aPull(bot, 'more');
  await bot.quiet();
  const calls = asked(bot);
  const words = next.comment(box.person('bob'), '/plan prod region=us');
  const run = await nextRun(bot, 1);
  expect(run.inputs).toMatchObject({ environment: 'prod', sha: next.head, region: 'us', plan: 'true' });
  expect(run.row.branch).toBe('main');
  expect(await said(bot, next)).toMatchInlineSnapshot(`
    [
      "### 🔍 Planning [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) for **prod**
    for \`bob\` · from #2 · run [#2](https://github.com/acme/web/actions/runs/1)

    Nothing is deployed. \`/cancel prod\` here stops it.",
    ]
  `);
  run.start();
  await after(bot, 21);
  expect(bodyOf(bot, next)).toMatchInlineSnapshot(`
    "### 🔍 Planning [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) for **prod**
    for \`bob\` · from #2 · run [#2](https://github.com/acme/web/actions/runs/1) · N s

    | | step | |
    |---|---|---|
    | 🔄 | build | N s … |
    | ⬜ | migrate |  |
    | ⬜ | restart |  |
    | ⬜ | actions/upload-artifact@​v4 |  |

    Nothing is deployed. \`/cancel prod\` here stops it."
  `);
  run.artifact('shipmate-report', { 'report.md': 'Plan: 1 to add, for @alice.\n```\n+ a bucket\n```\n' });
  run.finish();
  await bot.quiet();
  expect(bodyOf(bot, next)).toMatchInlineSnapshot(`
    "### 🔍 Plan of [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) for **prod**
    for \`bob\` · from #2 · run [#2](https://github.com/acme/web/actions/runs/1) · N s · **prod** runs [\`bbbbbbb\`](https://github.com/acme/web/commit/bbbbbbb) ([compare](https://github.com/acme/web/compare/bbbbbbb...aaaaaaa))

    <details><summary>What it would do</summary>

    \`\`\`\`
    Plan: 1 to add, for @alice.
    \`\`\`
    + a bucket
    \`\`\`
    \`\`\`\`

    </details>

    \`/deploy prod region=us\` takes it there"
  `);
  expect(words.reactions.map(({ content }) => content)).toEqual(['eyes', 'rocket']);
  expect(web.deployments).toHaveLength(1);
  expect(calls.filter(route => /deployments|POST|addReaction/.test(route))).toMatchInlineSnapshot(`
    [
      "graphql addReaction",
      "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches",
      "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
      "graphql addReaction",
    ]
  `);
  next.comment(box.person('bob'), '/status prod');
  expect(await said(bot, next)).toMatchInlineSnapshot(`
    [
      "| | what runs there |
    |---|---|
    | **prod** | \`aaaaaaa\` from #1 for \`bob\`, N s ago; 1 commit that \`main\` has not |",
    ]
  `);
});

test('a deploy of such a workflow is told that it is none, and nobody can say otherwise', async () => {
  await using bot = await planBot(reporting.replace('default: false', 'default: true'));
  const { box, web } = bot;
  const pull = aPull(bot);
  pull.comment(box.person('bob'), '/deploy prod plan=true');
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "I did not run \`/deploy\`: \`plan=true\` is no argument here.
    \`\`\`
    /deploy prod plan=true
                 ^^^^^^^^^
    \`\`\`
    Write it like this: \`/deploy [env] [ref|@sha] [--override <reason>] [region=eu|us]\`.",
    ]
  `);
  expect(web.runs('deploy.yml')).toHaveLength(0);
  pull.comment(box.person('bob'), '/deploy prod');
  const run = await nextRun(bot, 0);
  expect(run.inputs).toMatchObject({ plan: 'false' });
  run.finish();
  await bot.says(pull);
});

test('it waits for nobody: a plan runs beside a deploy, and a plan of another commit beside both', async () => {
  await using bot = await planBot();
  const { box, web } = bot;
  const [one, other] = [aPull(bot, 'one'), aPull(bot, 'other')];
  one.comment(box.person('bob'), '/deploy prod');
  const deploys = await nextRun(bot, 0);
  deploys.start();
  await bot.says(one);
  one.comment(box.person('bob'), '/plan prod');
  other.comment(box.person('carol'), '/plan prod');
  await until(() => web.runs('deploy.yml').length === 3);
  for (const run of web.runs('deploy.yml').slice(1)) run.start().finish();
  await bot.says(one);
  await bot.says(other);
  deploys.finish();
  await bot.says(one);
  expect(web.deployments.map(({ state }) => state)).toEqual(['success']);
  expect(await rows(bot)).toEqual([
    { state: 'succeeded', ended: true },
    { state: 'succeeded', ended: true },
  ]);
});

test('the same plan twice at once is one run, and the second is shown the first', async () => {
  await using bot = await planBot();
  const { box, web } = bot;
  const pull = aPull(bot);
  pull.comment(box.person('bob'), '/plan prod');
  const run = await nextRun(bot, 0);
  await bot.says(pull);
  const again = pull.comment(box.person('carol'), `/plan prod @${pull.head.slice(0, 12)}`);
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "\`aaaaaaa\` is being planned for **prod** already, for \`bob\` since N s: see above. I did not start it again.",
    ]
  `);
  expect(again.reactions.map(({ content }) => content)).toEqual(['eyes']);
  expect(web.runs('deploy.yml')).toHaveLength(1);
  run.finish();
  await bot.says(pull);
});

test('the same said in two threads at the same time is one run', async () => {
  await using bot = await planBot();
  const { box, web } = bot;
  const issues = ['bob', 'carol'].map(login => web.issue({ by: box.person(login) }));
  await bot.quiet();
  for (const issue of issues) issue.comment(box.person('carol'), '/plan prod');
  (await nextRun(bot, 0)).finish();
  const all = (await Promise.all(issues.map(issue => bot.says(issue)))).flat().map(body => plain(bot, body));
  expect(all.toSorted().map(body => body.replace(/#[12]/, '#N').split('\n')[0])).toMatchInlineSnapshot(`
    [
      "### 🔍 Plan of [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) for **prod**",
      "\`aaaaaaa\` is being planned for **prod** already, for \`carol\` since N s: see #N. I did not start it again.",
    ]
  `);
  expect(web.runs('deploy.yml')).toHaveLength(1);
});

test('a deploy of the same commit that waits is looked at again when the plan ends well, and not when it fails', async () => {
  await using bot = await planBot();
  const { box } = bot;
  const [one, other] = [aPull(bot, 'one'), aPull(bot, 'other')];
  one.comment(box.person('bob'), '/deploy prod');
  const deploys = await nextRun(bot, 0);
  await bot.says(one);
  other.comment(box.person('bob'), '/deploy prod');
  await bot.says(other);
  // Once it began to wait it is looked at again a moment later.
  await after(bot, 5);
  const looks = async () =>
    (await bot.query(`select 1 from audit where about like 'deploy % to prod' and reasons::text like '%still waiting%'`)).length;
  const before = await looks();
  other.comment(box.person('bob'), '/plan prod');
  (await nextRun(bot, 1)).finish('failure');
  await bot.says(other);
  expect(await looks()).toBe(before);
  other.comment(box.person('bob'), '/plan prod');
  (await nextRun(bot, 2)).finish();
  await bot.says(other);
  expect(await looks()).toBe(before + 1);
  one.comment(box.person('bob'), '/plan prod');
  (await nextRun(bot, 3)).finish();
  await bot.says(one);
  expect(await looks()).toBe(before + 1);
  deploys.finish();
  (await nextRun(bot, 4)).finish();
  await bot.says(one);
  await bot.says(other);
});

test('one that fails: where, why, the end of the log, and one line for who waits', async () => {
  await using bot = await planBot();
  const { box } = bot;
  const pull = aPull(bot);
  const words = pull.comment(box.person('bob'), '/plan prod');
  const run = await nextRun(bot, 0);
  run.start();
  await bot.says(pull);
  run.finish('failure', { step: 'migrate', log: 'planning\nERROR: no such table\n' });
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "@bob, the plan of [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) for **prod** failed in \`migrate\`. See above.",
    ]
  `);
  expect(bodyOf(bot, pull, 1)).toMatchInlineSnapshot(`
    "### ❌ Planning [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) for **prod** failed in \`migrate\`
    for \`bob\` · from #1 · run [#1](https://github.com/acme/web/actions/runs/1), [log](https://github.com/acme/web/actions/runs/1)
    > ERROR: no such table

    <details><summary>The end of the log</summary>

    \`\`\`
    planning
    ERROR: no such table
    Error: Process completed with exit code 1.
    \`\`\`

    </details>

    \`/plan prod\` tries again"
  `);
  expect(words.reactions.map(({ content }) => content)).toEqual(['eyes', 'confused']);
  run.rerun(box.person('carol'));
  run.start();
  run.finish();
  await bot.quiet();
  expect(bodyOf(bot, pull, 1).split('\n').slice(0, 2)).toMatchInlineSnapshot(`
    [
      "### 🔍 Plan of [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) for **prod**",
      "for \`bob\` · from #1 · run [#1](https://github.com/acme/web/actions/runs/1) · attempt 2, by \`carol\` · N s",
    ]
  `);
});

test('no report: it says how to leave one', async () => {
  await using bot = await planBot(planning);
  const pull = aPull(bot);
  pull.comment(bot.box.person('bob'), '/plan prerelease');
  (await nextRun(bot, 0)).start().finish();
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "### 🔍 Plan of [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) for **prerelease**
    for \`bob\` · from #1 · run [#1](https://github.com/acme/web/actions/runs/1) · N s

    It left no report that I can show. These lines at the end of its job in \`deploy.yml\` make it one, of at most 64 KB:
    \`\`\`yaml
    - uses: actions/upload-artifact@v4
      with: { name: shipmate-report, path: report.md }
    \`\`\`

    \`/deploy prerelease\` takes it there",
    ]
  `);
});

test('a workflow that cannot plan is refused with the lines that make it', async () => {
  await using bot = await planBot(workflow, { file: 'environments:\n  prerelease:\n  prod: { plan: required }\n' });
  const pull = aPull(bot);
  pull.comment(bot.box.person('bob'), '/plan prerelease');
  await bot.quiet();
  pull.comment(bot.box.person('bob'), '/deploy prod');
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "\`deploy.yml\` cannot plan yet. Two lines make it: \`plan: { type: boolean, default: false }\` among its inputs, and \`if: \${{ !inputs.plan }}\` at each step that changes something.",
      "\`environments.prod.plan\` wants a plan of each commit, and \`deploy.yml\` cannot plan yet. Two lines make it: \`plan: { type: boolean, default: false }\` among its inputs, and \`if: \${{ !inputs.plan }}\` at each step that changes something.",
    ]
  `);
  expect(bot.web.runs('deploy.yml')).toHaveLength(0);
});

test('a run that never appears, and one that GitHub refuses to start', async () => {
  await using bot = await planBot();
  const { box, web } = bot;
  const pull = aPull(bot);
  box.actions.script({ workflow: 'deploy.yml', fate: 'dropped', times: 1 });
  pull.comment(box.person('bob'), '/plan prod');
  await bot.quiet();
  for (let look = 0; look < 12; look += 1) await after(bot, 21);
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "### ❓ Nobody knows how the plan of \`aaaaaaa\` for **prod** ended
    for \`bob\` · from #1

    Somebody deleted its run, so nobody can see how it ended.

    \`/plan prod\` tries again",
    ]
  `);
  box.faults.next({ route: dispatch }, { before: 422 });
  pull.comment(box.person('bob'), '/plan prod');
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "### ❌ Planning \`aaaaaaa\` for **prod** failed
    for \`bob\` · from #1

    GitHub refused to start it: Something went wrong.

    \`/plan prod\` tries again",
    ]
  `);
  expect(web.runs('deploy.yml')).toHaveLength(0);
  expect(await rows(bot)).toEqual([
    { state: 'lost', ended: true },
    { state: 'failed', ended: true },
  ]);
});

test.each([{ before: 502 }, { after: 502 }, { before: 'reset' }, { after: 'reset' }] as const)(
  'GitHub fails %j at the start: one run all the same',
  async fault => {
    await using bot = await planBot();
    const { box, web } = bot;
    const pull = aPull(bot);
    await bot.quiet();
    box.faults.next({ route: dispatch }, fault);
    pull.comment(box.person('bob'), '/plan prod');
    await until(async () => (await bot.query(`select 1 from effects where kind = 'dispatch' and state <> 'planned'`)).length > 0);
    for (let look = 0; look < 12 && web.runs('deploy.yml').length === 0; look += 1) await bot.later(0.5);
    for (let look = 0; look < 6; look += 1) await after(bot, 15);
    const run = await nextRun(bot, 0);
    run.start();
    run.finish();
    for (let look = 0; look < 4; look += 1) await after(bot, 15);
    await bot.says(pull);
    expect(web.runs('deploy.yml')).toHaveLength(1);
    // Later than five minutes after the word a line follows that says so.
    expect(bodyOf(bot, pull, 1)).toContain('### 🔍 Plan of');
    expect(await rows(bot)).toEqual([{ state: 'succeeded', ended: true }]);
  },
);

test('stopped by /cancel in its thread; a deploy of this thread comes first', async () => {
  await using bot = await planBot();
  const { box } = bot;
  const pull = aPull(bot);
  pull.comment(box.person('bob'), '/plan prod');
  const run = await nextRun(bot, 0);
  run.start();
  await bot.says(pull);
  pull.comment(box.person('bob'), '/deploy prod');
  const deploys = await nextRun(bot, 1);
  pull.comment(box.person('carol'), '/cancel prod');
  await bot.says(pull);
  expect([run.conclusion, deploys.conclusion]).toEqual([null, 'cancelled']);
  pull.comment(box.person('carol'), '/cancel prod');
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "@bob, the plan of [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) for **prod** was cancelled. See above.",
    ]
  `);
  expect(run.conclusion).toBe('cancelled');
  expect(bodyOf(bot, pull, 1)).toMatchInlineSnapshot(`
    "### ⏹️ The plan of [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) for **prod** was cancelled
    for \`bob\` · from #1 · run [#1](https://github.com/acme/web/actions/runs/1) · N s

    \`carol\` stopped it.

    \`/plan prod\` tries again"
  `);
});

test('its run is nobody’s deploy by hand, and the deployment that GitHub makes for it does not stand', async () => {
  const making = reporting.replace(', deployment: false', '');
  await using bot = await planBot(making);
  const { box, web } = bot;
  const pull = aPull(bot);
  pull.comment(box.person('bob'), '/plan prod');
  (await nextRun(bot, 0)).start().finish();
  await bot.says(pull);
  expect(web.deployments.map(({ state }) => state)).toEqual(['inactive']);
  pull.comment(box.person('bob'), '/status prod');
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "| | what runs there |
    |---|---|
    | **prod** | nothing that I deployed |",
    ]
  `);
  expect(await bot.query(`select 1 from deploys`)).toEqual([]);
});

test('without our id in its title it is found by the answer to the start, and its run is still no deploy by hand', async () => {
  const unmarked = planning.replace(/^run-name: .*$/m, 'run-name: Deploy');
  await using bot = await planBot(unmarked, { file: 'environments:\n  prod:\n' });
  const { box, web } = bot;
  const pull = aPull(bot);
  await bot.quiet();
  box.faults.next({ route: dispatch }, { after: 502 });
  pull.comment(box.person('bob'), '/plan prod');
  await until(() => web.runs('deploy.yml').length === 1);
  for (let look = 0; look < 4; look += 1) await after(bot, 11);
  web.runs('deploy.yml')[0]?.start().finish();
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "### ❓ Nobody knows how the plan of \`aaaaaaa\` for **prod** ended
    for \`bob\` · from #1

    GitHub did not answer when I started it, and I cannot find out whether it started. I do not start it twice.

    \`/plan prod\` tries again",
    ]
  `);
  expect(await bot.query(`select 1 from deploys`)).toEqual([]);
});

test('a newer plan folds the older comment of its thread and environment away', async () => {
  await using bot = await planBot();
  const { box, web } = bot;
  const pull = aPull(bot);
  for (const place of [0, 1]) {
    pull.comment(box.person('bob'), '/plan prod');
    (await nextRun(bot, place)).start().finish();
    await bot.says(pull);
  }
  const ours = box.world.comments.where(({ body }) => body.includes('shipmate:plan'));
  expect(ours.map(({ minimized }) => minimized)).toEqual(['outdated', null]);
  expect(web.runs('deploy.yml')).toHaveLength(2);
});

test('who may not deploy there may not plan there', async () => {
  await using bot = await planBot(reporting, { file: 'environments:\n  prod: { who: maintain }\n' });
  const pull = aPull(bot);
  pull.comment(bot.box.person('bob'), '/plan prod');
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "\`/plan\` needs the maintain role in this repository, and you have write. Somebody with maintain can say it, or an admin gives you the role.",
    ]
  `);
});
