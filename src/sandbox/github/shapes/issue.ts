import { associationOf } from '../access.ts';
import { stamp } from '../clock.ts';
import { nodeId } from '../nodes.ts';
import type { Issue, Reactable, ReactionContent } from '../rows.ts';
import type { Site } from '../site.ts';
import { isPull } from '../world.ts';
import { accountJson } from './account.ts';
import { appNamed } from './app.ts';
import { labelJson, milestoneJson } from './label.ts';
import { repositoryUrl } from './urls.ts';

export function toldIssueJson(site: Site, issue: Issue) {
  const { world, urls } = site;
  const repository = world.repositories.get(issue.repository);
  const author = world.accounts.get(issue.author);
  const assignees = issue.assignees.map(id => accountJson(site, world.accounts.get(id)));
  const url = `${repositoryUrl(site, repository)}/issues/${issue.number}`;
  const page = `${urls.html}/${world.fullName(repository)}`;
  const pull = {
    url: `${repositoryUrl(site, repository)}/pulls/${issue.number}`,
    html_url: `${page}/pull/${issue.number}`,
    diff_url: `${page}/pull/${issue.number}.diff`,
    patch_url: `${page}/pull/${issue.number}.patch`,
    merged_at: issue.pull?.mergedAt ? stamp(issue.pull.mergedAt) : null,
  };
  return {
    url,
    repository_url: repositoryUrl(site, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: isPull(issue) ? pull.html_url : `${page}/issues/${issue.number}`,
    id: issue.id,
    node_id: nodeId(issue),
    number: issue.number,
    title: issue.title,
    user: accountJson(site, author),
    labels: issue.labels.map(id => labelJson(site, world.labels.get(id))),
    state: issue.state,
    locked: issue.locked,
    assignee: assignees[0] ?? null,
    assignees,
    milestone: issue.milestone === null ? null : milestoneJson(site, world.milestones.get(issue.milestone)),
    comments: world.comments.count('issue', issue.id),
    created_at: stamp(issue.createdAt),
    updated_at: stamp(issue.updatedAt),
    closed_at: issue.closedAt ? stamp(issue.closedAt) : null,
    author_association: associationOf(world, repository, author),
    active_lock_reason: null,
    ...(isPull(issue) ? { draft: issue.pull.draft, pull_request: pull } : { type: null }),
    body: issue.body,
    reactions: rollup(site, issue, `${url}/reactions`),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: issue.throughApp === null ? null : toldApp(site, issue.throughApp),
    state_reason: issue.stateReason,
  };
}

/** Webhooks describe the events that an App hears by a list of years ago: they are left out. */
function toldApp(site: Site, slug: string) {
  const { events: _, ...app } = appNamed(site, slug);
  return app;
}

/** Asked for, it also says who closed it; webhooks leave that out. */
export function issueJson(site: Site, issue: Issue) {
  const { world } = site;
  return {
    ...toldIssueJson(site, issue),
    performed_via_github_app: issue.throughApp === null ? null : appNamed(site, issue.throughApp),
    closed_by: issue.closedBy === null ? null : accountJson(site, world.accounts.get(issue.closedBy)),
  };
}

/** How often each reaction was given. */
export function rollup(site: Site, subject: Reactable, url: string) {
  const given = site.world.reactions.of('subject', subject.id).filter(row => row.subjectKind === subject.kind);
  const count = (content: ReactionContent) => given.filter(row => row.content === content).length;
  return {
    url,
    total_count: given.length,
    '+1': count('+1'),
    '-1': count('-1'),
    laugh: count('laugh'),
    confused: count('confused'),
    heart: count('heart'),
    hooray: count('hooray'),
    eyes: count('eyes'),
    rocket: count('rocket'),
  };
}
