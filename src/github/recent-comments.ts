import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { Repository } from '../core/event.ts';
import { asFarAsItGoes } from './partly.ts';

/** What people said lately, in many repositories at once: the net for comments that GitHub never told us of. */

/** GitHub counts what a query could return; fifty repositories with these sizes stay far below its limit. */
export const repositoriesAQuery = 50;

const Comments = z.object({
  nodes: z.array(
    z.object({ id: z.string(), databaseId: z.number(), body: z.string(), createdAt: z.string(), viewerDidAuthor: z.boolean() }),
  ),
});
const Threads = z.object({ nodes: z.array(z.object({ number: z.number(), comments: Comments })) });
const Answer = z.record(z.string(), z.nullable(z.object({ issues: Threads, pullRequests: Threads })));

const threads = `first: 5, orderBy: { field: UPDATED_AT, direction: DESC }`;
const comments = `nodes { number comments(last: 20) { nodes { id databaseId body createdAt viewerDidAuthor } } }`;

export interface Found {
  repository: Repository;
  thread: { kind: 'issue' | 'pull_request'; number: number };
  node: string;
  databaseId: number;
  body: string;
}

/** Comments since then that are not our own, in the threads that moved last. */
export async function recentComments(octokit: Octokit, repositories: Repository[], since: Date): Promise<Found[]> {
  const names = repositories.map((_, at) => `$o${at}: String!, $n${at}: String!`).join(', ');
  const parts = repositories.map(
    (_, at) =>
      `r${at}: repository(owner: $o${at}, name: $n${at}) { issues(${threads}, filterBy: { since: $since }) { ${comments} } pullRequests(${threads}) { ${comments} } }`,
  );
  const variables: Record<string, string> = { since: since.toISOString() };
  for (const [at, repository] of repositories.entries()) {
    variables[`o${at}`] = repository.owner;
    variables[`n${at}`] = repository.name;
  }
  const asking = octokit.graphql(`query ($since: DateTime!, ${names}) { ${parts.join('\n')} }`, variables);
  const answer = await asFarAsItGoes(asking, ['NOT_FOUND'], Answer);
  return repositories.flatMap((repository, at) => {
    const found = answer[`r${at}`];
    if (!found) return [];
    const kinds = [
      { kind: 'issue' as const, threads: found.issues },
      { kind: 'pull_request' as const, threads: found.pullRequests },
    ];
    return kinds.flatMap(({ kind, threads: { nodes } }) =>
      nodes.flatMap(({ number, comments }) =>
        comments.nodes
          .filter(comment => !comment.viewerDidAuthor && new Date(comment.createdAt) >= since)
          .map(({ id, databaseId, body }) => ({ repository, thread: { kind, number }, node: id, databaseId, body })),
      ),
    );
  });
}

/** The comment as a webhook would have brought it, App included, which only REST tells. */
export async function asDelivered(octokit: Octokit, { repository, thread, databaseId }: Found): Promise<object> {
  const { data: comment } = await octokit.request('GET /repos/{owner}/{repo}/issues/comments/{comment_id}', {
    owner: repository.owner,
    repo: repository.name,
    comment_id: databaseId,
  });
  return {
    action: 'created',
    installation: { id: repository.installation },
    repository: {
      id: repository.id,
      name: repository.name,
      owner: { login: repository.owner },
      private: repository.private,
      default_branch: repository.defaultBranch,
    },
    issue: { number: thread.number, ...(thread.kind === 'pull_request' && { pull_request: {} }) },
    comment,
  };
}
