import { expect, test } from 'vitest';
import type { RerunFailed } from '../../src/core/effect.ts';
import type { WorkflowRun } from '../../src/sandbox/github/index.ts';
import { type Bot, startBot } from '../bot.ts';
import { until } from '../until.ts';
import { type Desk, deskOf } from './desk.ts';

/** What failed of a run is run again once, whatever becomes of the request. */

const route = 'POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun-failed-jobs';
const ci = `name: CI
on: { workflow_dispatch: }
jobs:
  lint: { steps: [{ run: npm run lint }] }
  test: { steps: [{ run: npm test }] }
`;

async function failed(bot: Bot): Promise<WorkflowRun> {
  const by = bot.box.person('bob');
  bot.web.push('main', { '.github/workflows/ci.yml': ci }, { by });
  const run = bot.web.dispatch('ci.yml', { by }).start();
  run.finish('failure', { step: 'Run npm test' });
  await bot.quiet();
  expect(run.conclusion).toBe('failure');
  return run;
}
const asked = ({ repository }: Desk, { id, row }: WorkflowRun, attempt = row.attempt): RerunFailed => ({
  kind: 'rerun',
  key: 'again:1',
  repository,
  lane: 'progress',
  run: id,
  attempt,
});
const ends = (bot: Bot) => bot.query(`select state, remote_id, error from effects where kind = 'rerun'`);

test('only what failed runs again', async () => {
  await using bot = await startBot();
  await using desk = await deskOf(bot);
  const run = await failed(bot);
  const passed = run.jobs.find(job => job.name === 'lint');
  await desk.plan(asked(desk, run));
  await bot.quiet();
  expect(await ends(bot)).toEqual([{ state: 'done', remote_id: '2', error: null }]);
  expect(run.row).toMatchObject({ attempt: 2, status: 'queued' });
  expect(run.jobs.map(job => [job.name, job.status])).toEqual([
    ['lint', 'completed'],
    ['test', 'queued'],
  ]);
  expect(run.jobs[0]?.completedAt).toEqual(passed?.completedAt);
});

test('without an answer it is looked for, and runs again once', async () => {
  await using bot = await startBot();
  await using desk = await deskOf(bot);
  const run = await failed(bot);
  bot.box.faults.next({ route }, { after: 502 });
  await desk.plan(asked(desk, run));
  await until(async () => (await desk.states('rerun')).sent === 1);
  // By then it has failed again, and would be taken a second time.
  run.finish('failure', { step: 'Run npm test' });
  await bot.later(0.2);
  await bot.quiet();
  expect(await ends(bot)).toMatchObject([{ state: 'done', remote_id: '2' }]);
  expect(run.row.attempt).toBe(2);
  expect(bot.box.ledger.of(route)).toHaveLength(1);
});

test('what did not happen is sent again', async () => {
  await using bot = await startBot();
  await using desk = await deskOf(bot);
  const run = await failed(bot);
  bot.box.faults.next({ route }, { before: 502 });
  await desk.plan(asked(desk, run));
  await until(async () => (await desk.states('rerun')).sent === 1);
  await bot.later(0.2);
  await until(async () => (await desk.states('rerun')).sent === 1);
  await bot.later(0.2);
  await bot.quiet();
  expect(await ends(bot)).toMatchObject([{ state: 'done', remote_id: '2' }]);
  expect(bot.box.ledger.of(route)).toHaveLength(1);
});

test.each<[what: string, act: (run: WorkflowRun, bot: Bot) => unknown, error: string]>([
  ['is under way again', (run, bot) => run.rerun(bot.box.person('bob')), 'the run is under way again already'],
  ['was deleted', run => run.delete(), 'somebody deleted the run'],
  ['is too old', (_, bot) => bot.later(31 * 24 * 60), 'GitHub runs nothing again that is older than a month'],
  ['went well', (run, bot) => run.rerun(bot.box.person('bob')).finish(), 'GitHub does not run this one again'],
])('one that %s does not run again, and it is said why', async (_, act, error) => {
  await using bot = await startBot();
  await using desk = await deskOf(bot);
  const run = await failed(bot);
  const effect = asked(desk, run, 2);
  await act(run, bot);
  await desk.plan(effect);
  await bot.quiet();
  expect(await ends(bot)).toEqual([{ state: 'dropped', remote_id: null, error }]);
});
