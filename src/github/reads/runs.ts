/** Runs of workflows: how they go, and what they left for us. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { Reads } from '../../core/reads.ts';
import { JobAnswer, jobOf, RunAnswer, runOf, sinceThen } from '../answers.ts';
import { orNull } from '../trouble.ts';
import { kept } from './kept.ts';
import { entryOf } from './unzip.ts';

/** What says of a branch itself that it is well: nobody's pull request, and nobody's hand. */
const ofTheBranch = ['push', 'schedule', 'merge_group'];
const goodRuns = 50;
const archiveBytes = 1024 * 1024;
const reportBytes = 64 * 1024;

const Jobs = z.object({ jobs: z.array(JobAnswer) });
const Runs = z.object({ workflow_runs: z.array(RunAnswer) });
const Artifacts = z.object({
  artifacts: z.array(z.object({ id: z.number(), name: z.string(), expired: z.boolean(), size_in_bytes: z.number() })),
});

export function runReads(
  octokit: Octokit,
  here: { owner: string; repo: string },
): Pick<Reads, 'run' | 'jobs' | 'lastGood' | 'report' | 'runsAt' | 'runsSince'> {
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

    async report(run, artifact) {
      const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts';
      const answer = await orNull(octokit.request(route, { ...here, run_id: run, name: artifact, per_page: 100 }));
      const all = answer ? z.parse(Artifacts, answer.data).artifacts : [];
      // One of each attempt: the newest has the last word.
      const found = all
        .filter(one => one.name === artifact && !one.expired && one.size_in_bytes <= archiveBytes)
        .reduce<{ id: number } | null>((newest, one) => (newest && newest.id > one.id ? newest : one), null);
      if (!found) return null;
      const where = octokit.request('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', {
        ...here,
        artifact_id: found.id,
        archive_format: 'zip',
        request: { redirect: 'manual' },
      });
      const location = (await orNull(where))?.headers.location;
      const archive = location === undefined ? null : await kept(location, archiveBytes);
      return archive && (entryOf(archive, 'report.md', reportBytes)?.toString('utf8') ?? null);
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
