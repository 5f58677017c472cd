import { generateKeyPairSync } from 'node:crypto';
import { Octokit } from '@octokit/rest';
import nock from 'nock';
import { afterEach, describe, expect, test } from 'vitest';
import { onlyNocked } from '../../test/nocked.ts';
import type { CreateIssue, GitHubEffect } from '../core/effect.ts';
import { connect } from './client.ts';
import { troubleOf } from './trouble.ts';
import { Gone, look, untold, write } from './writes.ts';

/** What leaves for GitHub, to the letter: route, token, and body. */

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const api = 'https://api.github.com';
const repository = { id: 7, owner: 'acme', name: 'web', installation: 5, private: true, defaultBranch: 'main' };
const planned = { key: 'answer:IC--1', repository, lane: 'answer' } as const;

onlyNocked();
afterEach(() => {
  const left = nock.pendingMocks();
  nock.cleanAll();
  expect(left).toEqual([]);
});

function octokit() {
  nock(api)
    .post('/app/installations/5/access_tokens', { repository_ids: [7] })
    .matchHeader('authorization', /^bearer eyJ/)
    .reply(201, {
      token: 'ghs_narrow',
      expires_at: '2100-01-01T00:00:00Z',
      permissions: {},
      repositories: [{ id: 7, name: 'web' }],
    });
  return connect({ appId: 1, privateKey, apiUrl: api }, { debug() {}, warn() {} }).on(repository);
}
const withToken = () => nock(api).matchHeader('authorization', 'token ghs_narrow');
const sending = (effect: GitHubEffect, remoteId: string | null = null) => write({ octokit: octokit(), effect, remoteId });
const since = new Date('2026-11-21T10:00:00.900Z');
const looking = (effect: GitHubEffect) => look({ octokit: octokit(), effect, remoteId: null }, 1, since);

/** A GraphQL request that says this, with these variables. */
const asks =
  (variables: object, ...words: string[]) =>
  (body: Record<string, unknown>) =>
    words.every(word => String(body.query).includes(word)) && JSON.stringify(body.variables) === JSON.stringify(variables);
const graphql = (variables: object, ...words: string[]) => withToken().post('/graphql', asks(variables, ...words));
const refusal = (type: string, at: string) => ({ type, path: [at], message: 'no' });

