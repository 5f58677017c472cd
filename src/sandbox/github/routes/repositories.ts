/** Repositories, and who may do what in them. */
import { isCollaborator, permissionOf, roleOf } from '../access.ts';
import { nothing, ok, route } from '../call.ts';
import { page } from '../pages.ts';
import { notFound, Refusal } from '../refusal.ts';
import { type Account, type Role, roles } from '../rows.ts';
import { accountJson, profileJson } from '../shapes/account.ts';
import { repositoryJson } from '../shapes/repository.ts';
import type { Site } from '../site.ts';

export const repositories = [
  route('GET /repos/{owner}/{repo}', call =>
    ok({ ...repositoryJson(call.site, call.repository), network_count: 0, subscribers_count: 0 }),
  ),
  route('GET /users/{username}', call => {
    const found = call.site.world.account(call.param('username'));
    if (!found) throw notFound();
    return ok(profileJson(call.site, found));
  }),
  route('GET /repos/{owner}/{repo}/collaborators', call => {
    const { world } = call.site;
    const { repository } = call;
    const reads = permissionOf(repository.private ? 'none' : 'read');
    const people = world.accounts.where(one => one.kind === 'User' && permissionOf(roleOf(world, repository, one)) !== reads);
    return page(call, people, person => withRole(call.site, person, roleOf(world, repository, person)));
  }),
  route('GET /repos/{owner}/{repo}/collaborators/{username}', call => {
    const { world } = call.site;
    const person = world.account(call.param('username'));
    if (!person || !isCollaborator(world, call.repository, person)) throw notFound();
    return nothing();
  }),
  route('GET /repos/{owner}/{repo}/collaborators/{username}/permission', call => {
    const { world } = call.site;
    const { repository } = call;
    const person = world.account(call.param('username'));
    if (person?.kind !== 'User') throw new Refusal(404, `${call.param('username')} is not a user`);
    const role = roleOf(world, repository, person);
    return ok({
      permission: permissionOf(role),
      role_name: role,
      user: withRole(call.site, person, role),
    });
  }),
];

function withRole(site: Site, person: Account, role: Role) {
  const from = (least: Role) => roles.indexOf(role) >= roles.indexOf(least);
  return {
    ...accountJson(site, person),
    permissions: {
      admin: from('admin'),
      maintain: from('maintain'),
      push: from('write'),
      triage: from('triage'),
      pull: from('read'),
    },
    role_name: role,
  };
}
