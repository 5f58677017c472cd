import { expect, test } from 'vitest';
import { checksArtifact, checksFile, reportText } from '../../src/checks/report.ts';
import type { Outcome } from '../../src/checks/verdict.ts';
import { type Bot, startBot } from '../bot.ts';
import { until } from '../until.ts';
import { ours } from './builds.ts';
import { after, aPull, bodyOf, workflow as deployWorkflow, nextRun, plain, settles } from './deploys.ts';

/** Checks of infrastructure that people ask for, and deploys that wait for them, as people see both. */

const file = `environments:
  prod: { infrastructure: 1h }
infrastructure:
  - { tcp: db.example.org:5432, name: db, environment: prod }
  - { tcp: ns.example.org:53, name: dns, environment: office }
`;

const workflow = `run-name: Infrastructure \${{ inputs.environment }} \${{ inputs.shipmate }}
on:
  workflow_dispatch:
    inputs: { environment: {}, only: {}, shipmate: {} }
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: acme/shipmate/action@v1
        with: { environment: '\${{ inputs.environment }}', only: '\${{ inputs.only }}' }
`;

const checkBot = (
  files: Record<string, string> = { '.github/workflows/infrastructure.yml': workflow },
  text = file,
): Promise<Bot> =>
  startBot({
    files: { '.github/shipmate.yml': text, '.github/workflows/deploy.yml': deployWorkflow, 'app.js': '// 1\n', ...files },
  });

async function checkRun(bot: Bot, place = 0) {
  await until(() => bot.web.runs('infrastructure.yml').length > place);
  await bot.quiet();
  const run = bot.web.runs('infrastructure.yml')[place];
  if (!run) throw new Error('no run');
  return run.start();
}

const db = (verdict: 'pass' | 'fail', name = 'db'): Outcome => ({
  ...{ name, kind: 'tcp', environment: 'prod', line: 4, verdict, details: [], errors: [], attempts: 1, ms: 12 },
  findings: [{ verdict, says: verdict === 'pass' ? 'db.example.org:5432 listens' : 'db.example.org:5432 does not answer' }],
});

/** As the Action ends: what it found for the App, and its words for people. */
function ends(run: Awaited<ReturnType<typeof checkRun>>, verdict: 'pass' | 'fail', ...more: Outcome[]): void {
  run.artifact(checksArtifact, { [checksFile]: reportText([db(verdict), ...more], null) });
  run.artifact('shipmate-report', { 'report.md': `| ${verdict === 'pass' ? '✅' : '❌'} | db |\n` });
  run.finish(verdict === 'pass' ? 'success' : 'failure');
}

