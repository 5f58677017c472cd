import { generateKeyPairSync } from 'node:crypto';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Effect } from '../core/effect.ts';
import { connect } from './client.ts';
import { Gone, write } from './writes.ts';

/** What leaves for GitHub, to the letter: route, token, and body. */

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const api = 'https://api.github.com';
const repository = { id: 7, owner: 'acme', name: 'web', installation: 5, private: true, defaultBranch: 'main' };
const planned = { key: 'answer:IC--1', repository, lane: 'answer' } as const;

beforeAll(() => nock.disableNetConnect());
afterEach(() => {
  const left = nock.pendingMocks();
  nock.cleanAll();
  expect(left).toEqual([]);
});
afterAll(() => nock.restore());

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
const sending = (effect: Effect, remoteId: string | null = null) => write({ octokit: octokit(), effect, remoteId });

test('a comment carries its hidden marker, without two dashes', async () => {
  withToken()
    .post('/repos/acme/web/issues/42/comments', { body: 'hello\n\n<!-- shipmate:answer%3AIC%2D%2D1 -->' })
    .reply(201, { id: 99 });
  expect(await sending({ ...planned, kind: 'comment', on: 42, body: 'hello' })).toBe('99');
});

test('an edit names the comment, and keeps the marker of the comment', async () => {
  withToken().patch('/repos/acme/web/issues/comments/99', { body: 'bye\n\n<!-- shipmate:first -->' }).reply(200, { id: 99 });
  expect(await sending({ ...planned, kind: 'edit', comment: 'first', body: 'bye' }, '99')).toBe('99');
});

test('an edit of a comment that somebody deleted has nothing left to do', async () => {
  withToken().patch('/repos/acme/web/issues/comments/99').reply(404, { message: 'Not Found' });
  await expect(sending({ ...planned, kind: 'edit', comment: 'first', body: 'bye' }, '99')).rejects.toBeInstanceOf(Gone);
});

test('a reaction goes through GraphQL, which takes it on reviews as well', async () => {
  withToken()
    .post(
      '/graphql',
      body => body.query?.includes('addReaction') && body.variables.content === 'CONFUSED' && body.variables.node === 'PRR_1',
    )
    .reply(200, { data: { addReaction: { clientMutationId: null } } });
  expect(await sending({ ...planned, kind: 'react', node: 'PRR_1', content: 'confused' })).toBeNull();
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
