import { expect, test } from 'vitest';
import { checksArtifact, checksFile } from '../../src/checks/report.ts';
import type { Verdict } from '../../src/checks/verdict.ts';
import type { LoggedError } from '../../src/core/logged-error.ts';
import { missedDeliveries } from '../../src/engine/missed.ts';
import type { WorkflowRun } from '../../src/sandbox/github/story/run.ts';
import { type Bot, startBot } from '../bot.ts';
import { only, ours, said, textOf } from './builds.ts';
import { after, settles } from './deploys.ts';
import { asked, choreNow } from './house.ts';

/** What the Action finds in CI: one issue for each check, which closes itself when that very check passes. */

const file = `infrastructure:
  - { tcp: db.example.org:5432, environment: prod }
  - { tcp: mail.example.org:25, name: mail, environment: [prod, stage] }
`;
const checks = `on: [workflow_dispatch, pull_request]
jobs:
  check:
    runs-on: ubuntu-latest
    steps: [{ name: check, uses: acme/shipmate/action@v1 }]
`;
const other = `on: [workflow_dispatch]
jobs: { build: { runs-on: ubuntu-latest, steps: [{ name: build, run: make }] } }
`;

const startHere = () =>
  startBot({
    files: {
      '.github/shipmate.yml': file,
      '.github/workflows/checks.yml': checks,
      '.github/workflows/other.yml': other,
    },
  });

interface Said {
  name?: string;
  environment?: string;
  says?: string;
  details?: { title: string; text: string }[];
  errors?: LoggedError[];
}

const outcome = (
  verdict: Verdict,
  { name = 'tcp db.example.org:5432', environment = 'prod', says, details = [], errors = [] }: Said = {},
) => ({
  ...{ name, environment, kind: 'tcp', line: 2, verdict, details, errors, attempts: 1, ms: 7 },
  findings: [{ verdict, says: says ?? `db.example.org:5432 is ${verdict}` }],
});
type Outcome = ReturnType<typeof outcome>;

const error: LoggedError = { print: 'a', title: 'A', level: 'error', count: 2, sample: 'A: b', first: null, last: null };

const scheduled = (bot: Bot, workflow = 'checks.yml') =>
  bot.web.dispatch(workflow, { by: bot.box.person('alice'), event: 'schedule' });

const textFrom = ({ row }: WorkflowRun, job: string, checks: Outcome[], path: string | null = '.github/shipmate.yml') =>
  JSON.stringify({ version: 1, when: null, path, job, attempt: row.attempt, checks });

function leave(run: WorkflowRun, outcomes: Outcome[], name = checksArtifact, path: string | null = '.github/shipmate.yml'): void {
  run.artifact(name, { [checksFile]: textFrom(run, name, outcomes, path) });
  run.finish(outcomes.some(({ verdict }) => verdict === 'fail') ? 'failure' : 'success', { step: 'check', log: 'no' });
}

/** A run that says this of the checks, and everything that comes of it. */
async function reports(bot: Bot, ...outcomes: Outcome[]): Promise<WorkflowRun> {
  await after(bot, 61);
  const run = scheduled(bot);
  leave(run, outcomes);
  await settles(bot);
  return run;
}

