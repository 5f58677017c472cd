/** Issues are opened, changed, closed, locked, moved to another repository, deleted. */
import { Refusal } from '../refusal.ts';
import type { Account, Issue, Repository } from '../rows.ts';
import type { Milestone } from '../rows-people.ts';
import { accountJson } from '../shapes/account.ts';
import { toldIssueJson } from '../shapes/issue.ts';
import { labelJson, milestoneJson } from '../shapes/label.ts';
import { repositoryJson } from '../shapes/repository.ts';
import type { Site } from '../site.ts';
import { labelNamed } from './labels.ts';
import { announcePull, nextNumber } from './pulls.ts';

interface IssueParts {
  by: Account;
  title: string;
  body: string | null;
  labels?: string[];
  assignees?: Account[];
  milestone?: Milestone | null;
  throughApp?: string;
}

export function openIssue(site: Site, repository: Repository, given: IssueParts): Issue {
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
    labels: (given.labels ?? []).map(name => labelNamed(site, repository, name, given.by).id),
    assignees: (given.assignees ?? []).map(person => person.id),
    milestone: given.milestone?.id ?? null,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    closedBy: null,
    throughApp: given.throughApp ?? null,
    pinned: false,
    edits: [],
    pull: null,
  });
  announceIssue(site, 'opened', issue, given.by);
  for (const id of issue.labels)
    announceIssue(site, 'labeled', issue, given.by, { label: labelJson(site, world.labels.get(id)) });
  return issue;
}

export interface Closing {
  reason?: 'completed' | 'not_planned' | 'duplicate';
  commit?: string;
  closer?: number;
}

export function closeIssue(site: Site, issue: Issue, by: Account, { reason = 'completed', commit, closer }: Closing = {}): void {
  const at = site.world.clock.now();
  const stateReason = issue.pull ? null : reason;
  const values = { state: 'closed', stateReason, closedAt: at, closedBy: by.id } as const;
  site.world.note(issue, 'closed', by, { commit: commit ?? null, closer: closer ?? null });
  announceIssue(site, 'closed', touch(site, issue, values), by);
}

/** What was merged stays so, and a pull request needs its branch. */
export function reopenIssue(site: Site, issue: Issue, by: Account): void {
  if (issue.pull) checkReopening(site, issue.pull);
  const stateReason = issue.pull ? null : ('reopened' as const);
  const reopened = touch(site, issue, { state: 'open', stateReason, closedAt: null, closedBy: null });
  site.world.note(issue, 'reopened', by);
  announceIssue(site, 'reopened', reopened, by);
}

function checkReopening(site: Site, { mergedAt, head, headRepository }: NonNullable<Issue['pull']>): void {
  const no = (why: string) => {
    const message = `state cannot be changed. ${why}`;
    return new Refusal(422, 'Validation Failed', {
      errors: [{ resource: 'PullRequest', field: 'state', code: 'custom', message }],
    });
  };
  if (mergedAt !== null) throw no('The pull request cannot be reopened.');
  const repository = site.world.repositories.find(headRepository);
  if (!repository) throw no('The repository that submitted this pull request has been deleted.');
  if (!site.world.ref(repository, `refs/heads/${head}`)) throw no(`The ${head} branch has been deleted.`);
}

export function lockIssue(site: Site, issue: Issue, by: Account, locked = true): void {
  site.world.note(issue, locked ? 'locked' : 'unlocked', by);
  announceIssue(site, locked ? 'locked' : 'unlocked', site.world.issues.change(issue.id, { locked }), by);
}

/** At most three of a repository, and nobody is told but through the list. */
export function pinIssue(site: Site, issue: Issue, by: Account, pinned = true): void {
  if (issue.pinned === pinned) return;
  const others = site.world.issues.where(row => row.repository === issue.repository && row.pinned);
  if (pinned && others.length >= 3) throw new Refusal(422, 'Maximum 3 pinned issues per repository');
  announceIssue(site, pinned ? 'pinned' : 'unpinned', site.world.issues.change(issue.id, { pinned }), by);
}

