import { expect, test } from 'vitest';
import { openManifest, refusal, startAcme, web } from '../../../test/acme.ts';

const start = () => startAcme({ manifest: openManifest });
const plain = { ...web, auto_merge: false, required_contexts: [] };

test('a deployment is found again by commit and environment, with its payload', async () => {
  const { box, repository, octokit } = await start();
  await using _ = box;
  const { repos } = octokit.rest;
  const sha = repository.head();
  const made = await repos.createDeployment({ ...plain, ref: sha, environment: 'prerelease', payload: { key: 'k' } });
  expect(made.status).toBe(201);
  await repos.createDeployment({ ...plain, ref: 'main' });
  const found = await repos.listDeployments({ ...web, sha, environment: 'prerelease' });
  expect(found.data).toMatchObject([{ sha, ref: sha, payload: { key: 'k' }, creator: { login: 'shipmate[bot]' } }]);
  expect((await repos.getAllEnvironments(web)).data.environments?.map(one => one.name)).toEqual(['prerelease', 'production']);
  expect(await refusal(repos.createDeployment({ ...plain, ref: 'nowhere' }))).toMatchObject({ status: 422 });
});

test('what succeeded before turns inactive, but not in production', async () => {
  const { box, repository, octokit } = await start();
  await using _ = box;
  const { repos } = octokit.rest;
  for (const environment of ['prerelease', 'production', 'prerelease', 'production']) {
    const made = await repos.createDeployment({ ...plain, ref: 'main', environment });
    if (!('id' in made.data)) throw new Error('There should be a deployment.');
    const asked = { ...web, deployment_id: made.data.id };
    await repos.createDeploymentStatus({ ...asked, state: 'in_progress' });
    await repos.createDeploymentStatus({ ...asked, state: 'success', environment_url: 'https://example.org' });
  }
  expect(repository.deployments.map(row => `${row.environment} ${row.state}`)).toEqual([
    'prerelease inactive',
    'production success',
    'prerelease success',
    'production success',
  ]);
  expect(box.deliveries.filter(one => one.event === 'deployment_status').length).toBe(9);
});

test('left alone GitHub wants every check green and the branch up to date', async () => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  const { repos } = octokit.rest;
  repository.check(repository.head(), 'test', { conclusion: 'failure' });
  expect(await refusal(repos.createDeployment({ ...web, ref: 'main' }))).toMatchObject({ status: 409 });
  repository.check(repository.head(), 'test', { conclusion: 'success' });
  expect((await repos.createDeployment({ ...web, ref: 'main' })).status).toBe(201);
  repository.push('next', { 'a.txt': 'a' }, { by: alice });
  repository.push('main', { 'b.txt': 'b' }, { by: alice });
  expect(await refusal(repos.createDeployment({ ...web, ref: 'next' }))).toMatchObject({ status: 409 });
  expect((await repos.createDeployment({ ...plain, ref: 'next' })).status).toBe(201);
});
