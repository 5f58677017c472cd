/** Who is asked to review, whose review no longer counts, which threads are settled, and what merges by itself. */
import { stamp } from '../clock.ts';
import type { Account, PullRequest, Review, ReviewComment } from '../rows.ts';
import type { Team } from '../rows-people.ts';
import { accountJson } from '../shapes/account.ts';
import { reviewCommentJson, toldReviewJson } from '../shapes/comment.ts';
import { toldBrieflyPullJson } from '../shapes/pull.ts';
import { toldTeamJson } from '../shapes/team.ts';
import type { Site } from '../site.ts';
import { isPull } from '../world.ts';
import { announcePull } from './pulls.ts';

export interface Asked {
  people?: Account[];
  teams?: Team[];
}

export function requestReview(site: Site, pull: PullRequest, by: Account, { people = [], teams = [] }: Asked): void {
  const { world } = site;
  for (const person of people.filter(one => !pull.pull.reviewers.includes(one.id))) {
    change(site, pull, now => ({ reviewers: [...now.reviewers, person.id] }));
    world.note(pull, 'review_requested', by, { about: person.login });
    announcePull(site, 'review_requested', pull.id, by, { requested_reviewer: accountJson(site, person) });
  }
  for (const team of teams.filter(one => !pull.pull.reviewTeams.includes(one.id))) {
    change(site, pull, now => ({ reviewTeams: [...now.reviewTeams, team.id] }));
    world.note(pull, 'review_requested', by, { about: team.slug });
    announcePull(site, 'review_requested', pull.id, by, { requested_team: toldTeamJson(site, team) });
  }
}

export function withdrawRequest(site: Site, pull: PullRequest, by: Account, { people = [], teams = [] }: Asked): void {
  for (const person of people.filter(one => pull.pull.reviewers.includes(one.id))) {
    change(site, pull, now => ({ reviewers: now.reviewers.filter(id => id !== person.id) }));
    site.world.note(pull, 'review_request_removed', by, { about: person.login });
    announcePull(site, 'review_request_removed', pull.id, by, { requested_reviewer: accountJson(site, person) });
  }
  for (const team of teams.filter(one => pull.pull.reviewTeams.includes(one.id))) {
    change(site, pull, now => ({ reviewTeams: now.reviewTeams.filter(id => id !== team.id) }));
    site.world.note(pull, 'review_request_removed', by, { about: team.slug });
    announcePull(site, 'review_request_removed', pull.id, by, { requested_team: toldTeamJson(site, team) });
  }
}

/** A review answers the request for it, and says so to nobody. */
export function answered(site: Site, pull: PullRequest, by: Account): void {
  change(site, pull, now => ({ reviewers: now.reviewers.filter(id => id !== by.id) }));
}

function change(site: Site, pull: PullRequest, values: (now: PullRequest['pull']) => Partial<PullRequest['pull']>): void {
  const { world } = site;
  const now = world.issues.get(pull.id);
  if (isPull(now)) world.issues.change(pull.id, { pull: { ...now.pull, ...values(now.pull) }, updatedAt: world.clock.now() });
}

export function dismissReview(site: Site, review: Review, by: Account, message: string): Review {
  const { world } = site;
  const changed = world.reviews.change(review.id, { dismissed: message, updatedAt: world.clock.now() });
  const pull = world.issues.get(review.issue);
  world.note(pull, 'review_dismissed', by, { about: String(review.id) });
  if (isPull(pull))
    site.announce({
      event: 'pull_request_review',
      action: 'dismissed',
      repository: world.repositories.get(review.repository),
      sender: by,
      parts: { review: toldReviewJson(site, changed), pull_request: toldBrieflyPullJson(site, pull) },
    });
  return changed;
}

/** `first` is the comment that the thread begins with. */
export function resolveThread(site: Site, first: ReviewComment, by: Account, resolved = true): void {
  const { world } = site;
  world.reviewComments.change(first.id, { resolvedBy: resolved ? by.id : null });
  const pull = world.issues.get(first.issue);
  if (!isPull(pull)) return;
  const comments = [first, ...world.reviewComments.of('thread', first.id)];
  site.announce({
    event: 'pull_request_review_thread',
    action: resolved ? 'resolved' : 'unresolved',
    repository: world.repositories.get(first.repository),
    sender: by,
    parts: {
      pull_request: toldBrieflyPullJson(site, pull),
      updated_at: stamp(world.clock.now()),
      thread: { node_id: `PRRT_${first.id}`, comments: comments.map(one => reviewCommentJson(site, one)) },
    },
  });
}

export function setDraft(site: Site, pull: PullRequest, by: Account, draft: boolean): void {
  change(site, pull, () => ({ draft }));
  site.world.note(pull, draft ? 'convert_to_draft' : 'ready_for_review', by);
  announcePull(site, draft ? 'converted_to_draft' : 'ready_for_review', pull.id, by);
}

/** It is merged as soon as it may be, or not any more. When that is, the story says: this GitHub merges nothing by itself. */
export function setAutoMerge(site: Site, pull: PullRequest, by: Account, on: boolean): void {
  const at = site.world.clock.now();
  change(site, pull, () => ({ autoMerge: on ? { by: by.id, at } : null }));
  site.world.note(pull, on ? 'auto_merge_enabled' : 'auto_merge_disabled', by);
  announcePull(site, on ? 'auto_merge_enabled' : 'auto_merge_disabled', pull.id, by, on ? {} : { reason: 'MANUAL' });
}
