import { expect, test } from 'vitest';
import { openManifest, startAcme } from '../../../test/acme.ts';

const start = () => startAcme({ manifest: openManifest });

test('a commit sums up its checks and statuses, and says which of them the branch asks for', async () => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  const pull = repository.pullRequest({ by: alice });
  repository.protect('main', { checks: ['test'] });
  const ask = () =>
    octokit.graphql<{ repository: { pullRequest: { commits: { nodes: { commit: { statusCheckRollup: unknown } }[] } } } }>(
      `query ($n: Int!) { repository(owner: "acme", name: "web") { pullRequest(number: $n) { commits(last: 1) { nodes { commit {
        statusCheckRollup { state contexts(first: 10) { totalCount nodes {
          __typename
          ... on CheckRun { name status conclusion isRequired(pullRequestNumber: $n) checkSuite { app { slug } } }
          ... on StatusContext { context state isRequired(pullRequestNumber: $n) }
        } } }
      } } } } } }`,
      { n: pull.number },
    );
  const rollup = async () => (await ask()).repository.pullRequest.commits.nodes[0]?.commit.statusCheckRollup;
  expect(await rollup()).toBeNull();
  repository.check(pull.head, 'test', { app: 'ci' });
  repository.status(pull.head, 'deploy', 'success');
  expect(await rollup()).toEqual({
    state: 'PENDING',
    contexts: {
      totalCount: 2,
      nodes: [
        {
          __typename: 'CheckRun',
          name: 'test',
          status: 'IN_PROGRESS',
          conclusion: null,
          isRequired: true,
          checkSuite: { app: { slug: 'ci' } },
        },
        { __typename: 'StatusContext', context: 'deploy', state: 'SUCCESS', isRequired: false },
      ],
    },
  });
  repository.check(pull.head, 'test', { app: 'ci', conclusion: 'success' });
  expect(await rollup()).toMatchObject({ state: 'SUCCESS' });
  expect(box.unknownRoutes).toEqual([]);
});

test('a commit names everybody who wrote it, a review whether its author can write, and a status is from the App of its bot', async () => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  const carol = box.person('carol');
  const pull = repository.pullRequest({ by: alice });
  const { sha } = pull.push(
    { more: 'x' },
    { by: alice, message: 'More\n\nCo-authored-by: carol <c@acme.dev>\nco-authored-by: eve <e@e.dev>' },
  );
  const { app } = repository.check(sha, 'test', { app: 'ci' });
  repository.status(sha, 'lint', 'success');
  repository.status(sha, 'extra', 'success', { by: alice });
  repository.protect('main', { checks: ['lint', 'extra'].map(context => ({ context, app })) });
  pull.review(carol, '', 'APPROVED');
  pull.review(alice, '', 'APPROVED');
  const answer = await octokit.graphql(
    `query ($sha: GitObjectID!, $pull: Int!) { repository(owner: "acme", name: "web") {
      object(oid: $sha) { ... on Commit {
        authors(first: 5) { nodes { name user { login } } } committer { user { login } }
        statusCheckRollup { contexts(first: 5) { nodes { ... on StatusContext { context isRequired(pullRequestNumber: $pull) } } } } } }
      pullRequest(number: $pull) { latestOpinionatedReviews(first: 5) { nodes { authorCanPushToRepository } } } } }`,
    { sha, pull: pull.number },
  );
  const people = [
    { name: 'alice', user: { login: 'alice' } },
    { name: 'carol', user: { login: 'carol' } },
    { name: 'eve', user: null },
  ];
  const contexts = { nodes: [{}, { context: 'lint', isRequired: true }, { context: 'extra', isRequired: false }] };
  expect(answer).toEqual({
    repository: {
      object: { authors: { nodes: people }, committer: { user: { login: 'alice' } }, statusCheckRollup: { contexts } },
      pullRequest: {
        latestOpinionatedReviews: { nodes: [{ authorCanPushToRepository: false }, { authorCanPushToRepository: true }] },
      },
    },
  });
});

test('a workflow that ran twice on a commit reports twice', async () => {
  const deploy = 'on: [workflow_dispatch]\njobs: { ship: { runs-on: ubuntu-latest, steps: [{ run: make }] } }\n';
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  repository.push('main', { '.github/workflows/deploy.yml': deploy }, { by: alice });
  repository.dispatch('deploy.yml', { by: alice }).start().finish('failure');
  repository.dispatch('deploy.yml', { by: alice }).start().finish('success');
  const asked = `query { repository(owner: "acme", name: "web") { object(expression: "HEAD") { ... on Commit {
    statusCheckRollup { contexts(first: 5) { nodes { ... on CheckRun { name conclusion } } } } } } } }`;
  const nodes = [
    { name: 'ship', conclusion: 'FAILURE' },
    { name: 'ship', conclusion: 'SUCCESS' },
  ];
  expect(await octokit.graphql(asked)).toEqual({ repository: { object: { statusCheckRollup: { contexts: { nodes } } } } });
});

