/** What is asked of each pull request when they are read by the hundred, and the shape of its answer. `open-pulls.ts` counts what it costs. */
import * as z from 'zod/mini';
import { Context, contextFields } from './contexts.ts';
import { deedFields, Reviewer, reviewerFields, Timeline } from './deeds.ts';
import { Who, whoFields } from './place.ts';

const reviewFields = `nodes { state submittedAt authorCanPushToRepository author { ${whoFields} } }`;
const rulesFields = `refUpdateRule { requiredStatusCheckContexts } rules(first: 20) { nodes { parameters {
  ... on RequiredStatusChecksParameters { requiredStatusChecks { context } } } } }`;
/**
 * Who began a thread is told by what its last comments answer: asking for both ends would be twice as dear. Bots answer, too: of three the
 * last of a person is found.
 */
const threadFields = `nodes { isResolved comments(last: 3) { nodes {
  createdAt author { ${whoFields} } replyTo { author { ${whoFields} } } } } }`;

export const openPullFields = `id number title state isDraft locked isCrossRepository headRefOid headRefName baseRefName
  createdAt updatedAt additions deletions changedFiles mergeable reviewDecision isInMergeQueue autoMergeRequest { enabledAt }
  author { ${whoFields} } authorAssociation milestone { title }
  labels(first: 100) { nodes { name } }
  assignees(first: 10) { nodes { __typename databaseId login } }
  commits(last: 1) { nodes { commit { committedDate statusCheckRollup { contexts(first: 50) { ${contextFields(false)} } } } } }
  baseRef { ${rulesFields} }
  reviewRequests(first: 20) { nodes { requestedReviewer { ${reviewerFields} } } }
  latestOpinionatedReviews(first: 20) { ${reviewFields} }
  latestReviews(first: 20) { ${reviewFields} }
  reviewThreads(last: 20) { ${threadFields} }
  ${deedFields}`;

const who = z.nullable(Who);
const listOf = <T extends z.ZodMiniType>(node: T) => z.object({ nodes: z.array(node) });
export const Review = z.object({
  state: z.string(),
  submittedAt: z.nullable(z.string()),
  authorCanPushToRepository: z.boolean(),
  author: who,
});
export const Thread = z.object({
  isResolved: z.boolean(),
  comments: listOf(z.object({ createdAt: z.string(), author: who, replyTo: z.nullable(z.object({ author: who })) })),
});
// What of the rules is not ours to see is null.
const Rule = z.object({
  parameters: z.nullable(z.object({ requiredStatusChecks: z.optional(z.array(z.object({ context: z.string() }))) })),
});
const Base = z.object({
  refUpdateRule: z.nullable(z.object({ requiredStatusCheckContexts: z.nullable(z.array(z.nullable(z.string()))) })),
  rules: z.nullable(z.object({ nodes: z.nullable(z.array(z.nullable(Rule))) })),
});
export const OpenPullAnswer = z.object({
  id: z.string(),
  number: z.number(),
  title: z.string(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  isDraft: z.boolean(),
  locked: z.boolean(),
  isCrossRepository: z.boolean(),
  headRefOid: z.string(),
  headRefName: z.string(),
  baseRefName: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  additions: z.number(),
  deletions: z.number(),
  changedFiles: z.number(),
  mergeable: z.string(),
  reviewDecision: z.nullable(z.string()),
  isInMergeQueue: z.boolean(),
  autoMergeRequest: z.nullable(z.unknown()),
  author: who,
  authorAssociation: z.string(),
  milestone: z.nullable(z.object({ title: z.string() })),
  labels: z.nullable(listOf(z.object({ name: z.string() }))),
  assignees: listOf(Who),
  commits: listOf(
    z.object({
      commit: z.object({ committedDate: z.string(), statusCheckRollup: z.nullable(z.object({ contexts: listOf(Context) })) }),
    }),
  ),
  // Its base may be gone.
  baseRef: z.nullable(Base),
  reviewRequests: listOf(z.object({ requestedReviewer: z.nullable(Reviewer) })),
  latestOpinionatedReviews: listOf(Review),
  latestReviews: listOf(Review),
  reviewThreads: listOf(Thread),
  timelineItems: Timeline,
});
export type OpenPullAnswer = z.infer<typeof OpenPullAnswer>;
