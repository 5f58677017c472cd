import { associationOf } from '../access.ts';
import { mergeability } from '../changes/merging.ts';
import { stamp } from '../clock.ts';
import { baseOf, changedFiles, pullCommits } from '../diff.ts';
import { nodeId } from '../nodes.ts';
import type { PullRequest, Repository } from '../rows.ts';
import type { Site } from '../site.ts';
import { accountJson } from './account.ts';
import { labelJson, milestoneJson } from './label.ts';
import { repositoryJson } from './repository.ts';
import { teamJson, toldTeamJson } from './team.ts';
import { repositoryPage, repositoryUrl } from './urls.ts';

export function simplePullJson(site: Site, pull: PullRequest) {
  const { world } = site;
  const repository = world.repositories.get(pull.repository);
  const author = world.accounts.get(pull.author);
  const url = `${repositoryUrl(site, repository)}/pulls/${pull.number}`;
  const issue = `${repositoryUrl(site, repository)}/issues/${pull.number}`;
  const page = `${repositoryPage(site, repository)}/pull/${pull.number}`;
  const head = world.headOf(pull);
  const assignees = pull.assignees.map(id => accountJson(site, world.accounts.get(id)));
  const statuses = `${repositoryUrl(site, repository)}/statuses/${head}`;
  const reviewComment = `${repositoryUrl(site, repository)}/pulls/comments{/number}`;
  return {
    url,
    id: pull.pull.id,
    node_id: nodeId(pull),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issue,
    number: pull.number,
    state: pull.state,
    locked: pull.locked,
    title: pull.title,
    user: accountJson(site, author),
    body: pull.body,
    created_at: stamp(pull.createdAt),
    updated_at: stamp(pull.updatedAt),
    closed_at: pull.closedAt && stamp(pull.closedAt),
    merged_at: pull.pull.mergedAt && stamp(pull.pull.mergedAt),
    merge_commit_sha: pull.pull.mergeCommit,
    assignee: assignees[0] ?? null,
    assignees,
    requested_reviewers: pull.pull.reviewers.map(id => accountJson(site, world.accounts.get(id))),
    requested_teams: pull.pull.reviewTeams.map(id => ({ ...teamJson(site, world.teams.get(id)), parent: null })),
    labels: pull.labels.map(id => labelJson(site, world.labels.get(id))),
    milestone: pull.milestone === null ? null : milestoneJson(site, world.milestones.get(pull.milestone)),
    draft: pull.pull.draft,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: reviewComment,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    head: side(site, world.repositories.get(pull.pull.headRepository), pull.pull.head, head),
    base: side(site, repository, pull.pull.base, baseOf(world, pull) ?? head),
    _links: {
      self: { href: url },
      html: { href: page },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: reviewComment },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
    author_association: associationOf(world, repository, author),
    auto_merge: pull.pull.autoMerge && {
      enabled_by: accountJson(site, world.accounts.get(pull.pull.autoMerge.by)),
      merge_method: 'merge' as const,
      commit_title: pull.title,
      commit_message: '',
    },
    active_lock_reason: null,
  };
}

/** One pull request asked for by itself also says whether it can be merged, and how large it is. */
export function pullJson(site: Site, pull: PullRequest) {
  const { world } = site;
  const files = changedFiles(world, pull);
  const sum = (count: 'additions' | 'deletions') => files.reduce((total, file) => total + file[count], 0);
  const { mergeable, state } = mergeability(site, pull);
  return {
    ...simplePullJson(site, pull),
    merged: pull.pull.mergedAt !== null,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: state,
    merged_by: pull.pull.mergedBy === null ? null : accountJson(site, world.accounts.get(pull.pull.mergedBy)),
    comments: world.comments.count('issue', pull.id),
    review_comments: world.reviewComments.count('issue', pull.id),
    maintainer_can_modify: false,
    commits: pullCommits(world, pull).length,
    additions: sum('additions'),
    deletions: sum('deletions'),
    changed_files: files.length,
  };
}

/** Webhooks carry all of it, but those of reviews and of their comments, where it is as brief as in lists. */
export const toldPullJson = (site: Site, pull: PullRequest) => ({ ...pullJson(site, pull), ...toldTeams(site, pull) });
export const toldBrieflyPullJson = (site: Site, pull: PullRequest) => ({
  ...simplePullJson(site, pull),
  ...toldTeams(site, pull),
});

const toldTeams = (site: Site, pull: PullRequest) => ({
  requested_teams: pull.pull.reviewTeams.map(id => toldTeamJson(site, site.world.teams.get(id))),
});

function side(site: Site, repository: Repository, ref: string, sha: string) {
  const owner = site.world.accounts.get(repository.owner);
  return {
    label: `${owner.login}:${ref}`,
    ref,
    sha,
    user: accountJson(site, owner),
    repo: repositoryJson(site, repository),
  };
}
