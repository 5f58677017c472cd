/** Teams: who is in them, and where they may do what. */
import type { Account, Repository, Role } from '../rows.ts';
import type { Team } from '../rows-people.ts';
import { accountJson } from '../shapes/account.ts';
import { teamJson } from '../shapes/team.ts';
import type { Site } from '../site.ts';

export function teamNamed(site: Site, organisation: Account, name: string, parent: Team | null = null): Team {
  const { world } = site;
  const slug = name.toLowerCase().replaceAll(/[^a-z0-9_]+/g, '-');
  const known = world.teams.first(row => row.organisation === organisation.id && row.slug === slug);
  const [id, createdAt] = [world.nextId(), world.clock.now()];
  const made = {
    id,
    kind: 'Team',
    organisation: organisation.id,
    name,
    slug,
    secret: false,
    parent: parent?.id ?? null,
  } as const;
  return known ?? world.teams.add({ ...made, createdAt });
}

export function joinTeam(
  site: Site,
  team: Team,
  person: Account,
  by: Account,
  { role, pending }: { role: 'member' | 'maintainer'; pending: boolean },
): void {
  const { world } = site;
  const known = world.teamMemberships.first(row => row.team === team.id && row.person === person.id);
  if (known) world.teamMemberships.change(known.id, { role, pending });
  else world.teamMemberships.add({ id: world.nextId(), team: team.id, person: person.id, role, pending });
  // An invitation is no news to anybody but the invited.
  if (!pending && (known?.pending ?? true)) announce(site, 'added', team, person, by);
}

export function leaveTeam(site: Site, team: Team, person: Account, by: Account): void {
  const known = site.world.teamMemberships.first(row => row.team === team.id && row.person === person.id);
  if (!known) return;
  site.world.teamMemberships.remove(known.id);
  announce(site, 'removed', team, person, by);
}

export function grantTeam(site: Site, team: Team, repository: Repository, role: Role): void {
  const { world } = site;
  const known = world.teamGrants.first(row => row.team === team.id && row.repository === repository.id);
  if (known) world.teamGrants.change(known.id, { role });
  else world.teamGrants.add({ id: world.nextId(), team: team.id, repository: repository.id, role });
}

function announce(site: Site, action: string, team: Team, person: Account, sender: Account): void {
  const installation = site.world.installations.first(row => row.account === team.organisation);
  if (!installation) return;
  site.announce({
    event: 'membership',
    action,
    installation: installation.id,
    organisation: site.world.accounts.get(team.organisation),
    sender,
    parts: { scope: 'team', member: accountJson(site, person), team: teamJson(site, team) },
  });
}
