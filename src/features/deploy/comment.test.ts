import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { check, commitOf, judging } from '../../../test/policy.ts';
import { bodyOf, lastLine } from './comment.ts';
import { changed, type Deploy, newDeploy, newStory, type Story } from './deploy.ts';
import { gatesOf } from './policy/gates.ts';
import { checklistOf } from './policy/verdict.ts';

const at = (time: string) => new Date(`2026-11-02T${time}Z`);
const now = at('12:01:10');
const sha = 'a1b2c3d'.padEnd(40, '0');
const before = '9f8e7d6'.padEnd(40, '0');

const story = newStory({
  by: { id: 7, login: 'alice', bot: false },
  from: '#42',
  title: 'Better',
  workflow: 'deploy.yml',
  branch: 'main',
  again: '/deploy prerelease',
  url: 'https://prerelease.example.org',
  next: 'prod',
  expected: 171_000,
  usual: { restart: 60_000 },
  was: { sha: before },
  brings: { ahead: 4, behind: 0, pulls: [{ number: 40, title: 'Load pictures *later* @all' }] },
  run: { number: 815, web: 'https://github.test/acme/web' },
});
const deploy = newDeploy({
  id: 'cafe',
  environment: 'prerelease',
  kind: 'asked',
  state: 'running',
  sha,
  thread: 42,
  run: 9,
  askedAt: at('12:00:00'),
  startedAt: at('12:00:00'),
  ranAt: at('12:00:00'),
  story,
});
const ending = { why: '', at: null, line: null, log: null, logUrl: null, report: null, told: false };
const ended = (state: Deploy['state'], more: Partial<Story> = {}, row: Partial<Deploy> = {}): Deploy =>
  changed(deploy, { state, endedAt: at('12:02:51'), ...row }, { ending, ...more });

test('under way', () => {
  const lines: Story['lines'] = [
    { name: 'build', mood: 'done', since: at('12:00:00').getTime(), took: 48_000 },
    { name: 'migrate', mood: 'running', since: at('12:00:48').getTime(), took: null },
    { name: 'restart', mood: 'waiting', since: null, took: null },
  ];
  expect(bodyOf(changed(deploy, {}, { lines }), now)).toMatchInlineSnapshot(`
    "### 🚀 Deploying [\`a1b2c3d\`](https://github.test/acme/web/commit/a1b2c3d000000000000000000000000000000000) to **prerelease**
    for \`alice\` · from #42 · run [#815](https://github.test/acme/web/actions/runs/9) · 1 m 10 s of about 3 m

    | | step | |
    |---|---|---|
    | ✅ | build | 48 s |
    | 🔄 | migrate | 22 s … |
    | ⬜ | restart | usually 1 m |

    \`/cancel\` stops it."
  `);
});

test('before it runs, and when it waits long for a runner', () => {
  const starting = changed(deploy, { state: 'starting', ranAt: null });
  expect(bodyOf(starting, now)).toMatchInlineSnapshot(`
    "### 🚀 Deploying [\`a1b2c3d\`](https://github.test/acme/web/commit/a1b2c3d000000000000000000000000000000000) to **prerelease**
    for \`alice\` · from #42 · run [#815](https://github.test/acme/web/actions/runs/9) · about 3 m once it runs

    \`/cancel\` stops it."
  `);
  expect(bodyOf(starting, at('12:07:00'))).toMatchInlineSnapshot(`
    "### 🚀 Deploying [\`a1b2c3d\`](https://github.test/acme/web/commit/a1b2c3d000000000000000000000000000000000) to **prerelease**
    for \`alice\` · from #42 · run [#815](https://github.test/acme/web/actions/runs/9) · about 3 m once it runs

    It has waited 7 m for a runner. After two hours I give up and cancel it.

    \`/cancel\` stops it."
  `);
  expect(bodyOf(changed(starting, { run: null }, { run: null, stopping: 'bob' }), now)).toMatchInlineSnapshot(`
    "### 🚀 Deploying \`a1b2c3d\` to **prerelease**
    for \`alice\` · from #42

    Stopping, for \`bob\`."
  `);
});

