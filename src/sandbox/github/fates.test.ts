/** What becomes of the runs of a deploy, besides going well. */
import { expect, test } from 'vitest';
import { openManifest, refusal, startAcme, web } from '../../../test/acme.ts';

const minute = 60_000;
const hour = 60 * minute;
const deploy = (more = '') => `name: Deploy
on: { workflow_dispatch: { inputs: { sha: { required: true } } } }
jobs:
  go:
    environment: prod
    ${more}
    steps: [{ name: migrate, run: make migrate }, { name: restart, run: make restart }]
`;

async function start(text = deploy(), manifest = openManifest) {
  const acme = await startAcme({ manifest });
  acme.repository.push('main', { '.github/workflows/deploy.yml': text }, { by: acme.alice });
  const dispatch = () =>
    acme.octokit.rest.actions.createWorkflowDispatch({
      ...web,
      workflow_id: 'deploy.yml',
      ref: 'main',
      inputs: { sha: 'abc' },
      return_run_details: true,
    });
  const newest = () => {
    const run = acme.repository.runs('deploy.yml').at(-1);
    if (!run) throw new Error('There should be a run.');
    return run;
  };
  return { ...acme, dispatch, newest };
}

test('a run that GitHub forgot is promised, and never there', async () => {
  const { box, repository, octokit, dispatch } = await start();
  await using _ = box;
  box.actions.script({ workflow: 'deploy.yml', fate: 'dropped', times: 1 });
  const { data } = await dispatch();
  expect(repository.runs()).toEqual([]);
  const run_id = Number(Object(data).workflow_run_id);
  expect(await refusal(octokit.rest.actions.getWorkflowRun({ ...web, run_id }))).toMatchObject({ status: 404 });
  await dispatch();
  expect(repository.runs()).toHaveLength(1);
});

test('a run waits for hours for a runner, is deleted, and is started by a person', async () => {
  const { box, alice, repository, octokit, dispatch, newest } = await start();
  await using _ = box;
  await dispatch();
  const run_id = newest().id;
  newest().delete();
  expect(await refusal(octokit.rest.actions.getWorkflowRun({ ...web, run_id }))).toMatchObject({ status: 404 });
  box.actions.script({ queued: 5 * hour });
  repository.dispatch('deploy.yml', { by: alice, inputs: { sha: 'def' } });
  const { data } = await octokit.rest.actions.getWorkflowRun({ ...web, run_id: newest().id });
  expect(data).toMatchObject({ event: 'workflow_dispatch', status: 'queued', triggering_actor: { login: 'alice' } });
  box.clock.advance(5 * hour - 60_000);
  expect(newest().status).toBe('queued');
  box.clock.advance(120_000);
  expect(newest().conclusion).toBe('success');
});

test('a job whose runner is gone fails with no word of its steps', async () => {
  const { box, alice, repository, octokit, dispatch, newest } = await start();
  await using _ = box;
  box.actions.script({ fate: 'lost', fail: 'restart', times: 1 });
  await dispatch();
  box.clock.advance(20 * minute);
  const { data } = await octokit.rest.actions.listJobsForWorkflowRun({ ...web, run_id: newest().id });
  expect(data.jobs[0]).toMatchObject({ status: 'completed', conclusion: 'failure' });
  expect(data.jobs[0]?.steps?.map(step => [step.status, step.conclusion])).toEqual([
    ['completed', 'success'],
    ['completed', 'success'],
    ['in_progress', null],
    ['queued', null],
  ]);
  const [check] = repository.checkRuns(repository.head());
  expect(check?.annotations.map(note => note.message)).toEqual([expect.stringContaining('received a shutdown signal')]);
  expect(repository.deployments.at(-1)?.state).toBe('failure');
  newest().rerun(alice);
  newest().start().loseRunner();
  expect(newest()).toMatchObject({ conclusion: 'failure', row: { attempt: 2 } });
});

test('a script leaves artifacts with what the run was asked for', async () => {
  const { box, octokit, dispatch, newest } = await start();
  await using _ = box;
  box.actions.script({ artifacts: { shipmate: { 'report.json': `{"sha":"\${{ inputs.sha }}"}` } }, fail: 'migrate' });
  await dispatch();
  box.clock.advance(20 * minute);
  const asked = { ...web, run_id: newest().id };
  const { data } = await octokit.rest.actions.listWorkflowRunArtifacts(asked);
  expect(data.artifacts.map(one => one.name)).toEqual(['shipmate']);
  expect(box.world.artifacts.get(data.artifacts[0]?.id ?? 0).files).toEqual({ 'report.json': '{"sha":"abc"}' });
});

