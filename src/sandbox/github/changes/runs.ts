/** Workflow runs begin, end, are cancelled and run again. */
import { type Contexts, fill } from '../actions/expressions.ts';
import { contextsOf, fileOf, workflowAt } from '../actions/workflows.ts';
import { Refusal } from '../refusal.ts';
import type { Account, Conclusion, Repository } from '../rows.ts';
import type { Job, Script, Workflow, WorkflowRun } from '../rows-actions.ts';
import { toldRunJson, workflowJson } from '../shapes/run.ts';
import type { Site } from '../site.ts';
import { otherApp } from './apps.ts';
import { announceSuite, newSuite } from './checks.ts';
import { groupOf, leaveGroup, waitsFor } from './concurrency.ts';
import { carryOver, endJob, queueJobs } from './jobs.ts';
import { runMoved } from './triggers.ts';

export interface Beginning {
  path: string;
  event: string;
  ref: string;
  branch: string;
  sha: string;
  headRepository?: Repository;
  inputs?: Record<string, string>;
  told?: Contexts;
  cause?: WorkflowRun;
  by: Account;
  /** What the run is called when the file does not say. */
  title: string;
}

export function beginRun(site: Site, repository: Repository, given: Beginning): WorkflowRun {
  const { world } = site;
  const made = addRun(site, repository, given);
  const runName = fileOf(site, made).runName;
  const run = runName ? world.runs.change(made.id, { title: fill(runName, contextsOf(site, made)).trim() || given.title }) : made;
  announceRun(site, 'requested', run);
  enterGroup(site, run);
  return world.runs.get(run.id);
}

/** A file that GitHub cannot read has a run all the same, which is over at once and has no jobs. */
export function refuseRun(
  site: Site,
  repository: Repository,
  given: Beginning,
  conclusion: WorkflowRun['conclusion'],
): WorkflowRun {
  const ended = touchRun(site, addRun(site, repository, given), { status: 'completed', conclusion });
  announceRun(site, 'completed', ended);
  return ended;
}

function addRun(site: Site, repository: Repository, given: Beginning): WorkflowRun {
  const { world } = site;
  const at = world.clock.now();
  const workflow = workflowAt(site, repository, given.path, given.sha);
  const suite = newSuite(site, repository, given.sha, otherApp(world, 'github-actions').id, given.branch);
  return world.runs.add({
    id: world.nextId(),
    kind: 'WorkflowRun',
    repository: repository.id,
    workflow: workflow.id,
    suite: suite.id,
    number: nextNumber(site, workflow),
    attempt: 1,
    event: given.event,
    ref: given.ref,
    branch: given.branch,
    head: given.sha,
    headRepository: (given.headRepository ?? repository).id,
    title: given.title,
    inputs: given.inputs ?? {},
    told: given.told ?? {},
    cause: given.cause?.id ?? null,
    group: null,
    status: 'queued',
    conclusion: null,
    actor: given.by.id,
    triggeringActor: given.by.id,
    script: take(site, scriptFor(site, repository, given.path))?.id ?? null,
    createdAt: at,
    startedAt: at,
    updatedAt: at,
  });
}

function nextNumber({ world }: Site, workflow: Workflow): number {
  let number = world.runs.count('workflow', workflow.id) + 1;
  while (world.runs.count('number', `${workflow.id} ${number}`) > 0) number += 1;
  return number;
}

function enterGroup(site: Site, run: WorkflowRun): void {
  const group = groupOf(site, run, fileOf(site, run).concurrency);
  const entered = site.world.runs.change(run.id, { group: group?.name ?? null });
  if (waitsFor(site, entered, group?.cancels ?? false)) site.world.runs.change(run.id, { status: 'pending' });
  else letRunGo(site, entered);
}

export function letRunGo(site: Site, run: WorkflowRun): void {
  queueJobs(site, touchRun(site, run, { status: 'queued' }));
}

/** The last script set up for such a run, and only as often as it said. */
function scriptFor(site: Site, repository: Repository, path: string): Script | undefined {
  const { world } = site;
  const fits = (script: Script) =>
    (script.repository ?? world.fullName(repository)) === world.fullName(repository) &&
    (script.workflow === null || path.endsWith(`/${script.workflow}`)) &&
    script.left !== 0;
  return world.scripts.where(fits).at(-1);
}

function take(site: Site, script: Script | undefined): Script | undefined {
  if (script?.left) site.world.scripts.change(script.id, { left: script.left - 1 });
  return script;
}

