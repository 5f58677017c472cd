import type { Octokit } from '@octokit/rest';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startBox } from '../../../test/box.ts';
import type { Reads } from '../../core/reads.ts';
import type { Account, Box, Repository } from '../../sandbox/github/index.ts';
import { connect } from '../client.ts';
import { readsOn } from '../reads.ts';
import { baseReads } from './left-bases.ts';
import { branchReads } from './left-branches.ts';

/** What lies around, as GitHub tells it: each list to its end, or said where it was cut. */

let box: Box;
let web: Repository;
let github: Reads;
let bob: Account;
let octokit: Octokit;
beforeEach(async () => {
  box = await startBox();
  web = box.repository('acme/web', { private: true, files: { 'README.md': 'web' } });
  bob = box.person('bob');
  web.collaborator(bob, 'write');
  const { appId, privateKey } = box.credentials;
  const repository = { owner: 'acme', name: 'web', private: true, defaultBranch: 'main' };
  const here = { ...repository, id: web.id, installation: box.install('acme').id };
  octokit = connect({ appId, privateKey, apiUrl: box.url }, { debug() {}, warn() {} }).on(here);
  github = readsOn(octokit, here, appId);
});
afterEach(() => box.close());

/** Less than a token lasts. */
const aWhile = 20 * 60_000;

test('branches with what became of their pull requests', async () => {
  const merged = web.pullRequest({ by: bob, branch: 'merged', files: { 'a.txt': 'a' } });
  merged.merge(bob);
  web.pullRequest({ by: bob, branch: 'open' });
  web.push('alone', { 'b.txt': 'b' }, { by: bob });
  web.protect('kept', { reviews: 1 });
  web.push('kept', { 'c.txt': 'c' }, { by: bob });
  const { all, cut } = await github.branches();
  expect(cut).toBe(false);
  const plain = { isProtected: false, hasOpenPull: false, merged: [] };
  const at = expect.any(Date);
  const named = (name: string, more: object = {}) => ({ name, head: web.head(name), committedAt: at, ...plain, ...more });
  expect(new Set(all)).toEqual(
    new Set([
      named('main'),
      named('merged', { merged: [{ number: merged.number, head: merged.head, at }] }),
      named('open', { hasOpenPull: true }),
      named('alone'),
      named('kept', { isProtected: true }),
    ]),
  );
});

test('branches that pull requests are, or were, to be merged into, whatever they are called', async () => {
  const odd = 'x") { id } #';
  for (const name of ['base', odd, 'develop', 'idle']) web.push(name, { 'a.txt': 'a' }, { by: bob });
  web.pullRequest({ by: bob, base: 'base', branch: 'one' });
  web.pullRequest({ by: bob, base: odd, branch: 'two' });
  web.pullRequest({ by: bob, base: 'develop', branch: 'merged', files: { 'c.txt': 'c' } }).merge(bob);
  web.pullRequest({ by: bob, base: 'idle', branch: 'given up' }).close(bob);
  web.push('three', { 'b.txt': 'b' }, { by: bob });
  const many = Array.from({ length: 150 }, (_, place) => `none-${place}`);
  expect(await github.basesAmong([...many, 'base', odd, 'develop', 'idle', 'three'])).toEqual({
    bases: new Set(['base', odd, 'develop']),
    unasked: [],
  });
  expect(await github.basesAmong([])).toEqual({ bases: new Set(), unasked: [] });
});

const acmeWeb = { owner: 'acme', repo: 'web' };
const tooMany = (words: string) =>
  ({ route: 'POST /graphql', only: ({ body }: { body: string }) => body.includes(words) }) as const;

test.each([502, 504, 'too long'] as const)('half as many branches at once where GitHub takes too long (%s)', async ending => {
  for (let count = 0; count < 120; count++) web.push(`b-${count}`, { 'a.txt': 'a' }, { by: bob });
  box.faults.next({ ...tooMany('"size":100'), times: 9 }, { before: ending });
  const { all, cut } = await github.branches();
  expect([all.length, cut]).toEqual([121, false]);
  const names = all.map(({ name }) => name);
  box.faults.next({ ...tooMany('$b60:'), times: 9 }, { before: ending });
  expect(await github.basesAmong(names)).toEqual({ bases: new Set(), unasked: [] });
  box.faults.clear();
});

test('what takes too long for one branch is said', async () => {
  box.faults.next({ ...tooMany('refPrefix'), times: 99 }, { before: 502 });
  await expect(github.branches()).rejects.toThrow('Server Error');
  box.faults.clear();
});

test('branches are read while there is time, and what there is none for is told', async () => {
  for (let count = 0; count < 250; count++) web.push(`b-${count}`, { 'a.txt': 'a' }, { by: bob });
  /** Each look at it finds it so much later. */
  const clock = (step: number) => {
    let time = 0;
    return () => {
      time += step;
      return time;
    };
  };
  const { all, cut } = await branchReads(octokit, acmeWeb, clock(6_000)).branches();
  expect([all.length, cut]).toEqual([200, true]);
  const names = Array.from({ length: 150 }, (_, place) => `b-${place}`);
  const { unasked } = await baseReads(octokit, acmeWeb, clock(6_000)).basesAmong(names);
  expect(unasked).toEqual(names.slice(100));
  const late = await branchReads(octokit, acmeWeb, clock(60_000)).branches();
  expect(late).toEqual({ all: [], cut: true });
});

