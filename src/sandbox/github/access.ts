/** What a person may do in a repository, and how GitHub calls their tie to it. */
import { type Account, type Repository, type Role, roles } from './rows.ts';
import type { World } from './world.ts';

const highest = (all: Role[]): Role => roles.findLast(role => all.includes(role)) ?? 'none';

/** Ownership, membership and an invitation as collaborator, whichever gives most; everybody reads what is public. */
export function roleOf(world: World, repository: Repository, person: Account): Role {
  if (repository.owner === person.id) return 'admin';
  const member = membership(world, repository, person);
  const invited = world.collaborators.first(row => row.repository === repository.id && row.person === person.id);
  return highest([
    repository.private ? 'none' : 'read',
    member === undefined ? 'none' : member.role === 'admin' ? 'admin' : 'read',
    invited?.role ?? 'none',
    ...throughTeams(world, repository, person),
  ]);
}

/** Somebody with a tie of their own: everybody reads what is public. */
export const isCollaborator = (world: World, repository: Repository, person: Account): boolean =>
  person.kind === 'User' && roleOf(world, { ...repository, private: true }, person) !== 'none';

/** A team's members have what it and the teams above it were given. */
function throughTeams(world: World, repository: Repository, person: Account): Role[] {
  const roles: Role[] = [];
  for (const row of world.teamMemberships.where(row => row.person === person.id && !row.pending)) {
    for (let team = world.teams.find(row.team); team; team = team.parent === null ? undefined : world.teams.find(team.parent)) {
      const id = team.id;
      const granted = world.teamGrants.first(grant => grant.team === id && grant.repository === repository.id);
      if (granted) roles.push(granted.role);
    }
  }
  return roles;
}

/** The four levels that older answers know: triage counts as read, maintain as write. */
export function permissionOf(role: Role): 'none' | 'read' | 'write' | 'admin' {
  if (role === 'triage') return 'read';
  return role === 'maintain' ? 'write' : role;
}

export type Association = 'OWNER' | 'MEMBER' | 'COLLABORATOR' | 'CONTRIBUTOR' | 'NONE';

export function associationOf(world: World, repository: Repository, person: Account): Association {
  if (repository.owner === person.id) return 'OWNER';
  if (membership(world, repository, person)) return 'MEMBER';
  if (world.collaborators.first(row => row.repository === repository.id && row.person === person.id)) return 'COLLABORATOR';
  const merged = world.issues.first(
    issue => issue.repository === repository.id && issue.author === person.id && (issue.pull?.mergedAt ?? null) !== null,
  );
  return merged ? 'CONTRIBUTOR' : 'NONE';
}

function membership(world: World, repository: Repository, person: Account) {
  return world.memberships.first(row => row.organisation === repository.owner && row.person === person.id && !row.pending);
}
