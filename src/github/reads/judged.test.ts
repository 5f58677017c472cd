import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startBox } from '../../../test/box.ts';
import type { Asked, Reads } from '../../core/reads.ts';
import type { Box, PullRequest, Repository } from '../../sandbox/github/index.ts';
import { readManifest } from '../../sandbox/github/manifest.ts';
import { connect } from '../client.ts';
import { readsOn } from '../reads.ts';

/** What GitHub says of a commit that a policy may ask, with the permissions that `app.yml` has and no others. */

const workflow = (name: string, on: string) => `name: ${name}
on: ${on}
jobs: { test: { runs-on: ubuntu-latest, steps: [{ run: make }] } }
`;

let box: Box;
let web: Repository;
let github: Reads;
beforeAll(async () => {
  box = await startBox({ manifest: readManifest() });
});
afterAll(async () => {
  expect(box.unknownRoutes).toEqual([]);
  await box.close();
});

let count = 0;
beforeEach(() => {
  count += 1;
  web = box.repository(`acme/web-${count}`, {
    private: true,
    files: {
      '.github/workflows/ci.yml': workflow('CI', '[push, pull_request]'),
      '.github/workflows/deploy.yml': workflow('Deploy', '[push]'),
    },
  });
  for (const [login, role] of [
    ['alice', 'admin'],
    ['bob', 'write'],
    ['carol', 'read'],
  ] as const)
    web.collaborator(person(login), role);
  installation ??= box.install('acme').id;
  const { appId, privateKey } = box.credentials;
  const repository = {
    id: web.id,
    owner: 'acme',
    name: `web-${count}`,
    installation,
    private: true,
    defaultBranch: 'main',
  };
  github = readsOn(connect({ appId, privateKey, apiUrl: box.url }, { debug() {}, warn() {} }).on(repository), repository, appId);
});
let installation: number | undefined;

const person = (login: string) => box.person(login);
const known = (login: string) => ({ id: person(login).id, login, bot: false });
const nothing: Asked['wants'] = { checks: false, reviews: false, upToDate: false, green: null, involved: false };

const about = (pull: PullRequest, wants: Partial<Asked['wants']>): Asked => ({
  commit: pull.head,
  pull: pull.number,
  branch: 'main',
  without: { workflows: ['deploy.yml'] },
  wants: { ...nothing, ...wants },
});
const open = (branch = 'better') => web.pullRequest({ by: person('bob'), branch, files: { 'a.txt': 'a\n' } });

async function costOf(asking: Promise<unknown>): Promise<string[]> {
  const before = box.requests.all.length;
  await asking;
  return box.requests.all
    .slice(before)
    .flatMap(one => (one.path.endsWith('/access_tokens') ? [] : one.path.replace(/^\/repos\/acme\/web-\d+|\?.*$/g, '')));
}

