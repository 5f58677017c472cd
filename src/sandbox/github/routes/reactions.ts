/** Reactions to issues, to comments on them, and to comments in reviews. */
import * as z from 'zod/mini';
import { type Answer, type Call, created, nothing, ok, route } from '../call.ts';
import { react, reactionsOn } from '../changes/comments.ts';
import { page } from '../pages.ts';
import { notFound, Refusal } from '../refusal.ts';
import { type Reactable, reactionContents } from '../rows.ts';
import { reactionJson } from '../shapes/comment.ts';
import { commentOf } from './comments.ts';
import { reviewCommentOf } from './pulls.ts';

const asked = z.strictObject({ content: z.enum(reactionContents) });

export const reactions = [
  route('GET /repos/{owner}/{repo}/issues/{issue_number}/reactions', call => list(call, call.issue())),
  route('POST /repos/{owner}/{repo}/issues/{issue_number}/reactions', call => add(call, call.issue())),
  route('DELETE /repos/{owner}/{repo}/issues/{issue_number}/reactions/{reaction_id}', call => remove(call, call.issue())),
  route('GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', call => list(call, commentOf(call))),
  route('POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', call => add(call, commentOf(call))),
  route('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions/{reaction_id}', call =>
    remove(call, commentOf(call)),
  ),
  route('GET /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions', call => list(call, reviewCommentOf(call))),
  route('POST /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions', call => add(call, reviewCommentOf(call))),
  route('DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions/{reaction_id}', call =>
    remove(call, reviewCommentOf(call)),
  ),
];

function list(call: Call, subject: Reactable): Answer {
  const content = call.query('content');
  const shown = reactionsOn(call.site, subject).filter(row => content === undefined || row.content === content);
  return page(call, shown, row => reactionJson(call.site, row));
}

function add(call: Call, subject: Reactable): Answer {
  const { content } = call.body(asked);
  const [reaction, isNew] = react(call.site, subject, call.actor, content);
  if (isNew) call.wrote({ repository: call.repository, number: numberOf(call, subject), ids: { reaction: reaction.id } });
  return (isNew ? created : ok)(reactionJson(call.site, reaction));
}

function remove(call: Call, subject: Reactable): Answer {
  const found = reactionsOn(call.site, subject).find(row => row.id === call.number('reaction_id'));
  if (!found) throw notFound();
  if (found.author !== call.actor.id) throw new Refusal(403, 'You can only delete your own reactions.');
  call.site.world.reactions.remove(found.id);
  call.wrote({ repository: call.repository, number: numberOf(call, subject), ids: { reaction: found.id } });
  return nothing();
}

function numberOf(call: Call, subject: Reactable): number {
  return 'issue' in subject ? call.site.world.issues.get(subject.issue).number : subject.number;
}