/** Whether its issue has a number by then, nobody can say. */
const open = (text: string): string => text.replace(/\(for N s(?:, #\d+)?\)/g, '(for N s, #…)');

const told = async (bot: Bot, thread: Parameters<Bot['says']>[0]) => (await bot.says(thread)).map(body => open(plain(bot, body)));

test('/check runs the workflow for one environment, and its table comes into the thread', async () => {
  await using bot = await checkBot();
  const pull = aPull(bot);
  pull.comment(bot.box.person('bob'), '/check ofice');
  expect(await told(bot, pull)).toMatchInlineSnapshot(`
    [
      "I did not run \`/check\`: \`ofice\` is not among its choices.
    \`\`\`
    /check ofice
           ^^^^^
    \`\`\`
    Did you mean \`/check office\`? It can be \`prod\` or \`office\`.",
    ]
  `);
  pull.comment(bot.box.person('bob'), '/check office only=dns');
  const run = await checkRun(bot);
  expect(run.inputs).toMatchObject({ environment: 'office', only: 'dns' });
  await bot.says(pull);
  ends(run, 'pass');
  await bot.quiet();
  expect(plain(bot, bodyOf(bot, pull, -1))).toMatchInlineSnapshot(`
    "### ✅ \`/check office dns\`

    for \`bob\` · run [#1](https://github.com/acme/web/actions/runs/1) · N s

    <details><summary>What it says</summary>

    \`\`\`
    | ✅ | db |
    \`\`\`

    </details>"
  `);
});

test('where there is no workflow for it, the answer has one to copy', async () => {
  await using bot = await checkBot({});
  const pull = aPull(bot);
  pull.comment(bot.box.person('bob'), '/check prod');
  expect(await told(bot, pull)).toMatchInlineSnapshot(`
    [
      "\`.github/workflows/infrastructure.yml\` is not on the default branch, and \`check\` starts it. There is \`deploy.yml\`. Write it like this, or name another one with \`check: { workflow: … }\`:

    \`\`\`yaml
    name: Infrastructure
    run-name: Infrastructure \${{ inputs.environment }} \${{ inputs.shipmate }}
    on:
      schedule: [{ cron: '17 * * * *' }]
      workflow_dispatch:
        inputs:
          environment: { description: 'Which one; else all' }
          only: { description: 'Words that name checks; else all' }
          shipmate: { description: 'Filled in by Shipmate' }
    jobs:
      check:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          - uses: acme/shipmate/action@v1 # where your Shipmate comes from
            with:
              environment: \${{ inputs.environment }}
              only: \${{ inputs.only }}
    \`\`\`",
    ]
  `);
});

test('a deploy waits until somebody has looked, and goes when that is well', async () => {
  await using bot = await checkBot();
  const { box } = bot;
  const pull = aPull(bot);
  pull.comment(box.person('alice'), '/check prod');
  ends(await checkRun(bot), 'pass');
  await told(bot, pull);
  await after(bot, 61 * 60);
  pull.comment(box.person('bob'), '/deploy prod');
  expect(await told(bot, pull)).toMatchInlineSnapshot(`
    [
      "### ⏳ \`aaaaaaa\` goes to **prod** as soon as
    for \`bob\` · from #1

    - ⬜ every check of **prod** passed within 1 h: \`/check prod\` (the last time was 1 h ago)

    A push to this pull request cancels it. So does \`/cancel\`, and so does waiting for 24 h.",
    ]
  `);
  // What was told while GitHub was being asked is looked at once more, and after that nothing but the report wakes it.
  await after(bot, 60);
  pull.comment(box.person('alice'), '/check prod');
  ends(await checkRun(bot, 1), 'pass');
  const run = await nextRun(bot, 0);
  expect(run.inputs).toMatchObject({ environment: 'prod', sha: pull.head });
  await told(bot, pull);
});

test('what fails ends the wait, and is named to whoever asks next', async () => {
  await using bot = await checkBot();
  const { box } = bot;
  const pull = aPull(bot);
  pull.comment(box.person('bob'), '/deploy prod');
  expect(await told(bot, pull)).toMatchInlineSnapshot(`
    [
      "### ⏳ \`aaaaaaa\` goes to **prod** as soon as
    for \`bob\` · from #1

    - ⬜ every check of **prod** passes: \`/check prod\` (none has reported yet)

    A push to this pull request cancels it. So does \`/cancel\`, and so does waiting for 24 h.",
    ]
  `);
  pull.comment(box.person('alice'), '/check prod');
  ends(await checkRun(bot), 'fail');
  await until(() => bodyOf(bot, pull, 1).includes('does not go'));
  expect(open(bodyOf(bot, pull, 1))).toMatchInlineSnapshot(`
    "### ⏹️ \`aaaaaaa\` does not go to **prod**
    for \`bob\` · from #1

    \`db\` (for N s, #…) fails on **prod**, and nothing goes to **prod** until all is well there. Mend it and say \`/check prod\`, then \`/deploy prod\`."
  `);
  await told(bot, pull);
  pull.comment(box.person('bob'), '/deploy prod');
  expect(await told(bot, pull)).toMatchInlineSnapshot(`
    [
      "\`db\` (for N s, #…) fails on **prod**, and nothing goes to **prod** until all is well there. Mend it and say \`/check prod\`, then \`/deploy prod\`.",
    ]
  `);
});

test('what nobody has looked at has not passed: a check by another name is another one', async () => {
  const both = file.replace('environment: office', 'environment: prod');
  await using bot = await checkBot(undefined, both);
  const { box } = bot;
  const pull = aPull(bot);
  pull.comment(box.person('alice'), '/check');
  ends(await checkRun(bot), 'fail', db('pass', 'dns'));
  await told(bot, pull);
  bot.web.push('main', { '.github/shipmate.yml': both.replace('name: db', 'name: database') }, { by: box.person('alice') });
  await settles(bot);
  for (const issue of ours(bot)) await told(bot, issue);
  pull.comment(box.person('bob'), '/deploy prod');
  expect(await told(bot, pull)).toMatchInlineSnapshot(`
    [
      "### ⏳ \`aaaaaaa\` goes to **prod** as soon as
    for \`bob\` · from #1

    - ⬜ every check of **prod** passes: \`/check prod\` (of \`database\` nobody has looked yet)

    A push to this pull request cancels it. So does \`/cancel\`, and so does waiting for 24 h.",
    ]
  `);
  expect(bot.web.runs('deploy.yml')).toEqual([]);
});

test('a file that asks for checks and names none says so', async () => {
  await using bot = await checkBot(undefined, 'environments: { prod: { infrastructure: 1h } }\n');
  const pull = aPull(bot);
  pull.comment(bot.box.person('bob'), '/deploy prod');
  expect(await told(bot, pull)).toMatchInlineSnapshot(`
    [
      "No check of \`infrastructure\` is about **prod**, so nothing could ever go to **prod**. Add one, or take \`environments.prod.infrastructure\` out.",
    ]
  `);
});

test('what only happens to have that name, and does something else, is not started', async () => {
  const apply = `on: { workflow_dispatch: {} }\njobs: { apply: { runs-on: ubuntu-latest, steps: [{ run: terraform apply }] } }\n`;
  await using bot = await checkBot({ '.github/workflows/infrastructure.yml': apply });
  const pull = aPull(bot);
  pull.comment(bot.box.person('bob'), '/check prod');
  expect(await told(bot, pull)).toMatchInlineSnapshot(`
    [
      "\`infrastructure.yml\` does not use the Action, so whatever it does is no check. \`check: { workflow: … }\` names the one that does.",
    ]
  `);
  expect(bot.web.runs('infrastructure.yml')).toEqual([]);
});

test('a workflow that only happens to have that name is a check like any other', async () => {
  const ci = 'on: [pull_request]\njobs: { plan: { runs-on: ubuntu-latest, steps: [{ run: terraform plan }] } }\n';
  await using bot = await checkBot(
    { '.github/workflows/infrastructure.yml': ci },
    file.replace('infrastructure: 1h', 'checks: all'),
  );
  const pull = aPull(bot);
  await bot.quiet();
  for (const run of bot.web.runs('infrastructure.yml')) run.finish('failure');
  await settles(bot);
  pull.comment(bot.box.person('bob'), '/deploy prod');
  expect(await told(bot, pull)).toEqual([expect.stringMatching(/^\[`plan`\]\(.+\) is red on `a{7}`/)]);
});
