/** Repositories, and who may do what in them. */
import { permissionOf, roleOf } from '../access.ts';
import { ok, route } from '../call.ts';
import { notFound, Refusal } from '../refusal.ts';
import { roles } from '../rows.ts';
import { accountJson } from '../shapes/account.ts';
import { repositoryJson } from '../shapes/repository.ts';

export const repositories = [
  route('GET /repos/{owner}/{repo}', call => ok(repositoryJson(call.site, call.repository))),
  route('GET /users/{username}', call => {
    const found = call.site.world.account(call.param('username'));
    if (!found) throw notFound();
    return ok(accountJson(call.site, found));
  }),
  route('GET /repos/{owner}/{repo}/collaborators/{username}/permission', call => {
    const { world } = call.site;
    const { repository } = call;
    const person = world.account(call.param('username'));
    if (person?.kind !== 'User') throw new Refusal(404, `${call.param('username')} is not a user`);
    const role = roleOf(world, repository, person);
    const from = (least: (typeof roles)[number]) => roles.indexOf(role) >= roles.indexOf(least);
    return ok({
      permission: permissionOf(role),
      role_name: role,
      user: {
        ...accountJson(call.site, person),
        permissions: {
          admin: from('admin'),
          maintain: from('maintain'),
          push: from('write'),
          triage: from('triage'),
          pull: from('read'),
        },
        role_name: role,
      },
    });
  }),
];
