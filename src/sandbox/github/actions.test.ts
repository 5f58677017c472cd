import { inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openManifest, refusal, startAcme, web } from '../../../test/acme.ts';

const deploy = `name: Deploy
run-name: Deploy \${{ inputs.sha }} to \${{ inputs.target }} [\${{ inputs.shipmate }}]
on:
  workflow_dispatch:
    inputs:
      sha: { required: true }
      target: { type: choice, options: [prerelease, prod] }
      dry: { type: boolean, default: false }
      shipmate: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - { name: compile, run: make }
  go:
    needs: build
    environment: { name: '\${{ inputs.target }}', url: https://example.org }
    steps: [{ name: migrate, run: make migrate }, { name: restart, run: make restart }]
`;
const ci = `on:
  push: { branches: [main] }
  pull_request:
jobs:
  test:
    strategy: { matrix: { os: [linux, windows], node: [24] } }
    steps: [{ run: npm test }]
`;

async function start(files: Record<string, string> = { '.github/workflows/deploy.yml': deploy }) {
  const acme = await startAcme({ manifest: openManifest });
  acme.repository.push('main', files, { by: acme.alice });
  await acme.box.settled();
  const workflow = { ...web, workflow_id: 'deploy.yml', ref: 'main' };
  const inputs = { sha: 'abc', target: 'prerelease', shipmate: 'key' };
  const dispatch = (more: object = {}) =>
    acme.octokit.request('POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches', {
      ...workflow,
      inputs,
      ...more,
    });
  const news = async () => {
    await acme.box.settled();
    return acme.box.deliveries.toSorted((a, b) => a.id - b.id).map(one => `${one.event} ${one.action ?? ''}`.trim());
  };
  return { ...acme, inputs, dispatch, news };
}

/** What a zip holds, read by its directory. */
function unzip(archive: Buffer): Record<string, string> {
  const files: Record<string, string> = {};
  let at = archive.readUInt32LE(archive.length - 6);
  for (let left = archive.readUInt16LE(archive.length - 12); left > 0; left -= 1) {
    const [size, name, offset] = [archive.readUInt32LE(at + 20), archive.readUInt16LE(at + 28), archive.readUInt32LE(at + 42)];
    const path = archive.subarray(at + 46, at + 46 + name).toString();
    const from = offset + 30 + name;
    files[path] = inflateRawSync(archive.subarray(from, from + size)).toString();
    at += 46 + name;
  }
  return files;
}

test.each([
  ['an input nobody declared', { inputs: { sha: 'a', colour: 'red' } }, 422, 'Unexpected inputs provided: ["colour"]'],
  ['a choice that is none', { inputs: { sha: 'a', target: 'moon' } }, 422, "'moon' for input 'target' not in the list"],
  ['a required input left out', { inputs: { target: 'prod' } }, 422, "Required input 'sha' not provided"],
  ['no such workflow', { workflow_id: 'nothing.yml' }, 404, 'Not Found'],
  ['no such ref', { ref: 'nowhere' }, 422, 'No ref found for: nowhere'],
  ['no trigger', { workflow_id: 'ci.yml' }, 422, "Workflow does not have 'workflow_dispatch' trigger"],
  ['26 inputs', { inputs: Object.fromEntries(Array.from({ length: 26 }, (_, n) => [`i${n}`, 'x'])) }, 422, 'No more than 25'],
])('a dispatch with %s is refused and starts nothing', async (_what, more, status, message) => {
  const { box, repository, dispatch } = await start({
    '.github/workflows/deploy.yml': deploy,
    '.github/workflows/ci.yml': 'on: release\njobs: { test: { steps: [{ run: make }] } }\n',
  });
  await using _ = box;
  expect(await refusal(dispatch(more))).toMatchObject({ status, message: expect.stringContaining(message) });
  expect(repository.runs()).toEqual([]);
  expect(box.ledger.writes).toEqual([]);
  // Of these only the number of inputs is wrong in itself.
  expect(box.untrue.splice(0).map(one => one.slice(0, 92))).toEqual(
    message === 'No more than 25'
      ? ['POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches is sent: /inputs is mo']
      : [],
  );
});

test('a dispatch is answered with its run when asked, and the run has the name that the file gives it', async () => {
  const { box, repository, octokit, dispatch } = await start();
  await using _ = box;
  expect((await dispatch()).status).toBe(204);
  const told = await dispatch({ return_run_details: true });
  expect(told.status).toBe(200);
  const run_id = repository.runs('deploy.yml').at(-1)?.id ?? 0;
  expect(told.data).toMatchObject({ workflow_run_id: run_id });
  const run = await octokit.rest.actions.getWorkflowRun({ ...web, run_id });
  expect(run.data).toMatchObject({
    display_title: 'Deploy abc to prerelease [key]',
    event: 'workflow_dispatch',
    status: 'queued',
    conclusion: null,
    run_number: 2,
    head_branch: 'main',
    head_sha: repository.head(),
    path: '.github/workflows/deploy.yml',
    triggering_actor: { login: 'shipmate[bot]' },
  });
  const listed = await octokit.rest.actions.listWorkflowRuns({ ...web, workflow_id: 'deploy.yml', event: 'workflow_dispatch' });
  expect(listed.data.workflow_runs.map(one => one.id)[0]).toBe(run_id);
  expect(listed.data.total_count).toBe(2);
  const since = new Date(box.clock.now().getTime() + 60_000).toISOString();
  const later = await octokit.rest.actions.listWorkflowRunsForRepo({ ...web, created: `>=${since}` });
  expect(later.data.total_count).toBe(0);
});

