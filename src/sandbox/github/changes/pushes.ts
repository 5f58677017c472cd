/** Commits arriving on branches, and what hangs on branches: pull requests. */
import { stamp } from '../clock.ts';
import { compare } from '../diff.ts';
import type { Commit, Files } from '../git.ts';
import type { Account, PullRequest, Repository, Review, ReviewState } from '../rows.ts';
import { reviewCommentJson, reviewJson } from '../shapes/comment.ts';
import { pullJson } from '../shapes/pull.ts';
import { repositoryPage } from '../shapes/urls.ts';
import type { Site } from '../site.ts';
import { isPull } from '../world.ts';

const noCommit = '0'.repeat(40);

export function setRef(site: Site, repository: Repository, name: string, sha: string): void {
  const { world } = site;
  const known = world.ref(repository, name);
  if (known) world.refs.change(known.id, { sha });
  else world.refs.add({ id: world.nextId(), repository: repository.id, name, sha });
}

/** A commit with these files on top of a branch; a branch that is new begins where the default branch is. */
export function commitTo(site: Site, repository: Repository, branch: string, files: Files, by: Account, message: string): Commit {
  const { world } = site;
  const parent = world.ref(repository, `refs/heads/${branch}`) ?? world.ref(repository, `refs/heads/${repository.defaultBranch}`);
  const author = { name: by.login, email: `${by.login}@users.noreply.github.com`, at: world.clock.now() };
  return world.git.commitFiles(parent?.sha ?? null, files, author, message);
}

/** Moves a branch, tells of it, and moves the pull requests that come from it. */
export function moveBranch(site: Site, repository: Repository, branch: string, to: Commit, by: Account): void {
  const { world } = site;
  const name = `refs/heads/${branch}`;
  const before = world.ref(repository, name)?.sha ?? null;
  setRef(site, repository, name, to.sha);
  world.repositories.change(repository.id, { pushedAt: world.clock.now() });
  site.announce({ event: 'push', repository, sender: by, parts: pushParts(site, repository, name, before, to, by) });
  for (const pull of world.issues.where(issue => issue.state === 'open' && issue.pull?.head === branch).filter(isPull))
    if (pull.pull.headRepository === repository.id && world.headOf(pull) !== to.sha) synchronize(site, pull, to, by);
}

function synchronize(site: Site, pull: PullRequest, to: Commit, by: Account): void {
  const { world } = site;
  const before = world.headOf(pull);
  setRef(site, world.repositories.get(pull.repository), `refs/pull/${pull.number}/head`, to.sha);
  world.issues.change(pull.id, { updatedAt: world.clock.now() });
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
    parts: { number: pull.number, ...more, pull_request: pullJson(site, pull) },
  });
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
  setRef(site, repository, `refs/pull/${number}/head`, head.sha);
  const pull = {
    id: world.nextId(),
    base: given.base,
    head: given.branch,
    headRepository: given.from.id,
    draft: given.draft,
    mergedAt: null,
    mergeCommit: null,
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
    locked: false,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    pull,
  };
  world.issues.add(row);
  announcePull(site, 'opened', row.id, given.by);
  return row;
}

/** Issues and pull requests of a repository share their numbers. */
export function nextNumber(site: Site, repository: Repository): number {
  const all = site.world.issues.where(issue => issue.repository === repository.id);
  return Math.max(0, ...all.map(issue => issue.number)) + 1;
}

export interface LineComment {
  path: string;
  line: number;
  body: string;
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
  });
  const news = { action: 'created', repository, sender: given.by };
  site.announce({
    ...news,
    event: 'pull_request_review',
    action: 'submitted',
    // Webhooks write the state small, the API large.
    parts: { review: { ...reviewJson(site, review), state: review.state.toLowerCase() }, pull_request: pullJson(site, pull) },
  });
  for (const { path, line, body } of given.comments) {
    const comment = world.reviewComments.add({
      ...said,
      id: world.nextId(),
      kind: 'PullRequestReviewComment',
      review: review.id,
      path,
      line,
      body,
    });
    site.announce({
      ...news,
      event: 'pull_request_review_comment',
      parts: { comment: reviewCommentJson(site, comment), pull_request: pullJson(site, pull) },
    });
  }
  return review;
}

function pushParts(site: Site, repository: Repository, ref: string, before: string | null, to: Commit, by: Account) {
  const page = repositoryPage(site, repository);
  const files = compare(site.world, before, to.sha);
  const paths = (status: string) => files.filter(file => file.status === status).map(file => file.path);
  const who = { name: by.login, email: to.author.email, username: by.login };
  const commit = {
    id: to.sha,
    tree_id: to.tree,
    distinct: true,
    message: to.message,
    timestamp: stamp(to.author.at),
    url: `${page}/commit/${to.sha}`,
    author: who,
    committer: who,
    added: paths('added'),
    removed: paths('removed'),
    modified: paths('modified'),
  };
  return {
    ref,
    before: before ?? noCommit,
    after: to.sha,
    base_ref: null,
    created: before === null,
    deleted: false,
    forced: before !== null && !site.world.git.ancestors(to.sha).includes(before),
    compare: `${page}/compare/${before?.slice(0, 12)}...${to.sha.slice(0, 12)}`,
    commits: [commit],
    head_commit: commit,
    pusher: { name: by.login, email: to.author.email },
  };
}