test('it went well', () => {
  expect(bodyOf(ended('succeeded'), now)).toMatchInlineSnapshot(`
    "### ✅ [\`a1b2c3d\`](https://github.test/acme/web/commit/a1b2c3d000000000000000000000000000000000) is on **prerelease** — https://prerelease.example.org
    for \`alice\` · from #42 · run [#815](https://github.test/acme/web/actions/runs/9) · 2 m 51 s · was [\`9f8e7d6\`](https://github.test/acme/web/commit/9f8e7d6000000000000000000000000000000000) (4 commits, [compare](https://github.test/acme/web/compare/9f8e7d6000000000000000000000000000000000...a1b2c3d000000000000000000000000000000000))

    <details><summary>One pull request in it</summary>

    - \`#40\` Load pictures ∗later∗ @​all

    </details>

    \`/deploy prod\` takes it further"
  `);
});

test('what was there before, in every way', () => {
  const lines = [
    ended('succeeded', { was: null }),
    ended('succeeded', { was: { sha: null } }),
    ended('succeeded', { was: { sha } }),
    ended('succeeded', { brings: { ahead: 0, behind: 2, pulls: [] } }),
    ended('succeeded', { brings: { ahead: 1, behind: 3, pulls: [] } }),
    ended('succeeded', { brings: null }, { attempt: 2 }),
  ].map(one => bodyOf(one, now).split('\n')[1]);
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "for \`alice\` · from #42 · run [#815](https://github.test/acme/web/actions/runs/9) · 2 m 51 s · the first one through me
    for \`alice\` · from #42 · run [#815](https://github.test/acme/web/actions/runs/9) · 2 m 51 s · nobody knows what was there
    for \`alice\` · from #42 · run [#815](https://github.test/acme/web/actions/runs/9) · 2 m 51 s · the same as before
    for \`alice\` · from #42 · run [#815](https://github.test/acme/web/actions/runs/9) · 2 m 51 s · was [\`9f8e7d6\`](https://github.test/acme/web/commit/9f8e7d6000000000000000000000000000000000) (2 commits back, [compare](https://github.test/acme/web/compare/9f8e7d6000000000000000000000000000000000...a1b2c3d000000000000000000000000000000000))
    for \`alice\` · from #42 · run [#815](https://github.test/acme/web/actions/runs/9) · 2 m 51 s · was [\`9f8e7d6\`](https://github.test/acme/web/commit/9f8e7d6000000000000000000000000000000000) (1 commit more, 3 commits less, [compare](https://github.test/acme/web/compare/9f8e7d6000000000000000000000000000000000...a1b2c3d000000000000000000000000000000000))
    for \`alice\` · from #42 · run [#815](https://github.test/acme/web/actions/runs/9) · attempt 2 · 2 m 51 s · was [\`9f8e7d6\`](https://github.test/acme/web/commit/9f8e7d6000000000000000000000000000000000) ([compare](https://github.test/acme/web/compare/9f8e7d6000000000000000000000000000000000...a1b2c3d000000000000000000000000000000000))"
  `);
});

test('a report of the deploy’s own is quoted, not run as Markdown', () => {
  expect(
    bodyOf(ended('succeeded', { brings: null, next: null, url: null, ending: { ...ending, report: '# @all\n12 pages' } }), now),
  ).toMatchInlineSnapshot(`
    "### ✅ [\`a1b2c3d\`](https://github.test/acme/web/commit/a1b2c3d000000000000000000000000000000000) is on **prerelease**
    for \`alice\` · from #42 · run [#815](https://github.test/acme/web/actions/runs/9) · 2 m 51 s · was [\`9f8e7d6\`](https://github.test/acme/web/commit/9f8e7d6000000000000000000000000000000000) ([compare](https://github.test/acme/web/compare/9f8e7d6000000000000000000000000000000000...a1b2c3d000000000000000000000000000000000))

    <details><summary>What the deploy says</summary>

    \`\`\`
    # @all
    12 pages
    \`\`\`

    </details>"
  `);
});

