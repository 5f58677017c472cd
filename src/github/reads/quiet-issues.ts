/** Issues that lie around: who moved last, and what may speak for keeping them. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { QuietIssue, Reads } from '../../core/reads.ts';
import { asFarAsItGoes } from '../partly.ts';
import { personIn } from './deeds.ts';
import { Who, whoFields, whoOf } from './place.ts';

/** What somebody does on an issue without saying anything. */
const events = ['Labeled', 'Unlabeled', 'Assigned', 'Unassigned', 'Milestoned', 'Demilestoned', 'RenamedTitle', 'Reopened'];
const typeOf = (event: string) => `${event.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()}_EVENT`;
const deedsAsked = 40;

const issueFields = `id number state locked createdAt updatedAt viewerDidAuthor author { ${whoFields} } milestone { title }
  labels(first: 100) { nodes { name } }
  assignees(first: 10) { nodes { __typename databaseId login } }
  timelineItems(last: ${deedsAsked}, itemTypes: [ISSUE_COMMENT, ${events.map(typeOf).join(', ')}]) { nodes {
    ... on IssueComment { createdAt actor: author { ${whoFields} } }
    ${events.map(event => `... on ${event}Event { createdAt actor { ${whoFields} } }`).join('\n    ')} } }`;

// Null is the ghost of a deleted account.
const who = z.nullable(Who);
const listOf = <T extends z.ZodMiniType>(node: T) => z.object({ nodes: z.array(node) });
const Answer = z.object({
  id: z.string(),
  number: z.number(),
  state: z.string(),
  locked: z.boolean(),
  createdAt: z.string(),
  updatedAt: z.string(),
  viewerDidAuthor: z.boolean(),
  author: who,
  milestone: z.nullable(z.object({ title: z.string() })),
  labels: z.nullable(listOf(z.object({ name: z.string() }))),
  assignees: listOf(Who),
  timelineItems: listOf(z.object({ createdAt: z.string(), actor: who })),
});
type Answer = z.infer<typeof Answer>;
const Listed = z.object({
  repository: z.object({
    issues: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.nullable(z.string()) }),
      nodes: z.array(Answer),
    }),
  }),
});
const Numbered = z.object({ repository: z.record(z.string(), z.nullable(Answer)) });

const listing = `query ($owner: String!, $repo: String!, $after: String) { repository(owner: $owner, name: $repo) {
  issues(states: OPEN, first: 50, after: $after, orderBy: { field: UPDATED_AT, direction: ASC }) {
    pageInfo { hasNextPage endCursor } nodes { ${issueFields} } } } }`;

/** What is left alone stays the quietest, so one page may hold nothing else; but nobody walks through ten thousand. */
const mostPages = 10;
const mostNamed = 50;

export function quietIssueReads(
  octokit: Octokit,
  here: { owner: string; repo: string },
): Pick<Reads, 'quietIssues' | 'issuesNow'> {
  return {
    async quietIssues(before, most, isWanted) {
      const found: QuietIssue[] = [];
      let after: string | null = null;
      for (let page = 0; page < mostPages && found.length < most; page++) {
        const answer: z.infer<typeof Listed> = z.parse(Listed, await octokit.graphql(listing, { ...here, after }));
        const { issues } = answer.repository;
        const quiet = issues.nodes.filter(one => new Date(one.updatedAt) < before);
        found.push(
          ...quiet
            .filter(one => !one.viewerDidAuthor)
            .map(issueOf)
            .filter(isWanted),
        );
        if (quiet.length < issues.nodes.length || !issues.pageInfo.hasNextPage) break;
        after = issues.pageInfo.endCursor;
      }
      return found.slice(0, most);
    },

    async issuesNow(numbers) {
      const found: QuietIssue[] = [];
      for (let from = 0; from < numbers.length; from += mostNamed) {
        const named = numbers.slice(from, from + mostNamed).map(number => `i${number}: issue(number: ${number}) { ...quiet }`);
        const query = `query ($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) { ${named.join(' ')} } }
          fragment quiet on Issue { ${issueFields} }`;
        const { repository } = await asFarAsItGoes(octokit.graphql(query, here), ['NOT_FOUND'], Numbered);
        found.push(...Object.values(repository).flatMap(one => (one ? [issueOf(one)] : [])));
      }
      return found;
    },
  };
}

function issueOf(issue: Answer): QuietIssue {
  const deeds = issue.timelineItems.nodes.map(({ createdAt, actor }) => ({ at: new Date(createdAt), by: personIn(actor) }));
  const opened = { at: new Date(issue.createdAt), by: personIn(issue.author) };
  // Where bots alone were as busy as that, nobody knows what people did before.
  const before = deeds[0] && deeds.length >= deedsAsked ? { at: deeds[0].at, by: null } : opened;
  const moved = deeds.findLast(({ by }) => !by?.bot) ?? before;
  return {
    ...{
      number: issue.number,
      node: issue.id,
      author: personIn(issue.author),
      open: issue.state === 'OPEN',
      locked: issue.locked,
    },
    labels: (issue.labels?.nodes ?? []).map(one => one.name),
    milestone: issue.milestone?.title ?? null,
    assignees: issue.assignees.nodes.map(whoOf),
    ...{ movedAt: moved.at, movedBy: moved.by },
  };
}
