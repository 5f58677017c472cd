/** What people did on a pull request, from GitHub's timeline. */
import * as z from 'zod/mini';
import type { Person } from '../../core/event.ts';
import type { Deed, Team } from '../../core/open-pull.ts';
import { Who, whoFields, whoOf } from './place.ts';

const types = [
  'ISSUE_COMMENT',
  'PULL_REQUEST_REVIEW',
  'PULL_REQUEST_COMMIT',
  'HEAD_REF_FORCE_PUSHED_EVENT',
  'REVIEW_REQUESTED_EVENT',
  'REVIEW_REQUEST_REMOVED_EVENT',
  'REVIEW_DISMISSED_EVENT',
  'READY_FOR_REVIEW_EVENT',
  'CONVERT_TO_DRAFT_EVENT',
  'REOPENED_EVENT',
  'LABELED_EVENT',
  'UNLABELED_EVENT',
  'BASE_REF_CHANGED_EVENT',
];

export const reviewerFields = `__typename ... on User { databaseId login } ... on Bot { databaseId login } ... on Mannequin { login }
  ... on Team { databaseId slug organization { login } }`;
export const Reviewer = z.union([
  z.object({
    __typename: z.literal('Team'),
    databaseId: z.nullable(z.number()),
    slug: z.string(),
    organization: z.object({ login: z.string() }),
  }),
  Who,
]);

const event = `createdAt actor { ${whoFields} }`;
const userFields = 'user { __typename databaseId login }';
export const deedFields = `timelineItems(last: 60, itemTypes: [${types.join(', ')}]) { pageInfo { hasPreviousPage } nodes { __typename
  ... on IssueComment { id createdAt author { ${whoFields} } }
  ... on PullRequestReview { id state submittedAt author { ${whoFields} } }
  ... on PullRequestCommit { commit { committedDate author { ${userFields} } committer { ${userFields} } } }
  ... on HeadRefForcePushedEvent { ${event} }
  ... on ReviewRequestedEvent { ${event} requestedReviewer { ${reviewerFields} } }
  ... on ReviewRequestRemovedEvent { ${event} requestedReviewer { ${reviewerFields} } }
  ... on ReviewDismissedEvent { ${event} previousReviewState review { id } }
  ... on ReadyForReviewEvent { ${event} }
  ... on ConvertToDraftEvent { ${event} }
  ... on ReopenedEvent { ${event} }
  ... on LabeledEvent { ${event} label { name } }
  ... on UnlabeledEvent { ${event} label { name } }
  ... on BaseRefChangedEvent { ${event} } } }`;

// Null is the ghost of a deleted account.
const who = z.nullable(Who);
const happened = { createdAt: z.string(), actor: who };
const Asked = z.object({
  __typename: z.enum(['ReviewRequestedEvent', 'ReviewRequestRemovedEvent']),
  ...happened,
  requestedReviewer: z.nullable(Reviewer),
});
const Labelled = z.object({
  __typename: z.enum(['LabeledEvent', 'UnlabeledEvent']),
  ...happened,
  label: z.object({ name: z.string() }),
});
const Dismissed = z.object({
  __typename: z.literal('ReviewDismissedEvent'),
  ...happened,
  previousReviewState: z.string(),
  review: z.nullable(z.object({ id: z.string() })),
});
const plain = {
  HeadRefForcePushedEvent: 'pushed',
  ReadyForReviewEvent: 'readied',
  ConvertToDraftEvent: 'drafted',
  ReopenedEvent: 'reopened',
  BaseRefChangedEvent: 'retargeted',
} as const;
const Plain = z.object({
  __typename: z.enum([
    'HeadRefForcePushedEvent',
    'ReadyForReviewEvent',
    'ConvertToDraftEvent',
    'ReopenedEvent',
    'BaseRefChangedEvent',
  ]),
  ...happened,
});
const Maker = z.object({ user: who });
const Item = z.discriminatedUnion('__typename', [
  z.object({ __typename: z.literal('IssueComment'), id: z.string(), createdAt: z.string(), author: who }),
  z.object({
    __typename: z.literal('PullRequestReview'),
    id: z.string(),
    state: z.string(),
    submittedAt: z.nullable(z.string()),
    author: who,
  }),
  z.object({
    __typename: z.literal('PullRequestCommit'),
    commit: z.object({ committedDate: z.string(), author: z.nullable(Maker), committer: z.nullable(Maker) }),
  }),
  Asked,
  Labelled,
  Dismissed,
  Plain,
]);
export const Timeline = z.object({
  pageInfo: z.object({ hasPreviousPage: z.boolean() }),
  nodes: z.array(Item),
});
type Item = z.infer<typeof Item>;

