/** How an issue was closed: somebody's hand, or a change that fixes it; and whose hand it was, of a pull request too. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { Closer, Reads } from '../../core/reads.ts';
import { personOf, User } from '../answers.ts';
import { graphqlErrors, orNull } from '../trouble.ts';

const inRepository = z.object({ databaseId: z.nullable(z.number()) });
const Closing = z.discriminatedUnion('__typename', [
  z.object({ __typename: z.literal('Commit'), oid: z.string(), repository: inRepository }),
  z.object({
    __typename: z.literal('PullRequest'),
    number: z.number(),
    mergeCommit: z.nullable(z.object({ oid: z.string() })),
    repository: inRepository,
  }),
  // A board that closes what is moved to its last column: people move it.
  z.object({ __typename: z.literal('ProjectV2') }),
]);
const Answer = z.object({
  repository: z.object({
    issue: z.nullable(
      z.object({ timelineItems: z.object({ nodes: z.array(z.nullable(z.object({ closer: z.nullable(Closing) }))) }) }),
    ),
  }),
});

const question = `query ($owner: String!, $repo: String!, $number: Int!) { repository(owner: $owner, name: $repo) { issue(number: $number) {
  timelineItems(last: 1, itemTypes: [CLOSED_EVENT]) { nodes { ... on ClosedEvent { closer { __typename
    ... on Commit { oid repository { databaseId } }
    ... on PullRequest { number mergeCommit { oid } repository { databaseId } } } } } } } } }`;

export function closingReads(octokit: Octokit, here: { owner: string; repo: string }): Pick<Reads, 'closer' | 'closedBy'> {
  return {
    async closer(number) {
      try {
        const { repository } = z.parse(Answer, await octokit.graphql(question, { ...here, number }));
        const last = repository.issue?.timelineItems.nodes.at(-1);
        return last ? closerOf(last.closer) : null;
      } catch (error) {
        if (graphqlErrors(error).includes('NOT_FOUND')) return null;
        throw error;
      }
    },

    async closedBy(number) {
      const place = { owner: here.owner, repo: here.repo, issue_number: number };
      const answer = await orNull(octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}', place));
      const by = answer?.data.closed_by;
      return by ? personOf(z.parse(User, by)) : null;
    },
  };
}

function closerOf(closing: z.infer<typeof Closing> | null): Closer {
  switch (closing?.__typename) {
    case 'Commit':
      return { by: 'commit', sha: closing.oid, pull: null, repository: closing.repository.databaseId };
    case 'PullRequest': {
      const { number, mergeCommit, repository } = closing;
      return { by: 'pull', sha: mergeCommit?.oid ?? null, pull: number, repository: repository.databaseId };
    }
    default:
      return { by: 'person', sha: null, pull: null, repository: null };
  }
}