test('by hand a run goes step by step, its jobs after one another, and everybody hears of it', async () => {
  const { box, repository, octokit, dispatch, news } = await start();
  await using _ = box;
  await dispatch();
  const [run] = repository.runs();
  if (!run) throw new Error('There should be a run.');
  const before = (await news()).length;
  const jobs = async () => (await octokit.rest.actions.listJobsForWorkflowRun({ ...web, run_id: run.id })).data.jobs;
  expect((await jobs()).map(job => [job.name, job.status, job.steps?.length])).toEqual([['build', 'queued', 0]]);
  run.start();
  expect((await jobs())[0]?.steps?.map(step => `${step.name}: ${step.conclusion ?? step.status}`)).toEqual([
    'Set up job: success',
    'Run actions/checkout@v4: in_progress',
    'compile: queued',
    'Complete job: queued',
  ]);
  run.step().step();
  expect((await jobs()).map(job => [job.name, job.status])).toEqual([
    ['build', 'completed'],
    ['go', 'queued'],
  ]);
  run.start();
  run.finish('failure', { step: 'restart', log: 'no such service', annotations: ['restart: no such service'] });
  const [, go] = await jobs();
  expect(go?.steps?.map(step => step.conclusion)).toEqual(['success', 'success', 'failure', 'success']);
  expect(run.conclusion).toBe('failure');
  expect((await news()).slice(before)).toEqual([
    'workflow_run in_progress',
    'workflow_job in_progress',
    'check_run completed',
    'workflow_job completed',
    'check_run created',
    'deployment created',
    'workflow_job waiting',
    'workflow_job queued',
    'deployment_status created',
    'workflow_job in_progress',
    'check_run completed',
    'deployment_status created',
    'workflow_job completed',
    'workflow_run completed',
    'check_suite completed',
  ]);
  expect(repository.deployments).toMatchObject([{ environment: 'prerelease', sha: repository.head(), state: 'failure' }]);
  const notes = await octokit.rest.checks.listAnnotations({ ...web, check_run_id: Number(go?.check_run_url.split('/').at(-1)) });
  expect(notes.data.map(note => note.message)).toEqual(['restart: no such service', 'Process completed with exit code 1.']);
});