describe('comments', () => {
  const comment = { ...planned, kind: 'comment', on: 42, body: 'hello' } as const;
  const edit = { ...planned, kind: 'edit', comment: 'first', body: 'bye' } as const;
  const body = 'hello\n\n<!-- shipmate:answer%3AIC%2D%2D1 -->';

  test('a comment carries its hidden marker, without two dashes, and is known by its node', async () => {
    withToken().post('/repos/acme/web/issues/42/comments', { body }).reply(201, { id: 99, node_id: 'IC_99' });
    expect(await sending(comment)).toBe('IC_99');
  });

  const sign = { thread: 'PR_42', node: 'IC_1', content: 'confused' } as const;
  const together = { thread: 'PR_42', body, node: 'IC_1', content: 'CONFUSED' };
  const said = { commentEdge: { node: { id: 'IC_99' } } };

  test('with a sign it is one request', async () => {
    graphql(together, 'addComment', 'addReaction').reply(200, { data: { said, sign: {} } });
    expect(await sending({ ...comment, sign })).toBe('IC_99');
  });

  test('a comment that was posted without its sign was posted', async () => {
    graphql(together).reply(200, { data: { said, sign: null }, errors: [refusal('NOT_FOUND', 'sign')] });
    expect(await sending({ ...comment, sign })).toBe('IC_99');
  });

  test('a sign without its comment is a failure', async () => {
    graphql(together).reply(200, { data: { said: null, sign: {} }, errors: [refusal('FORBIDDEN', 'said')] });
    const failed = await sending({ ...comment, sign }).catch(troubleOf);
    expect(failed).toMatchObject({ kind: 'refused', status: 403 });
  });

  const edited = { id: 'IC_99', body: 'bye\n\n<!-- shipmate:first -->' };

  test('an edit names the comment, and keeps the marker of the comment', async () => {
    graphql(edited, 'updateIssueComment').reply(200, { data: { said: { issueComment: { id: 'IC_99' } } } });
    expect(await sending(edit, 'IC_99')).toBe('IC_99');
  });

  test('an edit takes a sign along', async () => {
    const variables = { ...edited, node: 'IC_1', content: 'ROCKET' };
    graphql(variables, 'updateIssueComment', 'addReaction').reply(200, { data: { said: { issueComment: { id: 'IC_99' } } } });
    expect(await sending({ ...edit, sign: { node: 'IC_1', content: 'rocket' } }, 'IC_99')).toBe('IC_99');
  });

  test.each([edit, { ...planned, kind: 'hide', comment: 'first' } as const])(
    'of a comment that somebody deleted, or that never was, there is nothing left to %o',
    async effect => {
      withToken()
        .post('/graphql')
        .reply(200, { data: { said: null }, errors: [refusal('NOT_FOUND', 'said')] });
      await expect(sending(effect, 'IC_99')).rejects.toBeInstanceOf(Gone);
      await expect(write({ octokit: new Octokit(), effect, remoteId: null })).rejects.toBeInstanceOf(Gone);
    },
  );

  test('an older comment is folded away as outdated', async () => {
    graphql({ id: 'IC_99' }, 'minimizeComment', 'OUTDATED').reply(200, { data: { minimizeComment: {} } });
    expect(await sending({ ...planned, kind: 'hide', comment: 'first' }, 'IC_99')).toBe('IC_99');
  });

  test('a reaction goes through GraphQL, which takes it on reviews as well', async () => {
    graphql({ node: 'PRR_1', content: 'CONFUSED' }, 'addReaction').reply(200, { data: { sign: {} } });
    expect(await sending({ ...planned, kind: 'react', node: 'PRR_1', content: 'confused' })).toBeNull();
  });
});

