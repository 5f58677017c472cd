/** Deployments, how they go, and the environments they go to. */
import * as z from 'zod/mini';
import { type Answer, type Call, created, nothing, ok, route } from '../call.ts';
import { addDeploymentStatus, createDeployment, stateOf, statusesOf } from '../changes/deployments.ts';
import { combined } from '../changes/statuses.ts';
import { page } from '../pages.ts';
import { notFound, Refusal } from '../refusal.ts';
import { type Deployment, deploymentStates } from '../rows-actions.ts';
import { deploymentJson, deploymentStatusJson, environmentJson } from '../shapes/deployment.ts';

const asked = z.strictObject({
  ref: z.string(),
  task: z.optional(z.string()),
  auto_merge: z.optional(z.boolean()),
  required_contexts: z.optional(z.array(z.string())),
  payload: z.optional(z.union([z.string(), z.record(z.string(), z.unknown())])),
  environment: z.optional(z.string()),
  description: z.nullish(z.string()),
  transient_environment: z.optional(z.boolean()),
  production_environment: z.optional(z.boolean()),
});
const status = z.strictObject({
  state: z.enum(deploymentStates),
  target_url: z.optional(z.string()),
  log_url: z.optional(z.string()),
  description: z.optional(z.string()),
  environment: z.optional(z.string()),
  environment_url: z.optional(z.string()),
  auto_inactive: z.optional(z.boolean()),
});

export const deployments = [
  route('GET /repos/{owner}/{repo}/deployments', call => {
    const { repository } = call;
    const is = (name: string, value: string) => (call.query(name) ?? value) === value;
    const found = call.site.world.deployments
      .where(row => row.repository === repository.id)
      .filter(row => is('sha', row.sha) && is('ref', row.ref) && is('task', row.task) && is('environment', row.environment));
    return page(call, found.toReversed(), row => deploymentJson(call.site, row));
  }),
  route('POST /repos/{owner}/{repo}/deployments', create),
  route('GET /repos/{owner}/{repo}/deployments/{deployment_id}', call => ok(deploymentJson(call.site, deploymentOf(call)))),
  route('DELETE /repos/{owner}/{repo}/deployments/{deployment_id}', call => {
    const found = deploymentOf(call);
    if (!['inactive', 'failure', 'error', 'pending'].includes(stateOf(call.site, found)))
      throw new Refusal(422, 'We cannot delete an active deployment unless it is the only deployment in a given environment.');
    call.site.world.deployments.remove(found.id);
    call.wrote({ repository: call.repository, ids: { deployment: found.id } });
    return nothing();
  }),
  route('GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', call =>
    page(call, statusesOf(call.site, deploymentOf(call)).toReversed(), row => deploymentStatusJson(call.site, row)),
  ),
  route('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', call => {
    const deployment = deploymentOf(call);
    const said = call.body(status);
    if ((said.description?.length ?? 0) > 140)
      throw new Refusal(422, 'Validation Failed', { errors: ['description is too long (maximum is 140 characters)'] });
    const logUrl = said.log_url ?? said.target_url;
    const made = addDeploymentStatus(call.site, deployment, {
      by: call.actor,
      app: call.site.app.id,
      state: said.state,
      ...(said.description === undefined ? {} : { description: said.description }),
      ...(said.environment === undefined ? {} : { environment: said.environment }),
      ...(said.environment_url === undefined ? {} : { environmentUrl: said.environment_url }),
      ...(logUrl === undefined ? {} : { logUrl }),
      ...(said.auto_inactive === undefined ? {} : { autoInactive: said.auto_inactive }),
    });
    call.wrote({ repository: call.repository, ids: { deployment: deployment.id, status: made.id } });
    return created(deploymentStatusJson(call.site, made));
  }),
  route('GET /repos/{owner}/{repo}/environments', call => {
    const { repository } = call;
    const all = call.site.world.environments.where(row => row.repository === repository.id);
    return page(
      call,
      all,
      row => environmentJson(call.site, row),
      environments => ({ total_count: all.length, environments }),
    );
  }),
  route('GET /repos/{owner}/{repo}/environments/{environment_name}', call => {
    const { repository } = call;
    const name = call.param('environment_name');
    const found = call.site.world.environments.first(row => row.repository === repository.id && row.name === name);
    if (!found) throw notFound();
    return ok(environmentJson(call.site, found));
  }),
];

function deploymentOf(call: Call): Deployment {
  const { repository } = call;
  const found = call.site.world.deployments.find(call.number('deployment_id'));
  if (found?.repository !== repository.id) throw notFound();
  return found;
}

/** Unless told otherwise GitHub merges the default branch into a branch that is behind, and wants every check green. */
function create(call: Call): Answer {
  const { world } = call.site;
  const said = call.body(asked);
  const { repository } = call;
  const sha = world.commitAt(repository, said.ref);
  if (!sha) throw new Refusal(422, `No ref found for: ${said.ref}`);
  const head = world.commitAt(repository, 'HEAD');
  const branch = world.ref(repository, `refs/heads/${said.ref.replace('refs/heads/', '')}`);
  if (said.auto_merge !== false && branch && head && !world.git.ancestors(sha).includes(head))
    throw new Refusal(409, `Conflict merging ${repository.defaultBranch} into ${said.ref}.`);
  const contexts = combined(call.site, repository, sha);
  const missing = (said.required_contexts ?? contexts.map(one => one.context)).filter(
    name => !contexts.some(one => one.context === name && one.state === 'success'),
  );
  if (missing.length > 0)
    throw new Refusal(409, `Conflict: Commit status checks failed for ${said.ref}.`, {
      errors: missing.map(name => ({ resource: 'Deployment', field: 'required_contexts', code: 'invalid', message: name })),
    });
  const made = createDeployment(call.site, repository, {
    by: call.actor,
    app: call.site.app.id,
    sha,
    ref: said.ref,
    ...(said.task === undefined ? {} : { task: said.task }),
    ...(said.environment === undefined ? {} : { environment: said.environment }),
    ...(said.payload === undefined ? {} : { payload: payloadOf(said.payload) }),
    ...(said.transient_environment === undefined ? {} : { transient: said.transient_environment }),
    ...(said.production_environment === undefined ? {} : { production: said.production_environment }),
    description: said.description ?? null,
  });
  call.wrote({ repository, ids: { deployment: made.id } });
  return created(deploymentJson(call.site, made));
}

/** A text that is JSON comes back as what it says. */
function payloadOf(payload: string | Record<string, unknown>): Deployment['payload'] {
  if (typeof payload !== 'string') return payload;
  try {
    const read: unknown = JSON.parse(payload);
    return typeof read === 'object' && read !== null ? { ...read } : payload;
  } catch {
    return payload;
  }
}
