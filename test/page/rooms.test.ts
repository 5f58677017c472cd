import { expect, test } from 'vitest';
import { served, textOf } from './served.ts';

/** Changes, deployments and runs, as the page shows them and as forms act on them. */

test('a pull request shows its commits and what they change, line by line', async () => {
  await using page = await served();
  const { body } = await page.get('/acme/web/pull/5/files');
  expect(textOf(body)).toContain('Showing 2 changed files with');
  expect(body).toMatch(
    /data-line="4"><\/td>\s*<td class="line-number" data-line=""><\/td>\s*<td class="line">- {2}response\.end/,
  );
  expect(body).toMatch(
    /data-line=""><\/td>\s*<td class="line-number" data-line="4"><\/td>\s*<td class="line">\+ {2}response\.end/,
  );
  const commits = await page.get('/acme/web/pull/5/commits');
  const sha = page.box.repository('acme/web').head('greeting');
  expect(commits.body).toContain(`href="/acme/web/commit/${sha}"`);
  expect(textOf((await page.get(`/acme/web/commit/${sha.slice(0, 7)}`)).body)).toContain('+export const greeting');
  expect((await page.get('/acme/web/issues/2/files')).status).toBe(404);
  const secret = page.box.repository('acme/secret', { private: true, files: { 'plan.txt': 'secret\n' } }).head();
  expect((await page.get(`/acme/secret/commit/${secret}`)).status).toBe(200);
  expect((await page.get(`/acme/web/commit/${secret}`)).status).toBe(404);
});

