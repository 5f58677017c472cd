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

export function rename(site: Site, repository: Repository, name: string, by: Account): Repository {
  const { world } = site;
  world.formerNames.add({ id: world.nextId(), fullName: world.fullName(repository), repository: repository.id });
  const renamed = world.repositories.change(repository.id, { name });
  const changes = { repository: { name: { from: repository.name } } };
  site.announce({ event: 'repository', action: 'renamed', repository: renamed, sender: by, parts: { changes } });
  return renamed;
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

/** Other repositories than before. */
export function reselect(site: Site, installation: Installation, repositories: Repository[], by: Account): Installation {
  const before = new Set(installation.repositories ?? []);
  const after = repositories.map(row => row.id);
  const changed = site.world.installations.change(installation.id, { repositories: after });
  const added = repositories.filter(row => !before.has(row.id));
  const removed = [...before].filter(id => !after.includes(id)).map(id => site.world.repositories.get(id));
  for (const [action, rows] of [['added', added] as const, ['removed', removed] as const])
    if (rows.length > 0)
      site.announce({
        event: 'installation_repositories',
        action,
        installation: installation.id,
        sender: by,
        parts: {
          installation: installationJson(site, changed),
          repository_selection: 'selected',
          repositories_added: action === 'added' ? rows.map(row => brief(site, row)) : [],
          repositories_removed: action === 'removed' ? rows.map(row => brief(site, row)) : [],
          requester: null,
        },
      });
  return changed;
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
