import { stamp } from '../clock.ts';
import { nodeId } from '../nodes.ts';
import type { Team, TeamMembership } from '../rows-people.ts';
import type { Site } from '../site.ts';
import { organisationJson } from './account.ts';

export function teamJson(site: Site, team: Team) {
  const { world, urls } = site;
  const organisation = world.accounts.get(team.organisation);
  const url = `${urls.api}/organizations/${organisation.id}/team/${team.id}`;
  return {
    id: team.id,
    node_id: nodeId(team),
    url,
    html_url: `${urls.html}/orgs/${organisation.login}/teams/${team.slug}`,
    name: team.name,
    slug: team.slug,
    description: null,
    privacy: team.secret ? 'secret' : 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'pull',
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: 'organization' as const,
    organization_id: organisation.id,
  };
}

/** Webhooks say less of the teams that a review is asked of. */
export function toldTeamJson(site: Site, team: Team) {
  const { type: _, organization_id, notification_setting, ...told } = teamJson(site, team);
  return { ...told, parent: null };
}

/** A team asked for by name says more of itself. */
export function fullTeamJson(site: Site, team: Team) {
  const { world, urls } = site;
  const organisation = world.accounts.get(team.organisation);
  const parent = team.parent === null ? null : world.teams.get(team.parent);
  return {
    ...teamJson(site, team),
    privacy: team.secret ? ('secret' as const) : ('closed' as const),
    notification_setting: 'notifications_enabled' as const,
    parent: parent && teamJson(site, parent),
    members_count: world.teamMemberships.where(row => row.team === team.id && !row.pending).length,
    repos_count: world.teamGrants.where(row => row.team === team.id).length,
    created_at: stamp(team.createdAt),
    updated_at: stamp(team.createdAt),
    organization: {
      ...organisationJson(site, organisation),
      has_organization_projects: true,
      has_repository_projects: true,
      public_repos: world.repositories.where(row => row.owner === organisation.id && !row.private).length,
      public_gists: 0,
      followers: 0,
      following: 0,
      html_url: `${urls.html}/${organisation.login}`,
      created_at: stamp(organisation.createdAt),
      updated_at: stamp(organisation.createdAt),
      archived_at: null,
      type: 'Organization' as const,
    },
  };
}

export function teamMembershipJson(site: Site, team: Team, row: TeamMembership) {
  const organisation = site.world.accounts.get(team.organisation);
  const person = site.world.accounts.get(row.person);
  return {
    url: `${site.urls.api}/organizations/${organisation.id}/team/${team.id}/memberships/${person.login}`,
    role: row.role,
    state: row.pending ? ('pending' as const) : ('active' as const),
  };
}