/** Other words in its title or its text. */
export function rewrite(site: Site, issue: Issue, by: Account, said: { title?: string; body?: string | null }): Issue {
  const changes = {
    ...(said.title !== undefined && said.title !== issue.title ? { title: { from: issue.title } } : {}),
    ...(said.body !== undefined && said.body !== issue.body ? { body: { from: issue.body ?? '' } } : {}),
  };
  if (Object.keys(changes).length === 0) return issue;
  const edit = { editor: by.id, at: site.world.clock.now(), from: issue.body ?? '' };
  const changed = touch(site, issue, {
    title: said.title ?? issue.title,
    body: said.body === undefined ? issue.body : said.body,
    edits: 'body' in changes ? [...issue.edits, edit] : issue.edits,
  });
  if ('title' in changes) site.world.note(issue, 'renamed', by, { about: changed.title });
  announceIssue(site, 'edited', changed, by, { changes });
  return changed;
}

export function relabel(site: Site, issue: Issue, by: Account, names: string[]): Issue {
  const { world } = site;
  const repository = world.repositories.get(issue.repository);
  const labels = [...new Set(names.map(name => labelNamed(site, repository, name, by).id))];
  const changed = touch(site, issue, { labels });
  const tell = (action: 'labeled' | 'unlabeled', id: number) => {
    world.note(issue, action, by, { about: world.labels.get(id).name });
    announceIssue(site, action, changed, by, { label: labelJson(site, world.labels.get(id)) });
  };
  for (const id of labels) if (!issue.labels.includes(id)) tell('labeled', id);
  for (const id of issue.labels) if (!labels.includes(id)) tell('unlabeled', id);
  return changed;
}

export function assign(site: Site, issue: Issue, by: Account, people: Account[]): Issue {
  const assignees = [...new Set(people.map(person => person.id))];
  const changed = touch(site, issue, { assignees });
  for (const person of site.world.accounts.where(one => issue.assignees.includes(one.id) !== assignees.includes(one.id))) {
    const action = assignees.includes(person.id) ? 'assigned' : 'unassigned';
    site.world.note(issue, action, by, { about: person.login });
    announceIssue(site, action, changed, by, { assignee: accountJson(site, person) });
  }
  return changed;
}

export function setMilestone(site: Site, issue: Issue, by: Account, milestone: Milestone | null): Issue {
  if (issue.milestone === (milestone?.id ?? null)) return issue;
  const before = issue.milestone === null ? null : site.world.milestones.get(issue.milestone);
  const changed = touch(site, issue, { milestone: milestone?.id ?? null });
  const about = milestone ?? before;
  const action = milestone ? 'milestoned' : 'demilestoned';
  site.world.note(issue, action, by, { about: about?.title ?? '' });
  announceIssue(site, action, changed, by, about ? { milestone: milestoneJson(site, about) } : {});
  return changed;
}

/** It goes on under another number elsewhere; its comments go with it. */
export function transferIssue(site: Site, issue: Issue, to: Repository, by: Account): Issue {
  const { world } = site;
  const number = nextNumber(site, to);
  const parts = { new_issue: { ...toldIssueJson(site, issue), number }, new_repository: repositoryJson(site, to) };
  announceIssue(site, 'transferred', issue, by, { changes: parts });
  const moved = touch(site, issue, { repository: to.id, number, labels: [], milestone: null });
  for (const comment of world.comments.of('issue', issue.id)) world.comments.change(comment.id, { repository: to.id });
  announceIssue(site, 'opened', moved, by);
  return moved;
}

export function deleteIssue(site: Site, issue: Issue, by: Account): void {
  announceIssue(site, 'deleted', issue, by);
  for (const comment of site.world.comments.of('issue', issue.id)) site.world.comments.remove(comment.id);
  site.world.issues.remove(issue.id);
}

const touch = (site: Site, issue: Issue, values: Partial<Issue>): Issue =>
  site.world.issues.change(issue.id, { ...values, updatedAt: site.world.clock.now() });

function announceIssue(site: Site, action: string, issue: Issue, sender: Account, more: Record<string, unknown> = {}): void {
  const repository = site.world.repositories.get(issue.repository);
  if (issue.pull) announcePull(site, action, issue.id, sender, more);
  else site.announce({ event: 'issues', action, repository, sender, parts: { issue: toldIssueJson(site, issue), ...more } });
}