describe('issues', () => {
  const issue: CreateIssue = { ...planned, kind: 'issue', title: 't'.repeat(300), body: 'red', labels: ['build'] };
  const body = 'red\n\n<!-- shipmate:answer%3AIC%2D%2D1 -->';
  const at = '/repos/acme/web/issues';
  const created_at = '2026-11-21T10:00:00Z';
  const ours = { number: 5, node_id: 'I_5', state: 'open', body, created_at, performed_via_github_app: { id: 1 } };

  test('opened with a marker, and known by number and node', async () => {
    withToken()
      .post(at, { title: 't'.repeat(256), body, labels: ['build'] })
      .reply(201, { number: 5, node_id: 'I_5' });
    expect(await sending(issue)).toBe('5/I_5');
  });

  test.each([
    ['ours', [ours], '5/I_5'],
    ['of another App', [{ ...ours, performed_via_github_app: { id: 2 } }], null],
    ['of a person', [{ ...ours, performed_via_github_app: null }], null],
    ['a pull request', [{ ...ours, pull_request: {} }], null],
    ['another one of ours', [{ ...ours, body: 'x\n\n<!-- shipmate:other -->' }], null],
  ])('looked for by label and time: %s', async (_, listed, found) => {
    const query = { state: 'all', labels: 'build', since: since.toISOString(), per_page: 100 };
    withToken().get(at).query(query).reply(200, listed);
    expect(await looking(issue)).toBe(found);
  });

  test('one for good is looked for without a time: one that is open before one that is closed', async () => {
    const older = (number: number, state: string) => ({
      ...ours,
      number,
      state,
      body: `x\n\n<!-- shipmate:board%3A7%3A${number} -->`,
    });
    withToken()
      .get(at)
      .query({ state: 'all', per_page: 100 })
      .reply(200, [older(9, 'closed'), older(8, 'open'), older(7, 'open')]);
    expect(await looking({ ...issue, labels: [], adopts: 'board:7:' })).toBe('8/I_5');
    withToken()
      .get(at)
      .query({ state: 'all', per_page: 100 })
      .reply(200, [older(9, 'closed'), older(8, 'closed')]);
    expect(await looking({ ...issue, labels: [], adopts: 'board:7:' })).toBe('9/I_5');
  });

  const edit = { ...planned, key: 'e', kind: 'issue-edit', issue: 'i', body: 'green', whileOpen: true } as const;
  const said = { id: 'I_5', body: 'green\n\n<!-- shipmate:i -->' };
  const answered = (state: string, databaseId = 7) => ({ data: { issue: { issue: { state, repository: { databaseId } } } } });

  test('an edit keeps the marker of the issue, and its title unless there is a new one', async () => {
    graphql(said, 'updateIssue').reply(200, answered('OPEN'));
    await sending(edit, '5/I_5');
    graphql({ ...said, title: 'green' }, 'updateIssue').reply(200, answered('CLOSED'));
    const { whileOpen: _, ...always } = edit;
    await sending({ ...always, title: 'green' }, '5/I_5');
  });

  test.each([
    ['somebody closed it', answered('CLOSED')],
    ['it is elsewhere now', answered('OPEN', 8)],
    ['somebody deleted it', { data: { issue: null }, errors: [refusal('NOT_FOUND', 'issue')] }],
  ])('there is nothing left to edit when %s', async (_, answer) => {
    graphql(said).reply(200, answer);
    await expect(sending(edit, '5/I_5')).rejects.toBeInstanceOf(Gone);
    await expect(write({ octokit: new Octokit(), effect: edit, remoteId: null })).rejects.toBeInstanceOf(Gone);
  });

  test.each<[string, GitHubEffect, object, string]>([
    [
      'closed',
      { ...planned, kind: 'issue-state', issue: 'i', state: 'closed' },
      { id: 'I_5', reason: 'COMPLETED' },
      'closeIssue',
    ],
    [
      'given up',
      { ...planned, kind: 'issue-state', issue: 'i', state: 'closed', reason: 'not_planned' },
      { id: 'I_5', reason: 'NOT_PLANNED' },
      'closeIssue',
    ],
    ['opened again', { ...planned, kind: 'issue-state', issue: 'i', state: 'open' }, { id: 'I_5' }, 'reopenIssue'],
    ['pinned', { ...planned, kind: 'pin', issue: 'i', pinned: true }, { id: 'I_5' }, ' pinIssue'],
    ['taken off the top', { ...planned, kind: 'pin', issue: 'i', pinned: false }, { id: 'I_5' }, 'unpinIssue'],
  ])('%s', async (_, effect, variables, mutation) => {
    graphql(variables, mutation).reply(200, { data: {} });
    expect(await sending(effect, '5/I_5')).toBe(null);
  });
});

