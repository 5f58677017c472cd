/** What can be done to a pull request: listing, merging, asking for reviews, dismissing them. */

import * as z from 'zod/mini';
import { isCollaborator } from '../access.ts';
import { type Answer, type Call, created, ok, route } from '../call.ts';
import { closeIssue, reopenIssue, rewrite } from '../changes/issues.ts';
import { mergePull } from '../changes/merging.ts';
import { retarget } from '../changes/pulls.ts';
import { type Asked, dismissReview, requestReview, withdrawRequest } from '../changes/review-requests.ts';
import { pullCommits } from '../diff.ts';
import { page } from '../pages.ts';
import { notFound, Refusal } from '../refusal.ts';
import { accountJson } from '../shapes/account.ts';
import { reviewJson } from '../shapes/comment.ts';
import { commitJson } from '../shapes/commit.ts';
import { pullJson, simplePullJson } from '../shapes/pull.ts';
import { teamJson } from '../shapes/team.ts';
import { isPull } from '../world.ts';
import { pullOf } from './pulls.ts';

const merging = z.strictObject({
  commit_title: z.optional(z.string()),
  commit_message: z.optional(z.string()),
  sha: z.optional(z.string()),
  merge_method: z.optional(z.enum(['merge', 'squash', 'rebase'])),
});
const asked = z.strictObject({ reviewers: z.optional(z.array(z.string())), team_reviewers: z.optional(z.array(z.string())) });
const change = z.strictObject({
  title: z.optional(z.string()),
  body: z.nullish(z.string()),
  state: z.optional(z.enum(['open', 'closed'])),
  base: z.optional(z.string()),
});

export const pullChanges = [
  route('GET /repos/{owner}/{repo}/pulls', list),
  route('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', call => {
    const { site, actor } = call;
    const said = call.body(change);
    const pull = pullOf(call);
    if (said.base !== undefined && said.base !== pull.pull.base) retarget(site, pull, said.base, actor);
    rewrite(site, pullOf(call), actor, {
      ...(said.title === undefined ? {} : { title: said.title }),
      ...(said.body === undefined ? {} : { body: said.body }),
    });
    if (said.state === 'closed' && pull.state === 'open') closeIssue(site, pullOf(call), actor);
    if (said.state === 'open' && pull.state === 'closed') reopenIssue(site, pullOf(call), actor);
    return wrote(call, ok(pullJson(site, pullOf(call))));
  }),
  route('GET /repos/{owner}/{repo}/pulls/{pull_number}/commits', call => {
    const { repository } = call;
    return page(call, pullCommits(call.site.world, pullOf(call)), sha => commitJson(call.site, repository, sha));
  }),
  route('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', call => {
    const said = call.body(merging);
    const pull = pullOf(call);
    if (said.sha !== undefined && said.sha !== call.site.world.headOf(pull))
      throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
    const sha = mergePull(call.site, pull, {
      by: call.actor,
      ...(said.merge_method === undefined ? {} : { method: said.merge_method }),
      ...(said.commit_title === undefined ? {} : { title: said.commit_title }),
    });
    return wrote(call, ok({ sha, merged: true, message: 'Pull Request successfully merged' }));
  }),
  route('GET /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers', call => {
    const { world } = call.site;
    const { pull } = pullOf(call);
    return ok({
      users: pull.reviewers.map(id => accountJson(call.site, world.accounts.get(id))),
      teams: pull.reviewTeams.map(id => ({ ...teamJson(call.site, world.teams.get(id)), parent: null })),
    });
  }),
  route('POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers', call => {
    requestReview(call.site, pullOf(call), call.actor, askable(call));
    return wrote(call, created(simplePullJson(call.site, pullOf(call))));
  }),
  route('DELETE /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers', call => {
    withdrawRequest(call.site, pullOf(call), call.actor, named(call));
    return wrote(call, ok(simplePullJson(call.site, pullOf(call))));
  }),
  route('PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals', call => {
    const { message } = call.body(z.strictObject({ message: z.string(), event: z.optional(z.literal('DISMISS')) }));
    const review = call.site.world.reviews.find(call.number('review_id'));
    if (review?.issue !== pullOf(call).id) throw notFound();
    return wrote(call, ok(reviewJson(call.site, dismissReview(call.site, review, call.actor, message))));
  }),
];

function wrote(call: Call, answer: Answer): Answer {
  const pull = pullOf(call);
  call.wrote({ repository: call.repository, number: pull.number, ids: { pull: pull.pull.id } });
  return answer;
}

function named(call: Call): Asked {
  const { world } = call.site;
  const said = call.body(asked);
  const { owner } = call.repository;
  const people = (said.reviewers ?? []).map(login => world.account(login)).filter(person => person !== undefined);
  const slugs = said.team_reviewers ?? [];
  const teams = world.teams.where(team => team.organisation === owner && slugs.includes(team.slug));
  if (people.length < (said.reviewers ?? []).length || teams.length < slugs.length) throw noCollaborators();
  return { people, teams };
}

/** Whose access is no more than everybody's may be let off, and not asked. */
function askable(call: Call): Asked {
  const asks = named(call);
  if (!asks.people?.every(one => isCollaborator(call.site.world, call.repository, one))) throw noCollaborators();
  return asks;
}

const noCollaborators = () =>
  new Refusal(422, 'Reviews may only be requested from collaborators. One or more of the users or teams is not one.');

function list(call: Call): Answer {
  const { world } = call.site;
  const { repository } = call;
  const state = call.query('state') ?? 'open';
  const [head, base] = [call.query('head'), call.query('base')];
  const sort = call.query('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  const label = (id: number, branch: string) =>
    `${world.accounts.get(world.repositories.get(id).owner).login}:${branch}`.toLowerCase();
  const found = world.issues
    .where(issue => issue.repository === repository.id && (state === 'all' || issue.state === state))
    .filter(isPull)
    .filter(({ pull }) => base === undefined || pull.base === base)
    .filter(({ pull }) => head === undefined || label(pull.headRepository, pull.head) === head.toLowerCase())
    .toSorted((a, b) => a[sort].getTime() - b[sort].getTime() || a.id - b.id);
  const ascending =
    call.query('direction') === 'asc' || (call.query('direction') === undefined && call.query('sort') === 'updated');
  return page(call, ascending ? found : found.toReversed(), pull => simplePullJson(call.site, pull));
}
