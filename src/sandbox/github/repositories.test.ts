import { expect, test } from 'vitest';
import { type Acme, file, openManifest, refusal, startAcme, web } from '../../../test/acme.ts';

const told = async ({ box }: Acme, ...events: string[]) => {
  await box.settled();
  return box.deliveries
    .toSorted((a, b) => a.id - b.id)
    .filter(one => events.includes(one.event))
    .map(one => ({ what: `${one.event}.${one.action}`, ...JSON.parse(one.body) }));
};
const names = (rows: { full_name: string }[]) => rows.map(row => row.full_name);

test('an App that is on all repositories hears of each new one, and one on some of what was chosen', async () => {
  const acme = await startAcme();
  const { box, alice, repository } = acme;
  await using _ = box;
  const api = box.repository('acme/api');
  box.repository('other/api');
  box.install('acme', { by: alice, repositories: [repository] });
  box.repository('acme/docs');
  box.install('acme', { by: alice });
  const news = await told(acme, 'installation_repositories', 'repository');
  expect(
    news.map(one => [
      one.what,
      one.repository_selection,
      names(one.repositories_added ?? []),
      names(one.repositories_removed ?? []),
    ]),
  ).toEqual([
    ['installation_repositories.added', 'all', ['acme/api'], []],
    ['repository.created', undefined, [], []],
    ['installation_repositories.removed', 'selected', [], ['acme/api']],
    ['installation_repositories.added', 'all', ['acme/api', 'acme/docs'], []],
  ]);
  expect(api.fullName).toBe('acme/api');
});

test('a repository that goes to another owner is found by its old name, as far as the App is there', async () => {
  const acme = await startAcme();
  const { box, alice, repository, octokit } = acme;
  await using _ = box;
  const issue = repository.issue({ by: alice });
  box.repository('umbrella/shop');
  repository.transfer(box.organisation('umbrella').account, alice);
  expect(await refusal(octokit.rest.issues.createComment({ ...web, issue_number: issue.number, body: 'x' }))).toMatchObject({
    status: 403,
  });
  box.install('umbrella', { by: alice });
  repository.transfer(box.organisation('acme').account, alice);
  repository.rename('site', alice);
  expect((await octokit.rest.repos.get(web)).data.full_name).toBe('acme/site');
  expect((await octokit.rest.repos.get({ owner: 'umbrella', repo: 'web' })).data.full_name).toBe('acme/site');
  await octokit.rest.issues.createComment({ ...web, issue_number: issue.number, body: 'Still here' });
  expect(issue.comments).toHaveLength(1);
  const news = await told(acme, 'installation_repositories', 'repository');
  expect(news.map(one => one.what)).toEqual([
    'installation_repositories.removed',
    'installation_repositories.removed',
    'installation_repositories.added',
    'repository.transferred',
    'repository.renamed',
  ]);
  expect(news[3].changes.owner.from.organization.login).toBe('umbrella');
});

test('what is archived can be read and not written', async () => {
  const acme = await startAcme();
  const { box, alice, repository, octokit } = acme;
  await using _ = box;
  const issue = repository.issue({ by: alice });
  const say = () => octokit.rest.issues.createComment({ ...web, issue_number: issue.number, body: 'x' });
  const sign = () =>
    octokit.graphql('mutation ($id: ID!) { addReaction(input: { subjectId: $id, content: EYES }) { clientMutationId } }', {
      id: issue.node,
    });
  repository.archive(alice);
  expect((await octokit.rest.repos.get(web)).data.archived).toBe(true);
  expect(await refusal(say())).toMatchObject({ status: 403, message: expect.stringContaining('archived') });
  await expect(sign()).rejects.toThrow('archived');
  repository.archive(alice, false);
  await say();
  await sign();
  expect((await told(acme, 'repository')).map(one => one.what)).toEqual(['repository.archived', 'repository.unarchived']);
});

test('where issues are switched off there are only pull requests', async () => {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  const issue = repository.issue({ by: alice });
  const pull = repository.pullRequest({ by: alice });
  const say = (on: { number: number }) => octokit.rest.issues.createComment({ ...web, issue_number: on.number, body: 'x' });
  const open = () => octokit.rest.issues.create({ ...web, title: 'x' });
  repository.switchIssues(false);
  expect((await octokit.rest.repos.get(web)).data.has_issues).toBe(false);
  for (const asked of [open(), say(issue)])
    expect(await refusal(asked)).toMatchObject({ status: 410, message: expect.stringContaining('disabled') });
  await say(pull);
  repository.switchIssues(true);
  await open();
  await say(issue);
});

test('a default branch with another name takes its rules and pull requests along', async () => {
  const acme = await startAcme({ manifest: openManifest });
  const { box, alice, repository, octokit } = acme;
  await using _ = box;
  repository.protect('main', { checks: ['test'] });
  const pull = repository.pullRequest({ by: alice });
  const head = repository.head();
  repository.renameBranch('main', 'trunk', alice);
  expect([repository.head(), repository.row.defaultBranch, pull.row.pull.base]).toEqual([head, 'trunk', 'trunk']);
  const { data } = await octokit.rest.repos.getBranch({ ...web, branch: 'main' });
  expect(data).toMatchObject({ name: 'trunk', protected: true });
  expect((await octokit.rest.repos.getContent({ ...web, path: file })).status).toBe(200);
  expect(await refusal(octokit.rest.repos.getBranch({ ...web, branch: 'nowhere' }))).toMatchObject({ status: 404 });
  const news = await told(acme, 'repository', 'pull_request');
  expect(news.map(one => [one.what, one.changes])).toEqual([
    ['pull_request.opened', undefined],
    ['repository.edited', { default_branch: { from: 'main' } }],
    ['pull_request.edited', { base: { ref: { from: 'main' }, sha: { from: head } } }],
  ]);
});
