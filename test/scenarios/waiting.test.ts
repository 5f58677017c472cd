import { expect, test } from 'vitest';
import type { Bot } from '../bot.ts';
import { until } from '../until.ts';
import { after, aPull, bodyOf, deployBot, nextRun, plain, settled } from './deploys.ts';
import { asked } from './house.ts';

/** Deploys that wait for what can become true by itself, as people see them. */

const file = (prod: string) => `environments:
  prerelease:
  prod: { ${prod} }
`;
const runs = (bot: Bot) => bot.web.runs('deploy.yml').length;
const protect = (bot: Bot, ...checks: string[]) => bot.web.protect('main', { checks });

test('checks that run are waited for, and it goes by itself when they are green', async () => {
  await using bot = await deployBot({ file: file('wait: 2h') });
  const { box, web } = bot;
  const pull = aPull(bot);
  await settled(bot, pull);
  protect(bot, 'test', 'lint');
  const seen = runs(bot);
  web.check(pull.head, 'lint', { conclusion: 'success' });
  web.check(pull.head, 'test');
  await bot.quiet();
  pull.comment(box.person('bob'), '/deploy prod');
  expect((await bot.says(pull)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "### ⏳ \`aaaaaaa\` goes to **prod** as soon as
    for \`bob\` · from #1

    - ✅ 1 check is green
    - ⬜ \`test\` is green (running, N s)

    A push to this pull request cancels it. So does \`/cancel\`, and so does waiting for 2 h.",
    ]
  `);
  // What was told while GitHub was being asked is looked at once more.
  await after(bot, 60);
  const calls = asked(bot);
  await after(bot, 60 * 60);
  expect(calls.filter(route => !route.includes('deliveries') && !route.startsWith('graphql comments(last'))).toEqual([]);
  web.check(pull.head, 'test', { conclusion: 'success' });
  await after(bot, 4);
  const run = await nextRun(bot, seen);
  run.start();
  run.finish();
  expect((await bot.says(pull)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "@bob, [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) is on **prod** (N s).",
    ]
  `);
  expect(bodyOf(bot, pull, -2)).toMatchInlineSnapshot(`
    "### ✅ [\`aaaaaaa\`](https://github.com/acme/web/commit/aaaaaaa) is on **prod**
    for \`bob\` · from #1 · run [#2](https://github.com/acme/web/actions/runs/1) · N s · the first one through me"
  `);
});

test('a check that turns red ends it, and who asked hears of it', async () => {
  await using bot = await deployBot({ file: file('') });
  const { box, web } = bot;
  protect(bot, 'test');
  const pull = aPull(bot);
  web.check(pull.head, 'test');
  pull.comment(box.person('bob'), '/deploy prod');
  await bot.says(pull);
  web.check(pull.head, 'test', { conclusion: 'failure' });
  await after(bot, 4);
  expect((await bot.says(pull)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "@bob, \`aaaaaaa\` does not go to **prod**. See above.",
    ]
  `);
  expect(bodyOf(bot, pull, -2)).toMatchInlineSnapshot(`
    "### ⏹️ \`aaaaaaa\` does not go to **prod**
    for \`bob\` · from #1

    [\`test\`](https://github.com/acme/web/runs/1028) is red on \`aaaaaaa\`. Run it again or push a fix, then \`/deploy prod\`."
  `);
  pull.comment(box.person('bob'), '/deploy prod');
  expect((await bot.says(pull)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "[\`test\`](https://github.com/acme/web/runs/1028) is red on \`aaaaaaa\`. Run it again or push a fix, then \`/deploy prod\`.",
    ]
  `);
  pull.comment(box.person('bob'), '/why');
  expect((await bot.says(pull)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "/deploy on #1, by \`bob\`:

    - ❌ /deploy
      - ✅ bob has write, /deploy needs write
      - ❌ [\`test\`](https://github.com/acme/web/runs/1028) is red on \`aaaaaaa\`. Run it again or push a fix, then \`/deploy prod\`.
        - ✅ **prod** is not locked
        - ✅ \`aaaaaaa\` was there to see when it was asked for
        - ❌ [\`test\`](https://github.com/acme/web/runs/1028) is red on \`aaaaaaa\`. Run it again or push a fix, then \`/deploy prod\`. (\`environments.prod.checks\`, as it is by default)",
    ]
  `);
  pull.comment(box.person('bob'), '/why deploy prod');
  expect((await bot.says(pull)).map(body => plain(bot, body))).toMatchInlineSnapshot(`
    [
      "\`aaaaaaa\` does not go to **prod**.

    - ✅ **prod** is not locked
    - ✅ \`aaaaaaa\` was there to see when it was asked for
    - ❌ [\`test\`](https://github.com/acme/web/runs/1028) is red on \`aaaaaaa\`. Run it again or push a fix, then \`/deploy prod\`. (\`environments.prod.checks\`, as it is by default)",
    ]
  `);
  expect(runs(bot)).toBe(0);
});

test('what waits leaves with a push, a close, a merge, its age, and whoever loses the right to it', async () => {
  await using bot = await deployBot({ file: file('wait: 2h') });
  const { box, web } = bot;
  const [bob, carol] = [box.person('bob'), box.person('carol')];
  protect(bot, 'test');
  const ends: string[] = [];
  const leave = async (how: string, act: (pull: ReturnType<typeof aPull>) => Promise<void> | void) => {
    const pull = aPull(bot, how.replaceAll(' ', '-'));
    web.check(pull.head, 'test');
    pull.comment(carol, '/deploy prod');
    const [first = ''] = await bot.says(pull);
    expect(first).toContain('⏳');
    await act(pull);
    await after(bot, 4);
    const told = await bot.says(pull);
    ends.push(
      `${how}: ${bodyOf(bot, pull, -1 - told.length)
        .split('\n')
        .at(-1)} (${told.length} more)`,
    );
  };
  await leave('a push', pull => void pull.push({ 'app.js': '// newer\n' }, { by: bob }));
  await leave('a close', pull => pull.close(bob));
  await leave('a merge', pull => void pull.merge(bob));
  await leave('its age', () => bot.later(121));
  await leave('no right', pull => {
    web.collaborator(carol, 'read');
    web.check(pull.head, 'test', { conclusion: 'success' });
  });
  expect(ends.join('\n')).toMatchInlineSnapshot(`
    "a push: A push took its place: the head is \`bbbbbbb\` now. \`/deploy prod\` takes that. (0 more)
    a close: #2 was closed meanwhile. (0 more)
    a merge: #3 was merged meanwhile. \`/deploy prod\` takes what the merge made. (0 more)
    its age: It has waited as long as it may. \`/deploy prod\` asks again. (1 more)
    no right: \`carol\` may not deploy to \`prod\` any more. (1 more)"
  `);
  expect(runs(bot)).toBe(0);
});

test('who learns at its turn that it lacks something hands the turn on', async () => {
  await using bot = await deployBot({ file: file('') });
  const { box, web } = bot;
  const bob = box.person('bob');
  protect(bot, 'test');
  const pulls = [aPull(bot, 'first'), aPull(bot, 'second'), aPull(bot, 'third')] as const;
  for (const pull of pulls) web.check(pull.head, 'test', { conclusion: 'success' });
  const [first, second, third] = pulls;
  first.comment(bob, '/deploy prod');
  const run = await nextRun(bot, 0);
  for (const pull of [second, third]) {
    pull.comment(bob, '/deploy prod');
    await bot.says(pull);
  }
  // Nobody tells that a check begins anew.
  web.check(second.head, 'test');
  run.finish();
  const next = await nextRun(bot, 1);
  expect(next.inputs.sha).toBe(third.head);
  next.finish();
  web.check(second.head, 'test', { conclusion: 'success' });
  (await nextRun(bot, 2)).finish();
  for (const pull of pulls) await bot.says(pull);
});

test('who takes the place of the one whose turn it is hands the turn on', async () => {
  await using bot = await deployBot({ file: file('') });
  const { box, web } = bot;
  const bob = box.person('bob');
  protect(bot, 'test');
  const pulls = [aPull(bot, 'first'), aPull(bot, 'second'), aPull(bot, 'third')] as const;
  for (const head of [...pulls.map(pull => pull.head), web.head('main')]) web.check(head, 'test', { conclusion: 'success' });
  const [first, second, third] = pulls;
  first.comment(bob, '/deploy prod');
  const run = await nextRun(bot, 0);
  for (const pull of [second, third]) {
    pull.comment(bob, '/deploy prod');
    await bot.says(pull);
  }
  // Its turn comes, and while GitHub is asked what has become of it, something else is wanted from there.
  const looks = {
    route: 'POST /graphql' as const,
    only: ({ body }: { body: string }) => body.includes(`"number":${second.number}`),
  };
  const looking = box.when(looks, 'before');
  box.faults.next(looks, { before: 'hang' });
  run.finish();
  await looking;
  second.comment(bob, '/deploy prod main');
  await until(async () => (await bot.query(`select 1 from deploys where state = 'dropped'`)).length === 1);
  box.release();
  const next = await nextRun(bot, 1);
  expect(next.inputs.sha).toBe(third.head);
  next.finish();
  (await nextRun(bot, 2)).finish();
  for (const pull of pulls) await bot.says(pull);
});

test('who lacks something lets others go first', async () => {
  await using bot = await deployBot({ file: file('') });
  const { box, web } = bot;
  const bob = box.person('bob');
  protect(bot, 'test');
  const [first, second] = [aPull(bot, 'first'), aPull(bot, 'second')];
  web.check(first.head, 'test');
  web.check(second.head, 'test', { conclusion: 'success' });
  first.comment(bob, '/deploy prod');
  await bot.says(first);
  second.comment(bob, '/deploy prod');
  const run = await nextRun(bot, 0);
  expect(run.inputs.sha).toBe(second.head);
  await bot.says(second);
  web.check(first.head, 'test', { conclusion: 'success' });
  await after(bot, 4);
  expect(bodyOf(bot, first)).toMatchInlineSnapshot(`
    "### ⏳ \`aaaaaaa\` goes to **prod** when it is free
    for \`bob\` · from #1

    \`bob\` is deploying \`bbbbbbb\` there from #2 (N s).

    \`/cancel\` takes it back."
  `);
  run.start();
  run.finish();
  const next = await nextRun(bot, 1);
  expect(next.inputs.sha).toBe(first.head);
  next.start();
  next.finish();
  await bot.says(first);
  await bot.says(second);
});
