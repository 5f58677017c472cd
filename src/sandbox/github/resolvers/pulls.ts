/** What a pull request says of reviews and of being merged. */
import { mergeability } from '../changes/merging.ts';
import { stamp } from '../clock.ts';
import type { PullRequest as Pull, Review, ReviewComment } from '../rows.ts';
import { reviewState } from '../shapes/comment.ts';
import { statusCheckRollup } from './checks.ts';
import { connection } from './connection.ts';
import type { Fields } from './fields.ts';

/** The last review of each person that says yes or no. */
function opinions(reviews: Review[]): Review[] {
  const said = reviews.filter(review => review.state !== 'COMMENTED');
  return said.filter((review, place) => said.findLastIndex(other => other.author === review.author) === place);
}

export const pulls: Fields<Pull> = {
  mergeable: (pull, _, call) => {
    const { mergeable } = mergeability(call.site, pull);
    return mergeable === null ? 'UNKNOWN' : mergeable ? 'MERGEABLE' : 'CONFLICTING';
  },
  mergeStateStatus: (pull, _, call) => mergeability(call.site, pull).state.toUpperCase(),
  mergeCommit: (pull, _, call) =>
    pull.pull.mergeCommit && {
      kind: 'Commit',
      oid: pull.pull.mergeCommit,
      repository: call.site.world.repositories.get(pull.repository),
    },
  // No branch of this GitHub has a queue.
  isInMergeQueue: () => false,
  autoMergeRequest: (pull, _, call) =>
    pull.pull.autoMerge && {
      enabledAt: stamp(pull.pull.autoMerge.at),
      enabledBy: call.site.world.accounts.get(pull.pull.autoMerge.by),
      mergeMethod: 'MERGE',
      pullRequest: pull,
    },
  mergedBy: (pull, _, call) => (pull.pull.mergedBy === null ? null : call.site.world.accounts.get(pull.pull.mergedBy)),
  headRepositoryOwner: (pull, _, call) =>
    call.site.world.accounts.get(call.site.world.repositories.get(pull.pull.headRepository).owner),
  statusCheckRollup: (pull, _, call) =>
    statusCheckRollup(call, call.site.world.repositories.get(pull.repository), call.site.world.headOf(pull)),
  reviewDecision: (pull, _, call) => {
    const { world } = call.site;
    const last = opinions(world.reviews.of('issue', pull.id)).map(reviewState);
    const needed = world.rules.where(rule => rule.repository === pull.repository && rule.branch === pull.pull.base);
    if (last.includes('CHANGES_REQUESTED')) return 'CHANGES_REQUESTED';
    const approvals = last.filter(state => state === 'APPROVED').length;
    const most = Math.max(0, ...needed.map(rule => rule.reviews));
    if (most === 0) return approvals > 0 ? 'APPROVED' : null;
    return approvals >= most ? 'APPROVED' : 'REVIEW_REQUIRED';
  },
  latestOpinionatedReviews: (pull, args, call) =>
    connection('latestOpinionatedReviews', opinions(call.site.world.reviews.of('issue', pull.id)), args),
  latestReviews: (pull, args, call) => {
    const all = call.site.world.reviews.of('issue', pull.id);
    const last = all.filter((review, place) => all.findLastIndex(other => other.author === review.author) === place);
    return connection('latestReviews', last, args);
  },
  reviewRequests: (pull, args, call) => {
    const { world } = call.site;
    const asked = [
      ...pull.pull.reviewers.map(id => world.accounts.get(id)),
      ...pull.pull.reviewTeams.map(id => world.teams.get(id)),
    ];
    const rows = asked.map(one => ({
      id: `RR_${pull.id}_${one.id}`,
      databaseId: one.id,
      asCodeOwner: false,
      requestedReviewer: one,
    }));
    return connection('reviewRequests', rows, args);
  },
  reviewThreads: (pull, args, call) => {
    const { world } = call.site;
    const first = world.reviewComments.of('issue', pull.id).filter(row => row.replyTo === null);
    return connection(
      'reviewThreads',
      first.map(row => ({
        ...thread(row),
        pullRequest: pull,
        resolvedBy: row.resolvedBy === null ? null : world.accounts.get(row.resolvedBy),
        ...repliesOf(row, world.reviewComments.of('thread', row.id)),
      })),
      args,
    );
  },
};

const thread = (row: ReviewComment) => ({
  id: `PRRT_${row.id}`,
  isResolved: row.resolvedBy !== null,
  isCollapsed: row.resolvedBy !== null,
  isOutdated: false,
  path: row.path,
  line: row.line,
});

const repliesOf = (row: ReviewComment, replies: ReviewComment[]) => ({
  comments: (args: Record<string, unknown>) => connection('comments', [row, ...replies], args),
});
