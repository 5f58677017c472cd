import type { Octokit } from '@octokit/rest';
import { expect, test } from 'vitest';
import { openManifest, refusal, startAcme, web } from '../../../test/acme.ts';

const sha = 'a'.repeat(40);

test.each<[string, 'read' | undefined, (rest: Octokit['rest']) => Promise<unknown>]>([
  ['actions', undefined, rest => rest.actions.listWorkflowRunsForRepo(web)],
  ['actions', 'read', rest => rest.actions.createWorkflowDispatch({ ...web, workflow_id: 'a.yml', ref: 'main' })],
  ['administration', undefined, rest => rest.repos.getBranchProtection({ ...web, branch: 'main' })],
  ['contents', undefined, rest => rest.repos.compareCommitsWithBasehead({ ...web, basehead: 'main...main' })],
  ['contents', 'read', rest => rest.pulls.merge({ ...web, pull_number: 1 })],
  ['deployments', undefined, rest => rest.repos.listDeployments(web)],
  ['deployments', 'read', rest => rest.repos.createDeployment({ ...web, ref: 'main' })],
  ['issues', 'read', rest => rest.issues.create({ ...web, title: 'No' })],
  ['members', undefined, rest => rest.teams.getByName({ org: 'acme', team_slug: 'web' })],
  ['pull_requests', undefined, rest => rest.pulls.list(web)],
  ['statuses', 'read', rest => rest.repos.createCommitStatus({ ...web, sha, state: 'success' })],
])('with %s: %s in the manifest the call is refused, and nothing happens', async (name, level, ask) => {
  const { [name]: _, ...others } = openManifest.default_permissions;
  const default_permissions = level ? { ...others, [name]: level } : others;
  const { box, octokit } = await startAcme({ manifest: { ...openManifest, default_permissions } });
  await using __ = box;
  expect(await refusal(ask(octokit.rest))).toMatchObject({ status: 403, message: 'Resource not accessible by integration' });
  expect(box.ledger.writes).toEqual([]);
});