test('a check that fails has one issue, edited in place, which nobody’s not knowing ends, and a pass does', async () => {
  await using bot = await startHere();
  const db = (verdict: Verdict, says?: string) => outcome(verdict, says === undefined ? {} : { says });
  await reports(bot, db('pass'), outcome('pass', { name: 'mail' }));
  expect(ours(bot)).toEqual([]);
  await reports(
    bot,
    outcome('fail', { says: 'does not answer @bob', details: [{ title: 'trace <b>', text: '```\nno route' }] }),
    outcome('unknown', { name: 'mail' }),
  );
  const issue = only(bot);
  expect(textOf(bot, issue)).toMatchInlineSnapshot(`
    "[prod] tcp db.example.org:5432

    ❌ Fails since <time> (UTC), in run [#2](https://github.com/acme/web/actions/runs/1).

    - ❌ does not answer @​bob

    <details><summary>trace <​b></summary>

    \`\`\`\`
    \`\`\`
    no route
    \`\`\`\`

    </details>

    A check of the kind \`tcp\`, [line 2](https://github.test/acme/web/blob/aaaaaaa/.github/shipmate.yml#L2) of \`.github/shipmate.yml\`.

    This closes itself when the check passes on the default branch. \`/check prod\` runs it now · \`/snooze 2d\` keeps me quiet."
  `);
  await reports(bot, db('fail', 'answered after 9 s'));
  await reports(bot, db('unknown', 'no resolver'));
  await after(bot, 61);
  expect(textOf(bot, issue)).toMatchInlineSnapshot(`
    "[prod] tcp db.example.org:5432

    ❌ Fails since <time> (UTC), in 2 runs; last in run [#3](https://github.com/acme/web/actions/runs/1).

    - ❌ answered after N s

    ❔ It could not be looked at since, last in [the run of <time>](https://github.test/acme/web/actions/runs/1): no resolver

    A check of the kind \`tcp\`, [line 2](https://github.test/acme/web/blob/aaaaaaa/.github/shipmate.yml#L2) of \`.github/shipmate.yml\`.

    This closes itself when the check passes on the default branch. \`/check prod\` runs it now · \`/snooze 2d\` keeps me quiet."
  `);

  issue.comment(bot.box.person('bob'), '/why\n/status');
  expect(await said(bot, issue)).toMatchInlineSnapshot(`
    [
      "It failed in a run of the default branch that began <time>, and has not passed in a later one; the last that knew was [#3](https://github.com/acme/web/actions/runs/1).

    - ❌ infrastructure: 1 of 2 checks fails in **prod**: \`tcp db.example.org:5432\` (#1)
    - ❔ infrastructure: 1 of 2 checks could not be looked at in **prod**",
    ]
  `);
  await reports(bot, db('pass'));
  expect(issue.row.state).toBe('closed');
  expect(textOf(bot, issue)).toMatchInlineSnapshot(`
    "[prod] tcp db.example.org:5432

    ✅ It passed in run [#5](https://github.com/acme/web/actions/runs/1): it failed from <time> to <time>, in 2 runs.

    What it found last:

    - ❌ answered after N s

    A check of the kind \`tcp\`, [line 2](https://github.test/acme/web/blob/aaaaaaa/.github/shipmate.yml#L2) of \`.github/shipmate.yml\`."
  `);
  expect(await said(bot, issue)).toMatchInlineSnapshot(`
    [
      "✅ It passed in run [#5](https://github.com/acme/web/actions/runs/1), after 2 runs in which it failed.",
    ]
  `);
});

test('the run tried again that passes closes it; what a pull request, another branch or a tag reports says nothing', async () => {
  await using bot = await startHere();
  const run = await reports(bot, outcome('fail'));
  const issue = only(bot);
  const bob = bot.box.person('bob');
  bot.web.pullRequest({ by: bob, branch: 'better', files: { 'a.txt': 'a' } });
  await settles(bot);
  const own = bot.web.runs('checks.yml').at(-1);
  if (!own || own.id === run.id) throw new Error('the pull request has no run');
  leave(own, [outcome('pass')]);
  leave(bot.web.dispatch('checks.yml', { by: bob, branch: 'better' }), [outcome('pass'), outcome('fail', { name: 'mail' })]);
  // A tag that is called like the branch, at a commit that is not on it.
  bot.web.push(
    'evil',
    { '.github/workflows/checks.yml': checks.replace('pull_request', 'push') },
    { by: bob, on: bot.web.head() },
  );
  bot.web.tag('main', bot.web.head('evil'), { by: bob });
  await settles(bot);
  const tagged = bot.web
    .runs('checks.yml')
    .filter(({ row }) => row.event === 'push')
    .at(-1);
  expect(tagged?.row.branch).toBe('main');
  if (tagged) leave(tagged, [outcome('pass')]);
  await settles(bot);
  expect(only(bot).row.state).toBe('open');

  await after(bot, 61);
  run.rerun(bob);
  leave(run, [outcome('pass')]);
  await settles(bot);
  expect(issue.row.state).toBe('closed');
  expect(await said(bot, issue)).toHaveLength(1);
  // Nor does such a tag keep the branch's own runs from being heard.
  await after(bot, 61);
  leave(bot.web.dispatch('checks.yml', { by: bob }), [outcome('fail')]);
  await settles(bot);
  expect(issue.row.state).toBe('open');
});

