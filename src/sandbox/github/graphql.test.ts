import { expect, test } from 'vitest';
import { file, manifest, octokitFor, startAcme, web } from '../../../test/acme.ts';

const hear = `mutation ($id: ID!) {
  addReaction(input: { subjectId: $id, content: EYES }) {
    reaction { content }
    subject {
      __typename
      id
      ... on Comment { body viewerDidAuthor lastEditedAt author { __typename login ... on User { databaseId } } editor { login } }
      ... on IssueComment {
        issue { number }
        pullRequest { number state headRefOid }
        repository { object(expression: "HEAD:${file}") { oid ... on Blob { text byteSize isTruncated isBinary } } }
      }
      ... on PullRequestReview { of: pullRequest { number } }
      ... on PullRequestReviewComment { of: pullRequest { number } path }
    }
  }
}`;

async function errorsOf(request: Promise<unknown>): Promise<{ type?: string; message: string }[]> {
  try {
    await request;
  } catch (error) {
    if (error instanceof Error && 'errors' in error && Array.isArray(error.errors)) return error.errors;
    throw error;
  }
  throw new Error('The query had no errors.');
}

test('one mutation puts the sign on a comment and reads what it is about', async () => {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  const pull = repository.pullRequest({ by: alice });
  const comment = pull.comment(alice, '/ping');
  expect(await octokit.graphql(hear, { id: comment.node })).toMatchObject({
    addReaction: {
      reaction: { content: 'EYES' },
      subject: {
        __typename: 'IssueComment',
        id: comment.node,
        body: '/ping',
        viewerDidAuthor: false,
        lastEditedAt: null,
        author: { __typename: 'User', login: 'alice', databaseId: alice.id },
        editor: null,
        pullRequest: { number: pull.number, state: 'OPEN', headRefOid: pull.head },
        repository: { object: { text: 'builds: true\n', byteSize: 13, isTruncated: false, isBinary: false } },
      },
    },
  });
  await octokit.graphql(hear, { id: comment.node });
  expect(comment.reactions).toEqual([{ by: 'shipmate[bot]', content: 'eyes' }]);
  expect(box.ledger.of('graphql addReaction')).toHaveLength(1);
  expect(box.unknownRoutes).toEqual([]);
});

test('reviews and their comments take the sign too', async () => {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  const pull = repository.pullRequest({ by: alice });
  const review = pull.review(alice, '/ping', 'APPROVED', [{ path: 'change.txt', line: 1, body: 'here' }]);
  const line = review.comments[0]?.node ?? '';
  for (const [id, __typename] of [
    [review.node, 'PullRequestReview'],
    [line, 'PullRequestReviewComment'],
  ])
    expect(await octokit.graphql(hear, { id })).toMatchObject({
      addReaction: { subject: { __typename, of: { number: pull.number } } },
    });
  expect(review.reactions).toHaveLength(1);
  expect(review.comments[0]?.reactions).toHaveLength(1);
});

test('an edit has an editor, a time and its texts', async () => {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  const bob = box.person('bob');
  const comment = repository.issue({ by: alice }).comment(alice, 'One');
  comment.edit(bob, 'Two');
  const query = `query ($id: ID!) { node(id: $id) { ... on IssueComment {
    body editor { login } lastEditedAt userContentEdits(first: 5) { nodes { editor { login } diff } } } } }`;
  expect(await octokit.graphql(query, { id: comment.node })).toMatchObject({
    node: {
      body: 'Two',
      editor: { login: 'bob' },
      lastEditedAt: expect.stringMatching(/Z$/),
      userContentEdits: {
        nodes: [
          { editor: { login: 'bob' }, diff: 'Two' },
          { editor: { login: 'alice' }, diff: 'One' },
        ],
      },
    },
  });
});

test("the App's own comments are known as its own, under the name that GraphQL has for it", async () => {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  const { number } = repository.issue({ by: alice });
  const made = await octokit.rest.issues.createComment({ ...web, issue_number: number, body: 'Mine' });
  const query = `query ($id: ID!) { node(id: $id) { ... on IssueComment { viewerDidAuthor author { __typename login } } } }`;
  expect(await octokit.graphql(query, { id: made.data.node_id })).toEqual({
    node: { viewerDidAuthor: true, author: { __typename: 'Bot', login: 'shipmate' } },
  });
});

