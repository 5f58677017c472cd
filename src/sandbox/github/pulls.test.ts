import { expect, test } from 'vitest';
import { openManifest, refusal, startAcme, web } from '../../../test/acme.ts';

const start = () => startAcme({ manifest: openManifest });

test('whether it can be merged is worked out from both sides', async () => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  const pull = repository.pullRequest({ by: alice, files: { 'app.js': 'mine\n' } });
  const state = async () => (await octokit.rest.pulls.get({ ...web, pull_number: pull.number })).data;
  expect(await state()).toMatchObject({ mergeable: true, mergeable_state: 'clean' });
  repository.check(pull.head, 'test');
  expect(await state()).toMatchObject({ mergeable_state: 'unstable' });
  repository.protect('main', { checks: ['test'], strict: true });
  expect(await state()).toMatchObject({ mergeable_state: 'blocked' });
  repository.check(pull.head, 'test', { conclusion: 'success' });
  expect(await state()).toMatchObject({ mergeable_state: 'clean' });
  repository.push('main', { 'other.txt': 'x' }, { by: alice });
  expect(await state()).toMatchObject({ mergeable_state: 'behind' });
  repository.push('main', { 'app.js': 'theirs\n' }, { by: alice });
  expect(await state()).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
  expect(await refusal(octokit.rest.pulls.merge({ ...web, pull_number: pull.number }))).toMatchObject({ status: 405 });
});

test.each(['merge', 'squash'] as const)('a %s moves the base, closes what it fixes, and names itself', async method => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  const issue = repository.issue({ by: alice, title: 'Broken' });
  const base = repository.head();
  const pull = repository.pullRequest({ by: alice, title: 'Mend', body: `Fixes #${issue.number}`, files: { 'app.js': 'x' } });
  const head = pull.head;
  const sha = pull.merge(alice, { method });
  expect(repository.head()).toBe(sha);
  const commit = await octokit.rest.repos.getCommit({ ...web, ref: sha });
  expect(commit.data.parents.map(parent => parent.sha)).toEqual(method === 'merge' ? [base, head] : [base]);
  const merged = await octokit.rest.pulls.get({ ...web, pull_number: pull.number });
  expect(merged.data).toMatchObject({ changed_files: 1, commits: 1, base: { sha: base } });
  expect(merged.data).toMatchObject({ state: 'closed', merged: true, merge_commit_sha: sha, merged_by: { login: 'alice' } });
  expect(issue.row).toMatchObject({ state: 'closed', stateReason: 'completed' });
  const told = box.deliveries.map(one => `${one.event} ${one.action ?? ''}`);
  expect(told.slice(-3)).toEqual(['pull_request closed', 'push ', 'issues closed']);
});

test('reviews are asked for, answered and dismissed', async () => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  const [bob, carol] = [box.person('bob'), box.person('carol')];
  const team = box.organisation('acme').team('Web people');
  const pull = repository.pullRequest({ by: alice, draft: true });
  const asked = { ...web, pull_number: pull.number };
  pull.ready(alice);
  pull.askReview(alice, { people: [bob, carol], teams: [team.row] });
  const waiting = async () => (await octokit.rest.pulls.listRequestedReviewers(asked)).data;
  expect(await waiting()).toMatchObject({ users: [{ login: 'bob' }, { login: 'carol' }], teams: [{ slug: 'web-people' }] });
  const review = pull.review(bob, 'No', 'CHANGES_REQUESTED');
  expect((await waiting()).users.map(user => user.login)).toEqual(['carol']);
  review.dismiss(alice, 'Old');
  const reviews = await octokit.rest.pulls.listReviews(asked);
  expect(reviews.data).toMatchObject([{ state: 'DISMISSED', commit_id: pull.head }]);
  await octokit.rest.pulls.removeRequestedReviewers({ ...asked, reviewers: ['carol'] });
  expect((await waiting()).users).toEqual([]);
  const actions = box.deliveries.filter(one => one.event.startsWith('pull_request')).map(one => one.action);
  expect(actions).toEqual([
    'opened',
    'ready_for_review',
    'review_requested',
    'review_requested',
    'review_requested',
    'submitted',
    'dismissed',
    'review_request_removed',
  ]);
});

test('pull requests are listed by state, base and head', async () => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  const one = repository.pullRequest({ by: alice, branch: 'one' });
  const two = repository.pullRequest({ by: alice, branch: 'two', base: 'one' });
  two.close(alice);
  const list = async (more: object) => (await octokit.rest.pulls.list({ ...web, ...more })).data.map(row => row.number);
  expect(await list({})).toEqual([one.number]);
  expect(await list({ state: 'all' })).toEqual([two.number, one.number]);
  expect(await list({ state: 'all', base: 'one' })).toEqual([two.number]);
  expect(await list({ head: 'acme:one' })).toEqual([one.number]);
  two.reopen(alice);
  expect(await list({ head: 'acme:two' })).toEqual([two.number]);
});

test('closed and opened again by its number among the issues, but not once it is merged or its branch is gone', async () => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  const [merged, lost, kept] = ['merged', 'lost', 'kept'].map(branch => repository.pullRequest({ by: alice, branch }));
  const set = (number: number | undefined, state: 'open' | 'closed') =>
    octokit.rest.issues.update({ ...web, issue_number: number ?? 0, state });
  merged?.merge(alice);
  for (const one of [lost, kept]) await set(one?.number, 'closed');
  repository.deleteBranch('lost', { by: alice });
  await expect(set(merged?.number, 'open')).rejects.toThrow('cannot be reopened');
  await expect(set(lost?.number, 'open')).rejects.toThrow('The lost branch has been deleted');
  await set(kept?.number, 'open');
  expect(kept?.row.state).toBe('open');
});
