import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Box, startGitHub } from '../sandbox/github/index.ts';
import { decode as decodeFor } from './decode.ts';

/** The payloads of the box, which sends what GitHub sends. */

const decode = (name: string, payload: unknown) => decodeFor(name, payload, box.credentials.appId);

let box: Box;
let sent: Record<string, { payload: Record<string, unknown>; is: ReturnType<typeof decode> }>;

beforeAll(async () => {
  box = await startGitHub();
  const web = box.repository('acme/web', { private: true });
  const bob = box.person('bob');
  web.collaborator(bob, 'write');
  box.install('acme');
  const issue = web.issue({ by: bob });
  issue.comment(bob, 'on an issue');
  const pull = web.pullRequest({ by: bob, files: { 'README.md': 'changed\n' } });
  pull.comment(bob, 'on a pull request');
  pull.review(bob, 'a review', 'COMMENTED', [{ path: 'README.md', line: 1, body: 'on a line' }]);
  web.push('main', { 'a.txt': 'a\n' }, { by: bob });
  await box.settled();
  sent = Object.fromEntries(
    box.deliveries.map(one => {
      const payload = JSON.parse(one.body);
      const on = payload.issue ? (payload.issue.pull_request ? ' on a pull request' : ' on an issue') : '';
      return [`${one.event}.${one.action ?? ''}${on}`, { payload, is: decode(one.event, payload) }];
    }),
  );
});
afterAll(() => box.close());

const repository = () => ({
  id: box.repository('acme/web').id,
  owner: 'acme',
  name: 'web',
  installation: box.install('acme').id,
  private: true,
  defaultBranch: 'main',
});
const spoken = (parts: object) => ({
  type: 'CommentPosted',
  at: expect.any(Date),
  repository: repository(),
  author: { id: box.person('bob').id, login: 'bob', bot: false },
  node: expect.stringMatching(/\S/),
  throughApp: null,
  stranger: false,
  ...parts,
});

test('a comment on an issue', () =>
  expect(sent['issue_comment.created on an issue']?.is).toEqual(
    spoken({ channel: 'comment', subject: { kind: 'issue', number: 1 }, body: 'on an issue' }),
  ));
test('a comment on a pull request', () =>
  expect(sent['issue_comment.created on a pull request']?.is).toEqual(
    spoken({ channel: 'comment', subject: { kind: 'pull_request', number: 2 }, body: 'on a pull request' }),
  ));
test('a review', () =>
  expect(sent['pull_request_review.submitted']?.is).toEqual(
    spoken({ channel: 'review', subject: { kind: 'pull_request', number: 2 }, body: 'a review' }),
  ));
test('a comment on a line', () =>
  expect(sent['pull_request_review_comment.created']?.is).toEqual(
    spoken({ channel: 'review_comment', subject: { kind: 'pull_request', number: 2 }, body: 'on a line' }),
  ));
test('a pull request', () =>
  expect(sent['pull_request.opened']?.is).toMatchObject({
    type: 'HeadMoved',
    number: 2,
    base: 'main',
    repository: repository(),
  }));
test('a push', () => {
  const { payload, is } = sent['push.'] ?? { payload: {}, is: null };
  expect(is).toMatchObject({ type: 'BranchPushed', branch: 'main', head: payload.after });
  expect(decode('push', { ...payload, deleted: true })).toMatchObject({ branch: 'main', head: null });
  expect(decode('push', { ...payload, ref: 'refs/tags/v1' })).toBe(null);
});

test('what says nothing is no event', () => {
  const payload = sent['issue_comment.created on an issue']?.payload ?? {};
  expect(decode('issue_comment', { ...payload, action: 'edited' })).toBe(null);
  expect(decode('issue_comment', { ...payload, action: 'deleted' })).toBe(null);
  expect(decode('issue_comment', { ...payload, installation: undefined })).toBe(null);
  expect(decode('star', { ...payload })).toBe(null);
  for (const nothing of [null, undefined, 'text', [], {}]) expect(decode('issue_comment', nothing)).toBe(null);
  const without = (parts: object) => ({ ...payload, comment: { ...Object(payload.comment), ...parts } });
  expect(decode('issue_comment', without({ user: null }))).toBe(null);
  expect(decode('issue_comment', without({ body: '' }))).toBe(null);
});

test('who has no tie, and what an App wrote with the token of a person, are told', () => {
  const payload = sent['issue_comment.created on an issue']?.payload ?? {};
  const comment = { ...Object(payload.comment), author_association: 'NONE', performed_via_github_app: { slug: 'helpful' } };
  expect(decode('issue_comment', { ...payload, comment })).toMatchObject({ stranger: true, throughApp: 'helpful' });
});

test('a shape that is not what its name promises is a fault, not silence', () => {
  const payload = sent['pull_request.opened']?.payload ?? {};
  expect(() => decode('issue_comment', { ...payload, action: 'created' })).toThrow();
});
