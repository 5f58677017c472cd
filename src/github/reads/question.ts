/** The GraphQL of what a policy may ask of a commit: its text, part by part and page by page, and its answer. */
import * as z from 'zod/mini';
import type { Asked } from '../../core/reads.ts';
import { Context, contextFields } from './contexts.ts';
import { Who, whoFields } from './place.ts';
import { Rollup, contextFields as summed } from './rollup.ts';

const Page = z.object({ hasNextPage: z.boolean(), endCursor: z.nullable(z.string()) });
const paged = <T extends z.ZodMiniType>(node: T) => z.object({ pageInfo: Page, nodes: z.array(node) });
const pageFields = 'pageInfo { hasNextPage endCursor }';

const user = 'user { __typename login databaseId }';
const handFields = `authors(first: 50) { nodes { ${user} } } committer { ${user} }`;
const Hand = z.object({ user: z.nullable(Who) });
const hands = {
  authors: z.optional(z.object({ nodes: z.array(Hand) })),
  committer: z.optional(z.nullable(Hand)),
};

/** Nobody puts one commit into more of them by accident, and each is a request. */
const mostPulls = 10;

const reviewFields = `${pageFields} nodes { state submittedAt author { ${whoFields} } authorCanPushToRepository commit { oid } }`;
export const Review = z.object({
  state: z.string(),
  submittedAt: z.nullable(z.string()),
  author: z.nullable(Who),
  authorCanPushToRepository: z.boolean(),
  commit: z.nullable(z.object({ oid: z.string() })),
});

const App = z.nullable(z.object({ databaseId: z.nullable(z.number()), slug: z.string() }));
export const JudgedCommit = z.object({
  ...hands,
  /** Those it is part of, or came by. */
  associatedPullRequests: z.optional(
    z.nullable(z.object({ totalCount: z.number(), nodes: z.array(z.object({ number: z.number() })) })),
  ),
  oid: z.string(),
  statusCheckRollup: z.optional(z.nullable(z.object({ contexts: paged(Context) }))),
  checkSuites: z.optional(z.nullable(z.object({ nodes: z.array(z.object({ app: App })) }))),
});

/** What GitHub itself thinks of merging it. */
const mergeFields = 'number headRefOid baseRefName mergeStateStatus';
const merge = { number: z.number(), headRefOid: z.string(), baseRefName: z.string(), mergeStateStatus: z.string() };
export const JudgedPull = z.object({
  ...merge,
  author: z.optional(z.nullable(Who)),
  headRefName: z.optional(z.string()),
  isCrossRepository: z.optional(z.boolean()),
  latestOpinionatedReviews: z.optional(z.nullable(paged(Review))),
  hands: z.optional(paged(z.object({ commit: z.object(hands) }))),
});

export const Answer = z.object({
  viewer: z.object({ login: z.string() }),
  repository: z.object({
    commit: z.optional(z.nullable(JudgedCommit)),
    pull: z.optional(JudgedPull),
    green: z.optional(
      z.nullable(
        z.object({
          target: z.nullable(z.object({ oid: z.string(), statusCheckRollup: z.optional(z.nullable(Rollup)) })),
        }),
      ),
    ),
  }),
});
export type Answer = z.infer<typeof Answer>;

/** What is still to be asked for, each with where its next page begins; false: nothing (any more). */
export interface Left {
  contexts: string | null | false;
  reviews: string | null | false;
  commits: string | null | false;
  /** These two are asked for once. */
  hands: boolean;
  green: boolean;
}

const next = (page: z.infer<typeof Page> | undefined): string | false => (page?.hasNextPage ? (page.endCursor ?? false) : false);

/** With an answer in hand, only what it has more of. */
export function leftOf({ wants, pull }: Asked): Left {
  return {
    contexts: wants.checks ? null : false,
    reviews: wants.reviews && pull !== null ? null : false,
    commits: wants.involved && pull !== null ? null : false,
    hands: wants.involved,
    green: wants.green !== null,
  };
}

export function leftAfter(left: Left, { repository: { commit, pull } }: Answer): Left {
  return {
    contexts: left.contexts === false ? false : next(commit?.statusCheckRollup?.contexts.pageInfo),
    reviews: left.reviews === false ? false : next(pull?.latestOpinionatedReviews?.pageInfo),
    commits: left.commits === false ? false : next(pull?.hands?.pageInfo),
    hands: false,
    green: false,
  };
}

export const isNothing = ({ contexts, reviews, commits, hands: asked, green }: Left): boolean =>
  contexts === false && reviews === false && commits === false && !asked && !green;

const from = (cursor: string | null) => `first: 100${cursor === null ? '' : `, after: ${JSON.stringify(cursor)}`}`;
const checksFrom = (cursor: string | null, pull: boolean) =>
  `statusCheckRollup { contexts(${from(cursor)}) { ${contextFields(pull)} } }
   ${cursor === null ? 'checkSuites(first: 100) { nodes { app { databaseId slug } } }' : ''}`;

export function questionOf(left: Left, { pull }: Asked): string {
  const commit = [
    ...(left.contexts === false ? [] : [checksFrom(left.contexts, pull !== null)]),
    ...(left.hands ? [handFields, `associatedPullRequests(first: ${mostPulls}) { totalCount nodes { number } }`] : []),
  ];
  const ofPull = [
    ...(left.hands ? [`author { ${whoFields} } headRefName isCrossRepository`] : []),
    ...(left.reviews === false ? [] : [`latestOpinionatedReviews(${from(left.reviews)}) { ${reviewFields} }`]),
    ...(left.commits === false
      ? []
      : [`hands: commits(${from(left.commits)}) { ${pageFields} nodes { commit { ${handFields} } } }`]),
  ];
  const asksPull = pull !== null && (ofPull.length > 0 || left.contexts === null);
  const usesPull = asksPull || (pull !== null && left.contexts !== false);
  const given = [
    '$owner: String!, $repo: String!',
    ...(commit.length > 0 ? ['$commit: GitObjectID!'] : []),
    ...(usesPull ? ['$pull: Int!'] : []),
    ...(left.green ? ['$green: String!'] : []),
  ];
  const parts = [
    ...(commit.length > 0 ? [`commit: object(oid: $commit) { ... on Commit { oid ${commit.join(' ')} } }`] : []),
    ...(asksPull ? [`pull: pullRequest(number: $pull) { ${mergeFields} ${ofPull.join(' ')} }`] : []),
    ...(left.green
      ? [`green: ref(qualifiedName: $green) { target { oid ... on Commit { statusCheckRollup { ${summed} } } } }`]
      : []),
  ];
  return `query (${given.join(', ')}) { viewer { login } repository(owner: $owner, name: $repo) { ${parts.join(' ')} } }`;
}

/** The same of a pull request that another question meets, whose number is `$pull`. */
export const aheadFields = `${mergeFields} latestOpinionatedReviews(${from(null)}) { ${reviewFields} }
  last: commits(last: 1) { nodes { commit { oid ${checksFrom(null, true)} } } }`;
export const Ahead = z.extend(JudgedPull, { last: z.object({ nodes: z.array(z.object({ commit: JudgedCommit })) }) });
