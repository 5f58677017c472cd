/** Issues are opened, closed, locked. */
import type { Account, Issue, Repository } from '../rows.ts';
import { issueJson } from '../shapes/issue.ts';
import type { Site } from '../site.ts';
import { announcePull, nextNumber } from './pulls.ts';

export function openIssue(site: Site, repository: Repository, given: { by: Account; title: string; body: string | null }): Issue {
  const { world } = site;
  const at = world.clock.now();
  const issue = world.issues.add({
    id: world.nextId(),
    kind: 'Issue',
    repository: repository.id,
    number: nextNumber(site, repository),
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
    pull: null,
  });
  announceIssue(site, 'opened', issue, given.by);
  return issue;
}

export function closeIssue(site: Site, issue: Issue, by: Account): void {
  const at = site.world.clock.now();
  announceIssue(site, 'closed', site.world.issues.change(issue.id, { state: 'closed', closedAt: at, updatedAt: at }), by);
}

export function reopenIssue(site: Site, issue: Issue, by: Account): void {
  const updatedAt = site.world.clock.now();
  announceIssue(site, 'reopened', site.world.issues.change(issue.id, { state: 'open', closedAt: null, updatedAt }), by);
}

export function lockIssue(site: Site, issue: Issue, by: Account): void {
  announceIssue(site, 'locked', site.world.issues.change(issue.id, { locked: true }), by);
}

function announceIssue(site: Site, action: string, issue: Issue, sender: Account): void {
  const repository = site.world.repositories.get(issue.repository);
  if (issue.pull) announcePull(site, action, issue.id, sender);
  else site.announce({ event: 'issues', action, repository, sender, parts: { issue: issueJson(site, issue) } });
}
