import { expect, test } from 'vitest';
import { openManifest, refusal, startAcme, web } from '../../../test/acme.ts';

const start = () => startAcme({ manifest: openManifest });

test('two branches are compared from where they parted', async () => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  const base = repository.head();
  const one = repository.push('feature/x', { 'a.txt': 'a\n' }, { by: alice });
  const two = repository.push('feature/x', { 'b.txt': 'b\n' }, { by: alice });
  repository.push('main', { 'c.txt': 'c\n' }, { by: alice });
  const compare = async (basehead: string) => (await octokit.rest.repos.compareCommitsWithBasehead({ ...web, basehead })).data;
  const found = await compare('main...feature/x');
  expect(found).toMatchObject({ status: 'diverged', ahead_by: 2, behind_by: 1, merge_base_commit: { sha: base } });
  expect(found.commits.map(commit => commit.sha)).toEqual([one.sha, two.sha]);
  expect(found.files?.map(file => file.filename)).toEqual(['a.txt', 'b.txt']);
  expect(await compare(`${base}...feature/x`)).toMatchObject({ status: 'ahead', ahead_by: 2, behind_by: 0 });
  expect(await compare('main...main')).toMatchObject({ status: 'identical', files: [] });
  expect(await refusal(compare('main...nowhere'))).toMatchObject({ status: 404 });
});

test('what a branch demands is classic protection and the rules of rulesets together', async () => {
  const { box, repository, octokit } = await start();
  await using _ = box;
  const { repos } = octokit.rest;
  repository.protect('main', { checks: ['test', { context: 'lint', app: 7 }], strict: true });
  repository.protect('main', { ruleset: 'strict', checks: ['e2e'], reviews: 2 });
  const branch = await repos.getBranch({ ...web, branch: 'main' });
  expect(branch.data).toMatchObject({
    protected: true,
    protection: { required_status_checks: { contexts: ['test', 'lint'], checks: [{ app_id: null }, { app_id: 7 }] } },
  });
  const rules = await repos.getBranchRules({ ...web, branch: 'main' });
  expect(rules.data).toMatchObject([
    { type: 'required_status_checks', parameters: { required_status_checks: [{ context: 'e2e' }] } },
    { type: 'pull_request', parameters: { required_approving_review_count: 2 } },
  ]);
  expect((await repos.getBranchProtection({ ...web, branch: 'main' })).data.required_status_checks?.strict).toBe(true);
  expect(await refusal(repos.getBranchProtection({ ...web, branch: 'other' }))).toMatchObject({ status: 404 });
});

test('activity has every move of a branch by the clock of the box, whatever its commits say', async () => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  const base = repository.head();
  const one = repository.push('x', { a: '1' }, { by: alice });
  box.clock.advance(60_000);
  const two = repository.push('x', { a: '2' }, { by: alice, on: base });
  repository.deleteBranch('x', { by: alice });
  const answer = await octokit.rest.repos.listActivities({ ...web, ref: 'refs/heads/x' });
  const zero = '0'.repeat(40);
  expect(answer.data.map(row => [row.activity_type, row.before, row.after])).toEqual([
    ['branch_deletion', two.sha, zero],
    ['force_push', one.sha, two.sha],
    ['branch_creation', zero, one.sha],
  ]);
  const [, forced, first] = answer.data.map(row => Date.parse(row.timestamp));
  expect((forced ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(60_000);
});

test('a commit knows its pull requests, before and after they are merged', async () => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  const pull = repository.pullRequest({ by: alice });
  const first = pull.head;
  pull.push({ more: 'x' }, { by: alice });
  const of = async (commit_sha: string) =>
    (await octokit.rest.repos.listPullRequestsAssociatedWithCommit({ ...web, commit_sha })).data.map(row => row.number);
  expect(await of(first)).toEqual([pull.number]);
  expect(await of(repository.head())).toEqual([]);
  expect(await of(pull.merge(alice, { method: 'squash' }))).toEqual([pull.number]);
  repository.tag('v1');
  expect((await octokit.rest.repos.listTags(web)).data).toMatchObject([{ name: 'v1', commit: { sha: repository.head() } }]);
  const last = await octokit.rest.repos.getCommit({ ...web, ref: 'main' });
  expect(last.data).toMatchObject({ stats: { total: 2 }, files: [{ filename: 'change.txt' }, { filename: 'more' }] });
  const commits = await octokit.rest.repos.listCommits({ ...web, path: 'more' });
  expect(commits.data.map(row => row.sha)).toEqual([repository.head()]);
});
