/** The mutations that say something: a comment posted, and edited. */
import { GraphQLError } from 'graphql';
import type { Call } from '../call.ts';
import { editComment, postComment } from '../changes/comments.ts';
import type { Node } from '../nodes.ts';
import type { Issue } from '../rows.ts';
import { isPull } from '../world.ts';
import { type Fields, input, need, text } from './fields.ts';

export const speaking = (nodeOf: (call: Call, id: string) => Node): Fields<unknown> => ({
  addComment: (_, args, call) => {
    const asked = input(args);
    const issue = nodeOf(call, text(asked, 'subjectId'));
    if (issue.kind !== 'Issue' && issue.kind !== 'PullRequest')
      throw new GraphQLError('That takes no comments.', { extensions: { type: 'UNPROCESSABLE' } });
    const repository = mayWrite(call, issue);
    const comment = postComment(call.site, issue, call.actor, text(asked, 'body'), call.site.app.slug);
    const route = 'graphql addComment';
    call.wrote({ repository, number: issue.number, ids: { comment: comment.id }, route, body: asked });
    const edge = { cursor: '', node: comment };
    return { clientMutationId: asked.clientMutationId ?? null, subject: issue, commentEdge: edge, timelineEdge: edge };
  },
  updateIssueComment: (_, args, call) => {
    const asked = input(args);
    const comment = nodeOf(call, text(asked, 'id'));
    if (comment.kind !== 'IssueComment') throw new GraphQLError('That is no comment.', { extensions: { type: 'UNPROCESSABLE' } });
    const issue = call.site.world.issues.get(comment.issue);
    const repository = mayWrite(call, issue);
    const issueComment = editComment(call.site, comment, call.actor, text(asked, 'body'));
    const route = 'graphql updateIssueComment';
    call.wrote({ repository, number: issue.number, ids: { comment: comment.id }, route, body: asked });
    return { clientMutationId: asked.clientMutationId ?? null, issueComment };
  },
});

function mayWrite(call: Call, issue: Issue) {
  const repository = call.site.world.repositories.get(issue.repository);
  need(call, repository, ...(isPull(issue) ? (['pull_requests:write', 'issues:write'] as const) : (['issues:write'] as const)));
  return repository;
}