describe('checks', () => {
  test('what is demanded is classic protection and rulesets together, by name and App, and what never came is named', async () => {
    const pull = open();
    const ci = web.check(pull.head, 'unit', { app: 'ci', conclusion: 'success' });
    web.check(pull.head, 'e2e', { app: 'ci' });
    web.check(pull.head, 'scan', { app: 'impostor', conclusion: 'success' });
    web.status(pull.head, 'lint', 'failure');
    web.status(pull.head, 'extra', 'success');
    web.protect('main', { checks: ['unit', 'gone', { context: 'lint', app: ci.app }] });
    web.protect('main', { checks: ['e2e', 'unit', { context: 'scan', app: ci.app }], ruleset: 'strict' });
    const asked = github.judged(about(pull, { checks: true }));
    expect(await costOf(asked)).toHaveLength(3);
    const { checks, missing, ...rest } = await asked;
    expect(rest).toEqual({ reviews: [], behind: null, green: null, involved: null });
    const shown = checks.map(one => `${one.name}${one.required ? '*' : ''} of ${one.app}: ${one.state}`).sort();
    expect(shown.filter(line => !line.startsWith('test '))).toEqual([
      'e2e* of ci: running',
      'extra of null: success',
      'lint* of null: failure',
      'scan of impostor: success',
      'unit* of ci: success',
    ]);
    expect(missing).toEqual([
      { name: 'gone', app: null },
      { name: 'scan', app: 'ci' },
    ]);
  });

  test('runs of deploy workflows and what we say ourselves are none of them', async () => {
    const pull = open();
    const runs = web.runs().filter(run => run.row.head === pull.head);
    const deploys = web.runs('deploy.yml').map(run => run.row.id);
    expect(runs.map(run => deploys.includes(run.row.id)).sort()).toEqual([false, false, true]);
    for (const run of runs) run.start().finish(deploys.includes(run.row.id) ? 'failure' : 'success');
    web.status(pull.head, 'deploy/prod', 'failure', { by: box.bot });
    const { checks } = await github.judged(about(pull, { checks: true }));
    expect(checks.map(one => `${one.name} ${one.app} ${one.state}`)).toEqual(['test github-actions success']);
  });

  test('of more than a hundred none is overlooked, be they reports or rules', async () => {
    const pull = open();
    for (let number = 0; number < 230; number++) web.status(pull.head, `part ${number}`, number === 0 ? 'failure' : 'success');
    for (let number = 0; number < 103; number++)
      web.protect('main', { checks: [`part ${number * 3}`], ruleset: `rule ${number}` });
    const { checks, missing } = await github.judged(about(pull, { checks: true }));
    expect(checks.filter(one => one.app === null)).toHaveLength(230);
    expect(checks.find(one => one.name === 'part 0')).toMatchObject({ state: 'failure', required: true });
    expect(missing.map(one => one.name)).toEqual(Array.from({ length: 26 }, (_, place) => `part ${231 + place * 3}`));
  });

  test('what GitHub would merge lacks nothing, so the rules are only read of what it would not', async () => {
    web.protect('main', { checks: ['unit'] });
    const pull = open();
    for (const run of web.runs()) run.start().finish('success');
    const asked = () => github.judged(about(pull, { checks: true }));
    expect(await costOf(asked())).toHaveLength(3);
    web.check(pull.head, 'unit', { conclusion: 'success' });
    const judged = asked();
    expect(await costOf(judged)).toEqual(['/graphql']);
    expect((await judged).checks).toContainEqual(expect.objectContaining({ name: 'unit', required: true, state: 'success' }));
    expect((await judged).missing).toEqual([]);
    // Of another branch, or of another commit, that says nothing.
    expect(await costOf(github.judged({ ...about(pull, { checks: true }), branch: 'other' }))).toHaveLength(3);
    expect(await costOf(github.judged({ ...about(pull, { checks: true }), commit: web.head() }))).toHaveLength(3);
  });

  test('a deploy workflow that borrows the name of a demanded check satisfies GitHub, and not us', async () => {
    web.push(
      'main',
      { '.github/workflows/deploy.yml': workflow('Deploy', '[push, pull_request]'), '.github/workflows/ci.yml': null },
      {
        by: person('alice'),
      },
    );
    web.protect('main', { checks: ['test'] });
    const pull = open();
    for (const run of web.runs()) run.start().finish('success');
    expect(pull.mergeable.state).toBe('clean');
    const { checks, missing } = await github.judged(about(pull, { checks: true }));
    expect({ checks, missing }).toEqual({ checks: [], missing: [{ name: 'test', app: null }] });
  });

  test('a commit without a pull request is held against the branch alone', async () => {
    web.protect('release/1', { checks: ['unit', 'gone'] });
    const { sha } = web.push('release/1', { 'a.txt': 'a' }, { by: person('bob') });
    web.check(sha, 'unit', { conclusion: 'success' });
    const { checks, missing } = await github.judged({
      commit: sha,
      pull: null,
      branch: 'release/1',
      without: { workflows: ['deploy.yml', 'ci.yml'] },
      wants: { ...nothing, checks: true },
    });
    expect(checks).toMatchObject([{ name: 'unit', required: true, state: 'success', since: expect.any(Date) }]);
    expect(missing).toEqual([{ name: 'gone', app: null }]);
  });

  test('a branch that nothing protects, or that is gone, demands nothing; a commit that nobody knows passes nothing', async () => {
    const pull = open();
    const asked = { ...about(pull, { checks: true }), branch: 'gone' };
    expect((await github.judged(asked)).missing).toEqual([]);
    web.protect('main', { checks: ['unit'] });
    const nobody = { ...about(pull, { checks: true }), commit: `${'0'.repeat(39)}1`, pull: null };
    expect(await github.judged(nobody)).toMatchObject({ checks: [], missing: [{ name: 'unit', app: null }] });
  });
});

