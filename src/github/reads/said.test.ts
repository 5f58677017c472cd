import { Octokit } from '@octokit/rest';
import nock from 'nock';
import { expect, test } from 'vitest';
import { onlyNocked } from '../../../test/nocked.ts';
import { saidReads } from './said.ts';

onlyNocked();

const at = (minute: number) => `2026-11-20T09:${String(minute).padStart(2, '0')}:00Z`;

function heard(times: { createdAt: string; publishedAt: string; lastEditedAt: string | null }) {
  const pull = {
    id: 'PR_42',
    number: 42,
    title: 'Better',
    createdAt: at(0),
    state: 'OPEN',
    isDraft: false,
    isCrossRepository: false,
    headRefName: 'better',
    baseRefName: 'main',
    headRefOid: 'a1b2c3d',
    author: null,
    commits: { nodes: [] },
    reviewRequests: { nodes: [] },
    mergeCommit: null,
  };
  const author = { __typename: 'User', login: 'alice', databaseId: 1 };
  const subject = { id: 'PRR_1', body: '/deploy', viewerDidAuthor: false, author, reviewed: pull, ...times };
  const repository = { databaseId: 7, main: null, file: null, workflows: null };
  nock('https://api.github.com')
    .post('/graphql')
    .reply(200, { data: { addReaction: { subject: { ...subject, repository } } } });
  return saidReads(new Octokit(), { owner: 'acme', repo: 'web', id: 7 }, { keep() {}, take: () => null }).heard('PRR_1');
}

test('a review counts from when it was submitted; what its author changed before that is no edit', async () => {
  const review = await heard({ createdAt: at(0), publishedAt: at(30), lastEditedAt: at(10) });
  expect(review).toMatchObject({ createdAt: new Date(at(30)), edited: false });
});

test.each([0, 1])('a comment that was changed %i minutes after it was posted is edited', async minutes => {
  const comment = await heard({ createdAt: at(30), publishedAt: at(30), lastEditedAt: at(30 + minutes) });
  expect(comment).toMatchObject({ edited: true });
});