test('what the file does not name any more is over; a file that is broken ends nothing', async () => {
  await using bot = await startHere();
  const alice = { by: bot.box.person('alice') };
  await reports(bot, outcome('fail'), outcome('fail', { name: 'mail' }), outcome('fail', { name: 'made up' }));
  const [mail, db, ...more] = ours(bot).toSorted((a, b) => (a.row.title < b.row.title ? -1 : 1));
  if (!db || !mail) throw new Error('there are no two issues');
  expect(more).toEqual([]);
  bot.web.push('main', { '.github/shipmate.yml': 'infrastructure: [{ tcp: 7 }]\n' }, alice);
  await settles(bot);
  expect([db.row.state, mail.row.state]).toEqual(['open', 'open']);
  bot.web.push('main', { '.github/shipmate.yml': 'infrastructure: [{ tcp: db.example.org:5432, environment: prod }]\n' }, alice);
  await settles(bot);
  expect([db.row.state, mail.row.state]).toEqual(['open', 'closed']);
  bot.web.push('main', { '.github/shipmate.yml': 'builds: true\n' }, alice);
  await settles(bot);
  expect([db.row.state, mail.row.state]).toEqual(['closed', 'closed']);
  expect([...(await said(bot, db)), ...(await said(bot, mail))]).toMatchInlineSnapshot(`
    [
      "⚪ The file asks for no checks of infrastructure any more, so I stop looking at this.",
      "⚪ The file does not name this check any more, so I stop looking at it.",
    ]
  `);
});

test('a job tried again alone ends nothing that another job found; what a workflow brings along has no issue', async () => {
  await using bot = await startHere();
  const leaves = async (run: WorkflowRun, ...said: [string, Verdict][]) => {
    for (const [job, verdict] of said.slice(1)) run.artifact(job, { [checksFile]: textFrom(run, job, [outcome(verdict)]) });
    for (const [job, verdict] of said.slice(0, 1)) leave(run, [outcome(verdict)], job);
    await settles(bot);
  };
  const [one, two] = [`${checksArtifact}-1`, `${checksArtifact}-2`];
  leave(scheduled(bot), [outcome('fail')], one, null);
  await settles(bot);
  expect(ours(bot)).toEqual([]);
  await after(bot, 61);
  const run = scheduled(bot);
  await leaves(run, [one, 'fail'], [two, 'pass']);
  const issue = only(bot);
  for (const [job, state] of [
    [two, 'open'],
    [one, 'closed'],
  ] as const) {
    await after(bot, 120);
    run.rerun(bot.box.person('alice'));
    await leaves(run, [job, 'pass']);
    expect(issue.row.state).toBe(state);
  }
  expect(await said(bot, issue)).toHaveLength(1);
});

test('a lost webhook is found; another workflow costs no request, and a report two and one for each', async () => {
  await using bot = await startHere();
  await reports(bot, outcome('pass'));
  scheduled(bot, 'other.yml').finish();
  await settles(bot);
  const calls = asked(bot);
  scheduled(bot, 'other.yml').finish();
  await settles(bot);
  expect(calls).toEqual([]);
  const gone = [scheduled(bot, 'other.yml'), scheduled(bot, 'other.yml')];
  bot.web.push('main', { '.github/workflows/other.yml': null }, { by: bot.box.person('alice') });
  await settles(bot);
  gone[0]?.finish();
  await settles(bot);
  calls.length = 0;
  gone[1]?.finish();
  await settles(bot);
  expect(calls).toEqual([]);
  await after(bot, 61);
  const run = scheduled(bot);
  run.artifact(`${checksArtifact}-eu`, { [checksFile]: 'none of ours' });
  bot.box.webhooks.drop(20);
  leave(run, [outcome('fail', { name: 'mail', environment: 'stage', errors: [error] })]);
  await settles(bot);
  expect(ours(bot)).toEqual([]);
  calls.length = 0;
  bot.box.webhooks.drop(0);
  await choreNow(bot, missedDeliveries);
  await settles(bot);
  expect(calls.filter(route => route.includes('/actions/'))).toMatchInlineSnapshot(`
    [
      "GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts",
      "GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}",
      "GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}",
    ]
  `);
  expect(only(bot).row.title).toBe('[stage] mail');
  const raised = await bot.query(
    `select name, convert_from(body, 'UTF8')::jsonb->'environment' as one, convert_from(body, 'UTF8')::jsonb->'environments' as all
     from deliveries where source = 'ours' and name in ('ErrorsLogged', 'InfrastructureChecked') order by seq`,
  );
  expect(raised).toEqual([
    { name: 'InfrastructureChecked', one: null, all: ['prod'] },
    { name: 'InfrastructureChecked', one: null, all: ['stage'] },
    { name: 'ErrorsLogged', one: 'stage', all: null },
  ]);
});