describe('threads of others', () => {
  const state = { ...planned, kind: 'thread-state', number: 42 } as const;
  const patch = (body: { state: string; state_reason?: string }) => withToken().patch('/repos/acme/web/issues/42', body);

  test.each<[string, GitHubEffect, { state: string; state_reason?: string }]>([
    ['a pull request is closed', { ...state, state: 'closed' }, { state: 'closed' }],
    [
      'an issue is given up',
      { ...state, state: 'closed', reason: 'not_planned' },
      { state: 'closed', state_reason: 'not_planned' },
    ],
    ['either is opened again', { ...state, state: 'open' }, { state: 'open' }],
  ])('%s', async (_, effect, body) => {
    patch(body).reply(200, {});
    expect(await sending(effect)).toBe(null);
  });

  test.each([404, 410])('gone (%i), there is nothing left to close', async status => {
    patch({ state: 'closed' }).reply(status, { message: 'no' });
    await expect(sending({ ...state, state: 'closed' })).rejects.toBeInstanceOf(Gone);
  });

  describe('that are closed unless somebody was faster', () => {
    const since = '2026-11-02T10:00:00Z';
    const closing = { ...state, state: 'closed', unlessMoved: { since, head: 'abc', alone: true } } as const;
    const thread = { state: 'open', milestone: null, assignees: [], closed_by: null };
    const now = (more: object) =>
      withToken()
        .get('/repos/acme/web/issues/42')
        .reply(200, { ...thread, ...more });
    const comments = (all: object[]) =>
      withToken().get('/repos/acme/web/issues/42/comments').query({ since, per_page: 100 }).reply(200, all);
    const commits = (headRefOid: string, reviews: object[]) =>
      graphql({ owner: 'acme', repo: 'web', number: 42 }, 'pullRequest').reply(200, {
        data: { repository: { pullRequest: { headRefOid, reviews: { nodes: reviews } } } },
      });
    const before = '2026-11-02T09:59:59Z';

    test.each<[string, object[]]>([
      ['somebody has written since', [{ user: { type: 'User' }, created_at: since }]],
      ['an account that is gone has', [{ user: null, created_at: since }]],
    ])('%s: it stays open', async (_, all) => {
      now({});
      comments(all);
      await expect(sending(closing)).rejects.toThrow('somebody moved there');
    });

    test.each<[string, string, object[]]>([
      ['somebody has pushed', 'def', []],
      [
        'somebody has reviewed since, or said something about a line',
        'abc',
        [{ submittedAt: since, author: { __typename: 'User' } }],
      ],
      ['an account that is gone has', 'abc', [{ submittedAt: since, author: null }]],
    ])('%s: it stays open', async (_, head, reviews) => {
      now({});
      comments([]);
      commits(head, reviews);
      await expect(sending(closing)).rejects.toThrow('somebody moved there');
    });

    test.each<[string, object]>([
      ['a milestone', { milestone: { number: 1 } }],
      ['an assignee', { assignees: [{ id: 2 }] }],
    ])('%s has come: it stays open, unless somebody wants it closed', async (_, more) => {
      now(more);
      await expect(sending(closing)).rejects.toThrow('somebody moved there');
      now(more);
      comments([]);
      commits('abc', []);
      patch({ state: 'closed' }).reply(200, {});
      expect(await sending({ ...closing, unlessMoved: { since, head: 'abc', alone: false } })).toBe(null);
    });

    test.each<[string, object[], object[]]>([
      ['nobody has', [], []],
      ['only a bot has', [{ user: { type: 'Bot' }, created_at: since }], [{ submittedAt: since, author: { __typename: 'Bot' } }]],
      [
        'an old word was changed, and a review is not sent yet',
        [{ user: { type: 'User' }, created_at: before }],
        [
          { submittedAt: null, author: { __typename: 'User' } },
          { submittedAt: before, author: { __typename: 'User' } },
        ],
      ],
    ])('%s: it is closed', async (_, all, reviews) => {
      now({});
      comments(all);
      commits('abc', reviews);
      patch({ state: 'closed' }).reply(200, {});
      expect(await sending(closing)).toBe(null);
    });

    test('it is closed already: GitHub’s answer was lost, or somebody has done it', async () => {
      now({ state: 'closed', closed_by: { type: 'Bot' } });
      expect(await sending(closing)).toBe(null);
      now({ state: 'closed', closed_by: { type: 'User' } });
      await expect(sending(closing)).rejects.toThrow('somebody closed it');
    });

    test('an issue has no commits', async () => {
      now({});
      comments([]);
      patch({ state: 'closed' }).reply(200, {});
      expect(await sending({ ...closing, unlessMoved: { since, head: null, alone: true } })).toBe(null);
    });
  });

  test('what GitHub does not open again it says why', async () => {
    const errors = [{ resource: 'PullRequest', code: 'custom', field: 'state', message: 'The topic branch has been deleted.' }];
    patch({ state: 'open' }).reply(422, { message: 'Validation Failed', errors });
    const trouble = await sending({ ...state, state: 'open' }).catch(troubleOf);
    expect(trouble).toMatchObject({
      kind: 'refused',
      status: 422,
      says: expect.stringContaining('topic branch has been deleted'),
    });
  });
});