test('changed files come page by page', async () => {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  const files = Object.fromEntries(Array.from({ length: 5 }, (_, place) => [`f${place}`, 'x\n']));
  const { number } = repository.pullRequest({ by: alice, files });
  const query = `query ($number: Int!, $after: String) { repository(owner: "acme", name: "web") { pullRequest(number: $number) {
    files(first: 3, after: $after) { nodes { path } pageInfo { hasNextPage endCursor } } } } }`;
  interface Read {
    repository: { pullRequest: { files: { nodes: { path: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } };
  }
  const first = (await octokit.graphql<Read>(query, { number })).repository.pullRequest.files;
  expect(first.pageInfo.hasNextPage).toBe(true);
  const second = (await octokit.graphql<Read>(query, { number, after: first.pageInfo.endCursor })).repository.pullRequest.files;
  expect(second.pageInfo.hasNextPage).toBe(false);
  expect([...first.nodes, ...second.nodes].map(node => node.path)).toEqual(['f0', 'f1', 'f2', 'f3', 'f4']);
});

test('recent comments of open work, of many repositories in one query', async () => {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  repository.issue({ by: alice }).comment(alice, 'On an issue');
  repository.pullRequest({ by: alice }).comment(alice, 'On a pull request');
  const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Repository { nameWithOwner
    issues(first: 10, orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { number comments(last: 5) { nodes { body } } } }
    pullRequests(first: 10, states: OPEN) { nodes { number comments(last: 5) { nodes { body } } } } } } }`;
  const { data } = await octokit.rest.repos.get(web);
  expect(await octokit.graphql(query, { ids: [data.node_id] })).toEqual({
    nodes: [
      {
        nameWithOwner: 'acme/web',
        issues: { nodes: [{ number: 1, comments: { nodes: [{ body: 'On an issue' }] } }] },
        pullRequests: { nodes: [{ number: 2, comments: { nodes: [{ body: 'On a pull request' }] } }] },
      },
    ],
  });
});

test('errors have the shapes of GitHub', async () => {
  const { box, alice, octokit } = await startAcme();
  await using _ = box;
  box.person('mallory');
  box.repository('mallory/secret', { private: true }).issue({ by: alice });
  expect(await errorsOf(octokit.graphql('{ node(id: "IC_nothing") { id } }'))).toMatchObject([
    { type: 'NOT_FOUND', path: ['node'], message: "Could not resolve to a node with the global id of 'IC_nothing'" },
  ]);
  expect(await errorsOf(octokit.graphql('{ repository(owner: "mallory", name: "secret") { id } }'))).toMatchObject([
    { type: 'NOT_FOUND', message: "Could not resolve to a Repository with the name 'mallory/secret'." },
  ]);
  expect(await errorsOf(octokit.graphql('{ viewer { nope } }'))).toMatchObject([
    {
      extensions: { code: 'undefinedField', typeName: 'User', fieldName: 'nope' },
      message: "Field 'nope' doesn't exist on type 'User'",
    },
  ]);
  expect(await errorsOf(octokit.graphql('{ viewer { '))).toHaveLength(1);
  const unbounded = '{ repository(owner: "acme", name: "web") { issues { totalCount } } }';
  expect(await errorsOf(octokit.graphql(unbounded))).toMatchObject([{ type: 'MISSING_PAGINATION_BOUNDARIES' }]);
});

test('a field of GitHub that the box has not got is an error, and is remembered', async () => {
  const { box, octokit } = await startAcme();
  await using _ = box;
  expect(await errorsOf(octokit.graphql('{ repository(owner: "acme", name: "web") { stargazerCount } }'))).toHaveLength(1);
  expect(box.unknownRoutes).toEqual(['GraphQL Repository.stargazerCount']);
});

test('a mutation that the manifest does not allow is refused, and nothing happens', async () => {
  const { issues: _issues, pull_requests: _pulls, ...default_permissions } = manifest.default_permissions;
  const { box, alice, repository, installation } = await startAcme({ manifest: { ...manifest, default_permissions } });
  await using _ = box;
  const comment = repository.issue({ by: alice }).comment(alice, '/ping');
  expect(await errorsOf(octokitFor(box, installation.id).graphql(hear, { id: comment.node }))).toMatchObject([
    { type: 'FORBIDDEN', path: ['addReaction'], message: 'Resource not accessible by integration' },
  ]);
  const read = octokitFor(box, installation.id).graphql('query ($id: ID!) { node(id: $id) { id } }', { id: comment.node });
  expect(await errorsOf(read)).toMatchObject([{ type: 'FORBIDDEN', path: ['node'] }]);
  expect(comment.reactions).toEqual([]);
});

test('in a locked conversation the App can read but not react', async () => {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  const issue = repository.issue({ by: alice });
  const comment = issue.comment(alice, '/ping');
  issue.lock(alice);
  expect(await errorsOf(octokit.graphql(hear, { id: comment.node }))).toMatchObject([
    { type: 'FORBIDDEN', path: ['addReaction'] },
  ]);
  expect(comment.reactions).toEqual([]);
  expect(await octokit.graphql('query ($id: ID!) { node(id: $id) { id } }', { id: comment.node })).toEqual({
    node: { id: comment.node },
  });
});
