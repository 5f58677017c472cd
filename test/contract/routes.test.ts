import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { fieldsOf } from '../../src/sandbox/github/resolvers/index.ts';
import { routes } from '../../src/sandbox/github/routes/index.ts';

/** What the App asks of GitHub, by what its sources name. A new line here is a new need: of the box, and maybe of a permission. */

const src = resolve(import.meta.dirname, '../../src');
const askers = ['github', 'engine', 'cli'];

const sources = askers.flatMap(folder =>
  readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map(name => readFileSync(join(src, folder, name), 'utf8')),
);

const found = (pattern: RegExp, named: (match: string[]) => string) =>
  [...new Set(sources.flatMap(text => [...text.matchAll(pattern)].map(match => named(match))))].sort();

/** Addresses put together by hand say their method below: `fetch(\`${apiUrl}/app/hook/config\`, { method: 'PATCH'`. */
const byHand = found(
  /fetch\(`\$\{\w+\}(\/[^`]*)`,\s*\{\s*method: '(\w+)'/g,
  ([, path = '', method = '']) => `${method} ${path.replaceAll(/\$\{encodeURIComponent\((\w+)\)\}/g, '{$1}')}`,
);
const asked = [...found(/'((?:GET|POST|PUT|PATCH|DELETE) \/[^']*)'/g, ([, route = '']) => route), ...byHand].sort();
const queried = found(
  /`(query|mutation) \([^)]*\) \{\s*(?:\w+:\s*)?(\w+)/g,
  ([, kind = '', field = '']) => `${kind === 'query' ? 'Query' : 'Mutation'}.${field}`,
);

test('these are the routes that the App uses', () => {
  expect(asked).toMatchInlineSnapshot(`
    [
      "DELETE /repos/{owner}/{repo}/actions/artifacts/{artifact_id}",
      "DELETE /repos/{owner}/{repo}/actions/caches/{cache_id}",
      "DELETE /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers",
      "GET /app",
      "GET /app/hook/deliveries",
      "GET /app/hook/deliveries/{delivery_id}",
      "GET /app/installations",
      "GET /installation/repositories",
      "GET /repos/{owner}/{repo}",
      "GET /repos/{owner}/{repo}/actions/artifacts",
      "GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}",
      "GET /repos/{owner}/{repo}/actions/caches",
      "GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs",
      "GET /repos/{owner}/{repo}/actions/runs",
      "GET /repos/{owner}/{repo}/actions/runs/{run_id}",
      "GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts",
      "GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs",
      "GET /repos/{owner}/{repo}/actions/runs/{run_id}/logs",
      "GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs",
      "GET /repos/{owner}/{repo}/activity",
      "GET /repos/{owner}/{repo}/branches",
      "GET /repos/{owner}/{repo}/branches/{branch}",
      "GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations",
      "GET /repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs",
      "GET /repos/{owner}/{repo}/collaborators/{username}",
      "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
      "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls",
      "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
      "GET /repos/{owner}/{repo}/compare/{basehead}",
      "GET /repos/{owner}/{repo}/deployments",
      "GET /repos/{owner}/{repo}/environments",
      "GET /repos/{owner}/{repo}/installation",
      "GET /repos/{owner}/{repo}/issues",
      "GET /repos/{owner}/{repo}/issues/comments",
      "GET /repos/{owner}/{repo}/issues/comments/{comment_id}",
      "GET /repos/{owner}/{repo}/issues/{issue_number}",
      "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
      "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
      "GET /repos/{owner}/{repo}/rules/branches/{branch}",
      "GET /users/{username}",
      "PATCH /app/hook/config",
      "PATCH /repos/{owner}/{repo}/issues/{issue_number}",
      "POST /app-manifests/{code}/conversions",
      "POST /app/hook/deliveries/{delivery_id}/attempts",
      "POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel",
      "POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun-failed-jobs",
      "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches",
      "POST /repos/{owner}/{repo}/check-runs",
      "POST /repos/{owner}/{repo}/deployments",
      "POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses",
      "POST /repos/{owner}/{repo}/issues",
      "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
      "POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers",
      "POST /repos/{owner}/{repo}/statuses/{sha}",
    ]
  `);
});

test('these are the fields of GraphQL that it begins with', () => {
  expect(queried).toMatchInlineSnapshot(`
    [
      "Mutation.addComment",
      "Mutation.addReaction",
      "Mutation.closeIssue",
      "Mutation.minimizeComment",
      "Mutation.pinIssue",
      "Mutation.reopenIssue",
      "Mutation.unpinIssue",
      "Mutation.updateIssue",
      "Mutation.updateIssueComment",
      "Query.node",
      "Query.organization",
      "Query.repository",
      "Query.viewer",
    ]
  `);
});

test('the box has them all', () => {
  const has = new Set<string>(routes.map(route => route.name));
  expect(asked.filter(route => !has.has(route))).toEqual([]);
  expect(queried.filter(field => !fieldsOf(field.split('.')[0] ?? '')?.[field.split('.')[1] ?? ''])).toEqual([]);
});
