/** Runs that wait for somebody to let them into an environment. */
import * as z from 'zod/mini';
import { type Call, ok, route } from '../call.ts';
import { answerGate, waitingFor } from '../changes/gates.ts';
import { Refusal } from '../refusal.ts';
import type { Environment } from '../rows-actions.ts';
import { accountJson } from '../shapes/account.ts';
import { deploymentJson, environmentJson } from '../shapes/deployment.ts';
import { runOf } from './actions.ts';

const review = z.strictObject({
  environment_ids: z.array(z.number()),
  state: z.enum(['approved', 'rejected']),
  comment: z.string(),
});

export const approvals = [
  route('GET /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments', call => {
    const run = runOf(call);
    const waiting = environmentsOf(call).filter(row => waitingFor(call.site, run, row).length > 0);
    return ok(
      waiting.map(row => ({
        environment: briefly(call, row),
        wait_timer: row.waitMinutes,
        wait_timer_started_at: waitingFor(call.site, run, row)[0]?.createdAt.toISOString() ?? null,
        current_user_can_approve: row.reviewers.includes(call.actor.id),
        reviewers: row.reviewers.map(id => ({
          type: 'User',
          reviewer: accountJson(call.site, call.site.world.accounts.get(id)),
        })),
      })),
    );
  }),
  route('POST /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments', call => {
    const { world } = call.site;
    const { environment_ids, state, comment } = call.body(review);
    const run = runOf(call);
    const asked = environmentsOf(call).filter(row => environment_ids.includes(row.id));
    if (asked.length < environment_ids.length) throw new Refusal(422, 'Invalid environment_ids');
    const jobs = asked.flatMap(row => waitingFor(call.site, run, row));
    for (const row of asked) answerGate(call.site, run, row, { by: call.actor, state, comment });
    call.wrote({ repository: call.repository, ids: { run: run.id } });
    const made = jobs.flatMap(job => (job.deployment === null ? [] : [world.deployments.get(job.deployment)]));
    return ok(made.map(row => deploymentJson(call.site, row)));
  }),
  route('GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals', call => {
    const { world } = call.site;
    const run = runOf(call);
    return ok(
      world.deploymentReviews
        .where(row => row.run === run.id)
        .map(row => ({
          environments: [environmentTimes(call, world.environments.get(row.environment))],
          state: row.state,
          user: accountJson(call.site, world.accounts.get(row.by)),
          comment: row.comment,
        })),
    );
  }),
];

function environmentsOf(call: Call): Environment[] {
  const { repository } = call;
  return call.site.world.environments.where(row => row.repository === repository.id);
}

function briefly(call: Call, row: Environment) {
  const { id, node_id, name, url, html_url } = environmentJson(call.site, row);
  return { id, node_id, name, url, html_url };
}

function environmentTimes(call: Call, row: Environment) {
  const { created_at, updated_at } = environmentJson(call.site, row);
  return { ...briefly(call, row), created_at, updated_at };
}
