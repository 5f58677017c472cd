import { expect, test } from 'vitest';
import type { Issue } from '../../src/sandbox/github/index.ts';
import { type Bot, startBot } from '../bot.ts';
import { until } from '../until.ts';
import { after } from './deploys.ts';
import { asked, choreNow } from './house.ts';

/** Commands of a team's own, from the word to the end of their workflow, as people see them. */

const restart = `name: Restart
run-name: Restart \${{ inputs.service }} (\${{ inputs.shipmate }})
on:
  workflow_dispatch:
    inputs:
      service: { type: choice, options: [web, worker], required: true, description: Which one }
      reason: { description: Why }
      shipmate:
jobs:
  restart:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: ./restart
      - run: ./check
`;

const logs = `on:
  workflow_dispatch:
    inputs:
      service: { required: true }
      lines: { type: number, default: 100 }
jobs:
  logs:
    runs-on: ubuntu-latest
    steps:
      - run: ./logs
`;

const file = `commands:
  restart: { about: Restart one service }
  logs: { workflow: logs.yml, who: maintain }
  gone: { workflow: gone.yml }
  deaf: { workflow: deaf.yml }
`;

const opsBot = (files: Record<string, string> = {}): Promise<Bot> =>
  startBot({
    files: {
      '.github/shipmate.yml': file,
      '.github/workflows/restart.yml': restart,
      '.github/workflows/logs.yml': logs,
      '.github/workflows/deaf.yml': 'on: push\njobs: { a: { steps: [] } }\n',
      ...files,
    },
  });

function anIssue(bot: Bot): Issue {
  return bot.web.issue({ by: bot.box.person('alice'), title: 'The shop is slow' });
}

async function runOf(bot: Bot, workflow: string, place = 0) {
  await until(() => bot.web.runs(workflow).length > place);
  await bot.quiet();
  const run = bot.web.runs(workflow)[place];
  if (!run) throw new Error(`no run of ${workflow}`);
  return run;
}

/** With what differs from run to run left open. */
const open = (bot: Bot, body: string): string =>
  body
    .replace(/\n\n<!-- shipmate:\S+ -->$/, '')
    .replaceAll(bot.box.url.replace(/\/api\/v3$/, ''), 'https://github.test')
    .replace(/\b(?:less than a second|(?:\d+ m )?\d+ [sm])\b/g, '…')
    .replace(/(?<=\/(?:runs|job)\/)\d+/g, '1');

const said = (bot: Bot, thread: Issue): string[] =>
  thread.comments.filter(one => one.author === bot.box.bot.login).map(({ body }) => open(bot, body));

/** The last comment as it is now. */
const shown = (bot: Bot, thread: Issue): string => said(bot, thread).at(-1) ?? '';

test('a command that goes well is one comment, and six calls', async () => {
  await using bot = await opsBot();
  const { box } = bot;
  const issue = anIssue(bot);
  issue.comment(box.person('bob'), '/restart worker');
  (await runOf(bot, 'restart.yml')).start().finish();
  await bot.says(issue);
  await choreNow(bot, 'unheard comments');
  const calls = asked(bot);
  const words = issue.comment(box.person('bob'), '/restart web reason="it hangs"');
  const run = await runOf(bot, 'restart.yml', 1);
  expect(run.inputs).toMatchObject({ service: 'web', reason: 'it hangs' });
  await bot.says(issue);
  expect(shown(bot, issue)).toMatchInlineSnapshot(`
    "### 🔄 \`/restart web "it hangs"\`

    for \`bob\` · run [#2](https://github.com/acme/web/actions/runs/1) · about … once it runs

    Whoever can write can cancel it on the page of its run."
  `);
  run.start();
  await after(bot, 61);
  expect(shown(bot, issue)).toMatchInlineSnapshot(`
    "### 🔄 \`/restart web "it hangs"\`

    for \`bob\` · run [#2](https://github.com/acme/web/actions/runs/1) · … of about …

    Step 1 of 3: \`actions/checkout@v4\`

    Whoever can write can cancel it on the page of its run."
  `);
  run.step();
  run.step('stopped web\nstarted web, for @alice');
  run.finish('success', { log: 'web answers' });
  await bot.quiet();
  expect(shown(bot, issue)).toMatchInlineSnapshot(`
    "### ✅ \`/restart web "it hangs"\`

    for \`bob\` · run [#2](https://github.com/acme/web/actions/runs/1) · …

    <details><summary>What it printed</summary>

    \`\`\`
    stopped web
    started web, for @alice
    \`\`\`

    </details>"
  `);
  expect(words.reactions.map(({ content }) => content)).toEqual(['eyes', 'rocket']);
  const looks = /actions\/runs|actions\/jobs|_stored|installation$|hook\/deliveries/;
  expect(calls.filter(route => !looks.test(route)).toSorted()).toMatchInlineSnapshot(`
    [
      "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
      "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches",
      "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
      "graphql ",
      "graphql addReaction",
      "graphql addReaction",
    ]
  `);
  expect(await bot.says(issue)).toEqual([]);
});

