/** Pull requests are opened, follow their branch, and are reviewed. */
import type { Commit } from '../git.ts';
import type { Account, PullRequest, Repository, Review, ReviewState } from '../rows.ts';
import { reviewCommentJson, toldReviewJson } from '../shapes/comment.ts';
import { toldBrieflyPullJson, toldPullJson } from '../shapes/pull.ts';
import type { Site } from '../site.ts';
import { isPull } from '../world.ts';
import { setRef } from './refs.ts';
import { answered } from './review-requests.ts';
import { pullMoved } from './triggers.ts';

/** Its branch moved. */
export function synchronize(site: Site, pull: PullRequest, to: Commit, by: Account): void {
  const { world } = site;
  const before = world.headOf(pull);
  setRef(world, world.repositories.get(pull.repository), `refs/pull/${pull.number}/head`, to.sha);
  world.issues.change(pull.id, { updatedAt: world.clock.now() });
  if (!world.git.ancestors(to.sha).includes(before))
    world.note(pull, 'head_ref_force_pushed', by, { commit: to.sha, about: before });
  announcePull(site, 'synchronize', pull.id, by, { before, after: to.sha });
}

export function announcePull(site: Site, action: string, id: number, sender: Account, more: Record<string, unknown> = {}): void {
  const { world } = site;
  const pull = world.issues.get(id);
  if (!isPull(pull)) throw new Error(`${id} is no pull request.`);
  site.announce({
    event: 'pull_request',
    action,
    repository: world.repositories.get(pull.repository),
    sender,
    parts: { number: pull.number, ...more, pull_request: toldPullJson(site, pull) },
  });
  pullMoved(site, pull, action, sender);
}

export function openPull(
  site: Site,
  repository: Repository,
  given: { by: Account; title: string; body: string | null; branch: string; from: Repository; base: string; draft: boolean },
): PullRequest {
  const { world } = site;
  const head = world.ref(given.from, `refs/heads/${given.branch}`);
  if (!head) throw new Error(`There is no branch ${given.branch} to open a pull request from.`);
  const at = world.clock.now();
  const number = nextNumber(site, repository);
  setRef(world, repository, `refs/pull/${number}/head`, head.sha);
  const pull = {
    id: world.nextId(),
    base: given.base,
    head: given.branch,
    headRepository: given.from.id,
    draft: given.draft,
    mergedAt: null,
    mergedBy: null,
    mergeCommit: null,
    mergedOnto: null,
    reviewers: [],
    reviewTeams: [],
    autoMerge: null,
  };
  const row: PullRequest = {
    id: world.nextId(),
    kind: 'PullRequest',
    repository: repository.id,
    number,
    title: given.title,
    body: given.body,
    author: given.by.id,
    state: 'open',
    stateReason: null,
    locked: false,
    labels: [],
    assignees: [],
    milestone: null,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    closedBy: null,
    throughApp: null,
    pinned: false,
    edits: [],
    pull,
  };
  world.issues.add(row);
  announcePull(site, 'opened', row.id, given.by);
  return row;
}

/** Issues and pull requests of a repository share their numbers. */
export function nextNumber(site: Site, repository: Repository): number {
  // Some may have gone elsewhere, so their count is where to begin to look.
  let number = site.world.issues.count('repository', repository.id) + 1;
  while (site.world.issue(repository, number)) number += 1;
  return number;
}

export function retarget(site: Site, pull: PullRequest, base: string, by: Account): void {
  const { world } = site;
  const old = { ref: pull.pull.base, sha: world.commitAt(world.repositories.get(pull.repository), pull.pull.base) ?? '' };
  world.issues.change(pull.id, { pull: { ...pull.pull, base }, updatedAt: world.clock.now() });
  world.note(pull, 'base_ref_changed', by, { about: base });
  announcePull(site, 'edited', pull.id, by, { changes: { base: { ref: { from: old.ref }, sha: { from: old.sha } } } });
}

export interface LineComment {
  path: string;
  line: number;
  body: string;
  /** The comment whose thread it goes on with. */
  replyTo?: number;
}

export function submitReview(
  site: Site,
  pull: PullRequest,
  given: { by: Account; body: string; state: ReviewState; comments: LineComment[] },
): Review {
  const { world } = site;
  const at = world.clock.now();
  const commit = world.headOf(pull);
  const repository = world.repositories.get(pull.repository);
  const said = {
    repository: repository.id,
    issue: pull.id,
    author: given.by.id,
    createdAt: at,
    updatedAt: at,
    edits: [],
    commit,
  };
  const review = world.reviews.add({
    ...said,
    id: world.nextId(),
    kind: 'PullRequestReview',
    body: given.body,
    state: given.state,
    dismissed: null,
  });
  answered(site, pull, given.by);
  const news = { action: 'created', repository, sender: given.by };
  site.announce({
    ...news,
    event: 'pull_request_review',
    action: 'submitted',
    parts: { review: toldReviewJson(site, review), pull_request: toldBrieflyPullJson(site, pull) },
  });
  for (const { path, line, body, replyTo } of given.comments) {
    const comment = world.reviewComments.add({
      ...said,
      id: world.nextId(),
      kind: 'PullRequestReviewComment',
      review: review.id,
      path,
      line,
      body,
      replyTo: replyTo ?? null,
      resolvedBy: null,
    });
    site.announce({
      ...news,
      event: 'pull_request_review_comment',
      parts: { comment: reviewCommentJson(site, comment), pull_request: toldBrieflyPullJson(site, pull) },
    });
  }
  return review;
}
