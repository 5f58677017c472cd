/** The jobs of a run wait, go step by step, and end; what needs them follows. */
import { evaluate, fill, truthy } from '../actions/expressions.ts';
import { type JobFile, matrixOf, stepName } from '../actions/workflow-file.ts';
import { fileOf, jobContexts } from '../actions/workflows.ts';
import type { Conclusion } from '../rows.ts';
import type { Job, Step, WorkflowRun } from '../rows-actions.ts';
import { deploymentJson } from '../shapes/deployment.ts';
import { jobJson } from '../shapes/job.ts';

import type { Site } from '../site.ts';
import { botOf, otherApp } from './apps.ts';
import { changeCheck, createCheck } from './checks.ts';
import { groupOf, leaveGroup, waitsFor } from './concurrency.ts';
import { addDeploymentStatus, createDeployment, environmentNamed, type StatusParts } from './deployments.ts';
import { askApproval, gateOf } from './gates.ts';
import { endRun, jobsOf, runStarted, touchRun } from './runs.ts';

/** Queues every job whose needs are met, skips what cannot run any more, and ends the run after its last. */
export function queueJobs(site: Site, run: WorkflowRun): void {
  const file = fileOf(site, run);
  for (let added = true; added; ) {
    added = false;
    for (const [key, job] of file.jobs) {
      const all = jobsOf(site, run);
      const needs = all.filter(other => job.needs?.includes(other.key));
      const met = (job.needs ?? []).every(need => all.some(other => other.key === need));
      if (all.some(other => other.key === key) || !met || needs.some(other => other.status !== 'completed')) continue;
      const goes = runs(site, run, job, needs);
      // What is skipped is skipped as one.
      for (const matrix of goes ? matrixOf(job) : [{}]) addJob(site, run, key, job, matrix, goes);
      added = true;
    }
  }
  const all = jobsOf(site, run);
  const over =
    all.every(job => job.status === 'completed') && [...file.jobs.keys()].every(key => all.some(job => job.key === key));
  const now = site.world.runs.get(run.id);
  if (over && now.status !== 'completed') endRun(site, now);
  const open = jobsOf(site, run).filter(job => job.status !== 'completed');
  if (open.length > 0 && open.every(job => job.status === 'waiting')) touchRun(site, now, { status: 'waiting' });
}

function runs(site: Site, run: WorkflowRun, job: JobFile, needs: Job[]): boolean {
  const condition = String(job.if ?? '').replace(/^\s*\$\{\{([\s\S]*)\}\}\s*$/, '$1');
  if (needs.some(need => need.conclusion === 'cancelled') && !condition.includes('always()')) return false;
  const well = needs.every(need => need.conclusion === 'success');
  if (condition.includes('failure()')) return !well;
  if (!well && !/always\(\)|!\s*cancelled\(\)/.test(condition)) return false;
  if (condition.trim() === '') return true;
  try {
    return truthy(evaluate(condition.replaceAll(/!\s*cancelled\(\)/g, 'true'), jobContexts(site, run, job)));
  } catch {
    // It asks for what this GitHub cannot work out; a real checkout's workflows are to run all the same.
    return true;
  }
}

function addJob(site: Site, run: WorkflowRun, key: string, file: JobFile, matrix: Record<string, string>, goes: boolean): void {
  const { world } = site;
  const at = world.clock.now();
  const contexts = jobContexts(site, run, file, matrix);
  const values = Object.values(matrix);
  const name = file.name ? fill(file.name, contexts) : values.length > 0 ? `${key} (${values.join(', ')})` : key;
  const repository = world.repositories.get(run.repository);
  const sender = world.accounts.get(run.triggeringActor);
  const owner = { app: otherApp(world, 'github-actions').id, suite: world.checkSuites.get(run.suite), sender };
  const id = world.nextId();
  const detailsUrl = `${site.urls.html}/${world.fullName(repository)}/actions/runs/${run.id}/job/${id}`;
  const check = createCheck(site, repository, name, run.head, { detailsUrl, annotations: [] }, owner);
  const environment = file.environment && goes ? fill(file.environment.name, contexts) : null;
  const group = goes ? groupOf(site, run, file.concurrency, matrix) : null;
  const job = world.jobs.add({
    id,
    kind: 'WorkflowJob',
    repository: repository.id,
    run: run.id,
    attempt: run.attempt,
    key,
    name,
    checkRun: check.id,
    group: group?.name ?? null,
    status: 'queued',
    conclusion: null,
    labels: Array.isArray(file['runs-on']) ? file['runs-on'].map(String) : [String(file['runs-on'] ?? 'ubuntu-latest')],
    steps: stepsOf(file),
    environment,
    environmentUrl:
      file.environment && 'url' in file.environment && file.environment.url ? fill(file.environment.url, contexts) : null,
    deployment: null,
    gate: null,
    createdAt: at,
    startedAt: at,
    completedAt: null,
    nextAt: null,
  });
  if (!goes) {
    endJob(site, job, 'skipped');
    return;
  }
  if (environment !== null) announceJob(site, 'waiting', deployFor(site, run, job, environment, file));
  if (waitsFor(site, job, group?.cancels ?? false)) world.jobs.change(job.id, { status: 'pending' });
  else letJobGo(site, job);
}

