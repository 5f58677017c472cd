/** Labels and milestones come and go. */
import type { Account, Repository } from '../rows.ts';
import type { Label, Milestone } from '../rows-people.ts';
import { labelJson, milestoneJson } from '../shapes/label.ts';
import type { Site } from '../site.ts';

/** The label with this name; GitHub makes one, grey, when an issue is given a name it does not have. */
export function labelNamed(site: Site, repository: Repository, name: string, by: Account): Label {
  const known = findLabel(site, repository, name);
  return known ?? createLabel(site, repository, by, { name, color: 'ededed', description: null });
}

export function findLabel(site: Site, repository: Repository, name: string): Label | undefined {
  return site.world.labels.first(row => row.repository === repository.id && row.name.toLowerCase() === name.toLowerCase());
}

export function createLabel(
  site: Site,
  repository: Repository,
  by: Account,
  values: Pick<Label, 'name' | 'color' | 'description'>,
): Label {
  const made = site.world.labels.add({ id: site.world.nextId(), kind: 'Label', repository: repository.id, ...values });
  announceLabel(site, 'created', made, by);
  return made;
}

export function changeLabel(
  site: Site,
  label: Label,
  by: Account,
  values: Partial<Pick<Label, 'name' | 'color' | 'description'>>,
): Label {
  const changed = site.world.labels.change(label.id, values);
  const changes = values.name !== undefined && values.name !== label.name ? { name: { from: label.name } } : {};
  announceLabel(site, 'edited', changed, by, { changes });
  return changed;
}

export function deleteLabel(site: Site, label: Label, by: Account): void {
  const { world } = site;
  for (const issue of world.issues.where(row => row.labels.includes(label.id)))
    world.issues.change(issue.id, { labels: issue.labels.filter(id => id !== label.id) });
  world.labels.remove(label.id);
  announceLabel(site, 'deleted', label, by);
}

export function createMilestone(
  site: Site,
  repository: Repository,
  by: Account,
  given: { title: string; description?: string | null; dueOn?: Date | null },
): Milestone {
  const { world } = site;
  const at = world.clock.now();
  const before = world.milestones.where(row => row.repository === repository.id);
  const made = world.milestones.add({
    id: world.nextId(),
    kind: 'Milestone',
    repository: repository.id,
    number: Math.max(0, ...before.map(row => row.number)) + 1,
    title: given.title,
    description: given.description ?? null,
    state: 'open',
    creator: by.id,
    dueOn: given.dueOn ?? null,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
  });
  announceMilestone(site, 'created', made, by);
  return made;
}

export function changeMilestone(site: Site, milestone: Milestone, by: Account, values: Partial<Milestone>): Milestone {
  const at = site.world.clock.now();
  const closedAt = values.state === undefined ? milestone.closedAt : values.state === 'closed' ? at : null;
  const changed = site.world.milestones.change(milestone.id, { ...values, updatedAt: at, closedAt });
  const moved = changed.state === milestone.state ? 'edited' : changed.state === 'closed' ? 'closed' : 'opened';
  announceMilestone(site, moved, changed, by, moved === 'edited' ? { changes: {} } : {});
  return changed;
}

function announceLabel(site: Site, action: string, label: Label, sender: Account, more: Record<string, unknown> = {}): void {
  const repository = site.world.repositories.get(label.repository);
  site.announce({ event: 'label', action, repository, sender, parts: { label: labelJson(site, label), ...more } });
}

function announceMilestone(
  site: Site,
  action: string,
  row: Milestone,
  sender: Account,
  more: Record<string, unknown> = {},
): void {
  const repository = site.world.repositories.get(row.repository);
  site.announce({ event: 'milestone', action, repository, sender, parts: { milestone: milestoneJson(site, row), ...more } });
}
