/** Runs of workflows: how they go. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { Reads } from '../../core/reads.ts';
import { JobAnswer, jobOf, RunAnswer, runOf, sinceThen } from '../answers.ts';
import { orNull } from '../trouble.ts';

/** What says of a branch itself that it is well: nobody's pull request, and nobody's hand. */
const ofTheBranch = ['push', 'schedule', 'merge_group'];
const goodRuns = 50;

const Jobs = z.object({ jobs: z.array(JobAnswer) });
const Runs = z.object({ workflow_runs: z.array(RunAnswer) });
export function runReads(
  octokit: Octokit,
  here: { owner: string; repo: string },
): Pick<Reads, 'run' | 'jobs' | 'lastGood' | 'runsAt' | 'runsSince'> {
  return {
    async run(id) {
      const answer = await orNull(octokit.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}', { ...here, run_id: id }));
      return answer && runOf(z.parse(RunAnswer, answer.data));
    },

    /** One page: what has more than a hundred jobs is shown by its first hundred. */
    async jobs(run) {
      const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs';
      const answer = await orNull(octokit.request(route, { ...here, run_id: run, filter: 'latest', per_page: 100 }));
      return answer ? z.parse(Jobs, answer.data).jobs.map(jobOf) : [];
    },

    async runsAt(sha) {
      const answer = await octokit.request('GET /repos/{owner}/{repo}/actions/runs', { ...here, head_sha: sha, per_page: 100 });
      return z.parse(Runs, answer.data).workflow_runs.map(runOf);
    },

    async lastGood(workflow, branch) {
      const asked = { ...here, workflow_id: workflow, branch, status: 'success' as const, per_page: goodRuns };
      const answer = await orNull(octokit.request('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', asked));
      // A pull request from a branch of this name in a fork counts as this branch here.
      const run = answer && z.parse(Runs, answer.data).workflow_runs.find(one => ofTheBranch.includes(one.event));
      return run ? runOf(run) : null;
    },

    async runsSince(workflow, since) {
      const asked = { ...here, workflow_id: workflow, created: sinceThen(since), per_page: 100 };
      const answer = await orNull(octokit.request('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', asked));
      return answer ? z.parse(Runs, answer.data).workflow_runs.map(runOf) : [];
    },
  };
}
