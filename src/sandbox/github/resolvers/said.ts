/** What people say: comments, reviews, and the reactions to them. */
import { associationOf, roleOf } from '../access.ts';
import { reactionsOn } from '../changes/comments.ts';
import { stamp } from '../clock.ts';
import { nodeId } from '../nodes.ts';
import type { Comment, Reactable, Reaction as ReactionRow, Review, ReviewComment } from '../rows.ts';
import { commentJson, reviewCommentJson, reviewJson, reviewState } from '../shapes/comment.ts';
import { connection } from './connection.ts';
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
  body: said => said.body,
  author: (said, _, call) => call.site.world.accounts.get(said.author),
  authorAssociation: (said, _, call) => {
    const { world } = call.site;
    return associationOf(world, world.repositories.get(said.repository), world.accounts.get(said.author));
  },
  createdAt: said => stamp(said.createdAt),
  publishedAt: said => stamp(said.createdAt),
  updatedAt: said => stamp(said.updatedAt),
  editor: (said, _, call) => {
    const last = said.edits.at(-1);
    return last ? call.site.world.accounts.get(last.editor) : null;
  },
  lastEditedAt: said => {
    const last = said.edits.at(-1);
    return last ? stamp(last.at) : null;
  },
  includesCreatedEdit: said => said.edits.length > 0,
  // The newest first; the text as it was written is the last of them, once there was an edit at all.
  userContentEdits: (said, args, call) => {
    if (said.edits.length === 0) return connection('userContentEdits', [], args);
    const texts = [...said.edits.slice(1).map(edit => edit.from), said.body];
    const { accounts } = call.site.world;
    const edit = (editor: number, at: Date, diff: string | undefined, place: number) => ({
      id: `UCE_${said.id}_${place}`,
      editor: accounts.get(editor),
      editedAt: stamp(at),
      createdAt: stamp(at),
      updatedAt: stamp(at),
      deletedAt: null,
      deletedBy: null,
      diff: diff ?? '',
    });
    const written = edit(said.author, said.createdAt, said.edits[0]?.from, 0);
    const edits = said.edits.map((one, place) => edit(one.editor, one.at, texts[place], place + 1));
    return connection('userContentEdits', [written, ...edits].toReversed(), args);
  },
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