export function deedsOf({ nodes }: z.infer<typeof Timeline>): Deed[] {
  // A review that was dismissed has forgotten what it said; whoever dismissed it has not.
  const said = new Map(
    nodes.flatMap(one =>
      one.__typename === 'ReviewDismissedEvent' && one.review ? [[one.review.id, one.previousReviewState] as const] : [],
    ),
  );
  return nodes.flatMap(item => deedOf(item, said));
}

function deedOf(item: Item, said: Map<string, string>): Deed[] {
  switch (item.__typename) {
    case 'IssueComment':
      return [{ at: new Date(item.createdAt), by: personIn(item.author), what: 'commented', node: item.id }];
    case 'PullRequestReview': {
      // Our own that nobody else can read yet.
      if (item.submittedAt === null) return [];
      const state = reviewState(said.get(item.id) ?? item.state) ?? 'commented';
      return [{ at: new Date(item.submittedAt), by: personIn(item.author), what: 'reviewed', state }];
    }
    case 'PullRequestCommit': {
      const { committedDate, author, committer } = item.commit;
      // Whoever moves somebody's commits dates them anew. What is made on GitHub's pages is committed by GitHub itself.
      const maker = committer?.user && committer.user.login !== 'web-flow' ? committer : author;
      return [{ at: new Date(committedDate), by: personIn(maker?.user ?? null), what: 'pushed' }];
    }
    case 'ReviewRequestedEvent':
    case 'ReviewRequestRemovedEvent': {
      const what = item.__typename === 'ReviewRequestedEvent' ? 'asked' : 'unasked';
      return [{ ...happenedIn(item), what, ...reviewerIn(item.requestedReviewer) }];
    }
    case 'LabeledEvent':
      return [{ ...happenedIn(item), what: 'labelled', label: item.label.name }];
    case 'UnlabeledEvent':
      return [{ ...happenedIn(item), what: 'unlabelled', label: item.label.name }];
    case 'ReviewDismissedEvent':
      return [{ ...happenedIn(item), what: 'dismissed' }];
    default:
      return [{ ...happenedIn(item), what: plain[item.__typename] }];
  }
}

const happenedIn = ({ createdAt, actor }: { createdAt: string; actor: z.infer<typeof who> }) => ({
  at: new Date(createdAt),
  by: personIn(actor),
});

/** Whoever commits is always a user to GitHub; only the name tells a bot. */
export const personIn = (one: z.infer<typeof who>): Person | null =>
  one && (one.login.endsWith('[bot]') ? { ...whoOf(one), bot: true } : whoOf(one));

/** Neither: an account that is gone, or a team that is not ours to see. */
export function reviewerIn(one: z.infer<typeof Reviewer> | null): { person: Person | null; team: Team | null } {
  if (!one) return { person: null, team: null };
  if (!('slug' in one)) return { person: whoOf(one), team: null };
  return { person: null, team: { id: one.databaseId ?? 0, organisation: one.organization.login, slug: one.slug } };
}

const states: Record<string, 'approved' | 'changes' | 'commented'> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes',
  COMMENTED: 'commented',
};

/** Null for one that was dismissed. */
export const reviewState = (word: string): 'approved' | 'changes' | 'commented' | null => states[word] ?? null;
