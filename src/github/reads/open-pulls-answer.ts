/** A pull request of many, as GraphQL told it, in our own words. Pure. */
import type * as z from 'zod/mini';
import type { CheckNow, GivenReview, OpenPull, OpenThread } from '../../core/open-pull.ts';
import { type Context, heldAgainst } from './contexts.ts';
import { deedsOf, personIn, reviewerIn, reviewState } from './deeds.ts';
import type { OpenPullAnswer, Review, Thread } from './open-pulls-question.ts';
import { whoOf } from './place.ts';

/** By whom reports of checks are our own. */
export interface Us {
  appId: number;
  login: string;
}

const states = { OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const;
const decisions = { APPROVED: 'approved', CHANGES_REQUESTED: 'changes', REVIEW_REQUIRED: 'required' } as const;
const isDecision = (word: string | null): word is keyof typeof decisions => word !== null && word in decisions;
const insiders = ['OWNER', 'MEMBER', 'COLLABORATOR'];

export function openPullOf(pull: OpenPullAnswer, us: Us): OpenPull {
  const last = pull.commits.nodes.at(-1)?.commit;
  const demanded = demandedBy(pull.baseRef);
  const asked = pull.reviewRequests.nodes.map(one => reviewerIn(one.requestedReviewer));
  return {
    number: pull.number,
    node: pull.id,
    title: pull.title,
    author: pull.author && whoOf(pull.author),
    insider: insiders.includes(pull.authorAssociation),
    state: states[pull.state],
    draft: pull.isDraft,
    locked: pull.locked,
    mergesItself: pull.autoMergeRequest !== null || pull.isInMergeQueue,
    fork: pull.isCrossRepository,
    head: pull.headRefOid,
    branch: pull.headRefName,
    base: pull.baseRefName,
    labels: (pull.labels?.nodes ?? []).map(one => one.name),
    milestone: pull.milestone?.title ?? null,
    assignees: pull.assignees.nodes.map(whoOf),
    openedAt: new Date(pull.createdAt),
    updatedAt: new Date(pull.updatedAt),
    // Where all its commits are in its base already GitHub shows none.
    committedAt: new Date(last?.committedDate ?? pull.createdAt),
    size: { additions: pull.additions, deletions: pull.deletions, files: pull.changedFiles },
    conflict: pull.mergeable === 'UNKNOWN' ? null : pull.mergeable === 'CONFLICTING',
    decision: isDecision(pull.reviewDecision) ? decisions[pull.reviewDecision] : null,
    demanded,
    checks: checksIn(last?.statusCheckRollup?.contexts.nodes ?? [], demanded, us),
    asked: { people: asked.flatMap(one => one.person ?? []), teams: asked.flatMap(one => one.team ?? []) },
    reviews: reviewsIn(pull),
    threads: pull.reviewThreads.nodes.flatMap(threadOf),
    deeds: deedsOf(pull.timelineItems),
    deedsCut: pull.timelineItems.pageInfo.hasPreviousPage,
  };
}

/** Classic protection and rulesets together, by name alone: who has to report it does not change whose move it is. */
function demandedBy(base: OpenPullAnswer['baseRef']): string[] {
  const classic = base?.refUpdateRule?.requiredStatusCheckContexts ?? [];
  const rules = (base?.rules?.nodes ?? []).flatMap(rule => rule?.parameters?.requiredStatusChecks ?? []);
  return [...new Set([...classic.flatMap(name => name ?? []), ...rules.map(one => one.context)])];
}

/** From what weighs most. What is not over, or waits for somebody, counts as running: it is neither good nor anybody's fault. */
const weight = ['failure', 'running', 'success'] as const satisfies CheckNow['state'][];

/** Runs that were started by hand, as deploys are, say nothing of a pull request, unless its branch demands them. */
function checksIn(contexts: Context[], demanded: string[], { appId, login }: Us): CheckNow[] {
  const counting = contexts.filter(
    one =>
      one.__typename !== 'CheckRun' || one.checkSuite?.workflowRun?.event !== 'workflow_dispatch' || demanded.includes(one.name),
  );
  const without = { appId, login, workflows: [] };
  const { checks } = heldAgainst({ contexts: counting, demands: [], slugs: new Map(), without });
  const byName = new Map<string, CheckNow>();
  for (const { name, state, since } of checks) {
    const now: CheckNow = { name, state: state === 'unknown' ? 'running' : state, at: since };
    const known = byName.get(name);
    // Jobs of two workflows may have one name: it is as good as the worse of them.
    if (!known || weight.indexOf(now.state) < weight.indexOf(known.state)) byName.set(name, now);
  }
  return [...byName.values()];
}

/** What somebody only says takes back neither their yes nor their no: as GitHub counts, and so do we. */
function reviewsIn({ latestOpinionatedReviews, latestReviews }: OpenPullAnswer): GivenReview[] {
  const opinions = latestOpinionatedReviews.nodes.flatMap(givenBy);
  const words = latestReviews.nodes.flatMap(givenBy).filter(one => one.state === 'commented');
  return [...opinions, ...words.filter(word => opinions.every(one => one.by.id !== word.by.id))];
}

function givenBy({ state: word, submittedAt, author, authorCanPushToRepository }: z.infer<typeof Review>): GivenReview[] {
  const state = reviewState(word);
  const by = personIn(author);
  return state && by && submittedAt !== null ? [{ by, state, at: new Date(submittedAt), writer: authorCanPushToRepository }] : [];
}

function threadOf({ isResolved, comments }: z.infer<typeof Thread>): OpenThread[] {
  const isBots = (one: (typeof comments.nodes)[number]) => personIn(one.author)?.bot === true;
  const last = comments.nodes.findLast(one => !isBots(one)) ?? comments.nodes.at(-1);
  if (isResolved || !last) return [];
  const by = personIn(last.author);
  return [{ by: last.replyTo ? personIn(last.replyTo.author) : by, last: { by, at: new Date(last.createdAt) } }];
}