describe('reviews', () => {
  test('the last yes or no of each, with its commit, and whether they can write', async () => {
    const pull = open();
    pull.review(person('alice'), 'No', 'CHANGES_REQUESTED');
    const first = pull.head;
    pull.review(person('carol'), 'Good', 'APPROVED');
    pull.push({ 'b.txt': 'b' }, { by: person('bob') });
    pull.review(person('alice'), 'Good', 'APPROVED');
    pull.review(person('alice'), 'By the way', 'COMMENTED');
    pull.review(person('dave'), 'Good', 'APPROVED').dismiss(person('alice'), 'no');
    const asked = github.judged(about(pull, { reviews: true }));
    expect(await costOf(asked)).toEqual(['/graphql']);
    const at = expect.any(Date);
    expect((await asked).reviews).toEqual([
      { by: known('carol'), state: 'approved', commit: first, at, writer: false },
      { by: known('alice'), state: 'approved', commit: pull.head, at, writer: true },
    ]);
  });

  test('those of more than a hundred people are all there', async () => {
    const pull = open();
    for (let number = 0; number < 104; number++) pull.review(person(`reviewer-${number}`), '', 'APPROVED');
    expect((await github.judged(about(pull, { reviews: true }))).reviews).toHaveLength(104);
  });
});

describe('what comes with the words', () => {
  const all = { checks: true, reviews: true };
  const heard = (pull: PullRequest) => github.heard(pull.comment(person('bob'), '/deploy').node, { pull: pull.number });

  test('is not asked for again, once, and is the same', async () => {
    const pull = open();
    web.check(pull.head, 'unit', { conclusion: 'success' });
    web.status(pull.head, 'deploy/prod', 'failure', { by: box.bot });
    pull.review(person('alice'), 'Good', 'APPROVED');
    const before = heard(pull);
    expect(await costOf(before)).toEqual(['/graphql']);
    expect(await before).toMatchObject({ body: '/deploy', place: { pull: { head: { sha: pull.head } } } });
    const asked = () => github.judged(about(pull, all));
    const first = asked();
    expect(await costOf(first)).toHaveLength(pull.mergeable.state === 'unstable' ? 0 : 2);
    const again = asked();
    expect(await costOf(again)).toContain('/graphql');
    expect(await first).toEqual(await again);
    expect((await first).reviews).toHaveLength(1);
    expect((await first).checks.map(one => one.name)).toContain('unit');
  });

  test('in a review and at a line it comes as well', async () => {
    const pull = open();
    const review = pull.review(person('bob'), '/deploy', 'COMMENTED', [{ path: 'a.txt', line: 1, body: '/deploy' }]);
    for (const node of [review.node, review.comments[0]?.node ?? '']) {
      await github.heard(node, { pull: pull.number });
      expect(await costOf(github.judged(about(pull, all)))).toEqual([]);
    }
  });

  test('is not taken for another commit or pull request, and what it has more of is asked for', async () => {
    const [pull, other] = [open('one'), open('two')];
    for (let number = 0; number < 130; number++) web.status(pull.head, `part ${number}`, 'success');
    await heard(pull);
    expect(other.head).toBe(pull.head);
    expect(await costOf(github.judged(about(other, all)))).toEqual(['/graphql', '/graphql']);
    await heard(pull);
    const judged = github.judged(about(pull, { ...all, involved: true, green: 'main' }));
    // The second page of its checks, together with all that was not asked for before; then the people of the other one.
    expect(await costOf(judged)).toEqual(['/graphql', '/graphql', '/activity']);
    expect((await judged).checks.filter(one => one.app === null)).toHaveLength(130);
    expect(await judged).toMatchObject({
      green: { sha: web.head() },
      involved: { authors: [known('bob')], pusher: known('bob') },
    });
    await heard(pull);
    const elsewhere = { ...about(pull, { checks: true }), commit: web.head() };
    expect((await github.judged(elsewhere)).checks.filter(one => one.app === null)).toEqual([]);
    await github.heard(pull.comment(person('bob'), '/deploy').node, { pull: other.number });
    expect(await costOf(github.judged(about(pull, all)))).toHaveLength(2);
    const issue = web.issue({ by: person('bob') });
    expect((await github.heard(issue.comment(person('bob'), '/deploy').node, { pull: issue.number }))?.place.pull).toBe(null);
  });
});

