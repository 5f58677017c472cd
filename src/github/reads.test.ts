import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBox } from '../../test/box.ts';
import { asked as routesOf } from '../../test/scenarios/house.ts';
import type { Person } from '../core/event.ts';
import type { Reads } from '../core/reads.ts';
import type { Box, PullRequest, Repository } from '../sandbox/github/index.ts';
import { connect } from './client.ts';
import { readsOn } from './reads.ts';

/** What is asked of GitHub and what comes back, on the box, which answers in GitHub's words. */

const deploy = `name: Deploy
run-name: Deploy \${{ inputs.shipmate }}
on: { workflow_dispatch: { inputs: { shipmate: { type: string } } } }
jobs:
  ship:
    runs-on: ubuntu-latest
    steps: [{ name: build, run: make }, { name: migrate, run: make migrate }]
`;

let box: Box;
let web: Repository;
let github: Reads;
/** The same, for a repository that is not the one which GitHub tells of. */
let elsewhere: Reads;
let alice: Person;
let bob: Person;
let mallory: Person;
beforeAll(async () => {
  box = await startBox();
  web = box.repository('acme/web', {
    private: true,
    files: {
      '.github/shipmate.yml': 'builds: true\n',
      '.github/workflows/deploy.yml': deploy,
      '.github/workflows/notes.md': 'none',
    },
  });
  for (const [login, role] of [
    ['alice', 'admin'],
    ['bob', 'write'],
  ] as const)
    web.collaborator(box.person(login), role);
  const installation = box.install('acme');
  const { appId, privateKey } = box.credentials;
  const quiet = { debug() {}, warn() {} };
  const repository = {
    id: web.id,
    owner: 'acme',
    name: 'web',
    installation: installation.id,
    private: true,
    defaultBranch: 'main',
  };
  const octokit = connect({ appId, privateKey, apiUrl: box.url }, quiet).on(repository);
  github = readsOn(octokit, repository, appId);
  elsewhere = readsOn(octokit, { ...repository, id: 1 }, appId);
  const known = (login: string) => ({ id: box.person(login).id, login, bot: false });
  [alice, bob, mallory] = [known('alice'), known('bob'), known('mallory')];
});
afterAll(async () => {
  expect(box.unknownRoutes).toEqual([]);
  await box.close();
});

const person = (login: string) => box.person(login);

/** How many requests that took, the token apart. */
async function costOf(asking: Promise<unknown>): Promise<number> {
  const before = box.requests.all.length;
  await asking;
  return box.requests.all.slice(before).filter(one => !one.path.endsWith('/access_tokens')).length;
}

const asked = (pull: PullRequest, branch: string) => ({
  head: { sha: pull.head, tree: expect.stringMatching(/^[\da-f]{40}$/), title: 'Better', committedAt: expect.any(Date) },
  branch,
  base: 'main',
  title: 'Better',
  author: bob,
  draft: false,
  fork: false,
  state: 'open',
  openedAt: expect.any(Date),
  merged: null,
});