describe('deployments', () => {
  const sha = 'a'.repeat(40);
  const deployment = { ...planned, kind: 'deployment', environment: 'prod', sha, description: 'for `alice`' } as const;
  const made = (id: number, more: object = {}) => ({ id, sha, payload: { shipmate: planned.key }, ...more });
  const byUs = { performed_via_github_app: { id: 1 } };

  test('nothing is merged into it and no check is waited for', async () => {
    withToken()
      .post('/repos/acme/web/deployments', {
        ref: sha,
        environment: 'prod',
        description: 'for `alice`',
        auto_merge: false,
        required_contexts: [],
        payload: { shipmate: planned.key },
      })
      .reply(201, made(5));
    expect(await sending(deployment)).toBe('5');
  });

  test.each([
    ['of another commit', 201, { id: 5, sha: 'b'.repeat(40) }],
    ['that GitHub merged instead', 202, { message: 'Auto-merged main into topic.' }],
    ['that conflicts', 409, { message: 'Conflict' }],
  ])('one %s is refused', async (_, status, answer) => {
    withToken().post('/repos/acme/web/deployments').reply(status, answer);
    expect(await sending(deployment).catch(troubleOf)).toMatchObject({ kind: 'refused' });
  });

  test('it is found again by commit, environment and key, and only among our own', async () => {
    const list = (answer: object[]) =>
      withToken().get('/repos/acme/web/deployments').query({ sha, environment: 'prod', per_page: 100 }).reply(200, answer);
    list([made(7), made(6, { ...byUs, payload: {} }), made(5, { ...byUs, payload: JSON.stringify({ shipmate: planned.key }) })]);
    expect(await looking(deployment)).toBe('5');
    list([made(7), made(6, { ...byUs, payload: 'no JSON' })]);
    expect(await looking(deployment)).toBe(null);
  });

  const status = {
    ...planned,
    kind: 'deployment-status',
    deployment: 'd',
    state: 'success',
    description: 'x'.repeat(150),
    url: 'https://x',
    log: null,
  } as const;

  test('a status goes to the deployment that the other write made, or to any by its number', async () => {
    const answer = (id: number) =>
      withToken()
        .post(
          `/repos/acme/web/deployments/${id}/statuses`,
          body => body.description?.length === 140 && body.environment_url === 'https://x',
        )
        .reply(201, { id: 50 });
    answer(5);
    expect(await sending(status, '5')).toBe('50');
    answer(6);
    expect(await sending({ ...status, deployment: 6 }, null)).toBe('50');
  });

  test('a status of a deployment that was never made, or is gone, has nothing left to do', async () => {
    await expect(write({ octokit: new Octokit(), effect: status, remoteId: null })).rejects.toBeInstanceOf(Gone);
    withToken().post('/repos/acme/web/deployments/5/statuses').reply(404, { message: 'Not Found' });
    await expect(sending(status, '5')).rejects.toBeInstanceOf(Gone);
  });
});