test('it failed', () => {
  const failed = ended('failed', {
    ending: {
      ...ending,
      at: 'migrate',
      line: 'duplicate key value violates unique constraint "users_email_key"',
      log: 'migrating\nError: duplicate key',
      logUrl: 'https://github.test/acme/web/actions/runs/9/job/1',
    },
  });
  expect(bodyOf(failed, now)).toMatchInlineSnapshot(`
    "### ❌ Deploying [\`a1b2c3d\`](https://github.test/acme/web/commit/a1b2c3d000000000000000000000000000000000) to **prerelease** failed in \`migrate\`
    for \`alice\` · from #42 · run [#815](https://github.test/acme/web/actions/runs/9), [log](https://github.test/acme/web/actions/runs/9/job/1)
    > duplicate key value violates unique constraint "users​_​email​_​key"

    **prerelease** still runs [\`9f8e7d6\`](https://github.test/acme/web/commit/9f8e7d6000000000000000000000000000000000).

    <details><summary>The end of the log</summary>

    \`\`\`
    migrating
    Error: duplicate key
    \`\`\`

    </details>

    \`/deploy prerelease\` tries again"
  `);
});

test('a log stays under 8,000 characters, its end', () => {
  const body = bodyOf(ended('failed', { ending: { ...ending, log: `start\n${'x'.repeat(20_000)}\nend` } }), now);
  expect(body.length).toBeLessThan(9_000);
  expect(body).toContain('end\n```');
  expect(body).not.toContain('start');
});

test('it failed before anything ran', () => {
  const why = 'GitHub refused to start it: Workflow is disabled';
  expect(
    bodyOf(ended('failed', { was: null, run: null, ending: { ...ending, why } }, { ranAt: null, run: null }), now),
  ).toMatchInlineSnapshot(`
    "### ❌ Deploying \`a1b2c3d\` to **prerelease** failed
    for \`alice\` · from #42

    GitHub refused to start it: Workflow is disabled

    Nothing was deployed to **prerelease** through me before.

    \`/deploy prerelease\` tries again"
  `);
});

test('cancelled, lost, dropped', () => {
  expect(bodyOf(ended('cancelled', { ending: { ...ending, why: '`bob` stopped it.' } }), now)).toMatchInlineSnapshot(`
    "### ⏹️ Deploying [\`a1b2c3d\`](https://github.test/acme/web/commit/a1b2c3d000000000000000000000000000000000) to **prerelease** was cancelled
    for \`alice\` · from #42 · run [#815](https://github.test/acme/web/actions/runs/9) · 2 m 51 s

    \`bob\` stopped it.

    **prerelease** ran [\`9f8e7d6\`](https://github.test/acme/web/commit/9f8e7d6000000000000000000000000000000000) before; what had run by then is not undone.

    \`/deploy prerelease\` tries again"
  `);
  expect(
    bodyOf(ended('lost', { ending: { ...ending, why: 'Its run has given no sign for six hours.' } }), now),
  ).toMatchInlineSnapshot(`
    "### ❓ Nobody knows what runs on **prerelease**
    [\`a1b2c3d\`](https://github.test/acme/web/commit/a1b2c3d000000000000000000000000000000000) · for \`alice\` · from #42 · run [#815](https://github.test/acme/web/actions/runs/9)

    Its run has given no sign for six hours.

    **prerelease** is free again. \`/deploy prerelease\` settles it."
  `);
  expect(
    bodyOf(ended('dropped', { ending: { ...ending, why: '`bob` took it back before its turn.' } }), now),
  ).toMatchInlineSnapshot(`
    "### ⏹️ [\`a1b2c3d\`](https://github.test/acme/web/commit/a1b2c3d000000000000000000000000000000000) does not go to **prerelease**
    for \`alice\` · from #42 · run [#815](https://github.test/acme/web/actions/runs/9)

    \`bob\` took it back before its turn."
  `);
});