test('an older comment of the same words is folded away by a good end, and by nothing else', async () => {
  await using bot = await opsBot();
  const issue = anIssue(bot);
  const ends = ['success', 'failure', 'success', 'success'] as const;
  for (const [place, words] of ['/restart web', '/restart web', '/restart worker', '/restart web'].entries()) {
    issue.comment(bot.box.person('bob'), words);
    const run = await runOf(bot, 'restart.yml', place);
    run.start();
    await bot.says(issue);
    run.finish(ends[place]);
    await bot.says(issue);
    await after(bot, 5);
  }
  const ours = bot.box.world.comments.where(({ body }) => body.includes('shipmate:ops') && body.startsWith('###'));
  expect(ours.map(({ minimized }) => minimized)).toEqual(['outdated', 'outdated', null, null]);
});

test('a report stands for the output', async () => {
  const reporting = `${restart}      - uses: actions/upload-artifact@v4\n        with: { name: shipmate-report }\n`;
  await using bot = await opsBot({ '.github/workflows/restart.yml': reporting });
  const issue = anIssue(bot);
  issue.comment(bot.box.person('bob'), '/restart worker');
  const run = await runOf(bot, 'restart.yml');
  run.start();
  run.artifact('shipmate-report', { 'report.md': 'Restarted **web**.\n' });
  run.finish();
  await bot.says(issue);
  expect(shown(bot, issue)).toMatchInlineSnapshot(`
    "### ✅ \`/restart worker\`

    for \`bob\` · run [#1](https://github.com/acme/web/actions/runs/1) · …

    <details><summary>What it says</summary>

    \`\`\`
    Restarted **web**.
    \`\`\`

    </details>"
  `);
});

test('a failure names the step, shows the end of the log, and tells the person', async () => {
  await using bot = await opsBot();
  const issue = anIssue(bot);
  const words = issue.comment(bot.box.person('bob'), '/restart web');
  const run = await runOf(bot, 'restart.yml');
  run.start();
  await bot.says(issue);
  run.finish('failure', { step: 'Run ./restart', log: 'connecting\nfatal: no route to host\n' });
  await bot.quiet();
  expect(said(bot, issue)[0]).toMatchInlineSnapshot(`
    "### ❌ \`/restart web\` failed in \`./restart\`

    for \`bob\` · run [#1](https://github.com/acme/web/actions/runs/1), [log](https://github.com/acme/web/actions/runs/1/job/1)
    > fatal: no route to host

    <details><summary>The end of the log</summary>

    \`\`\`
    connecting
    fatal: no route to host
    Error: Process completed with exit code 1.
    \`\`\`

    </details>

    \`/restart web\` tries again"
  `);
  expect(await bot.says(issue)).toMatchInlineSnapshot(`
    [
      "@bob, \`/restart web\` failed in \`./restart\`.",
    ]
  `);
  expect(words.reactions.map(({ content }) => content)).toEqual(['eyes', 'confused']);
});

test('a run that somebody cancels is told as cancelled', async () => {
  await using bot = await opsBot();
  const issue = anIssue(bot);
  issue.comment(bot.box.person('bob'), '/restart web');
  const run = await runOf(bot, 'restart.yml');
  run.start().cancel();
  await bot.says(issue);
  expect(shown(bot, issue)).toMatchInlineSnapshot(`
    "### ⏹️ \`/restart web\` was cancelled

    for \`bob\` · run [#1](https://github.com/acme/web/actions/runs/1) · …

    Somebody cancelled its run on GitHub, or a newer run of its concurrency group did.

    What had run by then is not undone.

    \`/restart web\` tries again"
  `);
});

test('what is missing is asked for, and the same twice at once is one run', async () => {
  await using bot = await opsBot();
  const issue = anIssue(bot);
  const bob = bot.box.person('bob');
  issue.comment(bob, '/restart');
  const [question] = await bot.says(issue);
  expect(question).toMatchInlineSnapshot(`
    "### Which \`service\` for \`/restart\`?
    - [ ] **web**
    - [ ] **worker**

    Tick one (needs write access), or answer with its name. I ask \`bob\`; the question lapses in an hour."
  `);
  issue.comment(bob, 'worker');
  await runOf(bot, 'restart.yml');
  issue.comment(bot.box.person('carol'), '/restart worker');
  await bot.says(issue);
  expect(shown(bot, issue)).toMatchInlineSnapshot(
    `"\`/restart worker\` already runs for \`bob\` since …: see above. I did not start it again."`,
  );
  expect(bot.web.runs('restart.yml')).toHaveLength(1);
});