test('the log archive of a run has a file for each job and each step', async () => {
  const { box, repository, octokit, dispatch } = await start();
  await using _ = box;
  await dispatch();
  const [run] = repository.runs();
  const asked = { ...web, run_id: run?.id ?? 0 };
  expect(await refusal(octokit.rest.actions.downloadWorkflowRunLogs(asked))).toMatchObject({ status: 404 });
  run?.finish('failure', { step: 'migrate', log: 'duplicate key value' });
  const answer = await octokit.rest.actions.downloadWorkflowRunLogs(asked);
  if (!(answer.data instanceof ArrayBuffer)) throw new Error('That should be bytes.');
  const files = unzip(Buffer.from(answer.data));
  expect(Object.keys(files)).toEqual([
    '0_build.txt',
    'build/1_Set up job.txt',
    'build/2_Run actions_checkout@v4.txt',
    'build/3_compile.txt',
    'build/4_Complete job.txt',
    '1_go.txt',
    'go/1_Set up job.txt',
    'go/2_migrate.txt',
    'go/4_Complete job.txt',
  ]);
  expect(files['go/2_migrate.txt']).toMatch(/^\S+Z duplicate key value\n\S+Z ##\[error\]Process completed with exit code 1/m);
  const job_id = run?.jobs.find(job => job.key === 'go')?.id ?? 0;
  const one = await octokit.rest.actions.downloadJobLogsForWorkflowRun({ ...web, job_id });
  expect(one.data).toBe(files['1_go.txt']);
});

test('with a script a run goes by itself as the clock does, each step at its own time', async () => {
  const { box, repository, dispatch } = await start();
  await using _ = box;
  box.actions.script({ workflow: 'deploy.yml', queued: 5_000, step: 10_000, steps: { migrate: 22_000 } });
  await dispatch();
  const [run] = repository.runs();
  box.clock.advance(4_000);
  expect(run?.status).toBe('queued');
  box.clock.advance(2_000);
  expect(run?.status).toBe('in_progress');
  box.clock.advance(3_600_000);
  expect(run?.conclusion).toBe('success');
  const migrate = run?.jobs.find(job => job.key === 'go')?.steps.find(step => step.name === 'migrate');
  const took = (migrate?.completedAt?.getTime() ?? 0) - (migrate?.startedAt?.getTime() ?? 0);
  expect(Math.round(took / 1000)).toBe(22);
  expect(repository.deployments).toMatchObject([{ state: 'success', statuses: [{}, { environmentUrl: 'https://example.org' }] }]);
});

test('a script with little time in it needs no clock', async () => {
  const { box, repository, dispatch } = await start();
  await using _ = box;
  box.actions.script({ queued: 1, step: 1, fail: 'compile', times: 1 });
  await dispatch();
  await dispatch();
  const [run, second] = repository.runs();
  await expect.poll(() => run?.conclusion).toBe('failure');
  expect(run?.jobs.map(job => [job.key, job.conclusion])).toEqual([
    ['build', 'failure'],
    ['go', 'skipped'],
  ]);
  expect(second?.status).toBe('queued');
});

test('an environment that says deployment: false gets none', async () => {
  const quiet = deploy.replace('url: https://example.org', 'deployment: false');
  const { box, repository, dispatch } = await start({ '.github/workflows/deploy.yml': quiet });
  await using _ = box;
  await dispatch();
  repository.runs()[0]?.finish();
  expect(repository.runs()[0]?.conclusion).toBe('success');
  expect(repository.deployments).toEqual([]);
});

test('a run is cancelled once, and runs again as a new attempt', async () => {
  const { box, repository, octokit, dispatch } = await start();
  await using _ = box;
  await dispatch();
  const [run] = repository.runs();
  const asked = { ...web, run_id: run?.id ?? 0 };
  run?.start();
  expect((await octokit.rest.actions.cancelWorkflowRun(asked)).status).toBe(202);
  expect(run?.conclusion).toBe('cancelled');
  expect(await refusal(octokit.rest.actions.cancelWorkflowRun(asked))).toMatchObject({ status: 409 });
  await octokit.rest.actions.reRunWorkflow(asked);
  expect(run?.row).toMatchObject({ attempt: 2, status: 'queued' });
  run?.finish('failure', { step: 'migrate' });
  await octokit.rest.actions.reRunWorkflowFailedJobs(asked);
  expect(run?.jobs.map(job => [job.key, job.status])).toEqual([
    ['build', 'completed'],
    ['go', 'queued'],
  ]);
  run?.finish();
  const now = await octokit.rest.actions.getWorkflowRun(asked);
  expect(now.data).toMatchObject({ run_attempt: 3, conclusion: 'success' });
  const first = await octokit.rest.actions.listJobsForWorkflowRunAttempt({ ...asked, attempt_number: 1 });
  expect(first.data.jobs.map(job => job.conclusion)).toEqual(['cancelled', 'skipped']);
});

test('of a concurrency group one run is under way, one waits, and the file may want the first one to end', async () => {
  const path = '.github/workflows/deploy.yml';
  const grouped = `concurrency: deploy-\${{ inputs.target }}\n${deploy}`;
  const { box, alice, repository, dispatch, inputs } = await start({ [path]: grouped });
  await using _ = box;
  const states = () => repository.runs('deploy.yml').map(run => run.conclusion ?? run.status);
  await dispatch();
  repository.runs()[0]?.start();
  await dispatch();
  await dispatch({ inputs: { ...inputs, target: 'prod' } });
  await dispatch();
  expect(states()).toEqual(['in_progress', 'cancelled', 'queued', 'pending']);
  const ends = grouped.replace(/^.*\n/, `concurrency: { group: 'deploy-\${{ inputs.target }}', cancel-in-progress: true }\n`);
  repository.push('main', { [path]: ends }, { by: alice });
  await dispatch();
  expect(states()).toEqual(['cancelled', 'cancelled', 'queued', 'cancelled', 'queued']);
  await dispatch({ inputs: { ...inputs, target: 'prod' } });
  expect(states().slice(2)).toEqual(['cancelled', 'cancelled', 'queued', 'queued']);
});

test('pushes and pull requests start the workflows that want them', async () => {
  const { box, alice, repository } = await start({ '.github/workflows/ci.yml': ci });
  await using _ = box;
  const [push] = repository.runs('ci.yml');
  expect(push?.row).toMatchObject({ event: 'push', branch: 'main', title: 'Change things' });
  push?.finish();
  expect(repository.checkRuns(repository.head()).map(run => [run.name, run.conclusion])).toEqual([
    ['test (linux, 24)', 'success'],
    ['test (windows, 24)', 'success'],
  ]);
  const pull = repository.pullRequest({ by: alice, title: 'Better' });
  expect(repository.runs().map(run => run.row.event)).toEqual(['push', 'pull_request']);
  pull.push({ 'more.txt': 'x' }, { by: alice });
  expect(repository.runs().at(-1)?.row).toMatchObject({ event: 'pull_request', head: pull.head, ref: 'refs/pull/1/merge' });
  // Only what names these types wants to know of them.
  pull.draft(alice);
  pull.ready(alice);
  expect(repository.runs()).toHaveLength(3);
});