/** Whether GitHub takes this dispatch and forgets it. */
export function dropsDispatch(site: Site, repository: Repository, path: string): boolean {
  const script = scriptFor(site, repository, path);
  return script?.fate === 'dropped' && take(site, script) !== undefined;
}

/** What an upload step keeps. */
export function addArtifact({ world }: Site, run: WorkflowRun, name: string, files: Record<string, string>): number {
  const at = world.clock.now();
  return world.artifacts.add({
    id: world.nextId(),
    kind: 'Artifact',
    repository: run.repository,
    run: run.id,
    name,
    files,
    size: Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    createdAt: at,
    expiresAt: new Date(at.getTime() + 90 * 86_400_000),
  }).id;
}

function leaveArtifacts(site: Site, run: WorkflowRun): void {
  const script = site.world.scripts.find(run.script ?? -1);
  for (const [name, files] of Object.entries(script?.artifacts ?? {})) {
    const texts = Object.entries(files).map(([path, text]) => [path, fill(text, contextsOf(site, run))]);
    addArtifact(site, run, name, Object.fromEntries(texts));
  }
}

export function touchRun(site: Site, run: WorkflowRun, values: Partial<WorkflowRun>): WorkflowRun {
  return site.world.runs.change(run.id, { ...values, updatedAt: site.world.clock.now() });
}

export function runStarted(site: Site, run: WorkflowRun): void {
  if (run.status === 'queued' || run.status === 'waiting')
    announceRun(site, 'in_progress', touchRun(site, run, { status: 'in_progress' }));
}

export function endRun(site: Site, run: WorkflowRun, cancelled = false): void {
  const jobs = jobsOf(site, run);
  const every = (conclusion: Conclusion) => jobs.every(job => job.conclusion === conclusion);
  const some = (conclusion: Conclusion) => jobs.some(job => job.conclusion === conclusion);
  const bad = cancelled ? 'cancelled' : (['failure', 'timed_out', 'cancelled'] as const).find(some);
  leaveArtifacts(site, run);
  const ended = touchRun(site, run, {
    status: 'completed',
    conclusion: bad === 'timed_out' ? 'failure' : (bad ?? (jobs.length > 0 && every('skipped') ? 'skipped' : 'success')),
  });
  announceRun(site, 'completed', ended);
  announceSuite(site, site.world.checkSuites.get(run.suite), site.world.accounts.get(run.triggeringActor));
  leaveGroup(site, ended);
}

/** The jobs of an attempt, the last one unless another is asked for. */
export function jobsOf(site: Site, run: WorkflowRun, attempt: number = run.attempt): Job[] {
  return site.world.jobs.of('run', run.id).filter(job => job.attempt === attempt);
}

/** `why`: what its jobs are annotated with. */
export function cancelRun(site: Site, run: WorkflowRun, why: string[] = []): void {
  if (run.status === 'completed') throw new Refusal(409, 'Cannot cancel a workflow run that is completed.');
  for (const job of jobsOf(site, run))
    if (job.status !== 'completed') endJob(site, site.world.jobs.get(job.id), 'cancelled', why);
  const now = site.world.runs.get(run.id);
  // What waited for its turn has no jobs yet.
  if (jobsOf(site, now).length === 0 && now.status !== 'completed') endRun(site, now, true);
}

/** Nothing is left of it, and nobody is told. */
export function deleteRun(site: Site, run: WorkflowRun): void {
  for (const job of site.world.jobs.of('run', run.id)) site.world.jobs.remove(job.id);
  site.world.runs.remove(run.id);
  leaveGroup(site, run);
}

const month = 30 * 86_400_000;

/** Again, all of it or only what did not succeed. */
export function rerun(site: Site, run: WorkflowRun, by: Account, only: 'all' | 'failed' | { key: string } = 'all'): WorkflowRun {
  if (run.status !== 'completed') throw new Refusal(403, 'This workflow is already running');
  if (site.world.clock.now().getTime() - run.createdAt.getTime() > month)
    throw new Refusal(403, 'Unable to retry this workflow run because it was created over a month ago');
  const before = jobsOf(site, run);
  const well = before.every(job => job.conclusion === 'success' || job.conclusion === 'skipped');
  if (only === 'failed' && well) throw new Refusal(403, 'This workflow run cannot be retried');
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
  enterGroup(site, again);
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
  runMoved(site, run, action);
}
