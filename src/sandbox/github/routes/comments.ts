/** Issues and the comments on them; a pull request is an issue here. */
import * as z from 'zod/mini';
import { type Call, created, nothing, ok, route } from '../call.ts';
import { deleteComment, editComment, postComment } from '../changes/comments.ts';
import { page, since } from '../pages.ts';
import { notFound, withoutIssues } from '../refusal.ts';
import type { Comment } from '../rows.ts';
import { commentJson } from '../shapes/comment.ts';
import { issueJson } from '../shapes/issue.ts';

const said = z.strictObject({ body: z.string() });

export const comments = [
  route('GET /repos/{owner}/{repo}/issues/{issue_number}', call => ok(issueJson(call.site, call.issue()))),
  route('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', call => {
    const issue = call.issue();
    const all = call.site.world.comments.of('issue', issue.id).filter(since(call));
    return page(call, all, comment => commentJson(call.site, comment));
  }),
  route(
    'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    call => {
      const issue = call.issue();
      if (!call.repository.issues && issue.pull === null) throw withoutIssues();
      const { body } = call.body(said);
      const comment = postComment(call.site, issue, call.actor, body, call.site.app.slug);
      call.wrote({ repository: call.repository, number: issue.number, ids: { comment: comment.id } });
      return created(commentJson(call.site, comment));
    },
    { content: true },
  ),
  route('GET /repos/{owner}/{repo}/issues/comments', call => {
    const { repository } = call;
    const by = call.query('sort') === 'updated' ? 'updatedAt' : 'createdAt';
    const all = call.site.world.comments
      .where(comment => comment.repository === repository.id)
      .filter(since(call))
      .toSorted((a, b) => a[by].getTime() - b[by].getTime() || a.id - b.id);
    // GitHub hears the direction only together with a sort.
    const reversed = call.query('sort') !== undefined && call.query('direction') !== 'asc';
    return page(call, reversed ? all.toReversed() : all, comment => commentJson(call.site, comment));
  }),
  route('GET /repos/{owner}/{repo}/issues/comments/{comment_id}', call => ok(commentJson(call.site, commentOf(call)))),
  route('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', call => {
    const comment = commentOf(call);
    const { body } = call.body(said);
    const edited = editComment(call.site, comment, call.actor, body);
    call.wrote({ repository: call.repository, number: numberOf(call, comment), ids: { comment: comment.id } });
    return ok(commentJson(call.site, edited));
  }),
  route('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', call => {
    const comment = commentOf(call);
    call.wrote({ repository: call.repository, number: numberOf(call, comment), ids: { comment: comment.id } });
    deleteComment(call.site, comment, call.actor);
    return nothing();
  }),
];

export function commentOf(call: Call): Comment {
  const { repository } = call;
  const found = call.site.world.comments.find(call.number('comment_id'));
  if (found?.repository !== repository.id) throw notFound();
  call.mayTouch(call.site.world.issues.get(found.issue));
  return found;
}

const numberOf = (call: Call, comment: Comment) => call.site.world.issues.get(comment.issue).number;
