import { stamp } from '../clock.ts';
import { nodeId } from '../nodes.ts';
import type { Deployment, DeploymentStatus, Environment } from '../rows-actions.ts';
import type { Site } from '../site.ts';
import { accountJson } from './account.ts';
import { appNumbered } from './app.ts';
import { repositoryPage, repositoryUrl } from './urls.ts';

export function deploymentJson(site: Site, deployment: Deployment) {
  const { world } = site;
  const api = repositoryUrl(site, world.repositories.get(deployment.repository));
  const url = `${api}/deployments/${deployment.id}`;
  return {
    url,
    id: deployment.id,
    node_id: nodeId(deployment),
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    creator: accountJson(site, world.accounts.get(deployment.creator)),
    created_at: stamp(deployment.createdAt),
    updated_at: stamp(deployment.updatedAt),
    statuses_url: `${url}/statuses`,
    repository_url: api,
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: appNumbered(site, deployment.app),
  };
}

export function deploymentStatusJson(site: Site, status: DeploymentStatus) {
  const { world } = site;
  const api = repositoryUrl(site, world.repositories.get(status.repository));
  const deployment = `${api}/deployments/${status.deployment}`;
  return {
    url: `${deployment}/statuses/${status.id}`,
    id: status.id,
    node_id: `DES_${status.id}`,
    // The API's description forgets a state that GitHub gives to jobs that wait for approval.
    state: status.state === 'waiting' ? ('pending' as const) : status.state,
    creator: accountJson(site, world.accounts.get(status.creator)),
    description: status.description,
    environment: status.environment,
    target_url: status.logUrl,
    created_at: stamp(status.createdAt),
    updated_at: stamp(status.createdAt),
    deployment_url: deployment,
    repository_url: api,
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    performed_via_github_app: appNumbered(site, status.app),
  };
}

export function environmentJson(site: Site, environment: Environment) {
  const repository = site.world.repositories.get(environment.repository);
  return {
    id: environment.id,
    node_id: `EN_${environment.id}`,
    name: environment.name,
    url: `${repositoryUrl(site, repository)}/environments/${encodeURIComponent(environment.name)}`,
    html_url: `${repositoryPage(site, repository)}/deployments/activity_log?environments_filter=${environment.name}`,
    created_at: stamp(environment.createdAt),
    updated_at: stamp(environment.updatedAt),
    protection_rules: rules(site, environment),
    deployment_branch_policy: null,
  };
}

function rules(site: Site, { id, reviewers, waitMinutes }: Environment) {
  const people = reviewers.map(one => ({ type: 'User' as const, reviewer: accountJson(site, site.world.accounts.get(one)) }));
  const wait = { id: id * 10 + 1, node_id: `GA_${id}1`, type: 'wait_timer', wait_timer: waitMinutes };
  const review = {
    id: id * 10 + 2,
    node_id: `GA_${id}2`,
    type: 'required_reviewers',
    prevent_self_review: false,
    reviewers: people,
  };
  return [...(waitMinutes > 0 ? [wait] : []), ...(people.length > 0 ? [review] : [])];
}
