import { associationOf } from '../access.ts';
import { stamp } from '../clock.ts';
import { nodeId } from '../nodes.ts';
import type { Comment, Reaction, Review, ReviewComment } from '../rows.ts';
import type { Site } from '../site.ts';
import { accountJson } from './account.ts';
import { appNamed } from './app.ts';
import { rollup } from './issue.ts';
import { repositoryPage, repositoryUrl } from './urls.ts';

export function commentJson(site: Site, comment: Comment) {
  const { world } = site;
  const repository = world.repositories.get(comment.repository);
  const issue = world.issues.get(comment.issue);
  const author = world.accounts.get(comment.author);
  const url = `${repositoryUrl(site, repository)}/issues/comments/${comment.id}`;
  const kind = issue.pull ? 'pull' : 'issues';
  return {
    url,
    html_url: `${repositoryPage(site, repository)}/${kind}/${issue.number}#issuecomment-${comment.id}`,
    issue_url: `${repositoryUrl(site, repository)}/issues/${issue.number}`,
    id: comment.id,
    node_id: nodeId(comment),
    user: accountJson(site, author),
    created_at: stamp(comment.createdAt),
    updated_at: stamp(comment.updatedAt),
    body: comment.body,
    author_association: associationOf(world, repository, author),
    reactions: rollup(site, comment, `${url}/reactions`),
    performed_via_github_app: comment.throughApp === null ? null : appNamed(site, comment.throughApp),
  };
}

export function reactionJson(site: Site, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeId(reaction),
    user: accountJson(site, site.world.accounts.get(reaction.author)),
    content: reaction.content,
    created_at: stamp(reaction.createdAt),
  };
}

export function reviewJson(site: Site, review: Review) {
  const { world } = site;
  const repository = world.repositories.get(review.repository);
  const number = world.issues.get(review.issue).number;
  const author = world.accounts.get(review.author);
  const page = `${repositoryPage(site, repository)}/pull/${number}#pullrequestreview-${review.id}`;
  const pull = `${repositoryUrl(site, repository)}/pulls/${number}`;
  return {
    id: review.id,
    node_id: nodeId(review),
    user: accountJson(site, author),
    body: review.body,
    commit_id: review.commit,
    submitted_at: stamp(review.createdAt),
    state: reviewState(review),
    html_url: page,
    pull_request_url: pull,
    author_association: associationOf(world, repository, author),
    _links: { html: { href: page }, pull_request: { href: pull } },
  };
}

/** Webhooks write the state small, the API large. */
export const toldReviewJson = (site: Site, review: Review) => ({
  ...reviewJson(site, review),
  state: reviewState(review).toLowerCase(),
  updated_at: stamp(review.updatedAt),
});

export const reviewState = (review: Review) => (review.dismissed === null ? review.state : ('DISMISSED' as const));

export function reviewCommentJson(site: Site, comment: ReviewComment) {
  const { world } = site;
  const repository = world.repositories.get(comment.repository);
  const number = world.issues.get(comment.issue).number;
  const author = world.accounts.get(comment.author);
  const url = `${repositoryUrl(site, repository)}/pulls/comments/${comment.id}`;
  const page = `${repositoryPage(site, repository)}/pull/${number}#discussion_r${comment.id}`;
  const pull = `${repositoryUrl(site, repository)}/pulls/${number}`;
  return {
    url,
    pull_request_review_id: comment.review,
    id: comment.id,
    node_id: nodeId(comment),
    diff_hunk: '@@ -1 +1 @@',
    path: comment.path,
    commit_id: comment.commit,
    original_commit_id: comment.commit,
    user: accountJson(site, author),
    body: comment.body,
    created_at: stamp(comment.createdAt),
    updated_at: stamp(comment.updatedAt),
    html_url: page,
    pull_request_url: pull,
    author_association: associationOf(world, repository, author),
    _links: { self: { href: url }, html: { href: page }, pull_request: { href: pull } },
    ...(comment.replyTo === null ? {} : { in_reply_to_id: comment.replyTo }),
    reactions: rollup(site, comment, `${url}/reactions`),
    start_line: null,
    original_start_line: null,
    start_side: null,
    line: comment.line,
    original_line: comment.line,
    side: 'RIGHT' as const,
    original_position: 1,
    position: 1,
    subject_type: 'line' as const,
  };
}