describe('what was said, and where', () => {
  test('a comment on a pull request comes with our sign, its head, and the files that count, in one request', async () => {
    const pull = web.pullRequest({ by: person('bob'), title: 'Better', branch: 'better' });
    const comment = pull.comment(person('bob'), '/deploy');
    const heard = github.heard(comment.node);
    expect(await costOf(heard)).toBe(1);
    expect(await heard).toEqual({
      node: comment.node,
      author: bob,
      body: '/deploy',
      createdAt: expect.any(Date),
      edited: false,
      ours: false,
      place: {
        subject: { kind: 'pull_request', number: pull.number },
        node: pull.node,
        author: bob,
        pull: asked(pull, 'better'),
        asked: [],
        main: { sha: web.head(), tree: expect.any(String), title: expect.any(String), committedAt: expect.any(Date) },
        fileBlob: expect.stringMatching(/^[\da-f]{40}$/),
        workflows: [{ file: 'deploy.yml', blob: expect.stringMatching(/^[\da-f]{40}$/) }],
      },
    });
    expect(comment.reactions).toEqual([{ by: 'shipmate[bot]', content: 'eyes' }]);
  });

  test('in a review and at a line the pull request is the same', async () => {
    const pull = web.pullRequest({ by: person('bob'), title: 'Better', branch: 'better-yet', files: { 'a.txt': 'a\n' } });
    const review = pull.review(person('alice'), 'Fine', 'COMMENTED', [{ path: 'a.txt', line: 1, body: '/deploy' }]);
    expect((await github.heard(review.node))?.place.pull).toEqual(asked(pull, 'better-yet'));
    expect((await github.heard(review.comments[0]?.node ?? ''))?.place.pull).toEqual(asked(pull, 'better-yet'));
  });

  test('a locked conversation is heard without the sign', async () => {
    const issue = web.issue({ by: person('bob') });
    const comment = issue.comment(person('bob'), '/deploy');
    issue.lock(person('alice'));
    expect(await github.heard(comment.node)).toMatchObject({
      body: '/deploy',
      place: { subject: { kind: 'issue' }, pull: null },
    });
  });

  test('what was deleted is gone', async () => {
    const comment = web.issue({ by: person('bob') }).comment(person('bob'), '/deploy');
    comment.delete();
    expect(await github.heard(comment.node)).toBe(null);
    expect(await github.ticked(comment.node)).toBe(null);
    expect(await github.place(9_999)).toBe(null);
  });

  test('places by their number: an issue, a draft, a fork, a merged one', async () => {
    const issue = web.issue({ by: person('bob') });
    expect(await github.place(issue.number)).toMatchObject({
      subject: { kind: 'issue', number: issue.number },
      node: issue.node,
      author: bob,
      pull: null,
      main: { sha: web.head() },
    });
    const draft = web.pullRequest({ by: person('bob'), draft: true });
    expect((await github.place(draft.number))?.pull).toMatchObject({ draft: true, fork: false, state: 'open' });
    const fork = web.pullRequest({ by: person('mallory'), fork: person('mallory'), files: { 'evil.txt': 'x' } });
    expect((await github.place(fork.number))?.pull).toMatchObject({ fork: true, head: { sha: fork.head }, author: mallory });
    const merged = web.pullRequest({ by: person('bob'), files: { 'm.txt': 'm' } });
    const sha = merged.merge(person('alice'), { method: 'squash' });
    expect((await github.place(merged.number))?.pull).toMatchObject({ state: 'merged', merged: { sha } });
  });

  test('each edit of a comment of ours with its editor, oldest first; of others none', async () => {
    const issue = web.issue({ by: person('bob') });
    const ours = issue.comment(box.bot, '- [ ] prod');
    ours.edit(person('alice'), '- [x] prod');
    ours.edit(person('bob'), '- [ ] prod');
    const ticked = github.ticked(ours.node);
    expect(await costOf(ticked)).toBe(1);
    expect(await ticked).toMatchObject({
      body: '- [ ] prod',
      place: { subject: { kind: 'issue', number: issue.number } },
      edits: [
        { editor: { bot: true }, body: '- [ ] prod' },
        { editor: alice, body: '- [x] prod' },
        { editor: bob, body: '- [ ] prod' },
      ],
    });
    expect(await github.ticked(issue.comment(person('bob'), 'mine').node)).toBe(null);
    expect(await github.ticked(issue.node)).toBe(null);
  });
});

describe('people', () => {
  test('a team by its id, and who is in it: the invited are not', async () => {
    const team = box.organisation('acme').team('On call').member(person('alice')).member(person('bob'), { pending: true });
    const oncall = { organisation: 'acme', slug: 'on-call' };
    expect(await github.member(oncall, alice)).toEqual({ team: team.id, active: true });
    expect(await github.member(oncall, bob)).toEqual({ team: team.id, active: false });
    const stranger = github.member(oncall, mallory);
    expect(await costOf(stranger)).toBe(1);
    expect(await stranger).toEqual({ team: team.id, active: false });
    expect(await github.member({ organisation: 'acme', slug: 'nobody' }, alice)).toBe(null);
    expect(await github.member({ organisation: 'nowhere', slug: 'on-call' }, alice)).toBe(null);
  });

  test('an account', async () => {
    expect(await github.account('alice')).toEqual(alice);
    expect(await github.account('nobody')).toBe(null);
  });

  test('a role goes to an id, not to a name', async () => {
    expect(await github.role(bob)).toBe('write');
    expect(await github.role({ ...bob, id: 1 })).toBe('none');
    expect(await github.role(mallory)).toBe('none');
  });
});