test('waiting', () => {
  const waiting = changed(deploy, { state: 'waiting', run: null, startedAt: null, ranAt: null }, { run: null });
  const other = changed(deploy, {}, { by: { id: 8, login: 'bob', bot: false }, from: '#40' });
  expect(bodyOf(waiting, now, { before: [other, waiting] })).toMatchInlineSnapshot(`
    "### ⏳ \`a1b2c3d\` goes to **prerelease** when it is free
    for \`alice\` · from #42

    \`bob\` is deploying \`a1b2c3d\` there from #40 (1 m 10 s of about 3 m), and one more waits before this.

    \`/cancel\` takes it back."
  `);
});

test('the last line, only for whoever waits for it', () => {
  const long = { endedAt: at('12:07:00') };
  const lines = [
    ended('succeeded'),
    ended('succeeded', { waited: true }),
    ended('succeeded', {}, long),
    ended('failed', { ending: { ...ending, at: 'migrate' } }),
    ended('cancelled', { stopping: 'alice' }),
    ended('cancelled', { stopping: 'bob' }),
    ended('lost'),
    ended('dropped'),
    ended('failed', { by: null }),
    ended('failed', { by: { id: 1, login: 'renovate[bot]', bot: true } }),
  ].map(one => `${one.state}: ${lastLine(one)}`);
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "succeeded: null
    succeeded: @alice, [\`a1b2c3d\`](https://github.test/acme/web/commit/a1b2c3d000000000000000000000000000000000) is on **prerelease** (2 m 51 s).
    succeeded: @alice, [\`a1b2c3d\`](https://github.test/acme/web/commit/a1b2c3d000000000000000000000000000000000) is on **prerelease** (7 m).
    failed: @alice, [\`a1b2c3d\`](https://github.test/acme/web/commit/a1b2c3d000000000000000000000000000000000) did not get to **prerelease**: \`migrate\` failed. See above.
    cancelled: null
    cancelled: @alice, [\`a1b2c3d\`](https://github.test/acme/web/commit/a1b2c3d000000000000000000000000000000000) on its way to **prerelease** was cancelled. See above.
    lost: @alice, nobody knows whether [\`a1b2c3d\`](https://github.test/acme/web/commit/a1b2c3d000000000000000000000000000000000) is on **prerelease**. See above.
    dropped: @alice, [\`a1b2c3d\`](https://github.test/acme/web/commit/a1b2c3d000000000000000000000000000000000) does not go to **prerelease**. See above.
    failed: null
    failed: null"
  `);
});

test('who was called because of errors is not called because of the end', () => {
  const warned = ended('failed', { warned: true, ending: { ...ending, at: 'migrate' } });
  expect(lastLine(warned)).toMatch(/^`alice`, /);
});

test.each(['running', 'succeeded', 'failed', 'cancelled', 'lost'] as const)('errors stand in one that %s', state => {
  const errors = [{ id: 'e1', title: 'TypeError', link: null, after: null }];
  expect(bodyOf(ended(state, { errors }), now)).toContain('⚠️ 1 error began on **prerelease**');
});

test('the one that the front page shows is one of ours', async () => {
  const page = await readFile(join(import.meta.dirname, '../../../README.md'), 'utf8');
  const shown = [...page.matchAll(/^>(?: (.*))?$/gm)].map(([, line = '']) => line).join('\n');
  const since = new Date(now.getTime() - 4 * 60_000);
  const gates = gatesOf(
    judging({
      commit: { ...commitOf('a'), sha },
      settings: { approved_by: '@acme/release' },
      judged: { checks: [check('test', 'success'), check('lint', 'success'), check('e2e', 'running', { since })] },
      now,
    }),
  );
  const more = { checklist: checklistOf(gates), expires: at('12:00:00').getTime() + 24 * 3_600_000, run: null };
  const waiting = changed(deploy, { environment: 'prod', state: 'waiting', run: null, startedAt: null, ranAt: null }, more);
  expect(bodyOf(waiting, now)).toBe(shown);
});
