import { expect, test } from 'vitest';
import { openManifest, refusal, startAcme, web } from '../../../test/acme.ts';

const start = () => startAcme({ manifest: openManifest });

test('the App opens, changes, closes and reopens an issue', async () => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  const { issues } = octokit.rest;
  const made = await issues.create({ ...web, title: 'main is red', body: 'Look', labels: ['build'], assignees: ['alice'] });
  const asked = { ...web, issue_number: made.data.number };
  expect(made.data).toMatchObject({
    labels: [{ name: 'build' }],
    assignees: [{ login: 'alice' }],
    user: { login: 'shipmate[bot]' },
  });
  await issues.update({ ...asked, body: 'Look again', state: 'closed', state_reason: 'not_planned' });
  expect((await issues.get(asked)).data).toMatchObject({ state: 'closed', state_reason: 'not_planned', body: 'Look again' });
  await issues.update({ ...asked, state: 'open' });
  await issues.addLabels({ ...asked, labels: ['flaky'] });
  await issues.removeLabel({ ...asked, name: 'build' });
  expect(repository.numbered(made.data.number).labels).toEqual(['flaky']);
  expect(await refusal(issues.removeLabel({ ...asked, name: 'build' }))).toMatchObject({ status: 404 });
  await issues.lock(asked);
  expect((await issues.get(asked)).data.locked).toBe(true);
  const events = await issues.listEventsForTimeline(asked);
  expect(events.data.map(row => row.event)).toEqual(['closed', 'reopened', 'labeled', 'unlabeled', 'locked']);
  expect(box.deliveries.filter(one => one.event === 'issues').map(one => one.action)).toEqual([
    ...['opened', 'labeled', 'edited', 'closed', 'reopened', 'labeled', 'unlabeled', 'locked'],
  ]);
  expect(await refusal(issues.create({ ...web, title: ' ' }))).toMatchObject({ status: 422 });
  expect(alice.login).toBe('alice');
});

test('issues are found by label and since, pull requests among them', async () => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  const one = repository.issue({ by: alice });
  one.label(alice, 'build');
  const pull = repository.pullRequest({ by: alice });
  const closed = repository.issue({ by: alice });
  closed.close(alice);
  const list = async (more: object) => (await octokit.rest.issues.listForRepo({ ...web, ...more })).data.map(row => row.number);
  expect(await list({})).toEqual([pull.number, one.number]);
  expect(await list({ state: 'all', direction: 'asc' })).toEqual([one.number, pull.number, closed.number]);
  expect(await list({ labels: 'build' })).toEqual([one.number]);
  box.clock.advance(60_000);
  expect(await list({ state: 'all', since: box.clock.now().toISOString() })).toEqual([]);
});

test('people move an issue to another repository, and delete it', async () => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  const other = box.repository('acme/other');
  const issue = repository.issue({ by: alice });
  const comment = issue.comment(alice, 'Hello');
  const number = issue.number;
  issue.transfer(alice, other);
  expect(await refusal(octokit.rest.issues.get({ ...web, issue_number: number }))).toMatchObject({ status: 404 });
  const there = await octokit.rest.issues.listComments({ owner: 'acme', repo: 'other', issue_number: issue.number });
  expect(there.data.map(row => row.id)).toEqual([comment.id]);
  const moved = await octokit.rest.issues.getComment({ owner: 'acme', repo: 'other', comment_id: comment.id });
  expect(moved.data.body).toBe('Hello');
  issue.delete(alice);
  expect(other.threads).toEqual([]);
});

test('labels and milestones', async () => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  const { issues } = octokit.rest;
  await issues.createLabel({ ...web, name: 'flaky', color: 'ff0000' });
  expect(await refusal(issues.createLabel({ ...web, name: 'Flaky' }))).toMatchObject({ status: 422 });
  await issues.updateLabel({ ...web, name: 'flaky', new_name: 'area/flaky' });
  expect((await issues.getLabel({ ...web, name: 'area/flaky' })).data.color).toBe('ff0000');
  const issue = repository.issue({ by: alice });
  issue.milestone(alice, '1.0');
  const milestones = await issues.listMilestones(web);
  expect(milestones.data).toMatchObject([{ number: 1, title: '1.0', open_issues: 1 }]);
  await issues.updateMilestone({ ...web, milestone_number: 1, state: 'closed' });
  expect((await issues.listMilestones(web)).data).toEqual([]);
  expect(box.deliveries.filter(one => /label|milestone/.test(one.event)).map(one => `${one.event} ${one.action}`)).toEqual([
    ...['label created', 'label edited', 'milestone created', 'milestone closed'],
  ]);
});

test('artifacts are listed, fetched and deleted; caches too', async () => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  const { actions } = octokit.rest;
  repository.push('main', { '.github/workflows/ci.yml': 'on: push\njobs: { a: { steps: [{ run: x }] } }\n' }, { by: alice });
  const [run] = repository.runs();
  const id = run?.artifact('report', { 'report.md': '# All well\n' }) ?? 0;
  const listed = await actions.listWorkflowRunArtifacts({ ...web, run_id: run?.id ?? 0 });
  expect(listed.data.artifacts).toMatchObject([{ id, name: 'report', size_in_bytes: 11, expired: false }]);
  const archive = await actions.downloadArtifact({ ...web, artifact_id: id, archive_format: 'zip' });
  if (!(archive.data instanceof ArrayBuffer)) throw new Error('That should be bytes.');
  expect(Buffer.from(archive.data).subarray(0, 2).toString()).toBe('PK');
  await actions.deleteArtifact({ ...web, artifact_id: id });
  expect((await actions.listArtifactsForRepo(web)).data.total_count).toBe(0);
  const cache_id = repository.cache('npm-1', { size: 5000 });
  expect((await actions.getActionsCacheList(web)).data.actions_caches).toMatchObject([{ id: cache_id, size_in_bytes: 5000 }]);
  await actions.deleteActionsCacheById({ ...web, cache_id });
  expect((await actions.getActionsCacheList(web)).data.total_count).toBe(0);
});
