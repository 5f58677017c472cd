import { expect, test } from 'vitest';
import { file, refusal, startAcme, web } from '../../../test/acme.ts';

test('the App comments as its bot, and the ledger has it', async () => {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  const issue = repository.issue({ by: alice });
  const made = await octokit.rest.issues.createComment({ ...web, issue_number: issue.number, body: 'Hello' });
  expect(made.data).toMatchObject({
    body: 'Hello',
    user: { login: 'shipmate[bot]', type: 'Bot' },
    performed_via_github_app: { slug: 'shipmate' },
    author_association: 'NONE',
  });
  expect(box.ledger.writes).toMatchObject([
    {
      method: 'POST',
      route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
      repository: 'acme/web',
      number: issue.number,
      who: 'shipmate[bot]',
      body: { body: 'Hello' },
      ids: { comment: made.data.id },
    },
  ]);
});

test('a body may be 65,536 characters long and no more', async () => {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  const issue_number = repository.issue({ by: alice }).number;
  const say = (body: string) => octokit.rest.issues.createComment({ ...web, issue_number, body });
  expect((await say('a'.repeat(65_536))).status).toBe(201);
  expect(await refusal(say('a'.repeat(65_537)))).toMatchObject({ status: 422 });
  expect(await refusal(say(' '))).toMatchObject({ status: 422 });
  expect(box.ledger.writes).toHaveLength(1);
});

test('what is locked takes comments only from people who can write', async () => {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  const issue = repository.issue({ by: alice });
  issue.lock(alice);
  const say = octokit.rest.issues.createComment({ ...web, issue_number: issue.number, body: 'Hello' });
  expect(await refusal(say)).toMatchObject({ status: 403 });
  issue.comment(alice, 'I can');
  expect(issue.comments.map(comment => comment.author)).toEqual(['alice']);
});

test('comments are edited and deleted, and remember who edited them', async () => {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  const comment = repository.issue({ by: alice }).comment(alice, 'One');
  await octokit.rest.issues.updateComment({ ...web, comment_id: comment.id, body: 'Two' });
  expect(comment.body).toBe('Two');
  expect(comment.row.edits).toMatchObject([{ editor: box.bot.id, from: 'One' }]);
  await octokit.rest.issues.deleteComment({ ...web, comment_id: comment.id });
  expect(comment.deleted).toBe(true);
  expect(await refusal(octokit.rest.issues.getComment({ ...web, comment_id: comment.id }))).toMatchObject({ status: 404 });
});

test('whoever follows a link with a browser is led to the page', async () => {
  const { box } = await startAcme();
  await using _ = box;
  const followed = await fetch(`${box.url}/acme/web/issues/1?a=b`, { headers: { accept: 'text/html' }, redirect: 'manual' });
  expect([followed.status, followed.headers.get('location')]).toEqual([302, 'https://github.com/acme/web/issues/1?a=b']);
  expect(box.unknownRoutes).toEqual([]);
});

test('lists come in pages that a client can walk', async () => {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  const issue = repository.issue({ by: alice });
  const said = Array.from({ length: 7 }, (_, place) => issue.comment(alice, `Comment ${place}`).id);
  const parameters = { ...web, issue_number: issue.number, per_page: 3 };
  const all = await octokit.paginate(octokit.rest.issues.listComments, parameters);
  expect(all.map(comment => comment.id)).toEqual(said);
  const second = await octokit.rest.issues.listComments({ ...parameters, page: 2 });
  expect(second.headers.link).toMatch(
    /page=1>; rel="prev", .*page=3>; rel="next", .*page=3>; rel="last", .*page=1>; rel="first"/,
  );
});

test('comments of a repository since a time, the latest changed first', async () => {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  const issue = repository.issue({ by: alice });
  const old = issue.comment(alice, 'Old');
  const never = issue.comment(alice, 'Never touched again');
  box.clock.advance(60_000);
  const since = box.clock.now().toISOString();
  const young = issue.comment(alice, 'Young');
  box.clock.advance(60_000);
  old.edit(alice, 'Old, edited');
  const answer = await octokit.rest.issues.listCommentsForRepo({ ...web, since, sort: 'updated', direction: 'desc' });
  expect(answer.data.map(comment => comment.id)).toEqual([old.id, young.id]);
  expect(answer.data.map(comment => comment.id)).not.toContain(never.id);
});

