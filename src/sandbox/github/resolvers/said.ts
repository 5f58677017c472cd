/** What people say: comments, reviews, and the reactions to them. */
import { associationOf, roleOf } from '../access.ts';
import { reactionsOn } from '../changes/comments.ts';
import { stamp } from '../clock.ts';
import { nodeId } from '../nodes.ts';
import type { Comment, Reactable, Reaction as ReactionRow, Review, ReviewComment } from '../rows.ts';
import { commentJson, reviewCommentJson, reviewJson, reviewState } from '../shapes/comment.ts';
import { connection } from './connection.ts';
import { editable } from './edits.ts';
import type { Fields } from './fields.ts';
import { contentOf, wordOf } from './reactions.ts';

export const reactable: Fields<Reactable> = {
  id: subject => nodeId(subject),
  databaseId: subject => subject.id,
  fullDatabaseId: subject => String(subject.id),
  viewerCanReact: () => true,
  reactions: (subject, args, call) => {
    const wanted = typeof args.content === 'string' ? contentOf(args.content) : null;
    const given = reactionsOn(call.site, subject).filter(row => wanted === null || row.content === wanted);
    return connection('reactions', given, args);
  },
};

type Said = Comment | Review | ReviewComment;

const minimizedOf = (said: Said) => ('minimized' in said ? said.minimized : null);

const common: Fields<Said> = {
  ...reactable,
  ...editable,
  body: said => said.body,
  author: (said, _, call) => call.site.world.accounts.get(said.author),
  authorAssociation: (said, _, call) => {
    const { world } = call.site;
    return associationOf(world, world.repositories.get(said.repository), world.accounts.get(said.author));
  },
  createdAt: said => stamp(said.createdAt),
  publishedAt: said => stamp(said.createdAt),
  updatedAt: said => stamp(said.updatedAt),
  isMinimized: said => minimizedOf(said) !== null,
  minimizedReason: said => minimizedOf(said),
  viewerDidAuthor: (said, _, call) => said.author === call.actor.id,
  repository: (said, _, call) => call.site.world.repositories.get(said.repository),
  pullRequest: (said, _, call) => {
    const issue = call.site.world.issues.get(said.issue);
    return issue.pull ? issue : null;
  },
};

const IssueComment: Fields<Comment> = {
  ...common,
  issue: (comment, _, call) => call.site.world.issues.get(comment.issue),
  url: (comment, _, call) => commentJson(call.site, comment).html_url,
};

const PullRequestReview: Fields<Review> = {
  ...common,
  state: review => reviewState(review),
  submittedAt: review => stamp(review.createdAt),
  authorCanPushToRepository: (review, _, call) => {
    const { world } = call.site;
    const role = roleOf(world, world.repositories.get(review.repository), world.accounts.get(review.author));
    return ['write', 'maintain', 'admin'].includes(role);
  },
  commit: (review, _, call) => ({
    kind: 'Commit',
    oid: review.commit,
    repository: call.site.world.repositories.get(review.repository),
  }),
  url: (review, _, call) => reviewJson(call.site, review).html_url,
  comments: (review, args, call) =>
    connection(
      'comments',
      call.site.world.reviewComments.where(comment => comment.review === review.id),
      args,
    ),
};

const PullRequestReviewComment: Fields<ReviewComment> = {
  ...common,
  path: comment => comment.path,
  line: comment => comment.line,
  replyTo: (comment, _, call) => (comment.replyTo === null ? null : call.site.world.reviewComments.find(comment.replyTo)),
  pullRequestReview: (comment, _, call) => call.site.world.reviews.get(comment.review),
  url: (comment, _, call) => reviewCommentJson(call.site, comment).html_url,
};

const Reaction: Fields<ReactionRow> = {
  id: reaction => nodeId(reaction),
  databaseId: reaction => reaction.id,
  content: reaction => wordOf(reaction.content),
  createdAt: reaction => stamp(reaction.createdAt),
  // A bot is shown as a user here.
  user: (reaction, _, call) => ({ ...call.site.world.accounts.get(reaction.author), kind: 'User' }),
};

export const said = { IssueComment, PullRequestReview, PullRequestReviewComment, Reaction };
