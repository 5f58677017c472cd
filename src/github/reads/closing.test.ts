import { Octokit } from '@octokit/rest';
import nock from 'nock';
import { expect, test } from 'vitest';
import { onlyNocked } from '../../../test/nocked.ts';
import { closingReads } from './closing.ts';
import { patchReads } from './patches.ts';

onlyNocked();

const octokit = () => new Octokit({ log: { debug() {}, info() {}, warn() {}, error() {} } });
const here = { owner: 'acme', repo: 'web' };
const api = () => nock('https://api.github.com');
const closer = (answer: unknown) => {
  const variables = { owner: 'acme', repo: 'web', number: 7 };
  const asks = (body: { variables?: object }) => JSON.stringify(body.variables) === JSON.stringify(variables);
  api()
    .post('/graphql', asks)
    .reply(200, answer === undefined ? { errors: [{ type: 'NOT_FOUND', message: 'no' }] } : { data: { repository: answer } });
  return closingReads(octokit(), here).closer(7);
};
const closedBy = (by: unknown) => closer({ issue: { timelineItems: { nodes: [{ closer: by }] } } });
const repository = { databaseId: 5 };

test.each([
  ['a person', null, { by: 'person', sha: null, pull: null, repository: null }],
  ['a board', { __typename: 'ProjectV2' }, { by: 'person', sha: null, pull: null, repository: null }],
  ['a commit', { __typename: 'Commit', oid: 'abc', repository }, { by: 'commit', sha: 'abc', pull: null, repository: 5 }],
  [
    'a pull request',
    { __typename: 'PullRequest', number: 3, mergeCommit: { oid: 'abc' }, repository },
    { by: 'pull', sha: 'abc', pull: 3, repository: 5 },
  ],
  [
    'one whose commit is gone',
    { __typename: 'PullRequest', number: 3, mergeCommit: null, repository },
    { by: 'pull', sha: null, pull: 3, repository: 5 },
  ],
])('closed by %s', async (_, by, says) => {
  expect(await closedBy(by)).toEqual(says);
});

test('never closed, or not there', async () => {
  expect(await closer({ issue: { timelineItems: { nodes: [] } } })).toBe(null);
  expect(await closer(undefined)).toBe(null);
});

test.each<[string, number, object, unknown]>([
  ['a person', 200, { closed_by: { id: 2, login: 'bob', type: 'User' } }, { id: 2, login: 'bob', bot: false }],
  ['a bot', 200, { closed_by: { id: 9, login: 'shipmate[bot]', type: 'Bot' } }, { id: 9, login: 'shipmate[bot]', bot: true }],
  ['an account that is gone', 200, { closed_by: null }, null],
  ['nobody knows: it is not there', 404, {}, null],
])('a thread was closed by %s', async (_, status, answer, by) => {
  api().get('/repos/acme/web/issues/7').reply(status, answer);
  expect(await closingReads(octokit(), here).closedBy(7)).toEqual(by);
});

test('of the files that somebody asks for, the lines that changed; all where GitHub does not show them', async () => {
  api()
    .get('/repos/acme/web/compare/a...b?per_page=1')
    .reply(200, {
      files: [
        { filename: 'app.js', status: 'modified', changes: 2, patch: '@@ -1,2 +1,2 @@\n a\n-b\n+B' },
        { filename: 'long.js', status: 'modified', changes: 90_000 },
        { filename: 'gone.js', status: 'removed', changes: 1, patch: '@@ -1 +0,0 @@\n-a' },
        { filename: 'moved.js', status: 'renamed', changes: 0 },
        { filename: 'logo.png', status: 'modified', changes: 0 },
        { filename: 'other.js', status: 'modified', changes: 1, patch: '@@ -0,0 +1 @@\n+a' },
      ],
    });
  const files = ['app.js', 'long.js', 'gone.js', 'moved.js', 'logo.png', 'untouched.js'];
  expect(await patchReads(octokit(), here).patch('a', 'b', files)).toEqual(
    new Map([
      ['app.js', [{ start: 2, end: 2 }]],
      ['long.js', [{ start: 1, end: Number.MAX_SAFE_INTEGER }]],
    ]),
  );
});

test('what GitHub does not know has no lines', async () => {
  api().get('/repos/acme/web/compare/a...b?per_page=1').reply(404, { message: 'Not Found' });
  expect(await patchReads(octokit(), here).patch('a', 'b', ['app.js'])).toBe(null);
});
