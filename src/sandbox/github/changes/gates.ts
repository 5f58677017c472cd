/** Jobs wait for what protects their environment: somebody's approval, and some time. */
import { Refusal } from '../refusal.ts';
import type { Account } from '../rows.ts';
import type { Environment, Job, WorkflowRun } from '../rows-actions.ts';
import { accountJson } from '../shapes/account.ts';
import { toldRunJson } from '../shapes/run.ts';
import type { Site } from '../site.ts';
import { endJob, queueJob } from './jobs.ts';
import { jobsOf } from './runs.ts';

export function environmentOf({ world }: Site, job: Job): Environment | undefined {
  return world.environments.first(row => row.repository === job.repository && row.name === job.environment);
}

/** What a job has to wait for; null when its environment lets everybody in. */
export function gateOf(site: Site, job: Job): Job['gate'] {
  const environment = environmentOf(site, job);
  if (!environment || (environment.reviewers.length === 0 && environment.waitMinutes === 0)) return null;
  const until = new Date(site.world.clock.now().getTime() + environment.waitMinutes * 60_000);
  return { reviewers: environment.reviewers, until: environment.waitMinutes > 0 ? until : null };
}

export function askApproval(site: Site, job: Job): void {
  const environment = environmentOf(site, job);
  if (!environment || environment.reviewers.length === 0) return;
  const { world } = site;
  const run = world.runs.get(job.run);
  const requestor = accountJson(site, world.accounts.get(run.triggeringActor));
  const reviewers = environment.reviewers.map(id => ({ type: 'User', reviewer: accountJson(site, world.accounts.get(id)) }));
  tell(site, run, 'requested', world.accounts.get(run.triggeringActor), {
    environment: environment.name,
    requestor,
    reviewers,
    workflow_job_run: jobRun(site, job),
  });
}

/** Jobs of this run that wait for this environment. */
export const waitingFor = (site: Site, run: WorkflowRun, environment: Environment): Job[] =>
  jobsOf(site, run).filter(job => job.status === 'waiting' && job.environment === environment.name);

export function answerGate(
  site: Site,
  run: WorkflowRun,
  environment: Environment,
  { by, state, comment }: { by: Account; state: 'approved' | 'rejected'; comment: string },
): void {
  const { world } = site;
  const jobs = waitingFor(site, run, environment);
  if (jobs.length === 0) throw new Refusal(422, 'There are no pending deployment requests to review.');
  if (jobs.some(job => !job.gate?.reviewers.includes(by.id)))
    throw new Refusal(422, `${by.login} is not a required reviewer of ${environment.name}.`);
  world.deploymentReviews.add({ id: world.nextId(), run: run.id, environment: environment.id, state, comment, by: by.id });
  tell(site, run, state, by, {
    approver: accountJson(site, by),
    comment,
    reviewers: environment.reviewers.map(id => ({ type: 'User', reviewer: accountJson(site, world.accounts.get(id)) })),
    workflow_job_runs: jobs.map(job => jobRun(site, job)),
  });
  for (const job of jobs)
    if (state === 'rejected') endJob(site, job, 'failure', [`Deployment to ${environment.name} was rejected.`]);
    else passGate(site, world.jobs.change(job.id, { gate: { reviewers: [], until: job.gate?.until ?? null } }));
}

/** Lets a job go when nothing holds it any more. */
export function passGate(site: Site, job: Job): void {
  const { gate } = job;
  if (gate && (gate.reviewers.length > 0 || (gate.until && gate.until > site.world.clock.now()))) return;
  queueJob(site, site.world.jobs.change(job.id, { gate: null }));
}

function tell(site: Site, run: WorkflowRun, action: string, sender: Account, parts: Record<string, unknown>): void {
  const repository = site.world.repositories.get(run.repository);
  const since = site.world.clock.now().toISOString();
  const about = { since, workflow_run: toldRunJson(site, run), ...parts };
  site.announce({ event: 'deployment_review', action, repository, sender, parts: about });
}

const jobRun = (site: Site, job: Job) => ({
  id: job.id,
  name: job.name,
  status: 'waiting',
  conclusion: null,
  environment: job.environment,
  html_url: `${site.urls.html}/${site.world.fullName(site.world.repositories.get(job.repository))}/actions/runs/${job.run}/job/${job.id}`,
  created_at: job.createdAt.toISOString(),
  updated_at: job.createdAt.toISOString(),
});
