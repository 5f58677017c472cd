/** Deployments are made and told how they go. */
import type { Account, Repository } from '../rows.ts';
import type { Deployment, DeploymentStatus, Environment, Job } from '../rows-actions.ts';
import { deploymentJson, deploymentStatusJson } from '../shapes/deployment.ts';
import { toldRunJson, workflowJson } from '../shapes/run.ts';
import type { Site } from '../site.ts';

export interface DeploymentParts {
  by: Account;
  app: number;
  sha: string;
  ref: string;
  task?: string;
  environment?: string;
  payload?: Deployment['payload'];
  description?: string | null;
  transient?: boolean;
  production?: boolean;
  /** The job that GitHub makes it for. */
  job?: Job;
}

export function createDeployment(site: Site, repository: Repository, parts: DeploymentParts): Deployment {
  const { world } = site;
  const at = world.clock.now();
  const environment = parts.environment ?? 'production';
  environmentNamed(site, repository, environment);
  const made = world.deployments.add({
    id: world.nextId(),
    kind: 'Deployment',
    repository: repository.id,
    sha: parts.sha,
    ref: parts.ref,
    task: parts.task ?? 'deploy',
    environment,
    payload: parts.payload ?? {},
    description: parts.description ?? null,
    transient: parts.transient ?? false,
    production: parts.production ?? environment === 'production',
    creator: parts.by.id,
    app: parts.app,
    createdAt: at,
    updatedAt: at,
  });
  if (parts.job) world.jobs.change(parts.job.id, { deployment: made.id });
  announce(site, 'deployment', made, parts.by, {});
  return made;
}

export interface StatusParts {
  by: Account;
  app: number;
  state: DeploymentStatus['state'];
  description?: string;
  environment?: string;
  environmentUrl?: string;
  logUrl?: string;
  autoInactive?: boolean;
}

export function addDeploymentStatus(site: Site, deployment: Deployment, parts: StatusParts): DeploymentStatus {
  const { world } = site;
  const status = world.deploymentStatuses.add({
    id: world.nextId(),
    kind: 'DeploymentStatus',
    repository: deployment.repository,
    deployment: deployment.id,
    state: parts.state,
    description: parts.description ?? '',
    environment: parts.environment ?? deployment.environment,
    environmentUrl: parts.environmentUrl ?? '',
    logUrl: parts.logUrl ?? '',
    creator: parts.by.id,
    app: parts.app,
    createdAt: world.clock.now(),
  });
  const changed = world.deployments.change(deployment.id, { updatedAt: world.clock.now(), environment: status.environment });
  announce(site, 'deployment_status', changed, parts.by, { deployment_status: deploymentStatusJson(site, status) });
  if (parts.state === 'success' && parts.autoInactive !== false) retire(site, changed, parts);
  return status;
}

/** What succeeded there before is inactive now; GitHub leaves production and transient deployments as they are. */
function retire(site: Site, now: Deployment, { by, app }: StatusParts): void {
  const older = site.world.deployments.where(
    row =>
      row.repository === now.repository &&
      row.environment === now.environment &&
      row.id < now.id &&
      !row.transient &&
      !row.production &&
      stateOf(site, row) === 'success',
  );
  for (const row of older) addDeploymentStatus(site, row, { by, app, state: 'inactive' });
}

export function statusesOf(site: Site, deployment: Deployment): DeploymentStatus[] {
  return site.world.deploymentStatuses.of('deployment', deployment.id);
}

export function stateOf(site: Site, deployment: Deployment): DeploymentStatus['state'] {
  return statusesOf(site, deployment).at(-1)?.state ?? 'pending';
}

/** The environment with this name, made when there is none, as GitHub does when a deployment or a job names it. */
export function environmentNamed(site: Site, repository: Repository, name: string): Environment {
  const { world } = site;
  const known = world.environments.first(row => row.repository === repository.id && row.name === name);
  const at = world.clock.now();
  const made: Environment = {
    id: world.nextId(),
    kind: 'Environment',
    repository: repository.id,
    name,
    reviewers: [],
    waitMinutes: 0,
    createdAt: at,
    updatedAt: at,
  };
  return known ?? world.environments.add(made);
}

function announce(
  site: Site,
  event: 'deployment' | 'deployment_status',
  deployment: Deployment,
  sender: Account,
  more: Record<string, unknown>,
): void {
  const { world } = site;
  const job = world.jobs.of('deployment', deployment.id)[0];
  const run = job && world.runs.get(job.run);
  const parts = {
    deployment: deploymentJson(site, deployment),
    ...more,
    workflow: run ? workflowJson(site, world.workflows.get(run.workflow)) : null,
    workflow_run: run ? { ...toldRunJson(site, run), head_commit: null, previous_attempt_url: null } : null,
    ...(event === 'deployment_status' ? { check_run: null } : {}),
  };
  const repository = world.repositories.get(deployment.repository);
  site.announce({ event, action: 'created', repository, sender, parts });
}
