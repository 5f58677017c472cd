import { expect, test } from 'vitest';
import { openManifest, refusal, startAcme, web } from '../../../test/acme.ts';

const start = () => startAcme({ manifest: openManifest });

test('the last word of each context counts', async () => {
  const { box, repository, octokit } = await start();
  await using _ = box;
  const { repos } = octokit.rest;
  const sha = repository.head();
  const say = (context: string, state: 'pending' | 'success' | 'failure') =>
    repos.createCommitStatus({ ...web, sha, context, state });
  expect((await repos.getCombinedStatusForRef({ ...web, ref: 'main' })).data.state).toBe('pending');
  await say('deploy/prerelease', 'pending');
  await say('deploy/prerelease', 'success');
  const good = await repos.getCombinedStatusForRef({ ...web, ref: 'main' });
  expect(good.data).toMatchObject({ state: 'success', total_count: 1, sha });
  repository.status(sha, 'ci/old', 'failure');
  expect((await repos.getCombinedStatusForRef({ ...web, ref: 'main' })).data.state).toBe('failure');
  expect((await repos.listCommitStatusesForRef({ ...web, ref: 'main' })).data.map(one => one.state)).toEqual([
    'failure',
    'success',
    'pending',
  ]);
  expect(await refusal(repos.createCommitStatus({ ...web, sha: 'f'.repeat(40), state: 'success' }))).toMatchObject({
    status: 422,
  });
});

test('checks of other Apps stand in suites of their own, and the suite ends with its last check', async () => {
  const { box, repository, octokit } = await start();
  await using _ = box;
  const sha = repository.head();
  repository.check(sha, 'lint', { app: 'ci' });
  repository.check(sha, 'test', { app: 'ci', conclusion: 'failure' });
  repository.check(sha, 'lint', { app: 'scanner', conclusion: 'success' });
  const ended = () => box.deliveries.filter(one => one.event === 'check_suite').length;
  expect(ended()).toBe(1);
  repository.check(sha, 'lint', { app: 'ci', conclusion: 'success' });
  expect(ended()).toBe(2);
  const suites = await octokit.rest.checks.listSuitesForRef({ ...web, ref: 'main' });
  expect(suites.data.check_suites.map(one => [one.app?.slug, one.status, one.conclusion])).toEqual([
    ['ci', 'completed', 'failure'],
    ['scanner', 'completed', 'success'],
  ]);
  const app_id = suites.data.check_suites[1]?.app?.id ?? 0;
  const runs = await octokit.rest.checks.listForRef({ ...web, ref: sha, app_id });
  expect(runs.data.check_runs).toMatchObject([{ name: 'lint', conclusion: 'success', app: { slug: 'scanner' } }]);
});