test('a reaction is made once: 201, then 200, one row, one write', async () => {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  const pull = repository.pullRequest({ by: alice });
  const comment = pull.comment(alice, '/ping');
  const [line] = pull.review(alice, 'Look', 'COMMENTED', [{ path: 'change.txt', line: 1, body: 'here' }]).comments;
  const { reactions } = octokit.rest;
  const react = () => reactions.createForIssueComment({ ...web, comment_id: comment.id, content: 'eyes' });
  expect((await react()).status).toBe(201);
  expect((await react()).status).toBe(200);
  expect(comment.reactions).toEqual([{ by: 'shipmate[bot]', content: 'eyes' }]);
  await reactions.createForIssue({ ...web, issue_number: pull.number, content: 'rocket' });
  await reactions.createForPullRequestReviewComment({ ...web, comment_id: line?.id ?? 0, content: '+1' });
  expect(pull.reactions).toEqual([{ by: 'shipmate[bot]', content: 'rocket' }]);
  expect(box.ledger.writes).toHaveLength(3);
});

test.each([
  ['alice', 'maintain', 'write', 'maintain'],
  ['alice', 'triage', 'read', 'triage'],
  ['alice', 'admin', 'admin', 'admin'],
] as const)('%s as %s has permission %s', async (login, role, permission, role_name) => {
  const { box, repository, octokit } = await startAcme();
  await using _ = box;
  repository.collaborator(box.person(login), role);
  const asked = { ...web, username: login };
  expect((await octokit.rest.repos.getCollaboratorPermissionLevel(asked)).data).toMatchObject({ permission, role_name });
});

test('anybody reads what is public, nobody else what is private, and who does not exist is a 404', async () => {
  const { box, octokit } = await startAcme();
  await using _ = box;
  box.person('mallory');
  box.repository('acme/secret', { private: true });
  const ask = (repo: string, username: string) =>
    octokit.rest.repos.getCollaboratorPermissionLevel({ owner: 'acme', repo, username });
  expect((await ask('web', 'mallory')).data.permission).toBe('read');
  expect((await ask('secret', 'mallory')).data.permission).toBe('none');
  expect(await refusal(ask('web', 'nobody'))).toMatchObject({ status: 404 });
});

test('a file is read at a branch, raw or not, and its blob by id', async () => {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  repository.push('next', { [file]: 'builds: false\n' }, { by: alice });
  const read = (ref?: string) => octokit.rest.repos.getContent({ ...web, path: file, ...(ref ? { ref } : {}) });
  const main = await read();
  if (Array.isArray(main.data) || main.data.type !== 'file') throw new Error('That should be a file.');
  expect(Buffer.from(main.data.content, 'base64').toString()).toBe('builds: true\n');
  const blob = await octokit.rest.git.getBlob({ ...web, file_sha: main.data.sha });
  expect(Buffer.from(blob.data.content, 'base64').toString()).toBe('builds: true\n');
  const raw = await octokit.rest.repos.getContent({ ...web, path: file, ref: 'next', mediaType: { format: 'raw' } });
  expect(Buffer.from(new Uint8Array(Object(raw.data))).toString() || raw.data).toContain('builds: false');
  expect(await refusal(octokit.rest.repos.getContent({ ...web, path: 'nowhere' }))).toMatchObject({ status: 404 });
  expect(await refusal(read('nowhere'))).toMatchObject({ status: 404, message: 'No commit found for the ref nowhere' });
});

test('a check run is made, found, changed, and takes 50 annotations at a time', async () => {
  const { box, repository, octokit } = await startAcme();
  await using _ = box;
  const { checks } = octokit.rest;
  const head_sha = repository.head();
  const annotations = (count: number) =>
    Array.from({ length: count }, (_, place) => ({
      path: file,
      start_line: place + 1,
      end_line: place + 1,
      annotation_level: 'failure' as const,
      message: 'no',
    }));
  const output = (count: number) => ({ title: 'Wrong', summary: 'Two mistakes', annotations: annotations(count) });
  const made = await checks.create({ ...web, name: 'shipmate.yml', head_sha, external_id: 'key', output: output(50) });
  expect(made.data).toMatchObject({ status: 'queued', conclusion: null, external_id: 'key', app: { slug: 'shipmate' } });
  expect(await refusal(checks.create({ ...web, name: 'x', head_sha, output: output(51) }))).toMatchObject({ status: 422 });
  expect(box.untrue.splice(0)).toEqual([expect.stringContaining('is sent: /output/annotations is more than 50')]);
  expect(await refusal(checks.create({ ...web, name: 'x', head_sha: 'a'.repeat(40) }))).toMatchObject({ status: 422 });
  const asked = { ...web, check_run_id: made.data.id };
  const done = await checks.update({ ...asked, conclusion: 'failure', output: output(2) });
  expect(done.data).toMatchObject({ status: 'completed', conclusion: 'failure', output: { annotations_count: 52 } });
  expect((await octokit.paginate(checks.listAnnotations, asked)).length).toBe(52);
  await checks.create({ ...web, name: 'shipmate.yml', head_sha, conclusion: 'success' });
  const list = (filter: 'latest' | 'all') => checks.listForRef({ ...web, ref: 'main', check_name: 'shipmate.yml', filter });
  expect((await list('latest')).data.check_runs.map(run => run.conclusion)).toEqual(['success']);
  expect((await list('all')).data.total_count).toBe(2);
  expect(repository.checkRuns(head_sha)).toHaveLength(2);
});

