/** When anybody but us did anything in a repository. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { LeftoverReads } from '../../core/leftover.ts';

const most = { issues: 100, pulls: 20, comments: 20 };

const listOf = <T extends z.ZodMiniType>(node: T) => z.object({ nodes: z.array(node) });
const Thread = z.object({
  createdAt: z.string(),
  updatedAt: z.string(),
  lastEditedAt: z.nullable(z.string()),
  viewerDidAuthor: z.boolean(),
  comments: listOf(z.object({ createdAt: z.string(), updatedAt: z.string(), viewerDidAuthor: z.boolean() })),
  reviews: z.optional(z.nullable(listOf(z.object({ submittedAt: z.nullable(z.string()) })))),
  commits: z.optional(listOf(z.object({ commit: z.object({ committedDate: z.string() }) }))),
});
type Thread = z.infer<typeof Thread>;
const Active = z.object({
  repository: z.object({
    createdAt: z.string(),
    pushedAt: z.nullable(z.string()),
    issues: listOf(Thread),
    pullRequests: listOf(Thread),
  }),
});

const newest = 'orderBy: { field: UPDATED_AT, direction: DESC }';
const threadFields = `createdAt updatedAt lastEditedAt viewerDidAuthor
  comments(last: ${most.comments}) { nodes { createdAt updatedAt viewerDidAuthor } }`;
const query = `query ($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) { createdAt pushedAt
  issues(first: ${most.issues}, ${newest}) { nodes { ${threadFields} } }
  pullRequests(first: ${most.pulls}, ${newest}) { nodes { ${threadFields}
    reviews(last: 1) { nodes { submittedAt } } commits(last: 1) { nodes { commit { committedDate } } } } } } }`;

/** What we do to a thread comes with a comment of ours, sooner or later. */
const moment = 10 * 60_000;

/** Our own lists of each month, and what we ask in threads of others, would keep any repository alive. */
function othersTimes(thread: Thread): (string | null)[] {
  if (thread.viewerDidAuthor) return [];
  const { nodes: comments } = thread.comments;
  const isNow = (time: string) => Math.abs(Date.parse(thread.updatedAt) - Date.parse(time)) <= moment;
  if (!comments.some(one => one.viewerDidAuthor && isNow(one.updatedAt))) return [thread.updatedAt];
  const others = comments.filter(one => !one.viewerDidAuthor);
  // Where there may be more, somebody may have written just before these.
  const known = others.length > 0 || comments.length < most.comments ? others : comments.slice(0, 1);
  return [
    thread.createdAt,
    thread.lastEditedAt,
    ...known.map(one => one.createdAt),
    ...(thread.reviews?.nodes ?? []).map(one => one.submittedAt),
    ...(thread.commits?.nodes ?? []).map(one => one.commit.committedDate),
  ];
}

/** Those that were not read are no newer than the last one that was. */
const timesIn = ({ nodes }: { nodes: Thread[] }, asked: number): (string | null)[] => [
  ...nodes.flatMap(othersTimes),
  ...(nodes.length < asked ? [] : nodes.slice(-1).map(one => one.updatedAt)),
];

export function activityReads(octokit: Octokit, here: { owner: string; repo: string }): Pick<LeftoverReads, 'activeAt'> {
  return {
    async activeAt() {
      const { createdAt, pushedAt, issues, pullRequests } = z.parse(Active, await octokit.graphql(query, here)).repository;
      const times = [createdAt, pushedAt, ...timesIn(issues, most.issues), ...timesIn(pullRequests, most.pulls)];
      return new Date(Math.max(...times.map(time => (time === null ? 0 : Date.parse(time)))));
    },
  };
}
