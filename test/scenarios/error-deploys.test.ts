import { expect, test } from 'vitest';
import type { PullRequest } from '../../src/sandbox/github/index.ts';
import { errorBegins } from '../began.ts';
import type { Bot } from '../bot.ts';
import { after, aPull, bodyOf, deployBot, nextRun, plain, workflow } from './deploys.ts';

/** Errors in production, as the deploys that they begin with hear of them. */

/** Merged, and on prod by bob's word; the thread that it was said in. */
async function ships(bot: Bot, branch: string): Promise<PullRequest> {
  const bob = bot.box.person('bob');
  const pull = aPull(bot, branch);
  pull.merge(bob);
  const seen = bot.web.runs('deploy.yml').length;
  pull.comment(bob, '/deploy prod');
  (await nextRun(bot, seen)).finish();
  await bot.says(pull);
  return pull;
}

const heard = async (bot: Bot, pull: PullRequest) => (await bot.says(pull)).map(body => plain(bot, body));
/** Of the comment that tells how the deploy went, what tells of errors. */
const told = (bot: Bot, pull: PullRequest, place = 1) =>
  bodyOf(bot, pull, place)
    .split('\n\n')
    .filter(part => part.startsWith('⚠️'));
const issue = (number: number) => ({ repository: { owner: 'acme', name: 'web' }, number });

test('one that begins soon after a deploy: a line in its comment, one word to its person, and the way back', async () => {
  await using bot = await deployBot();
  await ships(bot, 'first');
  const pull = await ships(bot, 'second');
  await after(bot, 240);
  await errorBegins(bot, { issue: issue(12) });
  expect((await heard(bot, pull)).map(body => body.replace(/\d m( N s)?/, 'N m'))).toMatchInlineSnapshot(`
    [
      "@bob, an error began on **prod** N m after the deploy of \`aaaaaaa\`: [TypeError in createUser](https://github.test/acme/web/issues/12). \`/rollback prod\` goes back to \`bbbbbbb\`.",
    ]
  `);
  expect(bodyOf(bot, pull, 1).replaceAll(/\d m( N s)?/g, 'N m')).toMatchInlineSnapshot(`
    "### ✅ [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) is on **prod**
    for \`bob\` · from #2 · run [#2](https://github.com/acme/web/actions/runs/1) · N s · was [\`bbbbbbb\`](https://github.com/acme/web/commit/bbbbbbb) (2 commits, [compare](https://github.com/acme/web/compare/bbbbbbb...aaaaaaa))

    ⚠️ 1 error began on **prod** while it went there or soon after:
    - [TypeError in createUser](https://github.test/acme/web/issues/12), N m after it

    <details><summary>One pull request in it</summary>

    - \`#2\` A change

    </details>"
  `);
  pull.comment(bot.box.person('bob'), '/rollback prod');
  const run = await nextRun(bot, 2);
  expect(run.inputs.sha).toBe(bot.web.deployments[0]?.sha);
  run.finish();
  await bot.says(pull);
});

test('many, and the same again: one line each, five of them shown, what became known since, and nobody called twice', async () => {
  await using bot = await deployBot();
  const pull = await ships(bot, 'first');
  await after(bot, 30);
  await errorBegins(bot, { id: 'e1', title: 'One [0] @alice' });
  expect(await heard(bot, pull)).toMatchInlineSnapshot(`
    [
      "@bob, an error began on **prod** N s after the deploy of \`aaaaaaa\`: One [0] @​alice.",
    ]
  `);
  const edits = () => bot.box.ledger.writes.length;
  const before = edits();
  for (const id of ['e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7'])
    await errorBegins(bot, { id, title: id === 'e1' ? 'One [0] @alice' : `Error ${id}`, level: 'critical' });
  await errorBegins(bot, { id: 'e1', title: 'One [0] @alice', issue: issue(12) });
  await bot.quiet();
  // Where its person was called it has its link by now.
  expect(edits() - before).toBe(1);
  expect(bodyOf(bot, pull, 2)).toMatchInlineSnapshot(
    `"@bob, an error began on **prod** N s after the deploy of \`aaaaaaa\`: [One &#91;0&#93; @​alice](https://github.test/acme/web/issues/12)."`,
  );
  await after(bot, 11);
  expect(edits() - before).toBe(2);
  expect(told(bot, pull)).toMatchInlineSnapshot(`
    [
      "⚠️ 7 errors began on **prod** while it went there or soon after:
    - [One &#91;0&#93; @​alice](https://github.test/acme/web/issues/12), N s after it
    - Error e2, N s after it
    - Error e3, N s after it
    - Error e4, N s after it
    - Error e5, N s after it
    - and 2 more",
    ]
  `);
  await errorBegins(bot, { id: 'e1', title: 'One [0] @alice', issue: issue(12) });
  await bot.quiet();
  await after(bot, 11);
  expect(edits() - before).toBe(2);
  expect(await heard(bot, pull)).toEqual([]);
});

test('what comes too late, elsewhere, before it, or is only a warning says nothing', async () => {
  await using bot = await deployBot();
  const before = new Date(bot.box.clock.now().getTime() - 60_000);
  const pull = await ships(bot, 'first');
  await errorBegins(bot, { id: 'before', at: before });
  await errorBegins(bot, { id: 'elsewhere', environment: 'prerelease' });
  await errorBegins(bot, { id: 'warning', level: 'warning' });
  await errorBegins(bot, { id: 'note', level: 'info' });
  await after(bot, 601);
  await errorBegins(bot, { id: 'late' });
  expect([await heard(bot, pull), told(bot, pull)]).toEqual([[], []]);
  await errorBegins(bot, { id: 'watched for longer', watch: 3_600_000 });
  expect((await heard(bot, pull)).length).toBe(1);
  expect(told(bot, pull).length).toBe(1);
});

