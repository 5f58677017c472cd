import { stamp } from '../clock.ts';
import type { Job } from '../rows-actions.ts';
import type { Site } from '../site.ts';
import { repositoryPage, repositoryUrl } from './urls.ts';

export function jobJson(site: Site, job: Job) {
  const { world } = site;
  const repository = world.repositories.get(job.repository);
  const run = world.runs.get(job.run);
  const api = repositoryUrl(site, repository);
  const began = job.status !== 'queued';
  return {
    id: job.id,
    run_id: run.id,
    workflow_name: world.workflows.get(run.workflow).name,
    head_branch: run.branch,
    run_url: `${api}/actions/runs/${run.id}`,
    run_attempt: job.attempt,
    node_id: `WFJ_${job.id}`,
    head_sha: run.head,
    url: `${api}/actions/jobs/${job.id}`,
    html_url: `${repositoryPage(site, repository)}/actions/runs/${run.id}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: stamp(job.createdAt),
    started_at: stamp(job.startedAt),
    completed_at: job.completedAt && stamp(job.completedAt),
    name: job.name,
    // What has not begun has no steps yet.
    steps: began
      ? job.steps.map(step => ({
          name: step.name,
          status: step.status,
          conclusion: step.conclusion,
          number: step.number,
          started_at: step.startedAt && stamp(step.startedAt),
          completed_at: step.completedAt && stamp(step.completedAt),
        }))
      : [],
    check_run_url: `${api}/check-runs/${job.checkRun}`,
    labels: job.labels,
    runner_id: began ? 1 : null,
    runner_name: began ? 'GitHub Actions 1' : null,
    runner_group_id: began ? 0 : null,
    runner_group_name: began ? 'GitHub Actions' : null,
  };
}
