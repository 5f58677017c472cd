/** What Apps reported of a commit, suite by suite; and issues of ours, which that becomes. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { OurIssue, Reads } from '../../core/reads.ts';
import { conclusionOf, webAddress } from '../answers.ts';
import { oursAmong } from '../our-issues.ts';
import { orNull } from '../trouble.ts';

const mostIssues = 500;

const Checks = z.object({
  check_runs: z.array(
    z.object({
      name: z.string(),
      conclusion: z.nullable(z.string()),
      details_url: z.optional(z.nullable(z.string())),
      html_url: z.optional(z.nullable(z.string())),
      output: z.object({ title: z.nullable(z.string()), summary: z.nullable(z.string()) }),
    }),
  ),
});

const Notes = z.array(z.object({ annotation_level: z.nullable(z.string()), message: z.nullable(z.string()) }));

export function suiteReads(
  octokit: Octokit,
  here: { owner: string; repo: string },
  appId: number,
): Pick<Reads, 'suite' | 'notes' | 'ourIssues'> {
  return {
    async suite(id) {
      const route = 'GET /repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs';
      const answer = await orNull(octokit.request(route, { ...here, check_suite_id: id, filter: 'latest', per_page: 100 }));
      const checks = answer ? z.parse(Checks, answer.data).check_runs : [];
      return checks.map(({ name, conclusion, details_url, html_url, output: { title, summary } }) => ({
        name,
        conclusion: conclusionOf(conclusion),
        url: webAddress(details_url) ?? webAddress(html_url),
        title,
        summary,
      }));
    },

    /** A job of a workflow is a check run of the same number. */
    async notes(job) {
      const route = 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations';
      const answer = await orNull(octokit.request(route, { ...here, check_run_id: job, per_page: 50 }));
      const notes = answer ? z.parse(Notes, answer.data) : [];
      return notes.flatMap(one => (one.annotation_level === 'failure' && one.message ? one.message : []));
    },

    async ourIssues(label) {
      const found: OurIssue[] = [];
      for await (const { open: _, ...one } of oursAmong(octokit, appId, { ...here, state: 'open', labels: label })) {
        found.push(one);
        if (found.length >= mostIssues) break;
      }
      return found;
    },
  };
}