test('what is large is folded, what is no text or only moved is named, and nothing of it is markup', async () => {
  await using page = await served();
  const web = page.box.repository('acme/web');
  const long = Array.from({ length: 5_000 }, (_, line) => `line ${line}\r\n`).join('');
  const readme = '<b>bold</b>\n';
  const server = page.box.world.git.blob(page.box.world.git.at(web.head(), 'src/server.js')?.sha ?? '')?.toString() ?? '';
  const files = { 'long.txt': long, 'a.bin': 'a\0b', 'README.md': readme, 'src/server.js': null, 'src/main.js': server };
  const pull = web.pullRequest({ by: page.box.person('bob'), files });
  const { body } = await page.get(`/acme/web/pull/${pull.number}/files`);
  const file = (path: string) => body.split('<details class="Box diff').find(part => part.includes(`>${path}</span>`)) ?? '';
  expect(file('long.txt')).toMatch(/^ mb-3" id="diff-\w+"\s*>/);
  expect(textOf(file('long.txt'))).toContain('The rest is not shown');
  expect(file('long.txt')).not.toContain('\r');
  expect(textOf(file('a.bin'))).toContain('no text');
  expect(file('README.md')).toMatch(/ open\s*>/);
  expect(file('README.md')).toContain('+&lt;b&gt;bold&lt;/b&gt;');
  expect(textOf(file('src/server.js → src/main.js'))).toContain('It has another name, and nothing in it changed.');
});

test('each environment shows what runs there, from where, by whom, and how it came about', async () => {
  await using page = await served();
  const web = page.box.repository('acme/web');
  const shown = async () => textOf((await page.get('/acme/web/deployments')).body);
  expect(await shown()).toMatch(/prerelease prerelease\.acme\.example \w{7} Keep pictures for a day from #3 deployed by carol/);
  expect(await shown()).toContain('2 deployments');
  const head = web.head('greeting');
  web.deploy('prerelease', { by: page.box.person('bob'), sha: head, state: 'in_progress', url: 'javascript:alert(1)' });
  expect(await shown()).toMatch(/Greet people by their name\s+now\s+In progress/);
  expect(await shown()).toMatch(/Keep pictures for a day from #3 deployed by carol/);
  for (const path of ['deployments', 'pull/5'])
    expect((await page.get(`/acme/web/${path}`)).body).not.toContain('href="javascript:');
  const other = page.box.repository('acme/empty');
  expect(textOf((await page.get(`/${other.fullName}/deployments`)).body)).toContain('No environments yet');
});

test('a file is shown as main has it, and as any commit had it', async () => {
  await using page = await served();
  const sha = page.box.repository('acme/web').deployments.find(({ environment }) => environment === 'prerelease')?.sha;
  const path = '/src/pictures.js';
  expect((await page.get(`/acme/web/blob${path}`)).status).toBe(404);
  expect(textOf((await page.get(`/acme/web/blob/${sha}${path}`)).body)).toContain('export const headers');
  expect((await page.get(`/acme/web/blob/${'0'.repeat(40)}${path}`)).status).toBe(404);
});

test('a conversation tells what was deployed of it, and how that went', async () => {
  await using page = await served();
  const web = page.box.repository('acme/web');
  const { body } = await page.get('/acme/web/pull/3');
  expect(textOf(body)).toMatch(
    /carol had a problem deploying to prerelease \w+ Failed carol deployed to prerelease .+ Active View deployment/,
  );
  expect(body).toContain('href="https://prerelease.acme.example"');
  web.deploy('prod', { by: page.box.person('bob'), sha: web.head('greeting') });
  expect(textOf((await page.get('/acme/web/pull/5')).body)).toContain('bob requested a deployment to prod now Pending');
});

test('a run shows its steps, what a failing one wrote, and what its annotations say', async () => {
  await using page = await served();
  const web = page.box.repository('acme/web');
  page.box.actions.byHand();
  web.push('main', { 'a.txt': 'a\n' }, { by: page.box.person('bob') });
  const run = web.runs('ci.yml').at(-1);
  const shown = async () => textOf((await page.get(`/acme/web/actions/runs/${run?.id}`)).body);
  expect(await shown()).toContain('test waits for a runner');
  run?.start();
  page.box.clock.advance(61_000);
  // The clock on the wall may add some.
  expect((await page.get(`/acme/web/actions/runs/${run?.id}`)).body).toMatch(/data-since="\d+">1 m [1-9]\d? s</);
  run?.finish('failure', { step: 'Run npm test', log: 'one\n<b>two</b>', annotations: ['expected 1'] });
  expect(await shown()).toMatch(/Annotations 2 test expected 1/);
  expect(await shown()).toContain('one <b>two</b> Error: Process completed with exit code 1.');
});

test('who may write runs a failed run again and ends one under way; who reads sees no buttons', async () => {
  await using page = await served();
  const web = page.box.repository('acme/web');
  page.box.actions.byHand();
  web.push('main', { 'a.txt': 'a\n' }, { by: page.box.person('bob') });
  const run = web.runs('ci.yml').at(-1);
  if (!run) throw new Error('Nothing runs.');
  const [path, form] = [`/acme/web/actions/runs/${run.id}`, { run: String(run.id) }];
  expect(textOf((await page.get(path)).body)).toContain('Cancel workflow');
  expect((await page.act('run', { ...form, do: 'cancel' }, 'dave')).status).toBe(422);
  expect((await page.act('run', { ...form, do: 'cancel' })).status).toBe(303);
  expect(run.conclusion).toBe('cancelled');
  expect(textOf((await page.get(path, 'dave')).body)).not.toContain('Re-run');
  expect((await page.act('run', { ...form, do: 'failed' }, 'bob')).status).toBe(303);
  expect([run.status, run.row.attempt, run.row.triggeringActor]).toEqual(['queued', 2, page.box.person('bob').id]);
  expect(textOf((await page.get(`${path}/attempts/1`)).body)).not.toContain('Cancel workflow');
  expect((await page.get(`${path}/attempts/3`)).status).toBe(404);
});

const unusual = `on:
  workflow_dispatch:
    inputs:
      where: { type: environment, description: Where to }
      level: { type: choice, options: [low, 2], default: 2 }
      dry: { type: boolean, default: true }
      count: { type: number }
jobs:
  go: { runs-on: ubuntu-latest, steps: [{ run: ./go }] }
`;

test('a workflow is started with the inputs that it declares', async () => {
  await using page = await served();
  const web = page.box.repository('acme/web');
  const files = { '.github/workflows/go.yml': unusual, '.github/workflows/broken.yml': 'on: [push\n' };
  web.push('main', files, { by: page.box.person('bob') });
  const { body } = await page.get('/acme/web/actions/workflows/go.yml');
  expect(textOf(body)).toMatch(/Where to\s+prod\s+prerelease\s+level\s+low\s+2\s+dry\s+count\s+Run workflow/);
  expect(body).toMatch(/<option selected>\s*2\s*</);
  expect(body).toMatch(/name="input:dry" value="true" checked/);
  expect((await page.get('/acme/web/actions/workflows/go.yml', 'dave')).body).not.toContain('/act/dispatch');
  expect(textOf((await page.get('/acme/web/actions/workflows/broken.yml')).body)).toContain('GitHub would not run this file');
  expect((await page.get('/acme/web/actions/workflows/none.yml')).status).toBe(404);

  const form = { workflow: 'go.yml', 'input:where': 'prod', 'input:level': 'low', 'input:count': '3' };
  expect((await page.act('dispatch', form, 'bob')).status).toBe(303);
  expect(web.runs('go.yml').at(-1)?.inputs).toEqual({ where: 'prod', level: 'low', dry: 'false', count: '3' });
  expect((await page.act('dispatch', form, 'dave')).status).toBe(422);
  expect((await page.act('dispatch', { ...form, 'input:level': 'high' })).body).toContain('not in the list of allowed values');
  expect((await page.act('dispatch', { workflow: 'ci.yml' })).body).toContain('cannot be started by hand');
  expect(web.runs('go.yml')).toHaveLength(1);
});

test('a comment that is marked as outdated is folded, and opens', async () => {
  await using page = await served();
  const comment = page.box.repository('acme/web').numbered(5).comment(page.box.person('bob'), 'An older story');
  const shown = async () => (await page.get('/acme/web/pull/5')).body;
  expect(await shown()).not.toContain('class="minimised"');
  page.box.world.comments.change(comment.id, { minimized: 'outdated' });
  const folded = /<details class="minimised"[^>]*>([\s\S]*?)<\/details>\s*<\/div>\s*<\/article>/.exec(await shown())?.[1] ?? '';
  expect(textOf(folded)).toMatch(/^ bob · this comment was marked as outdated\..*An older story/);
});

const gated = `on: workflow_dispatch
jobs:
  go: { runs-on: ubuntu-latest, environment: prod, steps: [{ run: ./go }] }
`;

test('a run says what it waits for, and a reviewer of its environment lets it go or not', async () => {
  await using page = await served();
  const web = page.box.repository('acme/web');
  const [alice, bob] = [page.box.person('alice'), page.box.person('bob')];
  page.box.actions.byHand();
  web.push('main', { '.github/workflows/go.yml': gated }, { by: bob });
  web.environment('prod', { reviewers: [bob], wait: 10 });
  const run = web.dispatch('go.yml', { by: alice });
  const shown = async (as: string) => textOf((await page.get(`/acme/web/actions/runs/${run.id}`, as)).body);
  expect(await shown('alice')).toMatch(
    /A reviewer has to let this run into prod : bob can\. go prod waits for bob and for \d+ m \d+ s more/,
  );
  expect((await page.get('/acme/web/actions')).body).toContain('aria-label="Waiting for review"');
  expect(await shown('alice')).not.toContain('Approve and deploy');
  expect(await shown('bob')).toContain('Approve and deploy Reject');
  const form = { run: String(run.id), do: 'approve', comment: 'Looks good' };
  expect((await page.act('review', form, 'alice')).status).toBe(422);
  expect((await page.act('review', form, 'bob')).status).toBe(303);
  expect(await shown('bob')).toMatch(/go prod waits for \d+ m \d+ s more/);
  page.box.clock.advance(10 * 60_000);
  expect(run.status).toBe('queued');

  const other = web.dispatch('go.yml', { by: alice });
  expect((await page.act('review', { run: String(other.id), do: 'reject' }, 'bob')).status).toBe(303);
  expect(other.conclusion).toBe('failure');
});

test('a run that waits for another one of its group says so', async () => {
  await using page = await served();
  const web = page.box.repository('acme/web');
  page.box.actions.byHand();
  web.push('main', { '.github/workflows/go.yml': `concurrency: one\n${gated}` }, { by: page.box.person('bob') });
  const [, second] = [1, 2].map(() => web.dispatch('go.yml', { by: page.box.person('alice') }));
  const { body } = await page.get(`/acme/web/actions/runs/${second?.id}`);
  expect(textOf(body)).toContain('This run waits for another one of its concurrency group to end.');
  expect(body).toContain('aria-label="Pending"');
});

test('a workflow runs as the chosen branch has it', async () => {
  await using page = await served();
  const web = page.box.repository('acme/web');
  page.box.actions.byHand();
  const changed = unusual.replace('count: {', 'amount: {');
  web.push('main', { '.github/workflows/go.yml': unusual }, { by: page.box.person('bob') });
  web.push('other', { '.github/workflows/go.yml': changed }, { by: page.box.person('bob') });
  const { body } = await page.get('/acme/web/actions/workflows/go.yml');
  expect(textOf(body)).toMatch(/Use workflow from main cache-pictures greeting new-search other/);
  const form = { workflow: 'go.yml', 'input:where': 'prod', 'input:level': 'low', branch: 'other', 'input:amount': '4' };
  expect((await page.act('dispatch', form, 'bob')).status).toBe(303);
  const run = web.runs('go.yml').at(-1);
  expect([run?.row.branch, run?.row.head, run?.inputs.amount]).toEqual(['other', web.head('other'), '4']);
  expect((await page.act('dispatch', { ...form, branch: 'greeting' })).body).toContain(
    'cannot be started by hand as greeting has it',
  );
  expect((await page.act('dispatch', { ...form, branch: 'gone' })).body).toContain('That branch is not there any more');
});

test('commit statuses stand among the checks, beside the newest commit, and on its page', async () => {
  await using page = await served();
  const web = page.box.repository('acme/web');
  web.status(web.head('greeting'), 'deploy/prerelease', 'failure');
  const pull = textOf((await page.get('/acme/web/pull/5')).body);
  expect(pull).toContain('Some checks were not successful 1 failing, 1 successful');
  expect(pull).toContain('deploy/prerelease Failing');
  web.status(web.head(), 'deploy/prerelease', 'pending');
  expect((await page.get('/acme/web')).body).toContain('aria-label="Checks: in progress"');
  expect(textOf((await page.get(`/acme/web/commit/${web.head()}`)).body)).toContain('deploy/prerelease In progress');
});

test('the way in leads to an editor with the file to begin with', async () => {
  await using page = await served();
  const value = 'environments:\n  production: { workflow: release.yml }\n';
  const query = new URLSearchParams({ filename: '.github/shipmate.yml', value });
  const { body } = await page.get(`/acme/docs/new/main?${query}`);
  expect(body).toContain(`\n${value}</textarea`);
  expect(textOf(body)).toContain('Not on main yet');
  const sent = await page.act('file', { repository: 'acme/docs', text: value, do: 'propose' }, 'bob');
  expect(sent.to).toBe('/acme/docs/pull/2');
  expect((await page.get('/acme/docs/new/main?filename=other.txt')).status).toBe(404);
});

test('the seeded deploy refuses whoever starts it past the bot and gives no reason', async () => {
  await using page = await served();
  const web = page.box.repository('acme/web');
  const form = { workflow: 'deploy.yml', 'input:environment': 'prod', 'input:sha': web.head() };
  await page.act('dispatch', form, 'bob');
  await page.act('dispatch', { ...form, 'input:emergency': 'the bot is away' }, 'bob');
  expect(web.runs('deploy.yml').map(run => run.conclusion)).toEqual(['skipped', null]);
});

test('what a thread begins with has reactions and boxes, too: anybody may say what they think, and tick where they may write', async () => {
  await using page = await served();
  const issue = page.box.repository('acme/web').numbered(2);
  const body = issue.row.body ?? '';
  const shown = async (as: string) => (await page.get('/acme/web/issues/2', as)).body;
  expect(await shown('bob')).toContain('data-tick="repository=acme%2Fweb&amp;number=2"');
  await page.act('react', { number: '2', content: '+1' }, 'mallory');
  expect(issue.reactions).toEqual([{ by: 'mallory', content: '+1' }]);
  await page.act('tick', { number: '2', task: '1', checked: 'true' }, 'bob');
  expect(issue.row.body).toBe(body.replace('[ ]', '[x]'));
  expect(await shown('mallory')).not.toContain('data-tick="repository');
  await page.act('tick', { number: '2', task: '1', checked: 'false' }, 'mallory');
  expect(issue.row.body).toBe(body.replace('[ ]', '[x]'));
});