test('while it runs: how to stop it, and its end calls nobody again', async () => {
  await using bot = await deployBot();
  const bob = bot.box.person('bob');
  await ships(bot, 'first');
  const pull = aPull(bot, 'second');
  pull.comment(bob, '/deploy prod');
  const run = await nextRun(bot, 1);
  run.start();
  await bot.says(pull);
  await after(bot, 30);
  await errorBegins(bot);
  expect(await heard(bot, pull)).toMatchInlineSnapshot(`
    [
      "@bob, an error began on **prod** during the deploy of \`aaaaaaa\`: TypeError in createUser. \`/cancel prod\` stops it.",
    ]
  `);
  expect(bodyOf(bot, pull, 1)).toMatchInlineSnapshot(`
    "### 🚀 Deploying [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) to **prod**
    for \`bob\` · from #2 · run [#2](https://github.com/acme/web/actions/runs/1) · N s of about N s

    ⚠️ 1 error began on **prod** while it went there or soon after:
    - TypeError in createUser, while it ran

    \`/cancel\` stops it."
  `);
  run.finish('failure', { step: 'migrate' });
  expect(await heard(bot, pull)).toMatchInlineSnapshot(`
    [
      "\`bob\`, [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) did not get to **prod**: \`migrate\` failed. See above.",
    ]
  `);
  expect(told(bot, pull)).toMatchInlineSnapshot(`
    [
      "⚠️ 1 error began on **prod** while it went there or soon after:
    - TypeError in createUser, while it ran",
    ]
  `);
});

test('where something newer went there since, the older one only gets the line', async () => {
  await using bot = await deployBot();
  const first = await ships(bot, 'first');
  await after(bot, 60);
  const [clock] = await bot.query<{ now: Date }>('select clock() as now');
  await after(bot, 60);
  const second = await ships(bot, 'second');
  await errorBegins(bot, clock ? { at: clock.now } : {});
  expect([await heard(bot, first), await heard(bot, second)]).toEqual([[], []]);
  expect([told(bot, first).length, told(bot, second).length]).toEqual([1, 0]);
});

test.each<[string, (bot: Bot, pull: PullRequest) => unknown]>([
  ['somebody else’s lock', (bot, pull) => pull.comment(bot.box.person('carol'), '/lock prod migration')],
  [
    'a workflow that takes no commit any more',
    ({ web, box }) => {
      const text = workflow.replace('      sha: { required: true }\n', '');
      web.push('main', { '.github/workflows/deploy.yml': text }, { by: box.person('bob') });
    },
  ],
])('a way back that is closed is not named: %s', async (_, closes) => {
  await using bot = await deployBot();
  await ships(bot, 'first');
  const pull = await ships(bot, 'second');
  closes(bot, pull);
  await bot.says(pull);
  await errorBegins(bot);
  expect((await heard(bot, pull)).join()).toMatch(/: TypeError in createUser\.$/);
});

test('who went back is told what began since, and of no way back', async () => {
  await using bot = await deployBot();
  const pull = await ships(bot, 'first');
  await ships(bot, 'second');
  pull.comment(bot.box.person('carol'), '/rollback prod');
  (await nextRun(bot, 2)).finish();
  await bot.says(pull);
  await after(bot, 30);
  await errorBegins(bot, { title: null });
  expect(await heard(bot, pull)).toMatchInlineSnapshot(`
    [
      "@carol, an error began on **prod** N s after the deploy of \`aaaaaaa\`.",
    ]
  `);
  expect(told(bot, pull, 3)).toMatchInlineSnapshot(`
    [
      "⚠️ 1 error began on **prod** while it went there or soon after:
    - an error, N s after it",
    ]
  `);
});

test('a deploy that nobody asked for has nobody to tell; one of before knows of no errors, and hears of them all the same', async () => {
  await using bot = await deployBot({ file: 'environments: { prerelease: { auto: true }, prod: }\n' });
  const bob = bot.box.person('bob');
  const pull = aPull(bot);
  pull.merge(bob);
  await after(bot, 130);
  (await nextRun(bot, 0)).finish();
  await errorBegins(bot, { environment: 'prerelease' });
  await bot.quiet();
  pull.comment(bob, '/deploy prod');
  (await nextRun(bot, 1)).finish();
  await bot.says(pull);
  await bot.query(`update deploys set story = story - 'errors' - 'warned' - 'unsaid'`);
  await after(bot, 30);
  await errorBegins(bot, { at: new Date(Date.now() + 3_600_000) });
  expect((await heard(bot, pull)).length).toBe(1);
  expect(told(bot, pull).length).toBe(1);
});

test('in public nothing is said of what is told elsewhere', async () => {
  await using bot = await deployBot({ private: false });
  const pull = await ships(bot, 'first');
  await after(bot, 30);
  await errorBegins(bot, { issue: { repository: { owner: 'acme', name: 'incidents' }, number: 3 } });
  expect(await heard(bot, pull)).toMatchInlineSnapshot(`
    [
      "@bob, an error began on **prod** N s after the deploy of \`aaaaaaa\`.",
    ]
  `);
  expect(told(bot, pull)).toMatchInlineSnapshot(`
    [
      "⚠️ 1 error began on **prod** while it went there or soon after:
    - an error, N s after it",
    ]
  `);
});
