/** Workflows and their runs. */

import { workflowsOf } from '../actions/workflows.ts';
import { type Answer, type Call, created, nothing, ok, route } from '../call.ts';
import { cancelRun, deleteRun, jobsOf, rerun } from '../changes/runs.ts';
import { page } from '../pages.ts';
import { notFound, Refusal } from '../refusal.ts';
import type { Job, Workflow, WorkflowRun } from '../rows-actions.ts';
import { jobJson } from '../shapes/job.ts';
import { runJson, workflowJson } from '../shapes/run.ts';
import { dispatch } from './dispatch.ts';
import { stored } from './storage.ts';

export const actions = [
  route('GET /repos/{owner}/{repo}/actions/workflows', call => {
    const all = workflowsOf(call.site, call.repository);
    return page(
      call,
      all,
      row => workflowJson(call.site, row),
      workflows => ({ total_count: all.length, workflows }),
    );
  }),
  route('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}', call => ok(workflowJson(call.site, workflowOf(call)))),
  route('POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches', call => dispatch(call, workflowOf(call))),
  route('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', call => {
    const { id } = workflowOf(call);
    return runs(call, run => run.workflow === id);
  }),
  route('GET /repos/{owner}/{repo}/actions/runs', call => runs(call, () => true)),
  route('GET /repos/{owner}/{repo}/actions/runs/{run_id}', call => ok(runJson(call.site, runOf(call)))),
  route('DELETE /repos/{owner}/{repo}/actions/runs/{run_id}', call => {
    const run = runOf(call);
    if (run.status !== 'completed') throw new Refusal(403, 'Cannot delete a workflow run that is in progress.');
    deleteRun(call.site, run);
    call.wrote({ repository: call.repository, ids: { run: run.id } });
    return nothing();
  }),
  route('GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}', call => {
    const [run, attempt] = [runOf(call), attemptOf(call)];
    return ok(runJson(call.site, { ...run, attempt }));
  }),
  route('GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs', call => {
    const run = runOf(call);
    const all = call.query('filter') === 'all' ? call.site.world.jobs.of('run', run.id) : jobsOf(call.site, run);
    return jobs(call, all);
  }),
  route('GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs', call =>
    jobs(call, jobsOf(call.site, runOf(call), attemptOf(call))),
  ),
  route('GET /repos/{owner}/{repo}/actions/jobs/{job_id}', call => ok(jobJson(call.site, jobOf(call)))),
  route('GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs', call => stored(call, `jobs/${ended(jobOf(call)).id}.txt`)),
  route('GET /repos/{owner}/{repo}/actions/runs/{run_id}/logs', call => {
    const run = runOf(call);
    return stored(call, `runs/${ended(run).id}/${run.attempt}.zip`);
  }),
  route('GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/logs', call =>
    stored(call, `runs/${ended(runOf(call)).id}/${attemptOf(call)}.zip`),
  ),
  route('POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel', cancel),
  route('POST /repos/{owner}/{repo}/actions/runs/{run_id}/force-cancel', cancel),
  route('POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun', call => again(call, runOf(call), 'all')),
  route('POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun-failed-jobs', call => again(call, runOf(call), 'failed')),
  route('POST /repos/{owner}/{repo}/actions/jobs/{job_id}/rerun', call => {
    const job = jobOf(call);
    return again(call, call.site.world.runs.get(job.run), { key: job.key });
  }),
];

/** By its number or by the name of its file. */
function workflowOf(call: Call): Workflow {
  const asked = call.param('workflow_id');
  const found = workflowsOf(call.site, call.repository).find(
    row => String(row.id) === asked || row.path === `.github/workflows/${asked}`,
  );
  if (!found) throw notFound();
  return found;
}

export function runOf(call: Call): WorkflowRun {
  const { repository } = call;
  const found = call.site.world.runs.find(call.number('run_id'));
  if (found?.repository !== repository.id) throw notFound();
  return found;
}

function attemptOf(call: Call): number {
  const attempt = call.number('attempt_number');
  if (attempt < 1 || attempt > runOf(call).attempt) throw notFound();
  return attempt;
}

function jobOf(call: Call): Job {
  const { repository } = call;
  const found = call.site.world.jobs.find(call.number('job_id'));
  if (found?.repository !== repository.id) throw notFound();
  return found;
}

/** What still runs has no log yet. */
function ended<T extends Job | WorkflowRun>(row: T): T {
  if (row.status !== 'completed') throw notFound();
  return row;
}

/** Newest first, by whatever was asked. */
function runs(call: Call, asked: (run: WorkflowRun) => boolean): Answer {
  const { world } = call.site;
  const { repository } = call;
  const is = (name: string, value: string) => (call.query(name) ?? value) === value;
  const status = call.query('status');
  const found = world.runs
    .where(run => run.repository === repository.id && asked(run))
    .filter(run => is('branch', run.branch) && is('event', run.event) && is('head_sha', run.head))
    .filter(run => is('check_suite_id', String(run.suite)) && is('actor', world.accounts.get(run.actor).login))
    .filter(run => status === undefined || status === run.status || status === run.conclusion)
    .filter(run => within(call.query('created'), run.createdAt))
    .toReversed();
  return page(
    call,
    found,
    run => runJson(call.site, run),
    workflow_runs => ({ total_count: found.length, workflow_runs }),
  );
}

/** `>=2026-01-01T00:00:00Z`, `2026-01-01..2026-02-01`, or a day. */
function within(asked: string | undefined, at: Date): boolean {
  if (asked === undefined) return true;
  const seconds = (text: string) => Math.floor(Date.parse(text) / 1000);
  const time = Math.floor(at.getTime() / 1000);
  const [from, to] = asked.split('..');
  if (from !== undefined && to !== undefined)
    return (from === '*' || time >= seconds(from)) && (to === '*' || time <= seconds(to));
  const [, sign = '', when = ''] = /^(>=|<=|>|<)?(.+)$/.exec(asked) ?? [];
  if (Number.isNaN(seconds(when))) throw new Refusal(422, 'Invalid value for created');
  if (sign === '>=') return time >= seconds(when);
  if (sign === '<=') return time <= seconds(when);
  if (sign === '>') return time > seconds(when);
  if (sign === '<') return time < seconds(when);
  return at.toISOString().startsWith(when);
}

function jobs(call: Call, all: Job[]): Answer {
  return page(
    call,
    all,
    job => jobJson(call.site, job),
    shown => ({ total_count: all.length, jobs: shown }),
  );
}

function cancel(call: Call): Answer {
  const run = runOf(call);
  cancelRun(call.site, run);
  call.wrote({ repository: call.repository, ids: { run: run.id } });
  return { status: 202, body: {} };
}

function again(call: Call, run: WorkflowRun, only: Parameters<typeof rerun>[3]): Answer {
  rerun(call.site, run, call.actor, only);
  call.wrote({ repository: call.repository, ids: { run: run.id } });
  return created({});
}