test('a run of a group waits for the one before it, and goes on when that has ended', async () => {
  const { box, dispatch, repository } = await start(`concurrency: deploys\n${deploy()}`);
  await using _ = box;
  box.actions.script({ queued: 60_000, step: 60_000 });
  await dispatch();
  await dispatch();
  const [first, second] = repository.runs();
  box.clock.advance(2 * 60_000);
  expect([first?.status, second?.status, second?.jobs.length]).toEqual(['in_progress', 'pending', 0]);
  box.clock.advance(2 * 60_000);
  expect([first?.conclusion, second?.status]).toEqual(['success', 'in_progress']);
  box.clock.advance(20 * minute);
  expect(second?.conclusion).toBe('success');
  await dispatch();
  await dispatch();
  const [, , third, fourth] = repository.runs();
  fourth?.cancel();
  expect(fourth?.conclusion).toBe('cancelled');
  third?.delete();
  await dispatch();
  expect(repository.runs().at(-1)?.status).toBe('queued');
});

test('a job of a group waits and is replaced just so, and says what it was cancelled for', async () => {
  const { box, dispatch, repository } = await start(deploy('concurrency: { group: prod }'));
  await using _ = box;
  for (const _ of [1, 2, 3]) await dispatch();
  const jobs = () => repository.runs().map(run => run.jobs[0]?.conclusion ?? run.jobs[0]?.status);
  expect(jobs()).toEqual(['queued', 'cancelled', 'pending']);
  const notes = repository.checkRuns(repository.head()).flatMap(check => check.annotations.map(note => note.message));
  expect(notes).toEqual([expect.stringContaining('higher priority waiting request')]);
  repository.runs()[0]?.finish('failure');
  expect(jobs()).toEqual(['failure', 'cancelled', 'queued']);
});

test('an environment lets a job in when somebody approved and its time is over', async () => {
  const { box, alice, repository, octokit, dispatch, newest } = await start();
  await using _ = box;
  const bob = box.person('bob');
  repository.environment('prod', { reviewers: [bob], wait: 10 });
  await dispatch();
  const asked = { ...web, run_id: newest().id };
  expect(newest()).toMatchObject({ status: 'waiting', jobs: [{ status: 'waiting' }] });
  expect(repository.deployments.at(-1)?.state).toBe('waiting');
  const { data } = await octokit.rest.actions.getPendingDeploymentsForRun(asked);
  expect(data).toMatchObject([{ environment: { name: 'prod' }, wait_timer: 10, reviewers: [{ reviewer: { login: 'bob' } }] }]);
  const ids = data.map(one => one.environment.id ?? 0);
  const mine = octokit.rest.actions.reviewPendingDeploymentsForRun({
    ...asked,
    environment_ids: ids,
    state: 'approved',
    comment: '',
  });
  expect(await refusal(mine)).toMatchObject({ status: 422 });
  box.clock.advance(20 * minute);
  expect(newest().status).toBe('waiting');
  newest().approve(bob, 'Go');
  expect(newest().status).toBe('queued');
  newest().finish();
  expect(repository.deployments.at(-1)?.state).toBe('success');
  const approvals = await octokit.rest.actions.getReviewsForRun(asked);
  expect(approvals.data).toMatchObject([{ state: 'approved', user: { login: 'bob' }, comment: 'Go' }]);
  repository.dispatch('deploy.yml', { by: alice, inputs: { sha: 'abc' } });
  newest().approve(bob);
  expect(newest().status).toBe('waiting');
  box.clock.advance(20 * minute);
  expect(newest().status).toBe('queued');
  repository.dispatch('deploy.yml', { by: alice, inputs: { sha: 'abc' } });
  newest().reject(bob);
  expect(newest().conclusion).toBe('failure');
  await box.settled();
  const told = box.deliveries.filter(one => one.event === 'deployment_review').map(one => one.action);
  expect(told.toSorted()).toEqual(['approved', 'approved', 'rejected', 'requested', 'requested', 'requested']);
});

test.each([
  ['leaves when the App asks for it', openManifest.default_events],
  ['stays when it does not', ['push']],
])('what a deploy tells %s', async (_, default_events) => {
  const { box, repository, dispatch, newest } = await start(deploy(), { ...openManifest, default_events });
  await using _box = box;
  const bob = box.person('bob');
  repository.environment('prod', { reviewers: [bob] });
  await dispatch();
  newest().approve(bob);
  newest().finish();
  await box.settled();
  const told = new Set(box.deliveries.map(one => one.event));
  const of = ['check_run', 'check_suite', 'deployment', 'deployment_review', 'deployment_status', 'workflow_job', 'workflow_run'];
  expect(of.filter(event => told.has(event))).toEqual(of.filter(event => default_events.includes(event)));
});
