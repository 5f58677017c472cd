import { expect, test } from 'vitest';
import { openManifest, refusal, startAcme, web } from '../../../test/acme.ts';

const start = () => startAcme({ manifest: openManifest });

test('a team has numeric ids, members, maintainers, and people who have not accepted', async () => {
  const { box, alice, octokit } = await start();
  await using _ = box;
  const [bob, carol] = [box.person('bob'), box.person('carol')];
  const team = box.organisation('acme').team('On call').member(alice, { role: 'maintainer' }).member(bob, { pending: true });
  box.organisation('acme').team('Night', { parent: team }).member(carol);
  const { teams } = octokit.rest;
  const asked = { org: 'acme', team_slug: 'on-call' };
  expect((await teams.getByName(asked)).data).toMatchObject({ id: team.id, name: 'On call', members_count: 1, parent: null });
  expect((await teams.listMembersInOrg(asked)).data.map(user => user.login)).toEqual(['alice', 'carol']);
  const membership = async (username: string) => (await teams.getMembershipForUserInOrg({ ...asked, username })).data;
  expect(await membership('alice')).toMatchObject({ state: 'active', role: 'maintainer' });
  expect(await membership('bob')).toMatchObject({ state: 'pending' });
  expect(await refusal(membership('dave'))).toMatchObject({ status: 404 });
  expect(await refusal(teams.getByName({ org: 'acme', team_slug: 'nobody' }))).toMatchObject({ status: 404 });
  team.member(bob);
  team.member(bob, { role: 'maintainer' });
  team.leaves(alice, bob);
  const told = box.deliveries.filter(one => one.event === 'membership');
  expect(told.map(one => [one.action, JSON.parse(one.body).member.login])).toEqual([
    ['added', 'alice'],
    ['added', 'carol'],
    ['added', 'bob'],
    ['removed', 'alice'],
  ]);
  expect(JSON.parse(told[0]?.body ?? '')).toMatchObject({ organization: { login: 'acme' }, team: { id: team.id } });
});

test('what a team may do its members may, and those of the teams under it; who is only invited may not', async () => {
  const { box, repository, octokit } = await start();
  await using _ = box;
  const [bob, carol, dave] = [box.person('bob'), box.person('carol'), box.person('dave')];
  const acme = box.organisation('acme');
  const team = acme.team('Web').member(bob).member(dave, { pending: true }).grant(repository, 'maintain');
  acme.team('Interns', { parent: team }).member(carol);
  const role = async (username: string) =>
    (await octokit.rest.repos.getCollaboratorPermissionLevel({ ...web, username })).data.role_name;
  expect(await Promise.all(['bob', 'carol', 'dave'].map(role))).toEqual(['maintain', 'maintain', 'read']);
  const people = await octokit.rest.repos.listCollaborators(web);
  expect(people.data.map(user => [user.login, user.role_name])).toEqual([
    ['alice', 'write'],
    ['bob', 'maintain'],
    ['carol', 'maintain'],
  ]);
});

test('members of the organisation are members once they accept', async () => {
  const { box, octokit } = await start();
  await using _ = box;
  const acme = box.organisation('acme');
  acme.member(box.person('bob'));
  acme.member(box.person('dave'), 'member', { pending: true });
  const { orgs } = octokit.rest;
  expect((await orgs.checkMembershipForUser({ org: 'acme', username: 'bob' })).status).toBe(204);
  expect(await refusal(orgs.checkMembershipForUser({ org: 'acme', username: 'dave' }))).toMatchObject({ status: 404 });
  expect((await orgs.getMembershipForUser({ org: 'acme', username: 'dave' })).data.state).toBe('pending');
});
