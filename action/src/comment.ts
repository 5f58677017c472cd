/** One comment on the pull request for each job that checks: edited in place, and only begun where something is not well. */
import * as z from 'zod/mini';
import { keyIn, marked } from '../../src/core/marker.ts';
import type { Octokit } from './check-run.ts';

interface About {
  here: { owner: string; repo: string };
  number: number;
  /** Of the workflow, its job and step and what they check: others of the same pull request have comments of their own. */
  key: string;
  body: string;
  /** Nothing to say, unless something was said before. */
  quiet: boolean;
}

const answer = z.object({
  repository: z.object({
    pullRequest: z.object({
      comments: z.object({
        nodes: z.array(z.object({ databaseId: z.number(), body: z.string(), viewerDidAuthor: z.boolean() })),
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.nullable(z.string()) }),
      }),
    }),
  }),
});

const query = `query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) { pullRequest(number: $number) {
    comments(first: 100, after: $after) { nodes { databaseId body viewerDidAuthor } pageInfo { hasNextPage endCursor } }
  } }
}`;

export async function tellPull(octokit: Octokit, about: About, signal: AbortSignal): Promise<void> {
  const { here, number, key, quiet } = about;
  const body = marked(about.body, key);
  const request = { signal };
  const found = await find(octokit, about, signal);
  if (found?.body === body || (!found && quiet)) return;
  if (found) {
    const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
    await octokit.request(route, { ...here, comment_id: found.databaseId, body, request });
  } else {
    const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
    await octokit.request(route, { ...here, issue_number: number, body, request });
  }
}

/** Whoever writes a comment can write a marker into it: only what this token wrote itself is ours. */
async function find(octokit: Octokit, { here, number, key }: About, signal: AbortSignal) {
  for (let after: string | null = null; ; ) {
    const said: unknown = await octokit.graphql(query, { ...here, number, after, request: { signal } });
    const { nodes, pageInfo } = z.parse(answer, said).repository.pullRequest.comments;
    const found = nodes.find(one => one.viewerDidAuthor && keyIn(one.body) === key);
    if (found || !pageInfo.hasNextPage) return found;
    after = pageInfo.endCursor;
  }
}