test('help knows the commands of this repository', async () => {
  await using bot = await opsBot();
  const issue = anIssue(bot);
  issue.comment(bot.box.person('bob'), '/help restart');
  await bot.quiet();
  issue.comment(bot.box.person('bob'), '/commands');
  expect(await bot.says(issue)).toMatchInlineSnapshot(`
    [
      "### \`/restart [web|worker] [reason]\`

    Restart one service

    - \`service\` (\`web\` or \`worker\`): Which one
    - \`reason\`: Why

    For everybody with write. You may use it.

    For example \`/restart\`.

    Set up in \`.github/shipmate.yml\`, section \`commands\`.",
      "- **ping**: \`/ping\`
    - **help**: \`/help\`, \`/commands\`
    - **ops**: \`/restart\`, \`/logs\`, \`/gone\`, \`/deaf\`

    \`/help\` says what each of them does.",
    ]
  `);
});

test('a pull request whose file gives a command one of our names hears it at its line', async () => {
  await using bot = await opsBot();
  const { web, box } = bot;
  const pull = web.pullRequest({
    by: box.person('bob'),
    branch: 'names',
    files: { '.github/shipmate.yml': 'commands:\n  deploy: { workflow: restart.yml }\n' },
  });
  await bot.quiet();
  const [check] = box.world.checkRuns.where(({ head, name }) => head === pull.head && name === 'shipmate.yml');
  expect(check?.annotations).toMatchObject([
    { message: '`commands.deploy` is a command of Shipmate’s own; give it another name.' },
  ]);
});

test('who may not say it is told who may', async () => {
  await using bot = await opsBot();
  const issue = anIssue(bot);
  issue.comment(bot.box.person('bob'), '/logs web');
  expect(await bot.says(issue)).toMatchInlineSnapshot(`
    [
      "\`/logs\` needs the maintain role in this repository, and you have write. Somebody with maintain can say it, or an admin gives you the role.",
    ]
  `);
});

test('words that the workflow does not take are refused at the word', async () => {
  await using bot = await opsBot();
  const issue = anIssue(bot);
  issue.comment(bot.box.person('carol'), '/logs web lines=many');
  await bot.quiet();
  issue.comment(bot.box.person('carol'), '/restart wbe');
  expect(await bot.says(issue)).toMatchInlineSnapshot(`
    [
      "I did not run \`/logs\`: \`lines=many\` is no number.
    \`\`\`
    /logs web lines=many
              ^^^^^^^^^^
    \`\`\`
    Write it like this: \`/logs <service> [lines]\`.",
      "I did not run \`/restart\`: \`wbe\` is not among its choices.
    \`\`\`
    /restart wbe
             ^^^
    \`\`\`
    Did you mean \`/restart web\`? It can be \`web\` or \`worker\`.",
    ]
  `);
});

test('a workflow that is missing or cannot be started is named', async () => {
  await using bot = await opsBot();
  const issue = anIssue(bot);
  issue.comment(bot.box.person('bob'), '/gone with the wind');
  await bot.quiet();
  issue.comment(bot.box.person('bob'), '/deaf');
  expect(await bot.says(issue)).toMatchInlineSnapshot(`
    [
      "\`.github/workflows/gone.yml\` is not on the default branch, and \`commands.gone\` names it. There are \`deaf.yml\`, \`logs.yml\`, \`restart.yml\`.",
      "\`deaf.yml\` cannot be started: it needs \`workflow_dispatch:\` under \`on:\`.",
    ]
  `);
});

test('a run that somebody deletes ends in words', async () => {
  await using bot = await opsBot();
  const issue = anIssue(bot);
  issue.comment(bot.box.person('bob'), '/restart web');
  const run = await runOf(bot, 'restart.yml');
  run.delete();
  await after(bot, 10);
  await after(bot, 400);
  await bot.says(issue);
  expect(said(bot, issue)).toMatchInlineSnapshot(`
    [
      "### ❓ Nobody knows how \`/restart web\` ended

    for \`bob\` · run [#1](https://github.com/acme/web/actions/runs/1)

    Somebody deleted its run, so nobody can see how it ended.

    \`/restart web\` tries again",
      "@bob, nobody knows how \`/restart web\` ended.",
    ]
  `);
});