test('how far it is behind its base', async () => {
  const pull = open();
  expect((await github.judged(about(pull, { upToDate: true }))).behind).toBe(0);
  web.push('main', { 'c.txt': 'c' }, { by: person('alice') });
  web.push('main', { 'd.txt': 'd' }, { by: person('alice') });
  const asked = github.judged(about(pull, { upToDate: true }));
  expect(await costOf(asked)).toHaveLength(1);
  expect((await asked).behind).toBe(2);
  expect((await github.judged({ ...about(pull, { upToDate: true }), branch: 'gone' })).behind).toBe(null);
});

test('the head of a branch that has to be green, and whether it is', async () => {
  const pull = open();
  const green = async (branch: string) => (await github.judged(about(pull, { green: branch }))).green;
  for (const run of web.runs('deploy.yml')) run.start().finish('failure');
  const sha = web.head();
  expect(await green('main')).toMatchObject({ sha, checks: expect.stringMatching(/none|running/) });
  web.check(sha, 'unit', { conclusion: 'failure' });
  expect(await green('main')).toEqual({ sha, checks: 'red' });
  expect(await green('gone')).toBe(null);
});

test('whoever had a hand in it: author, last pusher, and everybody whom its commits name', async () => {
  const pull = open('better');
  pull.push({ 'b.txt': 'b' }, { by: person('alice'), message: 'More\n\nCo-authored-by: dave <dave@acme.dev>' });
  person('dave');
  const { involved } = await github.judged(about(pull, { involved: true }));
  expect(involved).toMatchObject({ authors: [known('bob')], pusher: known('alice') });
  expect(involved?.committers.map(one => one.login).sort()).toEqual(['alice', 'bob', 'dave']);
});

test('of a fork nobody knows who pushed, and its commits name their people all the same', async () => {
  const pull = web.pullRequest({ by: person('mallory'), fork: person('mallory'), files: { 'evil.txt': 'x' } });
  const { involved } = await github.judged(about(pull, { involved: true }));
  expect(involved).toEqual({ authors: [known('mallory')], pusher: null, committers: [known('mallory')] });
});

test('by way of which pull request it came does not matter; of more than ten nobody knows', async () => {
  const pull = open('better');
  const merge = pull.merge(person('alice'));
  const of = async (commit: string) => (await github.judged({ ...about(pull, { involved: true }), commit, pull: null })).involved;
  expect(await of(merge)).toEqual({ authors: [known('bob')], pusher: null, committers: [known('alice'), known('bob')] });
  const { sha } = web.push('many', { 'b.txt': 'b' }, { by: person('alice') });
  for (let number = 0; number < 10; number++) {
    web.point(`many-${number}`, sha, { by: person('bob') });
    web.pullRequest({ by: person(`person-${number}`), branch: `many-${number}`, files: { 'b.txt': 'b' } });
  }
  expect((await of(sha))?.authors).toHaveLength(10);
  web.point('many-more', sha, { by: person('bob') });
  web.pullRequest({ by: person('dave'), branch: 'many-more', files: { 'b.txt': 'b' } });
  expect(await of(sha)).toBe(null);
});

test('what is not asked for costs nothing', async () => {
  const asked = github.judged(about(open(), {}));
  expect(await costOf(asked)).toEqual([]);
  expect(await asked).toEqual({ checks: [], missing: [], reviews: [], behind: null, green: null, involved: null });
});

test('who moved a branch and when, by the clock of GitHub and not by that of a commit', async () => {
  const base = web.head();
  const one = web.push('side/a', { a: '1' }, { by: person('bob') });
  box.clock.advance(60_000);
  const two = web.push('side/a', { a: '2' }, { by: person('alice'), on: base });
  web.push('side', { a: '3' }, { by: person('alice') });
  const moves = await github.activity('side/a', 50);
  expect(moves.map(({ at: _, ...move }) => move)).toEqual([
    { by: known('alice'), before: one.sha, after: two.sha },
    { by: known('bob'), before: null, after: one.sha },
  ]);
  expect(Number(moves[0]?.at) - Number(moves[1]?.at)).toBeGreaterThanOrEqual(60_000);
  expect(await github.activity('side/a', 1)).toHaveLength(1);
});
