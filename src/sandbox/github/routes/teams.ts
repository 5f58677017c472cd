/** Organisations' teams and members. */
import { type Call, nothing, ok, route } from '../call.ts';
import { page } from '../pages.ts';
import { notFound } from '../refusal.ts';
import type { Account } from '../rows.ts';
import type { Team } from '../rows-people.ts';
import { accountJson, organisationJson } from '../shapes/account.ts';
import { fullTeamJson, teamJson, teamMembershipJson } from '../shapes/team.ts';

export const teams = [
  route('GET /orgs/{org}/teams', call => {
    const organisation = organisationOf(call);
    const all = call.site.world.teams.where(row => row.organisation === organisation.id);
    return page(call, all, row => listed(call, row));
  }),
  route('GET /orgs/{org}/teams/{team_slug}', call => ok(fullTeamJson(call.site, teamOf(call)))),
  route('GET /orgs/{org}/teams/{team_slug}/members', call => {
    const { world } = call.site;
    const ids = teamFamily(call, teamOf(call));
    const role = call.query('role') ?? 'all';
    const rows = world.teamMemberships.where(
      row => ids.includes(row.team) && !row.pending && (role === 'all' || row.role === role),
    );
    const people = [...new Set(rows.map(row => row.person))].map(id => world.accounts.get(id));
    return page(call, people, person => accountJson(call.site, person));
  }),
  route('GET /orgs/{org}/teams/{team_slug}/memberships/{username}', call => {
    const { world } = call.site;
    const team = teamOf(call);
    const person = world.account(call.param('username'));
    const ids = teamFamily(call, team);
    const found = person && world.teamMemberships.first(row => ids.includes(row.team) && row.person === person.id);
    if (!found) throw notFound();
    return ok(teamMembershipJson(call.site, team, found));
  }),
  route('GET /orgs/{org}/members/{username}', call => {
    const { world } = call.site;
    const organisation = organisationOf(call);
    const person = world.account(call.param('username'));
    const found = world.memberships.first(row => row.organisation === organisation.id && row.person === person?.id);
    if (!found || found.pending) throw notFound();
    return nothing();
  }),
  route('GET /orgs/{org}/memberships/{username}', call => {
    const { world, urls } = call.site;
    const organisation = organisationOf(call);
    const person = world.account(call.param('username'));
    const found = world.memberships.first(row => row.organisation === organisation.id && row.person === person?.id);
    if (!found || !person) throw notFound();
    const organization = organisationJson(call.site, organisation);
    return ok({
      url: `${urls.api}/orgs/${organisation.login}/memberships/${person.login}`,
      state: found.pending ? 'pending' : 'active',
      role: found.role,
      organization_url: organization.url,
      organization,
      user: accountJson(call.site, person),
    });
  }),
  route('GET /repos/{owner}/{repo}/teams', call => {
    const { world } = call.site;
    const { repository } = call;
    const grants = world.teamGrants.where(row => row.repository === repository.id);
    const words = { none: 'pull', read: 'pull', triage: 'triage', write: 'push', maintain: 'maintain', admin: 'admin' } as const;
    return page(call, grants, row => ({ ...listed(call, world.teams.get(row.team)), permission: words[row.role] }));
  }),
];

/** Only the organisation that the token is for, since the others do not know this App. */
export function organisationOf(call: Call): Account {
  const found = call.site.world.account(call.param('org'));
  if (found?.kind !== 'Organization' || call.token.installation.account !== found.id) throw notFound();
  call.permitted();
  return found;
}

function teamOf(call: Call): Team {
  const organisation = organisationOf(call);
  const slug = call.param('team_slug').toLowerCase();
  const found = call.site.world.teams.first(row => row.organisation === organisation.id && row.slug === slug);
  if (!found) throw notFound();
  return found;
}

/** Members of a team under this one are members of it too. */
function teamFamily(call: Call, team: Team): number[] {
  return [team.id, ...call.site.world.teams.where(row => row.parent === team.id).flatMap(child => teamFamily(call, child))];
}

function listed(call: Call, team: Team) {
  const parent = team.parent === null ? null : call.site.world.teams.get(team.parent);
  return { ...teamJson(call.site, team), parent: parent && teamJson(call.site, parent) };
}