test('a run that is queued for hours says so, and is given up', async () => {
  await using bot = await opsBot();
  const issue = anIssue(bot);
  issue.comment(bot.box.person('bob'), '/restart web');
  const run = await runOf(bot, 'restart.yml');
  await after(bot, 330);
  await bot.says(issue);
  expect(shown(bot, issue)).toMatchInlineSnapshot(`
    "### 🔄 \`/restart web\`

    for \`bob\` · run [#1](https://github.com/acme/web/actions/runs/1)

    It has waited … for a runner. After two hours I give up and cancel it.

    Whoever can write can cancel it on the page of its run."
  `);
  for (let hour = 0; hour < 13; hour += 1) await after(bot, 610);
  expect(run.conclusion).toBe('cancelled');
  expect(await bot.says(issue)).toMatchInlineSnapshot(`
    [
      "@bob, \`/restart web\` was cancelled.",
    ]
  `);
});

test('somebody who runs it again on GitHub sees the comment go on', async () => {
  await using bot = await opsBot();
  const issue = anIssue(bot);
  issue.comment(bot.box.person('bob'), '/restart web');
  const run = await runOf(bot, 'restart.yml');
  run.start();
  run.finish('failure', { step: 'Run ./check' });
  await bot.says(issue);
  run.rerun(bot.box.person('carol'));
  run.start();
  run.finish();
  await bot.says(issue);
  expect(said(bot, issue)[0]).toMatchInlineSnapshot(`
    "### ✅ \`/restart web\`

    for \`bob\` · run [#1](https://github.com/acme/web/actions/runs/1) · attempt 2, by \`carol\` · …"
  `);
});

test('one that is run again and skipped by the guard of its workflow stands as it was', async () => {
  const guard = "if: github.triggering_actor == 'shipmate[bot]' || github.triggering_actor == 'alice'";
  await using bot = await opsBot({
    '.github/workflows/restart.yml': restart.replace('runs-on', `${guard}\n    runs-on`),
  });
  const { box } = bot;
  const issue = anIssue(bot);
  issue.comment(box.person('bob'), '/restart web');
  const run = await runOf(bot, 'restart.yml');
  run.start().finish();
  await bot.says(issue);
  const before = said(bot, issue);
  run.rerun(box.person('carol'));
  expect([run.row.attempt, run.conclusion]).toEqual([2, 'skipped']);
  await bot.quiet();
  expect(await bot.says(issue)).toEqual([]);
  expect(said(bot, issue)).toEqual(before);
  // Whom the guard lets in: the comment goes on.
  run.rerun(box.person('alice'));
  run.start().finish('failure', { step: 'Run ./check' });
  await bot.says(issue);
  expect(said(bot, issue)[0]).toMatch(/failed in `.\/check`.*attempt 3, by `alice`/s);
});

test('no answer to the start, and nothing of ours in its title: nobody knows, and nothing is started twice', async () => {
  await using bot = await opsBot();
  const { box, web } = bot;
  const issue = anIssue(bot);
  await bot.quiet();
  const route = 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches';
  box.faults.next({ route }, { after: 502 });
  issue.comment(box.person('carol'), '/logs web');
  await until(() => web.runs('logs.yml').length === 1);
  await until(async () => (await bot.query(`select 1 from effects where kind = 'dispatch' and error is not null`)).length > 0);
  await after(bot, 11);
  expect((await bot.says(issue)).map(body => open(bot, body))).toMatchInlineSnapshot(`
    [
      "### ❓ Nobody knows how \`/logs web\` ended

    for \`carol\`

    GitHub did not answer when I started it, and I cannot find out whether it started. I do not start it twice.

    \`/logs web\` tries again",
    ]
  `);
  expect(web.runs('logs.yml')).toHaveLength(1);
});

test.each([
  ['before', { before: 502 }],
  ['after', { after: 502 }],
])('GitHub that breaks down %s each write leaves one run and one comment', async (_, fault) => {
  await using bot = await opsBot();
  const issue = anIssue(bot);
  await bot.quiet();
  bot.box.faults.next({ route: 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches' }, fault);
  bot.box.faults.next({ route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments' }, fault);
  issue.comment(bot.box.person('bob'), '/restart web');
  await until(async () => (await bot.query(`select 1 from effects where kind = 'dispatch' and state <> 'planned'`)).length > 0);
  for (let look = 0; look < 12 && bot.web.runs('restart.yml').length === 0; look += 1) await bot.later(0.5);
  for (let look = 0; look < 6; look += 1) await after(bot, 15);
  const run = await runOf(bot, 'restart.yml');
  run.start();
  run.finish();
  for (let look = 0; look < 4; look += 1) await after(bot, 15);
  await bot.says(issue);
  expect(bot.web.runs('restart.yml')).toHaveLength(1);
  expect(said(bot, issue).filter(body => body.startsWith('###'))).toEqual([expect.stringContaining('### ✅ `/restart web`')]);
});