describe('runs', () => {
  const dispatch = {
    ...planned,
    kind: 'dispatch',
    workflow: 'deploy.yml',
    ref: 'main',
    inputs: { sha: 'abc' },
    mark: 'd-7',
  } as const;
  const path = '/repos/acme/web/actions/workflows/deploy.yml';
  const asked = { ref: 'main', inputs: { sha: 'abc' } };

  test('the run that it became comes back', async () => {
    withToken()
      .post(`${path}/dispatches`, { ...asked, return_run_details: true })
      .reply(200, { workflow_run_id: 815 });
    expect(await sending(dispatch)).toBe('815');
  });

  test('an older GitHub says nothing, or wants to be asked without', async () => {
    withToken().post(`${path}/dispatches`).reply(204);
    expect(await sending(dispatch)).toBe(null);
    withToken()
      .post(`${path}/dispatches`, { ...asked, return_run_details: true })
      .reply(422, { message: 'Invalid request.\n\n"return_run_details" is not a permitted key.' })
      .post(`${path}/dispatches`, asked)
      .reply(204);
    expect(await sending(dispatch)).toBe(null);
  });

  test('another refusal is one, and nothing is asked twice', async () => {
    withToken().post(`${path}/dispatches`).once().reply(422, { message: 'Unexpected inputs provided: ["sha"]' });
    expect(await sending(dispatch).catch(troubleOf)).toMatchObject({ kind: 'refused', status: 422 });
  });

  test('it is found again by the mark in its name, as a whole word, if no person gave it that; without one nobody can tell', async () => {
    const run = (id: number, display_title: string, login = 'shipmate[bot]') => ({
      id,
      display_title,
      event: 'workflow_dispatch',
      actor: { id: 9, login, type: login.endsWith('[bot]') ? 'Bot' : 'User' },
    });
    const strangers = [run(6, 'Deploy (d-7)', 'mallory'), run(5, 'Deploy (d-7)', 'github-actions[bot]')];
    const runs = [...strangers, run(4, 'Deploy d-77'), run(3, 'Deploy xd-7'), run(2, 'Deploy (d-7)'), run(1, 'Deploy')];
    const list = (workflow_runs: object[]) =>
      withToken()
        .get(`${path}/runs`)
        .query({ event: 'workflow_dispatch', created: '>=2026-11-21T10:00:00Z', per_page: 100 })
        .reply(200, { workflow_runs });
    list(runs);
    expect(await looking(dispatch)).toBe('2');
    list(runs.slice(0, 4));
    expect(await looking(dispatch)).toBe(null);
    expect(await look({ octokit: new Octokit(), effect: { ...dispatch, mark: null }, remoteId: null }, 1, since)).toBe(untold);
  });

  const rerun = { ...planned, kind: 'rerun', run: 815, attempt: 2 } as const;
  const again = () => withToken().post('/repos/acme/web/actions/runs/815/rerun-failed-jobs');

  test('what failed runs again, and is known by its attempt', async () => {
    again().reply(201, {});
    expect(await sending(rerun)).toBe('3');
  });

  test.each([
    [403, 'This workflow is already running', 'the run is under way again already'],
    [403, 'This workflow run cannot be retried', 'GitHub does not run this one again'],
    [
      403,
      'Unable to retry this workflow run because it was created over a month ago',
      'GitHub runs nothing again that is older than a month',
    ],
    [404, 'Not Found', 'somebody deleted the run'],
  ])('what GitHub does not run again, in words: %i %s', async (status, message, says) => {
    again().reply(status, { message });
    const failed = await sending(rerun).catch(error => error);
    expect(failed).toBeInstanceOf(Gone);
    expect(failed.message).toBe(says);
  });

  test('who may not is refused, and who asks too much waits', async () => {
    again().reply(403, { message: 'Resource not accessible by integration' });
    expect(await sending(rerun).catch(troubleOf)).toMatchObject({ kind: 'refused', status: 403 });
    again().reply(403, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '7' });
    expect(await sending(rerun).catch(troubleOf)).toMatchObject({ kind: 'limited', seconds: 7 });
  });

  test.each([
    [{ run_attempt: 2 }, null],
    [{ run_attempt: 3 }, '3'],
    [{ run_attempt: 5 }, '5'],
    [{}, null],
  ])('whether it runs again is looked for in its attempt: %o', async (answer, found) => {
    withToken().get('/repos/acme/web/actions/runs/815').reply(200, answer);
    expect(await looking(rerun)).toBe(found);
  });

  test('a run that is gone does not run again', async () => {
    withToken().get('/repos/acme/web/actions/runs/815').reply(404, { message: 'Not Found' });
    expect(await looking(rerun)).toBe(null);
  });

  test('what has ended by itself needs no cancelling; what is gone cannot be', async () => {
    const cancel = (status: number) =>
      withToken().post('/repos/acme/web/actions/runs/815/cancel').reply(status, { message: 'no' });
    for (const status of [202, 409]) {
      cancel(status);
      expect(await sending({ ...planned, kind: 'cancel', run: 815 })).toBe(null);
    }
    cancel(404);
    await expect(sending({ ...planned, kind: 'cancel', run: 815 })).rejects.toBeInstanceOf(Gone);
  });
});