describe('commits', () => {
  test('a branch, a tag, the digits of a commit', async () => {
    const pull = web.pullRequest({ by: person('bob'), branch: 'topic', title: 'Topic', files: { 't.txt': 't' } });
    web.tag('v1');
    expect(await github.commit('topic')).toMatchObject({ sha: pull.head, title: 'Topic' });
    expect(await github.commit('v1')).toMatchObject({ sha: web.head() });
    expect(await github.commit(pull.head.slice(0, 7))).toMatchObject({ sha: pull.head });
    expect(await costOf(github.commit('topic'))).toBe(1);
    for (const none of ['nothing', 'deadbeef', 'HEAD~1', 'main:README.md']) expect(await github.commit(none)).toBe(null);
  });

  test('a name that stands for two commits stands for none', async () => {
    web.push('twice', { 'twice.txt': '2' }, { by: person('bob') });
    expect(await github.commit('twice')).not.toBe(null);
    web.tag('twice', web.head());
    expect(await github.commit('twice')).toBe(null);
  });

  test('what one has that the other has not, with the pull requests that brought it', async () => {
    const base = web.head();
    const one = web.pullRequest({ by: person('bob'), title: 'One thing', branch: 'one-thing', files: { 'one.txt': '1' } });
    one.merge(person('alice'), { method: 'merge' });
    const other = web.pullRequest({ by: person('bob'), title: 'Another', files: { 'other.txt': '2' } });
    const head = other.merge(person('alice'), { method: 'squash' });
    const compared = github.compare(base, head);
    expect(await costOf(compared)).toBe(1);
    expect((await compared)?.ahead).toBe(3);
    expect((await compared)?.behind).toBe(0);
    expect((await compared)?.commits.flatMap(commit => commit.pull ?? [])).toEqual([
      { number: one.number, title: 'One thing' },
      { number: other.number, title: 'Another' },
    ]);
    expect(await github.compare(base, '0'.repeat(40))).toBe(null);
    expect(await github.compare(head, base)).toMatchObject({ ahead: 0, behind: 3, commits: [] });
  });

  test('who brought what, by which pull requests: a hundred commits in two requests', async () => {
    const main = web.head();
    web.push('brought', { 'base.txt': 'b' }, { by: person('alice'), on: main });
    const base = web.head('brought');
    const direct = web.push('brought', { 'direct.txt': 'd' }, { by: person('alice'), message: 'Right onto it\n\nmore' }).sha;
    const pull = web.pullRequest({
      by: person('bob'),
      title: 'By bob',
      base: 'brought',
      files: { 'a-1.txt': '1', 'a-2.txt': '2' },
    });
    const squashed = pull.merge(person('alice'), { method: 'squash' });
    const strange = web.pullRequest({
      by: person('mallory'),
      fork: person('mallory'),
      title: 'New here',
      base: 'brought',
      files: { 'evil.txt': 'x' },
    });
    const merged = strange.merge(person('alice'), { method: 'merge' });
    const asking = github.brought(base, web.head('brought'));
    expect(await costOf(asking)).toBe(2);
    const bobs = { number: pull.number, title: 'By bob', author: bob, firstTime: false };
    const mallorys = { number: strange.number, title: 'New here', author: mallory, firstTime: expect.any(Boolean) };
    expect(await asking).toEqual({
      ahead: 4,
      behind: 0,
      commits: [
        { sha: direct, title: 'Right onto it', author: alice, pull: null, files: null },
        { sha: strange.head, title: 'New here', author: mallory, pull: mallorys, files: ['evil.txt'] },
        { sha: squashed, title: `By bob (#${pull.number})`, author: alice, pull: bobs, files: ['a-1.txt', 'a-2.txt'] },
        { sha: merged, title: expect.any(String), author: alice, pull: mallorys, files: ['evil.txt'] },
      ],
      files: ['a-1.txt', 'a-2.txt', 'direct.txt', 'evil.txt'],
    });
    expect(await github.brought(base, '0'.repeat(40))).toBe(null);
    const nothing = github.brought(web.head('brought'), base);
    expect(await costOf(nothing)).toBe(1);
    expect(await nothing).toEqual({ ahead: 0, behind: 4, commits: [], files: [] });
  });

  test('one commit alone has the files between, in two requests; who was never merged here is new', async () => {
    const base = web.head();
    const pull = web.pullRequest({ by: person('carol'), fork: person('carol'), title: 'First', files: { 'first.txt': '1' } });
    const asking = github.brought(base, pull.head);
    expect(await costOf(asking)).toBe(2);
    expect((await asking)?.commits).toEqual([
      {
        sha: pull.head,
        title: 'First',
        author: { id: person('carol').id, login: 'carol', bot: false },
        pull: { number: pull.number, title: 'First', author: expect.objectContaining({ login: 'carol' }), firstTime: true },
        files: ['first.txt'],
      },
    ]);
    expect((await elsewhere.brought(base, pull.head))?.commits).toMatchObject([{ pull: null }]);
    const alone = web.push('alone', { 'alone.txt': '1' }, { by: person('alice'), on: base });
    expect((await github.brought(base, alone.sha))?.commits).toMatchObject([{ pull: null, files: ['alone.txt'] }]);
  });

  test('which lines of a file changed between two commits, in one request', async () => {
    const text = (second: string) => `one\n${second}\nthree\n`;
    const base = web.push('lines', { 'src/app.js': text('two'), 'other.js': 'x\n' }, { by: person('alice') }).sha;
    const head = web.push('lines', { 'src/app.js': text('2'), 'other.js': 'y\n' }, { by: person('alice') }).sha;
    const asking = github.patch(base, head, ['src/app.js', 'untouched.js']);
    expect(await costOf(asking)).toBe(1);
    expect(await asking).toEqual(new Map([['src/app.js', [{ start: 2, end: 2 }]]]));
    expect(await github.patch(base, '0'.repeat(40), ['src/app.js'])).toBe(null);
  });

  test('how an issue was closed last', async () => {
    const issue = web.issue({ by: person('bob') });
    const nobody = { sha: null, pull: null, repository: null };
    expect(await github.closer(issue.number)).toBe(null);
    issue.close(person('bob'));
    expect(await github.closer(issue.number)).toEqual({ by: 'person', ...nobody });
    issue.reopen(person('bob'));
    issue.close(person('bob'), { commit: web.head() });
    expect(await github.closer(issue.number)).toEqual({ by: 'commit', sha: web.head(), pull: null, repository: web.id });
    issue.reopen(person('bob'));
    const body = `Fixes #${issue.number}`;
    const pull = web.pullRequest({ by: person('bob'), title: 'Mended', body, files: { 'mended.txt': '1' } });
    const sha = pull.merge(person('alice'), { method: 'squash' });
    const asking = github.closer(issue.number);
    expect(await costOf(asking)).toBe(1);
    expect(await asking).toEqual({ by: 'pull', sha, pull: pull.number, repository: web.id });
    expect(await github.closer(99_999)).toBe(null);
  });

  test.each([
    [100, 100, 2],
    [150, 100, 3],
    [200, 100, 3],
    [230, 76, 3],
  ])('of %i commits the newest, with the last twenty asked for pull requests', async (count, there, requests) => {
    const base = web.head();
    const branch = `many-${count}`;
    const shas = Array.from(
      { length: count },
      (_, nth) => web.push(branch, { 'n.txt': `${nth}` }, { by: person('alice'), message: `Commit ${nth}` }).sha,
    );
    const bodies: string[] = [];
    box.faults.next({ only: ({ body }) => bodies.push(body) < 0 }, { before: 500 });
    const asking = github.brought(base, web.head(branch));
    expect(await costOf(asking)).toBe(requests);
    box.faults.clear();
    const answer = await asking;
    expect(JSON.parse(bodies.at(-1) ?? '').variables).toMatchObject({ c0: shas.at(-20), c19: shas.at(-1) });
    expect(answer?.ahead).toBe(count);
    expect(answer?.commits.map(commit => commit.sha)).toEqual(shas.slice(-there));
    expect(answer?.files).toEqual(['n.txt']);
  });

  test('which are green: what is ours, and what our deploys say, does not count', async () => {
    const by = person('alice');
    const commits = ['none', 'red', 'running', 'green', 'ours'].map(
      name => web.push('green', { [`${name}.txt`]: name }, { by }).sha,
    );
    const [, red, running, green, ours] = commits.map(sha => sha ?? '');
    web.check(red ?? '', 'test', { conclusion: 'failure' });
    web.check(running ?? '', 'test', { conclusion: 'success' });
    web.check(running ?? '', 'slow');
    web.check(green ?? '', 'test', { conclusion: 'success' });
    web.status(green ?? '', 'lint', 'success');
    for (const sha of [green, ours]) web.status(sha ?? '', 'deploy/prerelease', 'failure', { by: box.bot });
    const recent = github.recent('green', 5, { workflows: ['deploy.yml'] });
    expect(await costOf(recent)).toBe(1);
    expect((await recent).map(({ sha, checks }) => [commits.indexOf(sha), checks])).toEqual([
      [4, 'none'],
      [3, 'green'],
      [2, 'running'],
      [1, 'red'],
      [0, 'none'],
    ]);
    expect(await github.recent('nowhere', 5, { workflows: [] })).toEqual([]);
  });

  test('a run of a deploy is no check of the commit it happens to run at', async () => {
    const run = web.dispatch('deploy.yml', { by: person('alice') });
    const [head] = await github.recent('main', 1, { workflows: ['deploy.yml'] });
    expect(head).toMatchObject({ sha: web.head(), checks: 'none' });
    expect(await github.recent('main', 1, { workflows: [] })).toMatchObject([{ checks: 'running' }]);
    run.cancel();
  });
});

