import { expect, test } from 'vitest';
import { deedsOf } from './deeds.ts';

const maker = (login: string | null) => ({ user: login === null ? null : { __typename: 'User' as const, databaseId: 1, login } });

test.each([
  ['bob, who wrote it', 'bob', 'bob', 'bob'],
  ['alice, who moved what bob had written', 'bob', 'alice', 'alice'],
  ['bob, who wrote it on a page of GitHub', 'bob', 'web-flow', 'bob'],
  ['bob, as nobody knows who moved it', 'bob', null, 'bob'],
  ['nobody who is known', null, null, undefined],
])('a commit was pushed by %s', (_, author, committer, by) => {
  const commit = { committedDate: '2026-11-02T10:00:00Z', author: maker(author), committer: maker(committer) };
  const deeds = deedsOf({ pageInfo: { hasPreviousPage: false }, nodes: [{ __typename: 'PullRequestCommit', commit }] });
  expect(deeds.map(one => one.by?.login)).toEqual([by]);
});
