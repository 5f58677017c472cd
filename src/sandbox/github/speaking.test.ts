import { expect, test } from 'vitest';
import { startAcme } from '../../../test/acme.ts';

const say = `mutation ($thread: ID!, $body: String!, $node: ID!) {
  said: addComment(input: { subjectId: $thread, body: $body }) { commentEdge { node { id body viewerDidAuthor } } subject { id } }
  sign: addReaction(input: { subjectId: $node, content: CONFUSED }) { clientMutationId } }`;
const edit = `mutation ($id: ID!, $body: String!) {
  updateIssueComment(input: { id: $id, body: $body }) { issueComment { id body } } }`;

const issueAndComment = async () => {
  const { box, alice, repository, octokit } = await startAcme();
  const issue = repository.issue({ by: alice });
  return { box, alice, octokit, issue, comment: issue.comment(alice, '/ping') };
};

test('a comment and a sign in one mutation, and an edit of it', async () => {
  const { box, octokit, issue, comment } = await issueAndComment();
  await using _ = box;
  const answer = await octokit.graphql(say, { thread: issue.node, body: 'hello', node: comment.node });
  const id = issue.comments.at(-1)?.node;
  const node = { id, body: 'hello', viewerDidAuthor: true };
  expect(answer).toEqual({ said: { commentEdge: { node }, subject: { id: issue.node } }, sign: { clientMutationId: null } });
  expect(comment.reactions).toEqual([{ by: 'shipmate[bot]', content: 'confused' }]);
  expect(await octokit.graphql(edit, { id, body: 'bye' })).toEqual({ updateIssueComment: { issueComment: { id, body: 'bye' } } });
  expect(issue.comments.at(-1)?.body).toBe('bye');
  expect(box.ledger.writes.map(one => one.route)).toEqual([
    'graphql addComment',
    'graphql addReaction',
    'graphql updateIssueComment',
  ]);
});

test('one of the two may fail, and the other is done all the same', async () => {
  const { box, octokit, issue, comment, alice } = await issueAndComment();
  await using _ = box;
  comment.delete(alice);
  const partly = octokit.graphql(say, { thread: issue.node, body: 'hello', node: comment.node });
  await expect(partly).rejects.toMatchObject({
    data: { said: { commentEdge: {} }, sign: null },
    errors: [{ type: 'NOT_FOUND', path: ['sign'] }],
  });
  expect(issue.comments.map(one => one.body)).toEqual(['hello']);
});

test('it counts as content, which is scarce', async () => {
  const { box, octokit, issue, comment } = await issueAndComment();
  await using _ = box;
  box.limits.content = { perMinute: 1, perHour: 10 };
  const again = () => octokit.graphql(say, { thread: issue.node, body: 'hello', node: comment.node });
  await again();
  await expect(again()).rejects.toMatchObject({ status: 403, message: expect.stringMatching(/secondary rate limit/) });
  await octokit.graphql(edit, { id: issue.comments.at(-1)?.node, body: 'bye' });
});

test('not in a locked conversation, and not on what takes no comment', async () => {
  const { box, octokit, issue, comment, alice } = await issueAndComment();
  await using _ = box;
  const refused = (thread: string) => octokit.graphql(say, { thread, body: 'hello', node: comment.node });
  await expect(refused(comment.node)).rejects.toMatchObject({ errors: [{ type: 'UNPROCESSABLE', path: ['said'] }] });
  issue.lock(alice);
  await expect(refused(issue.node)).rejects.toMatchObject({ errors: [{ type: 'FORBIDDEN', path: ['said'] }] });
});