describe('runs', () => {
  test('a run, its jobs and steps, and the end of a log, as somebody would read it', async () => {
    box.clock.advance(60_000);
    const run = web.dispatch('deploy.yml', { by: person('alice'), inputs: { shipmate: 'd-1' } });
    expect(await github.run(run.id)).toMatchObject({
      id: run.id,
      number: run.row.number,
      attempt: 1,
      file: 'deploy.yml',
      title: 'Deploy d-1',
      event: 'workflow_dispatch',
      branch: 'main',
      head: web.head(),
      status: 'waiting',
      conclusion: null,
      startedBy: alice,
      triggeredBy: alice,
      startedAt: null,
    });
    run.start();
    const [job] = await github.jobs(run.id);
    expect(job).toMatchObject({ name: 'ship', status: 'running', conclusion: null, startedAt: expect.any(Date), endedAt: null });
    expect(job?.steps.map(step => [step.name, step.status, step.conclusion])).toEqual([
      ['Set up job', 'ended', 'success'],
      ['build', 'running', null],
      ['migrate', 'waiting', null],
      ['Complete job', 'waiting', null],
    ]);
    expect(await github.log(job?.id ?? 0)).toBe(null);
    run.step().finish('failure', { step: 'migrate', log: '\u001b[31mduplicate key\u001b[0m\nbye' });
    expect(await github.run(run.id)).toMatchObject({ status: 'ended', conclusion: 'failure' });
    expect(await github.log(job?.id ?? 0)).toContain(
      '##[group]migrate\n##[endgroup]\nduplicate key\nbye\n##[error]Process completed',
    );
    expect(await github.runsSince('deploy.yml', new Date(run.row.createdAt))).toMatchObject([
      { id: run.id, title: 'Deploy d-1' },
    ]);
    expect(await github.runsSince('nothing.yml', new Date(0))).toEqual([]);
  });

  test('of a long log only the end is kept', async () => {
    const run = web.dispatch('deploy.yml', { by: person('alice') });
    const lines = Array.from({ length: 40_000 }, (_, line) => `line ${line} of very many`);
    run
      .start()
      .step()
      .finish('failure', { step: 'migrate', log: lines.join('\n') });
    const log = (await github.log((await github.jobs(run.id))[0]?.id ?? 0)) ?? '';
    expect(log.length).toBeLessThan(64 * 1024);
    expect(log).toMatch(/^line \d+ of very many\n/);
    expect(log).toContain('line 39999 of very many\n##[error]');
  });

  /** A run of jobs with these names, each with one step that is called after it. */
  function manyJobs(names: string[], log: string) {
    const jobs = Object.fromEntries(
      names.map((name, nth) => [`job${nth}`, { name, steps: [{ name: `go ${name}`, run: 'make' }] }]),
    );
    const file = JSON.stringify({ name: 'Many', on: { workflow_dispatch: {} }, jobs });
    web.push('many', { '.github/workflows/many.yml': file }, { by: person('alice') });
    const run = web
      .dispatch('many.yml', { by: person('alice'), branch: 'many' })
      .start()
      .step(log)
      .finish();
    return { run, jobs: run.jobs.map(({ id, name }) => ({ id, name })) };
  }
  const long = `integration tests of ${'the service '.repeat(8)}`;

  test('the ends of several logs, as they are, in one request', async () => {
    const names = ['ci / build: all', 'test (1, 12)', 'test (11, 2)', `${long} on linux`, 'lint'];
    const { run, jobs } = manyJobs(names, '\u001b[31mred\u001b[0m');
    const wanted = jobs.slice(0, 4);
    const before = box.requests.all.length;
    const logs = await github.logs(run.id, wanted);
    expect(box.requests.all.slice(before).map(one => one.path.replace(/_stored.*/, '_stored'))).toEqual([
      `/repos/acme/web/actions/runs/${run.id}/logs`,
      '/_stored',
    ]);
    expect([...logs.keys()].sort()).toEqual(wanted.map(job => job.id).sort());
    for (const { id, name } of wanted)
      expect(logs.get(id)).toMatch(
        new RegExp(`^[-\\d:T.]+Z ##\\[group\\]Set up job\n[^]*##\\[group\\]go ${RegExp.escape(name)}\n`),
      );
    expect(logs.get(wanted[0]?.id ?? 0)).toContain('Z \u001b[31mred\u001b[0m\n');
  });

  test('of what is large only the ends are read', async () => {
    const noise = Array.from({ length: 60_000 }, () => Math.random().toString(36)).join('\n');
    const { run, jobs } = manyJobs(['one', 'two', 'three'], `${noise}\nthe end`);
    const logs = await github.logs(run.id, jobs.slice(1));
    expect([...logs.keys()]).toEqual(jobs.slice(1).map(job => job.id));
    for (const log of logs.values()) {
      expect(log.length).toBe(256 * 1024);
      expect(log).toMatch(/\n\S+Z the end\n/);
    }
    const one = await github.logs(run.id, jobs.slice(0, 1));
    expect([...one.values()].map(log => log.length)).toEqual([256 * 1024]);
  });

  test('of one job its log alone is asked for, and so it is where two look the same', async () => {
    const { run, jobs } = manyJobs(['same', 'same ', 'other', `${long} on linux`, `${long} on windows`], 'red');
    const [same, again, other, linux, windows] = jobs;
    if (!same || !again || !other || !linux || !windows) throw new Error('there are five');
    const routes = routesOf({ box });
    const alone = await github.logs(run.id, [other]);
    expect(alone.get(other.id)).toContain('##[group]go other\n');
    expect(routes.splice(0)).toEqual(['GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs', 'GET /_stored/{key}']);
    const logs = await github.logs(run.id, [again, other, windows]);
    expect(logs.get(again.id)).toContain('##[group]go same \n');
    expect(logs.get(other.id)).toContain('##[group]go other\n');
    expect(logs.get(windows.id)).toContain('on windows\n');
    expect(routes.filter(route => route.endsWith('logs')).sort()).toEqual([
      'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs',
      'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs',
      'GET /repos/{owner}/{repo}/actions/runs/{run_id}/logs',
    ]);
    box.faults.clear();
  });

  test('logs that are not there, or not yet, are missing', async () => {
    const { run, jobs } = manyJobs(['one', 'two'], 'red');
    expect(await github.logs(run.id, [])).toEqual(new Map());
    const [one] = jobs;
    expect([...(await github.logs(run.id, [...(one ? [one] : []), { id: 1, name: 'three' }])).keys()]).toEqual([one?.id]);
    expect(await github.logs(1, jobs)).toEqual(new Map());
    expect(await github.logs(1, [{ id: 1, name: 'one' }])).toEqual(new Map());
    for (const status of [404, 410]) {
      box.faults.next({ route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/logs' }, { before: status });
      expect(await github.logs(run.id, jobs)).toEqual(new Map());
    }
    const going = web.dispatch('many.yml', { by: person('alice'), branch: 'many' }).start();
    expect(await github.logs(going.id, jobs)).toEqual(new Map());
    going.cancel();
  });

  test('the last run that went well of the branch itself', async () => {
    const by = person('alice');
    const file = JSON.stringify({
      on: { push: {}, pull_request: {}, workflow_dispatch: {}, schedule: [] },
      jobs: { go: { steps: [{ run: 'x' }] } },
    });
    web.push('steady', { '.github/workflows/ci.yml': file }, { by });
    const last = () => {
      const run = web.runs('ci.yml').at(-1);
      if (!run) throw new Error('nothing runs');
      return run;
    };
    expect(await github.lastGood('ci.yml', 'steady')).toBe(null);
    const good = last().finish('success');
    web.push('steady', { 'a.txt': 'a' }, { by });
    last().finish('failure');
    web.dispatch('ci.yml', { by, branch: 'steady' }).finish('success');
    web.push('steady', { 'b.txt': 'b' }, { by });
    web.push('other', { 'c.txt': 'c' }, { by, on: web.head('steady') });
    last().finish('success');
    const asking = github.lastGood('ci.yml', 'steady');
    expect(await costOf(asking)).toBe(1);
    expect(await asking).toMatchObject({ id: good.id, event: 'push', branch: 'steady', conclusion: 'success' });
    const nightly = web.dispatch('ci.yml', { by, branch: 'steady', event: 'schedule' }).finish('success');
    expect(await github.lastGood('ci.yml', 'steady')).toMatchObject({ id: nightly.id, event: 'schedule' });
    expect(await github.lastGood('nothing.yml', 'steady')).toBe(null);
  });

  test('the report that a run left, of the newest attempt', async () => {
    const run = web.dispatch('deploy.yml', { by: person('alice') });
    run.artifact('shipmate-report', { 'report.md': 'old' });
    run.artifact('shipmate-report', { 'other.md': 'x', 'report.md': '# It went well\n' });
    run.artifact('else', { 'report.md': 'not this' });
    expect(await github.report(run.id, 'shipmate-report')).toBe('# It went well\n');
    expect(await github.report(run.id, 'none')).toBe(null);
    run.artifact('huge', { 'report.md': 'x'.repeat(70_000) });
    expect(await github.report(run.id, 'huge')).toBe(null);
    run.artifact('without', { 'readme.md': 'x' });
    expect(await github.report(run.id, 'without')).toBe(null);
  });

  test('the texts that a try of a run left, and those before it, whatever their jobs are called', async () => {
    const run = web.dispatch('deploy.yml', { by: person('alice') });
    const named = { artifacts: 'shipmate-checks', file: 'checks.json' };
    run.artifact('shipmate-checks', { 'checks.json': 'old' });
    run.finish('failure');
    box.clock.advance(60_000);
    run.rerun(person('alice'));
    run.artifact('shipmate-checks', { 'checks.json': 'one' });
    run.artifact('shipmate-checks-eu', { 'checks.json': 'two' });
    run.artifact('shipmate-checks-else', { 'readme.md': 'not this' });
    run.artifact('shipmate-report', { 'checks.json': 'nor this' });
    run.artifact('shipmate-checks-bomb', { 'checks.json': 'x'.repeat(1_100_000) });
    run.finish('success');
    const told = await github.run(run.id);
    if (!told) throw new Error('no run');
    const asking = github.texts(told, named);
    expect(await costOf(asking)).toBe(1 + 2 * 4);
    const left = [
      { text: 'two', newest: true },
      { text: 'one', newest: true },
      { text: 'old', newest: false },
    ];
    expect(await asking).toEqual(left);
    box.clock.advance(120_000);
    run.rerun(person('alice'));
    run.artifact('shipmate-checks', { 'checks.json': 'later' });
    // What is heard late hears nothing of what came after it.
    expect(await github.texts(told, named)).toEqual(left);
    for (let nth = 0; nth < 12; nth += 1) run.artifact(`shipmate-checks-${nth}`, { 'checks.json': `${nth}` });
    run.finish('success');
    const again = await github.run(run.id);
    expect(again && (await github.texts(again, named))).toHaveLength(10);
    expect(await github.texts({ ...told, id: 404 }, named)).toEqual([]);
  });

  test('what was deleted is gone', async () => {
    const run = web.dispatch('deploy.yml', { by: person('alice') });
    run.cancel();
    run.delete();
    expect(await github.run(run.id)).toBe(null);
    expect(await github.jobs(run.id)).toEqual([]);
    expect(await github.report(run.id, 'shipmate-report')).toBe(null);
    expect(await github.log(1)).toBe(null);
  });
});

test('workflows as of a commit, in one request, with the texts that are asked for', async () => {
  const before = web.head();
  const pull = web.pullRequest({ by: box.person('bob'), branch: 'flows', files: { '.github/workflows/ship.yml': 'on: push\n' } });
  const calls = routesOf({ box });
  expect([...(await github.workflowsAt(pull.head, ['ship.yml', 'none.yml', 'notes.md']))]).toEqual([
    ['deploy.yml', null],
    ['ship.yml', 'on: push\n'],
  ]);
  expect(calls).toHaveLength(1);
  box.faults.clear();
  expect([...(await github.workflowsAt(before, ['deploy.yml', 'ship.yml']))]).toEqual([['deploy.yml', deploy]]);
  expect((await github.workflowsAt('nowhere', ['deploy.yml'])).size).toBe(0);
});

test('what the checks of another App came to, the newest of each', async () => {
  const by = person('alice');
  const { sha } = web.push('checked', { 'checked.txt': '1' }, { by });
  web.check(sha, 'unit', { conclusion: 'success' });
  web.check(sha, 'unit', { conclusion: 'failure', title: '2 failed', summary: 'a, b', url: 'https://ci.test/unit' });
  web.check(sha, 'lint', { conclusion: 'neutral', url: 'javascript:alert(1)' });
  const slow = web.check(sha, 'slow');
  web.check(sha, 'elsewhere', { app: 'other', conclusion: 'failure' });
  const asking = github.suite(slow.suite);
  expect(await costOf(asking)).toBe(1);
  const said = { title: null, summary: null };
  expect((await asking).toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
    { name: 'lint', conclusion: 'neutral', url: expect.stringMatching(/^http.*\/runs\/\d+$/), ...said },
    { name: 'slow', conclusion: null, url: expect.stringMatching(/^http/), ...said },
    { name: 'unit', conclusion: 'failure', url: 'https://ci.test/unit', title: '2 failed', summary: 'a, b' },
  ]);
  expect(await github.suite(1)).toEqual([]);
});

test('open issues of ours with a label, newest first, all pages', async () => {
  const ours = { by: box.bot, throughApp: 'shipmate' };
  const named = (key: string) => `red\n\n<!-- shipmate:${key} -->`;
  const first = web.issue({ ...ours, body: named('first'), labels: ['build'] });
  for (let nth = 0; nth < 100; nth++) web.issue({ by: person('bob'), body: named('first'), labels: ['build'] });
  web.issue({ by: person('bob'), throughApp: 'other', body: named('first'), labels: ['build'] });
  web.issue({ ...ours, body: 'without a name', labels: ['build'] });
  web.issue({ ...ours, body: named('elsewhere'), labels: ['other'] });
  web.issue({ ...ours, body: named('closed'), labels: ['build'] }).close(person('bob'));
  const second = web.issue({ ...ours, body: named('sec%2Dond'), labels: ['more', 'build'] });
  const asking = github.ourIssues('build');
  expect(await costOf(asking)).toBe(2);
  expect(await asking).toEqual([
    { number: second.number, node: second.node, key: 'sec-ond', body: second.row.body, openedAt: expect.any(Date) },
    { number: first.number, node: first.node, key: 'first', body: first.row.body, openedAt: expect.any(Date) },
  ]);
  expect(await github.ourIssues('nothing')).toEqual([]);
  for (let nth = 0; nth < 600; nth++) web.issue({ ...ours, body: named(`n${nth}`), labels: ['many'] });
  const many = github.ourIssues('many');
  expect(await costOf(many)).toBe(5);
  expect((await many).map(one => one.key)).toEqual(Array.from({ length: 500 }, (_, nth) => `n${599 - nth}`));
});

test('workflows and environments', async () => {
  web.environment('prod');
  expect((await github.workflows()).map(one => one.file)).toEqual(['deploy.yml']);
  expect(await github.environments()).toContain('prod');
});

test('an App that was taken away knows nothing, which is not that nothing is there', async () => {
  const other = box.repository('globex/site', { private: true });
  const { id: installation } = box.install('globex');
  const { appId, privateKey } = box.credentials;
  const repository = { id: other.id, owner: 'globex', name: 'site', installation, private: true, defaultBranch: 'main' };
  box.uninstall('globex');
  const gone = readsOn(
    connect({ appId, privateKey, apiUrl: box.url }, { debug() {}, warn() {} }).on(repository),
    repository,
    appId,
  );
  await expect(gone.run(1)).rejects.toThrow('the App is not installed there any more');
  await expect(gone.role(alice)).rejects.toThrow('the App is not installed there any more');
});
