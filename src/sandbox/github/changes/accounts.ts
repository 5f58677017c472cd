/** People, organisations, repositories and installations come into being, and change. */

import { nodeId } from '../nodes.ts';
import type { Account, Installation, Repository, Role } from '../rows.ts';
import { installationJson } from '../shapes/app.ts';
import type { Site } from '../site.ts';
import type { World } from '../world.ts';

export function addAccount(world: World, kind: Account['kind'], login: string): Account {
  return world.accounts.add({ id: world.nextId(), kind, login, createdAt: world.clock.now() });
}

export function addRepository(
  world: World,
  owner: Account,
  name: string,
  given: { private: boolean; forkOf?: Repository; defaultBranch?: string },
): Repository {
  const at = world.clock.now();
  return world.repositories.add({
    id: world.nextId(),
    kind: 'Repository',
    owner: owner.id,
    name,
    private: given.private,
    archived: false,
    issues: true,
    defaultBranch: given.defaultBranch ?? 'main',
    forkOf: given.forkOf?.id ?? null,
    createdAt: at,
    pushedAt: at,
  });
}

export function setRole(world: World, repository: Repository, person: Account, role: Role): void {
  const known = world.collaborators.first(row => row.repository === repository.id && row.person === person.id);
  if (known) world.collaborators.change(known.id, { role });
  else world.collaborators.add({ id: world.nextId(), repository: repository.id, person: person.id, role });
}

export function install(site: Site, account: Account, repositories: Repository[] | null, by: Account): Installation {
  const { world } = site;
  const installation = world.installations.add({
    id: world.nextId(),
    account: account.id,
    repositories: repositories?.map(row => row.id) ?? null,
    suspended: false,
    createdAt: world.clock.now(),
  });
  const covered = repositories ?? world.repositories.where(row => row.owner === account.id);
  announceInstallation(site, 'created', installation, by, {
    repositories: covered.map(row => brief(site, row)),
    requester: null,
  });
  return installation;
}

export function uninstall(site: Site, installation: Installation, by: Account): void {
  announceInstallation(site, 'deleted', installation, by, { repositories: [] });
  site.world.installations.remove(installation.id);
}

/** Other repositories than before; null for all there are and will be. */
export function reselect(site: Site, installation: Installation, repositories: Repository[] | null, by: Account): Installation {
  const { world } = site;
  const all = () => world.repositories.where(row => row.owner === installation.account);
  const before = installation.repositories?.map(id => world.repositories.get(id)) ?? all();
  const changed = world.installations.change(installation.id, { repositories: repositories?.map(row => row.id) ?? null });
  const after = repositories ?? all();
  const lacks = (rows: Repository[]) => (row: Repository) => !rows.some(other => other.id === row.id);
  tellSelection(site, changed, 'added', after.filter(lacks(before)), by);
  tellSelection(site, changed, 'removed', before.filter(lacks(after)), by);
  return changed;
}

export function tellSelection(
  site: Site,
  installation: Installation,
  action: 'added' | 'removed',
  rows: Repository[],
  by: Account,
): void {
  if (rows.length === 0) return;
  const briefly = rows.map(row => brief(site, row));
  site.announce({
    event: 'installation_repositories',
    action,
    installation: installation.id,
    sender: by,
    parts: {
      installation: installationJson(site, installation),
      repository_selection: installation.repositories === null ? 'all' : 'selected',
      repositories_added: action === 'added' ? briefly : [],
      repositories_removed: action === 'removed' ? briefly : [],
      requester: null,
    },
  });
}

/** A new one, where the App is on all of its owner's, is one more for the App. */
export function repositoryMade(site: Site, repository: Repository, by: Account): void {
  const installation = site.world.installationOf(repository);
  if (!installation) return;
  tellSelection(site, installation, 'added', [repository], by);
  site.announce({ event: 'repository', action: 'created', repository, sender: by, parts: {} });
}

function announceInstallation(site: Site, action: string, row: Installation, by: Account, more: Record<string, unknown>): void {
  const parts = { installation: installationJson(site, row), ...more };
  site.announce({ event: 'installation', action, installation: row.id, sender: by, parts });
}

const brief = (site: Site, repository: Repository) => ({
  id: repository.id,
  node_id: nodeId(repository),
  name: repository.name,
  full_name: site.world.fullName(repository),
  private: repository.private,
});