/** Its group has room for it: only its environment may hold it now. */
export function letJobGo(site: Site, asked: Job): void {
  const { world } = site;
  const gate = gateOf(site, world.jobs.get(asked.id));
  if (!gate) {
    queueJob(site, asked);
    return;
  }
  const job = world.jobs.change(asked.id, { status: 'waiting', gate, nextAt: gate.until });
  tellDeployment(site, job, 'waiting');
  askApproval(site, job);
  world.clock.look();
}

/** From now on it waits for a runner only. */
export function queueJob(site: Site, asked: Job): void {
  const { world } = site;
  const run = world.runs.get(asked.run);
  const script = run.script === null ? null : world.scripts.get(run.script);
  const nextAt = script && new Date(world.clock.now().getTime() + script.queued);
  const job = world.jobs.change(asked.id, { status: 'queued', nextAt });
  const began = jobsOf(site, run).some(other => other.status === 'in_progress' || other.conclusion === 'success');
  if (run.status === 'waiting') touchRun(site, run, { status: began ? 'in_progress' : 'queued' });
  announceJob(site, 'queued', job);
  world.clock.look();
}

function stepsOf(file: JobFile): Step[] {
  const names = ['Set up job', ...(file.steps ?? []).map(stepName), 'Complete job'];
  const waiting = { status: 'queued', conclusion: null, startedAt: null, completedAt: null, log: '' } as const;
  return names.map((name, place) => ({ ...waiting, name, number: place + 1 }));
}

/** The deployment that GitHub makes for a job with an environment, at the run's own commit. */
function deployFor(site: Site, run: WorkflowRun, job: Job, environment: string, file: JobFile): Job {
  const { world } = site;
  const repository = world.repositories.get(run.repository);
  environmentNamed(site, repository, environment);
  if (file.environment && 'deployment' in file.environment && file.environment.deployment === false) return job;
  const app = otherApp(world, 'github-actions').id;
  createDeployment(site, repository, {
    job,
    by: botOf(world, 'github-actions'),
    app,
    sha: run.head,
    ref: run.branch,
    environment,
  });
  return world.jobs.get(job.id);
}

export function startJob(site: Site, job: Job): void {
  const { world } = site;
  const at = world.clock.now();
  const run = world.runs.get(job.run);
  const [first, second, ...rest] = job.steps;
  const steps = [
    ...(first
      ? [{ ...first, status: 'completed' as const, conclusion: 'success' as const, startedAt: at, completedAt: at }]
      : []),
    ...(second ? [{ ...second, status: 'in_progress' as const, startedAt: at }] : []),
    ...rest,
  ];
  const started = world.jobs.change(job.id, { status: 'in_progress', startedAt: at, steps });
  touchRun(site, run, {});
  runStarted(site, run);
  changeCheck(site, world.checkRuns.get(job.checkRun), { status: 'in_progress', startedAt: at, annotations: [] });
  tellDeployment(site, started, 'in_progress');
  announceJob(site, 'in_progress', started);
}

export interface Ending {
  conclusion: 'success' | 'failure';
  log?: string;
  annotations?: string[];
}