test('artifacts, of all names or of one; of a great many the oldest thousand', async () => {
  for (let count = 0; count < 1_150; count++) web.artifact(count < 3 ? 'old' : 'new', { size: count });
  const { all, cut } = await github.artifacts();
  expect(cut).toBe(true);
  expect(all.length).toBeLessThanOrEqual(1_000);
  expect(all.filter(({ name }) => name === 'old').map(({ size }) => size)).toEqual(expect.arrayContaining([0, 1, 2]));
  expect(await github.artifacts('old')).toMatchObject({ all: [{ size: 2 }, { size: 1 }, { size: 0 }], cut: false });
  expect(await github.artifacts('none')).toEqual({ all: [], cut: false });
});

test('caches, the longest unused first', async () => {
  const first = web.cache('npm-1');
  box.clock.advance(aWhile);
  const second = web.cache('npm-2', { ref: 'refs/heads/x' });
  box.clock.advance(aWhile);
  web.useCache(first);
  expect((await github.caches()).all.map(({ id }) => id)).toEqual([second, first]);
  expect((await github.caches({ key: 'npm-1', ref: 'refs/heads/main' })).all.map(({ id }) => id)).toEqual([first]);
});

test('environments with their last deployment', async () => {
  web.environment('unused');
  web.deploy('prod', { by: bob });
  box.clock.advance(aWhile);
  const before = box.clock.now().getTime();
  web.deploy('prod', { by: bob, state: 'success' });
  const made = { madeAt: expect.any(Date) };
  const { all, cut } = await github.environmentsUsed();
  expect(cut).toBe(false);
  // GitHub dates to the second.
  const deployedAt = all.find(({ name }) => name === 'prod')?.deployedAt;
  expect(deployedAt?.getTime()).toBeGreaterThan(before - 1_000);
  expect(new Set(all)).toEqual(
    new Set([
      { name: 'unused', ...made, deployedAt: null },
      { name: 'prod', ...made, deployedAt },
    ]),
  );
});

test('who does nothing is quiet, and what we write is no sign of life', async () => {
  const began = await github.activeAt();
  box.clock.advance(aWhile);
  web.issue({ by: box.bot, throughApp: 'shipmate' });
  expect(await github.activeAt()).toEqual(began);
  web.issue({ by: bob });
  expect(await github.activeAt()).not.toEqual(began);
});

test('what we say in threads of others is no sign of life; what they said before and after is', async () => {
  const pull = web.pullRequest({ by: bob, branch: 'forgotten', files: { 'a.txt': 'a' } });
  const issue = web.issue({ by: bob });
  const began = await github.activeAt();
  box.clock.advance(aWhile);
  for (const thread of [pull, issue]) thread.comment(box.bot, 'Close it?');
  expect(await github.activeAt()).toEqual(began);
  box.clock.advance(aWhile);
  pull.review(bob, 'comment');
  const reviewed = await github.activeAt();
  expect(reviewed).not.toEqual(began);
  box.clock.advance(aWhile);
  pull.comment(box.bot, 'Review it.');
  expect(await github.activeAt()).toEqual(reviewed);
  box.clock.advance(aWhile);
  issue.comment(bob, 'Keep it.');
  const kept = await github.activeAt();
  box.clock.advance(aWhile);
  issue.comment(box.bot, 'Kept.');
  expect(await github.activeAt()).toEqual(kept);
  expect(kept).not.toEqual(reviewed);
});

test('where more was said than is read, nobody is taken for quiet who may have written', async () => {
  const issue = web.issue({ by: bob });
  const began = await github.activeAt();
  box.clock.advance(aWhile);
  for (let count = 0; count < 20; count++) issue.comment(box.bot, 'Again.');
  expect(await github.activeAt()).not.toEqual(began);
});

test('who ticked what in an issue of ours, edit by edit; of others nothing', async () => {
  const ours = web.issue({ by: box.bot, throughApp: 'shipmate', body: '- [ ] a' });
  ours.edit(bob, { body: '- [x] a' });
  ours.close(bob);
  expect(await github.tickedIssue(ours.node)).toEqual({
    ...{ number: ours.number, body: '- [x] a', open: false, cut: false },
    edits: [
      { at: expect.any(Date), editor: expect.objectContaining({ bot: true }), body: '- [ ] a' },
      { at: expect.any(Date), editor: { id: bob.id, login: 'bob', bot: false }, body: '- [x] a' },
    ],
  });
  expect(await github.tickedIssue(web.issue({ by: bob }).node)).toBe(null);
  const { node } = ours;
  ours.delete(bob);
  expect(await github.tickedIssue(node)).toBe(null);
});