test('a pull request from a fork names its head, its files and its repositories', async () => {
  const { box, repository, octokit } = await startAcme();
  await using _ = box;
  const mallory = box.person('mallory');
  const pull = repository.pullRequest({ by: mallory, fork: mallory, branch: 'evil', files: { [file]: 'a: 1\nb: 2\n' } });
  repository.push('main', { 'other.txt': 'meanwhile\n' }, { by: box.person('alice') });
  const asked = { ...web, pull_number: pull.number };
  const answer = await octokit.rest.pulls.get(asked);
  expect(answer.data).toMatchObject({
    head: { ref: 'evil', sha: pull.head, repo: { full_name: 'mallory/web', fork: true } },
    base: { ref: 'main', sha: repository.head(), repo: { full_name: 'acme/web' } },
    author_association: 'NONE',
    changed_files: 1,
    commits: 1,
  });
  expect((await octokit.rest.pulls.listFiles(asked)).data).toMatchObject([
    { filename: file, status: 'modified', additions: 2, deletions: 1, changes: 3 },
  ]);
});

test('a former name leads on to the new one', async () => {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  const issue = repository.issue({ by: alice });
  repository.rename('site', alice);
  expect((await octokit.rest.repos.get(web)).data.full_name).toBe('acme/site');
  await octokit.rest.issues.createComment({ ...web, issue_number: issue.number, body: 'Still here' });
  expect(issue.comments.map(comment => comment.body)).toEqual(['Still here']);
});

test('an answer that has not changed is a free 304', async () => {
  const { box, octokit } = await startAcme();
  await using _ = box;
  const first = await octokit.rest.repos.get(web);
  const again = octokit.rest.repos.get({ ...web, headers: { 'if-none-match': first.headers.etag ?? '' } });
  expect(await refusal(again)).toMatchObject({
    status: 304,
    headers: { 'x-ratelimit-used': first.headers['x-ratelimit-used'] },
  });
});

test('the 81st comment of a minute has to wait', async () => {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  const issue_number = repository.issue({ by: alice }).number;
  const say = () => octokit.rest.issues.createComment({ ...web, issue_number, body: 'Hello' });
  for (let count = 0; count < 80; count += 1) await say();
  const refused = await refusal(say());
  expect(refused).toMatchObject({ status: 403, message: expect.stringContaining('secondary rate limit') });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  box.clock.advance(60_000);
  expect((await say()).status).toBe(201);
});

test('what this GitHub does not know is a 404 in its shape, and is remembered', async () => {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  repository.issue({ by: alice });
  expect(await refusal(octokit.request('GET /emojis'))).toMatchObject({ status: 404, message: 'Not Found' });
  const odd = octokit.request('POST /repos/acme/web/issues/1/comments', { body: 'x', colour: 'red' });
  expect(await refusal(odd)).toMatchObject({ status: 422 });
  const commenting = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
  expect(box.unknownRoutes).toEqual(['GET /emojis', `${commenting} with colour`]);
  expect(box.untrue.splice(0)).toEqual([`${commenting} is sent: /colour is there, which GitHub does not name`]);
});

test('when the hour is used up nothing happens any more', async () => {
  const { box, alice, repository, octokit } = await startAcme();
  await using _ = box;
  const issue = repository.issue({ by: alice });
  box.limits.requestsPerHour = 1;
  const say = () => octokit.rest.issues.createComment({ ...web, issue_number: issue.number, body: 'Hello' });
  expect((await say()).headers['x-ratelimit-remaining']).toBe('0');
  expect(await refusal(say())).toMatchObject({ status: 403, headers: { 'x-ratelimit-remaining': '0' } });
  expect(issue.comments).toHaveLength(1);
});