/** Ends the step that is under way and begins the next; the last one, or a failure, ends the job. */
export function endStep(site: Site, job: Job, ending: Ending): void {
  const { world } = site;
  const at = world.clock.now();
  const here = job.steps.findIndex(step => step.status === 'in_progress');
  const steps = job.steps.map((step, place): Step => {
    if (place === here)
      return { ...step, status: 'completed', conclusion: ending.conclusion, completedAt: at, log: step.log + (ending.log ?? '') };
    const next = place === here + 1 && ending.conclusion === 'success';
    return next ? { ...step, status: 'in_progress', startedAt: at } : step;
  });
  const changed = world.jobs.change(job.id, { steps });
  const only = here + 1 >= job.steps.length - 1;
  if (ending.conclusion === 'failure') endJob(site, changed, 'failure', ending.annotations);
  else if (only) endJob(site, changed, 'success');
}

/** The runner is gone: its steps stay as they were last heard of. */
export function loseRunner(site: Site, job: Job): void {
  end(site, job, 'failure', job.steps, [
    'The runner has received a shutdown signal. This can happen when the runner service is stopped, or a manually started runner is canceled.',
  ]);
}

export function endJob(site: Site, job: Job, conclusion: Conclusion, annotations: string[] = []): void {
  const at = site.world.clock.now();
  const rest = conclusion === 'skipped' ? 'skipped' : conclusion === 'cancelled' ? 'cancelled' : null;
  const steps = job.steps.map((step): Step => {
    if (step.status === 'completed') return step;
    const last = step === job.steps.at(-1) && rest === null;
    const under = step.status === 'in_progress';
    const how = last ? 'success' : under ? (rest ?? (conclusion === 'success' ? 'success' : 'failure')) : 'skipped';
    return { ...step, status: 'completed', conclusion: how, startedAt: step.startedAt ?? at, completedAt: at };
  });
  const exit = conclusion === 'failure' && job.status === 'in_progress' ? ['Process completed with exit code 1.'] : [];
  end(site, job, conclusion, conclusion === 'skipped' ? [] : steps, [...annotations, ...exit]);
}

function end(site: Site, job: Job, conclusion: Conclusion, steps: Step[], messages: string[]): void {
  const { world } = site;
  const over = { status: 'completed', conclusion, completedAt: world.clock.now(), nextAt: null, gate: null } as const;
  const ended = world.jobs.change(job.id, { ...over, steps });
  const run = world.runs.get(job.run);
  touchRun(site, run, {});
  changeCheck(
    site,
    world.checkRuns.get(job.checkRun),
    { conclusion, annotations: messages.map(message => ({ ...nowhere, message })) },
    world.accounts.get(run.triggeringActor),
  );
  tellDeployment(site, ended, conclusion === 'success' ? 'success' : conclusion === 'failure' ? 'failure' : 'error');
  announceJob(site, 'completed', ended);
  leaveGroup(site, ended);
  queueJobs(site, world.runs.get(run.id));
}

const nowhere = { path: '.github', start_line: 1, end_line: 1, annotation_level: 'failure' } as const;

/** A job that succeeded in the attempt before counts in this one too. */
export function carryOver(site: Site, run: WorkflowRun, job: Job): void {
  site.world.jobs.add({ ...job, id: site.world.nextId(), attempt: run.attempt });
}

function tellDeployment(site: Site, job: Job, state: StatusParts['state']): void {
  const { world } = site;
  if (job.deployment === null) return;
  const page = `${site.urls.html}/${world.fullName(world.repositories.get(job.repository))}/actions/runs/${job.run}/job/${job.id}`;
  addDeploymentStatus(site, world.deployments.get(job.deployment), {
    by: botOf(world, 'github-actions'),
    app: otherApp(world, 'github-actions').id,
    state,
    logUrl: page,
    ...(state === 'success' && job.environmentUrl ? { environmentUrl: job.environmentUrl } : {}),
  });
}

/** Steps are mostly not in these: none before it starts, the first few when it does. */
function announceJob(site: Site, action: string, job: Job): void {
  const { world } = site;
  const run = world.runs.get(job.run);
  const shown = jobJson(site, job);
  const part = action === 'waiting' ? { ...shown, status: 'waiting' } : shown;
  site.announce({
    event: 'workflow_job',
    action,
    repository: world.repositories.get(job.repository),
    sender: world.accounts.get(run.triggeringActor),
    parts: {
      workflow_job: action === 'in_progress' ? { ...part, steps: part.steps.slice(0, 1) } : part,
      ...(job.deployment === null ? {} : { deployment: deploymentJson(site, world.deployments.get(job.deployment)) }),
    },
  });
}
