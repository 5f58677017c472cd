import { stamp } from '../clock.ts';
import { nodeId } from '../nodes.ts';
import type { Workflow, WorkflowRun } from '../rows-actions.ts';
import type { Site } from '../site.ts';
import { accountJson } from './account.ts';
import { pullsAt } from './check.ts';
import { commitJson } from './commit.ts';
import { minimalRepositoryJson, repositoryJson } from './repository.ts';
import { repositoryPage, repositoryUrl } from './urls.ts';

export function workflowJson(site: Site, workflow: Workflow) {
  const repository = site.world.repositories.get(workflow.repository);
  const page = repositoryPage(site, repository);
  const file = workflow.path.split('/').at(-1) ?? '';
  return {
    id: workflow.id,
    node_id: `W_${workflow.id}`,
    name: workflow.name,
    path: workflow.path,
    state: workflow.state,
    created_at: stamp(workflow.createdAt),
    updated_at: stamp(workflow.updatedAt),
    url: `${repositoryUrl(site, repository)}/actions/workflows/${workflow.id}`,
    html_url: `${page}/blob/${repository.defaultBranch}/${workflow.path}`,
    badge_url: `${page}/actions/workflows/${file}/badge.svg`,
  };
}

export function runJson(site: Site, run: WorkflowRun) {
  const { world } = site;
  const repository = world.repositories.get(run.repository);
  const workflow = world.workflows.get(run.workflow);
  const api = repositoryUrl(site, repository);
  const url = `${api}/actions/runs/${run.id}`;
  const { commit } = commitJson(site, repository, run.head);
  const author = { name: commit.author.name, email: commit.author.email };
  return {
    id: run.id,
    name: workflow.name,
    node_id: nodeId(run),
    check_suite_id: run.suite,
    check_suite_node_id: nodeId(world.checkSuites.get(run.suite)),
    head_branch: run.branch,
    head_sha: run.head,
    path: workflow.path,
    run_number: run.number,
    run_attempt: run.attempt,
    referenced_workflows: [],
    event: run.event,
    display_title: run.title,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflow,
    url,
    html_url: `${repositoryPage(site, repository)}/actions/runs/${run.id}`,
    pull_requests: pullsAt(site, repository, run.head),
    created_at: stamp(run.createdAt),
    updated_at: stamp(run.updatedAt),
    actor: accountJson(site, world.accounts.get(run.actor)),
    triggering_actor: accountJson(site, world.accounts.get(run.triggeringActor)),
    run_started_at: stamp(run.startedAt),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${api}/check-suites/${run.suite}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.attempt > 1 ? `${url}/attempts/${run.attempt - 1}` : null,
    workflow_url: `${api}/actions/workflows/${run.workflow}`,
    head_commit: {
      id: run.head,
      tree_id: commit.tree.sha,
      message: commit.message,
      timestamp: commit.author.date,
      author,
      committer: author,
    },
    repository: repositoryJson(site, repository),
    head_repository: repositoryJson(site, world.repositories.get(run.headRepository)),
  };
}

/** Webhooks only say which repository it is. */
export function toldRunJson(site: Site, run: WorkflowRun) {
  const { repositories } = site.world;
  return {
    ...runJson(site, run),
    repository: minimalRepositoryJson(site, repositories.get(run.repository)),
    head_repository: minimalRepositoryJson(site, repositories.get(run.headRepository)),
  };
}