test('a timeline tells in order what happened, and an issue which pull request closed it', async () => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  const bob = box.person('bob');
  const issue = repository.issue({ by: alice });
  const pull = repository.pullRequest({ by: alice, draft: true, body: `Fixes #${issue.number}` });
  issue.comment(alice, 'Not asked for');
  const minute = () => box.clock.advance(60_000);
  minute();
  pull.ready(alice);
  pull.askReview(alice, { people: [bob] });
  minute();
  pull.review(bob, 'Good', 'APPROVED');
  minute();
  pull.merge(alice);
  const asked = `query { repository(owner: "acme", name: "web") {
    pullRequest(number: ${pull.number}) { reviewDecision timelineItems(first: 20) { nodes { __typename
      ... on ReviewRequestedEvent { requestedReviewer { ... on User { login } } }
      ... on PullRequestReview { state }
    } } }
    issue(number: ${issue.number}) { stateReason timelineItems(first: 1, itemTypes: [CLOSED_EVENT]) { nodes {
      ... on ClosedEvent { actor { login } closer { ... on PullRequest { number } } } } } }
  } }`;
  const answer = await octokit.graphql(asked);
  expect(answer).toEqual({
    repository: {
      pullRequest: {
        reviewDecision: 'APPROVED',
        timelineItems: {
          nodes: [
            { __typename: 'PullRequestCommit' },
            { __typename: 'ReadyForReviewEvent' },
            { __typename: 'ReviewRequestedEvent', requestedReviewer: { login: 'bob' } },
            { __typename: 'PullRequestReview', state: 'APPROVED' },
            { __typename: 'MergedEvent' },
            { __typename: 'ClosedEvent' },
          ],
        },
      },
      issue: {
        stateReason: 'COMPLETED',
        timelineItems: { nodes: [{ actor: { login: 'alice' }, closer: { number: pull.number } }] },
      },
    },
  });
});

test('threads, review requests, labels and teams', async () => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  const bob = box.person('bob');
  const team = box.organisation('acme').team('Web').member(alice, { role: 'maintainer' }).member(bob, { pending: true });
  const pull = repository.pullRequest({ by: alice });
  pull.label(alice, 'blocked');
  pull.askReview(alice, { teams: [team.row] });
  const review = pull.review(bob, 'Hm', 'CHANGES_REQUESTED', [{ path: 'change.txt', line: 1, body: 'why' }]);
  const first = review.comments[0]?.id ?? 0;
  pull.review(alice, '', 'COMMENTED', [{ path: 'change.txt', line: 1, body: 'because', replyTo: first }]);
  const ask = () =>
    octokit.graphql(`query {
      organization(login: "acme") { team(slug: "web") { databaseId members(first: 5) { totalCount edges { role node { login } } } } }
      repository(owner: "acme", name: "web") { pullRequest(number: ${pull.number}) {
        mergeable reviewDecision labels(first: 5) { nodes { name } }
        reviewRequests(first: 5) { nodes { requestedReviewer { ... on Team { slug } } } }
        reviewThreads(first: 5) { nodes { isResolved resolvedBy { login } comments(first: 5) { nodes { body } } } }
      } }
    }`);
  expect(await ask()).toEqual({
    organization: {
      team: { databaseId: team.id, members: { totalCount: 1, edges: [{ role: 'MAINTAINER', node: { login: 'alice' } }] } },
    },
    repository: {
      pullRequest: {
        mergeable: 'MERGEABLE',
        reviewDecision: 'CHANGES_REQUESTED',
        labels: { nodes: [{ name: 'blocked' }] },
        reviewRequests: { nodes: [{ requestedReviewer: { slug: 'web' } }] },
        reviewThreads: {
          nodes: [{ isResolved: false, resolvedBy: null, comments: { nodes: [{ body: 'why' }, { body: 'because' }] } }],
        },
      },
    },
  });
  review.resolve(bob);
  expect(await ask()).toMatchObject({
    repository: { pullRequest: { reviewThreads: { nodes: [{ isResolved: true, resolvedBy: { login: 'bob' } }] } } },
  });
  expect(box.deliveries.at(-1)).toMatchObject({ event: 'pull_request_review_thread', action: 'resolved' });
});

test('a comment is hidden as outdated', async () => {
  const { box, alice, repository, octokit } = await start();
  await using _ = box;
  const comment = repository.issue({ by: alice }).comment(alice, 'Old');
  const answer = await octokit.graphql(
    `mutation ($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) {
      minimizedComment { isMinimized minimizedReason } } }`,
    { id: comment.node },
  );
  expect(answer).toEqual({ minimizeComment: { minimizedComment: { isMinimized: true, minimizedReason: 'outdated' } } });
  expect(comment.row.minimized).toBe('outdated');
  expect(box.ledger.of('graphql minimizeComment')).toHaveLength(1);
});
