/** Workflow runs begin, end, are cancelled and run again. */
import { fill } from '../actions/expressions.ts';
import { contextsOf, fileOf, workflowAt } from '../actions/workflows.ts';
import { Refusal } from '../refusal.ts';
import type { Account, Conclusion, Repository } from '../rows.ts';
import type { Job, Script, WorkflowRun } from '../rows-actions.ts';
import { toldRunJson, workflowJson } from '../shapes/run.ts';
import type { Site } from '../site.ts';
import { otherApp } from './apps.ts';
import { announceSuite, newSuite } from './checks.ts';
import { carryOver, endJob, queueJobs } from './jobs.ts';

export interface Beginning {
  path: string;
  event: string;
  ref: string;
  branch: string;
  sha: string;
  headRepository?: Repository;
  inputs?: Record<string, string>;
  by: Account;
  /** What the run is called when the file does not say. */
  title: string;
}

export function beginRun(site: Site, repository: Repository, given: Beginning): WorkflowRun {
  const { world } = site;
  const at = world.clock.now();
  const workflow = workflowAt(site, repository, given.path, given.sha);
  const before = world.runs.where(run => run.workflow === workflow.id);
  const suite = newSuite(site, repository, given.sha, otherApp(world, 'github-actions').id, given.branch);
  const made = world.runs.add({
    id: world.nextId(),
    kind: 'WorkflowRun',
    repository: repository.id,
    workflow: workflow.id,
    suite: suite.id,
    number: Math.max(0, ...before.map(run => run.number)) + 1,
    attempt: 1,
    event: given.event,
    ref: given.ref,
    branch: given.branch,
    head: given.sha,
    headRepository: (given.headRepository ?? repository).id,
    title: given.title,
    inputs: given.inputs ?? {},
    status: 'queued',
    conclusion: null,
    actor: given.by.id,
    triggeringActor: given.by.id,
    script: scriptFor(site, repository, given.path)?.id ?? null,
    createdAt: at,
    startedAt: at,
    updatedAt: at,
  });
  const runName = fileOf(site, made).runName;
  const run = runName ? world.runs.change(made.id, { title: fill(runName, contextsOf(site, made)).trim() || given.title }) : made;
  announceRun(site, 'requested', run);
  makeRoom(site, run);
  queueJobs(site, run);
  return world.runs.get(run.id);
}

const groupOf = (site: Site, run: WorkflowRun): string | null => {
  const { concurrency } = fileOf(site, run);
  return concurrency && fill(concurrency.group, contextsOf(site, run));
};

/** A new run of a concurrency group takes the place of the one that waits, and ends the one under way where the file says so. */
function makeRoom(site: Site, run: WorkflowRun): void {
  const group = groupOf(site, run);
  if (group === null) return;
  const others = site.world.runs
    .where(row => row.repository === run.repository && row.id !== run.id && row.status !== 'completed')
    .filter(row => groupOf(site, row) === group);
  const busy = others.some(row => row.status === 'in_progress');
  const cancels = fileOf(site, run).concurrency?.cancels;
  for (const row of others) if (cancels || (busy && row.status === 'queued')) cancelRun(site, row);
}

/** The last one set up for such a run, and only as often as it said. */
function scriptFor(site: Site, repository: Repository, path: string): Script | undefined {
  const { world } = site;
  const fits = (script: Script) =>
    (script.repository ?? world.fullName(repository)) === world.fullName(repository) &&
    (script.workflow === null || path.endsWith(`/${script.workflow}`)) &&
    script.left !== 0;
  const found = world.scripts.where(fits).at(-1);
  if (found?.left) world.scripts.change(found.id, { left: found.left - 1 });
  return found;
}

export function touchRun(site: Site, run: WorkflowRun, values: Partial<WorkflowRun>): WorkflowRun {
  return site.world.runs.change(run.id, { ...values, updatedAt: site.world.clock.now() });
}

export function runStarted(site: Site, run: WorkflowRun): void {
  if (run.status === 'queued') announceRun(site, 'in_progress', touchRun(site, run, { status: 'in_progress' }));
}

export function endRun(site: Site, run: WorkflowRun): void {
  const jobs = jobsOf(site, run);
  const every = (conclusion: Conclusion) => jobs.every(job => job.conclusion === conclusion);
  const some = (conclusion: Conclusion) => jobs.some(job => job.conclusion === conclusion);
  const bad = (['failure', 'timed_out', 'cancelled'] as const).find(some);
  const ended = touchRun(site, run, {
    status: 'completed',
    conclusion: bad === 'timed_out' ? 'failure' : (bad ?? (jobs.length > 0 && every('skipped') ? 'skipped' : 'success')),
  });
  announceRun(site, 'completed', ended);
  announceSuite(site, site.world.checkSuites.get(run.suite), site.world.accounts.get(run.triggeringActor));
}

/** The jobs of an attempt, the last one unless another is asked for. */
export function jobsOf(site: Site, run: WorkflowRun, attempt: number = run.attempt): Job[] {
  return site.world.jobs.where(job => job.run === run.id && job.attempt === attempt);
}

export function cancelRun(site: Site, run: WorkflowRun): void {
  if (run.status === 'completed') throw new Refusal(409, 'Cannot cancel a workflow run that is completed.');
  for (const job of jobsOf(site, run)) if (job.status !== 'completed') endJob(site, site.world.jobs.get(job.id), 'cancelled');
}

/** Again, all of it or only what did not succeed. */
export function rerun(site: Site, run: WorkflowRun, by: Account, only: 'all' | 'failed' | { key: string } = 'all'): WorkflowRun {
  if (run.status !== 'completed') throw new Refusal(403, 'This workflow is already running');
  const before = jobsOf(site, run);
  const again = touchRun(site, run, {
    attempt: run.attempt + 1,
    status: 'queued',
    conclusion: null,
    triggeringActor: by.id,
    startedAt: site.world.clock.now(),
  });
  announceRun(site, 'requested', again);
  const kept = (job: Job) => (only === 'failed' ? job.conclusion === 'success' : only !== 'all' && job.key !== only.key);
  for (const job of before) if (kept(job)) carryOver(site, again, job);
  queueJobs(site, again);
  return site.world.runs.get(run.id);
}

function announceRun(site: Site, action: string, run: WorkflowRun): void {
  const { world } = site;
  site.announce({
    event: 'workflow_run',
    action,
    repository: world.repositories.get(run.repository),
    sender: world.accounts.get(run.triggeringActor),
    parts: { workflow_run: toldRunJson(site, run), workflow: workflowJson(site, world.workflows.get(run.workflow)) },
  });
}
