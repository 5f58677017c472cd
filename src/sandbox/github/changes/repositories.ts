/** Repositories change their name, their owner and their default branch, and are archived. */
import type { Account, Repository } from '../rows.ts';
import { accountJson, organisationJson } from '../shapes/account.ts';
import type { Site } from '../site.ts';
import { covers, isPull } from '../world.ts';
import { tellSelection } from './accounts.ts';
import { retarget } from './pulls.ts';
import { setRef } from './refs.ts';

export function rename(site: Site, repository: Repository, name: string, by: Account): Repository {
  leaveName(site, repository);
  const renamed = site.world.repositories.change(repository.id, { name });
  tell(site, 'renamed', renamed, by, { repository: { name: { from: repository.name } } });
  return renamed;
}

/** To somebody else; the App comes along only where it is installed there, and teams stay behind. */
export function transfer(site: Site, repository: Repository, to: Account, by: Account): Repository {
  const { world } = site;
  const from = world.accounts.get(repository.owner);
  const left = world.installations.first(row => covers(row, repository));
  leaveName(site, repository);
  for (const grant of world.teamGrants.where(row => row.repository === repository.id)) world.teamGrants.remove(grant.id);
  const moved = world.repositories.change(repository.id, { owner: to.id });
  if (left) {
    const others = left.repositories?.filter(id => id !== repository.id) ?? null;
    tellSelection(site, world.installations.change(left.id, { repositories: others }), 'removed', [moved], by);
  }
  const entered = world.installationOf(moved);
  if (entered) tellSelection(site, entered, 'added', [moved], by);
  const owner = from.kind === 'Organization' ? { organization: organisationJson(site, from) } : { user: accountJson(site, from) };
  tell(site, 'transferred', moved, by, { owner: { from: owner } });
  return moved;
}

export function archive(site: Site, repository: Repository, by: Account, archived: boolean): void {
  tell(site, archived ? 'archived' : 'unarchived', site.world.repositories.change(repository.id, { archived }), by);
}

export function publicize(site: Site, repository: Repository, by: Account): void {
  tell(site, 'publicized', site.world.repositories.change(repository.id, { private: false }), by);
}

export function setDefaultBranch(site: Site, repository: Repository, branch: string, by: Account): void {
  if (!site.world.ref(repository, `refs/heads/${branch}`)) throw new Error(`There is no branch ${branch}.`);
  const changed = site.world.repositories.change(repository.id, { defaultBranch: branch });
  tell(site, 'edited', changed, by, { default_branch: { from: repository.defaultBranch } });
}

/** Its rules and the pull requests into it come along; who asks for it by its old name is sent on. */
export function renameBranch(site: Site, repository: Repository, from: string, to: string, by: Account): void {
  const { world } = site;
  const ref = world.ref(repository, `refs/heads/${from}`);
  if (!ref || world.ref(repository, `refs/heads/${to}`)) throw new Error(`${from} cannot be renamed to ${to}.`);
  setRef(world, repository, `refs/heads/${to}`, ref.sha);
  world.formerBranches.add({ id: world.nextId(), repository: repository.id, name: from, now: to });
  for (const rule of world.rules.where(row => row.repository === repository.id && row.branch === from))
    world.rules.change(rule.id, { branch: to });
  if (repository.defaultBranch === from) setDefaultBranch(site, repository, to, by);
  const open = world.issues.where(row => row.repository === repository.id && row.state === 'open').filter(isPull);
  for (const pull of open) if (pull.pull.base === from) retarget(site, pull, to, by);
  world.refs.remove(ref.id);
}

function leaveName({ world }: Site, repository: Repository): void {
  world.formerNames.add({ id: world.nextId(), fullName: world.fullName(repository), repository: repository.id });
}

function tell(site: Site, action: string, repository: Repository, sender: Account, changes?: Record<string, unknown>): void {
  site.announce({ event: 'repository', action, repository, sender, parts: changes ? { changes } : {} });
}