describe('whose review is asked for', () => {
  const path = '/repos/acme/web/pulls/42/requested_reviewers';
  const handed = { ...planned, kind: 'ask-review', pull: 42, person: 'dave', instead: 'carol' } as const;
  const asking = (status = 201) =>
    withToken()
      .post(path, { reviewers: ['dave'] })
      .reply(status, { message: 'no' });
  const takingBack = (status = 200) =>
    withToken()
      .delete(path, { reviewers: ['carol'] })
      .reply(status, { message: 'no' });

  test('the new one first: whatever dies in between, somebody is asked', async () => {
    asking();
    takingBack();
    expect(await sending(handed)).toBe(null);
  });

  test('of nobody else', async () => {
    asking();
    expect(await sending({ ...handed, instead: null })).toBe(null);
  });

  test('whom GitHub does not ask leaves the other one asked', async () => {
    asking(422);
    expect(await sending(handed).catch(troubleOf)).toMatchObject({ kind: 'refused', status: 422 });
  });

  test('who is not asked any more needs no taking back', async () => {
    asking();
    takingBack(422);
    expect(await sending(handed)).toBe(null);
  });

  test('of a pull request that is gone nobody is asked', async () => {
    asking(404);
    await expect(sending(handed)).rejects.toBeInstanceOf(Gone);
  });
});

test.each([
  ['artifact', 'artifacts'],
  ['cache', 'caches'],
] as const)('what is gone already is deleted: %s', async (what, list) => {
  for (const status of [204, 404]) {
    withToken().delete(`/repos/acme/web/actions/${list}/7`).reply(status);
    expect(await sending({ ...planned, kind: `delete-${what}`, id: 7 })).toBe(null);
  }
  withToken().delete(`/repos/acme/web/actions/${list}/7`).reply(403, { message: 'no' });
  expect(await sending({ ...planned, kind: `delete-${what}`, id: 7 }).catch(troubleOf)).toMatchObject({ kind: 'refused' });
});

test('a status of a commit', async () => {
  const said = { context: 'deploy/prod', state: 'success', description: 'done' } as const;
  withToken().post('/repos/acme/web/statuses/abc', said).reply(201, { id: 3 });
  expect(await sending({ ...planned, kind: 'status', head: 'abc', ...said, url: null })).toBe('3');
});

test('a check run is complete in one request, with at most fifty annotations', async () => {
  const annotations = Array.from({ length: 60 }, (_, at) => ({
    path: 'a',
    line: at + 1,
    level: 'failure' as const,
    message: 'm',
  }));
  withToken()
    .post(
      '/repos/acme/web/check-runs',
      body => body.output?.annotations.length === 50 && body.external_id === planned.key && body.status === 'completed',
    )
    .reply(201, { id: 12 });
  expect(
    await sending({
      ...planned,
      kind: 'check',
      name: 'shipmate.yml',
      head: 'abc',
      conclusion: 'failure',
      title: 't',
      summary: 's',
      annotations,
    }),
  ).toBe('12');
});

test('a write that GitHub answers with 502 leaves once', async () => {
  withToken().post('/repos/acme/web/issues/42/comments').once().reply(502, { message: 'bad gateway' });
  await expect(sending({ ...planned, kind: 'comment', on: 42, body: 'hello' })).rejects.toMatchObject({ status: 502 });
});
