/** Pull requests: what they are, what they change, and their reviews. */
import { type Call, ok, route } from '../call.ts';
import { changedFiles } from '../diff.ts';
import { page } from '../pages.ts';
import { notFound } from '../refusal.ts';
import type { PullRequest, ReviewComment } from '../rows.ts';
import { reviewCommentJson, reviewJson } from '../shapes/comment.ts';
import { fileJson } from '../shapes/file.ts';
import { pullJson } from '../shapes/pull.ts';
import { isPull } from '../world.ts';

export const pulls = [
  route('GET /repos/{owner}/{repo}/pulls/{pull_number}', call => ok(pullJson(call.site, pullOf(call)))),
  route('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', call => {
    const pull = pullOf(call);
    const head = call.site.world.headOf(pull);
    const { repository } = call;
    return page(call, changedFiles(call.site.world, pull), file => fileJson(call.site, repository, head, file));
  }),
  route('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', call => {
    const pull = pullOf(call);
    const all = call.site.world.reviews.of('issue', pull.id);
    return page(call, all, review => reviewJson(call.site, review));
  }),
  route('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}', call => {
    const pull = pullOf(call);
    const review = call.site.world.reviews.find(call.number('review_id'));
    if (review?.issue !== pull.id) throw notFound();
    return ok(reviewJson(call.site, review));
  }),
  route('GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', call => {
    const pull = pullOf(call);
    const all = call.site.world.reviewComments.of('issue', pull.id);
    return page(call, all, comment => reviewCommentJson(call.site, comment));
  }),
  route('GET /repos/{owner}/{repo}/pulls/comments/{comment_id}', call => ok(reviewCommentJson(call.site, reviewCommentOf(call)))),
];

export function pullOf(call: Call): PullRequest {
  const found = call.site.world.issue(call.repository, call.number('pull_number'));
  if (!found || !isPull(found)) throw notFound();
  return found;
}

export function reviewCommentOf(call: Call): ReviewComment {
  const { repository } = call;
  const found = call.site.world.reviewComments.find(call.number('comment_id'));
  if (found?.repository !== repository.id) throw notFound();
  return found;
}
