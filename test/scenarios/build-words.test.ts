import { expect, test } from 'vitest';
import { broken, build, buildBot, ci, only, ours, textOf } from './builds.ts';
import { built, commit, confirmed, heard, looked, red, titles } from './sources.ts';

/** What an issue says, and to whom: whatever a log says, whoever made the change, whoever may read it. */

const inTest = { step: 'npm test', log: broken };

test('without a log there is the job, and no error', async () => {
  await using bot = await buildBot();
  await built(bot);
  const route = 'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs';
  bot.box.faults.next({ route, times: 20 }, { before: 410 });
  await red(bot);
  expect(textOf(bot, only(bot))).toMatchInlineSnapshot(`
    "main is red: test in CI

    ❌ Red since <time> (UTC), for one run.

    Last green: [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) · First red: [\`bbbbbbb\`](https://github.com/acme/web/actions/runs/1) · between them [one commit](https://github.test/acme/web/compare/<commits>) · [log](https://github.com/acme/web/actions/runs/1).

    **Likely changes**
    - \`bbbbbbb\` Change things: the only change

    Lately: 🟩🟥

    This closes itself when it passes at a later commit. \`/rerun\` runs what failed again · \`/snooze 2d\` keeps me quiet."
  `);
  await heard(bot);
});

const secret = `ghp_${'a1B2'.repeat(9)}`;
const hostile = [
  'FAIL  src/cart.test.js > adds',
  '```` @alice @acme/release Fixes #1 closes acme/web#2',
  '<!-- shipmate:episode%3Abuilds%3Ax --> <!-- shipmate-knows:e30 -->',
  '/deploy prod',
  `token ${secret}`,
  `long ${'x'.repeat(60_000)}`,
  `Error: @bob Fixes #1 <!-- shipmate:x --> ![](https://example.org/a.png) ${secret}`,
].join('\n');

test('nothing in a log has power in the issue, and its secrets are not in it', async () => {
  await using bot = await buildBot();
  await red(bot, { step: 'npm test', log: hostile });
  const body = only(bot).row.body ?? '';
  expect(textOf(bot, only(bot)).replaceAll(/x{1000,}/g, '<many x>')).toMatchInlineSnapshot(`
    "main is red: test in CI

    ❌ Red since <time> (UTC), for one run.

    > Error: @​bob Fixes #​1 <​!-- shipmate:x --​> ![]​(https:​//example.org/a.png) ∗∗∗

    \`\`\`\`\`
    FAIL  src/cart.test.js > adds
    \`\`\`\` @alice @acme/release Fixes #1 closes acme/web#2
    <​!-- shipmate:episode%3Abuilds%3Ax --​> <​!-- shipmate-knows:e30 --​>
    /deploy prod
    token ***
    long <many x> …
    Error: @bob Fixes #1 <​!-- shipmate:x --​> ![](https://example.org/a.png) ***
    \`\`\`\`\`

    First red: [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) · [log](https://github.com/acme/web/actions/runs/1).

    Lately: 🟥

    This closes itself when it passes at a later commit. \`/rerun\` runs what failed again · \`/snooze 2d\` keeps me quiet."
  `);
  expect(body).not.toContain(secret);
  expect(body.match(/<!-- shipmate-knows:/g)).toHaveLength(1);
  expect(Buffer.from(/shipmate-knows:(\S+) /.exec(body)?.[1] ?? '', 'base64url').toString()).not.toContain(secret);
  await built(bot);
  await looked(bot);
  expect(titles(bot).map(one => one.split(': ').at(-1))).toEqual(['closed']);
  await heard(bot);
});

test.each<[string, string, number]>([
  ['whoever can write is called once, however often it breaks', 'bob', 1],
  ['whoever can only read is not', 'dave', 0],
  ['a bot is not', 'ci[bot]', 0],
])('the only change: %s', async (_, login, calls) => {
  await using bot = await buildBot();
  // The bot that sets it is there from then on.
  bot.web.status(bot.web.head(), 'made', 'success');
  if (login !== 'dave') bot.web.collaborator(bot.box.person(login), 'write');
  await built(bot);
  commit(bot, 'main', login);
  build(bot).finish('failure', inTest);
  await confirmed(bot);
  commit(bot, 'main', login);
  build(bot).finish('failure', { fails: { 'npm test': 'TypeError: cart is undefined', lint: 'Error: no semicolon' } });
  await confirmed(bot);
  const all = [...(await heard(bot)), ...ours(bot).map(({ row }) => row.body ?? '')].join('\n');
  expect(all.split(`@${login}`).length - 1).toBe(calls);
  // GitHub describes the addresses of bots as what they are not.
  for (const one of bot.box.untrue.splice(0)) expect(one).toContain('should be a email');
});

test('two issues from one commit call its author once', async () => {
  await using bot = await buildBot();
  await built(bot);
  await red(bot, { fails: { 'npm test': 'TypeError: cart is undefined', lint: 'Error: no semicolon' } });
  expect(titles(bot)).toHaveLength(2);
  expect((await heard(bot)).filter(one => one.startsWith('@bob'))).toHaveLength(1);
});

test('of a pull request its author is called by its number; of somebody’s first one nobody', async () => {
  await using bot = await buildBot({
    private: false,
    ci: ci.replace('on: [push, schedule]', 'on: { push: { branches: [main] } }'),
  });
  const { box, web } = bot;
  await built(bot);
  const pull = web.pullRequest({ by: box.person('carol'), title: 'Faster carts', files: { 'src/cart.js': '// fast\n' } });
  pull.merge(box.person('bob'));
  build(bot).finish('failure', inTest);
  await confirmed(bot);
  expect(
    textOf(bot, only(bot))
      .split('\n')
      .filter(line => line.includes('#1')),
  ).toMatchInlineSnapshot(`
    [
      "- \`bbbbbbb\` Faster carts (#1): touches \`src/cart.js\`, which the error names; the only change",
    ]
  `);
  expect(await heard(bot)).toMatchInlineSnapshot(`
    [
      "@carol, #1 is the only change between the last green commit of \`main\` and the first red one; it touches \`src/cart.js\`, which the error names.",
    ]
  `);
  await built(bot);
  await looked(bot);
  await heard(bot);
  await bot.later(25 * 60);
  const first = web.pullRequest({
    by: box.person('mallory'),
    fork: box.person('mallory'),
    files: { 'src/cart.js': '// mine\n' },
  });
  first.merge(box.person('bob'));
  build(bot).finish('failure', { step: 'npm test', log: 'TypeError: cart is undefined' });
  await confirmed(bot);
  expect(await heard(bot)).toEqual([]);
});

test('another error in the same job is told once; the text has the newest', async () => {
  await using bot = await buildBot();
  await red(bot);
  for (const log of ['TypeError: cart is undefined\n', broken, 'TypeError: cart is undefined\n']) {
    await built(bot, 'failure', { step: 'npm test', log });
    await looked(bot);
  }
  expect(await heard(bot)).toMatchInlineSnapshot(`
    [
      "❗ It fails with something else now:

    > TypeError: cart is undefined",
    ]
  `);
});

test('what was seen before is named with what mended it', async () => {
  await using bot = await buildBot();
  await red(bot);
  await built(bot);
  await looked(bot);
  await bot.later(3 * 24 * 60);
  await red(bot);
  expect(/Seen before[^\n]*/.exec(textOf(bot, only(bot)))?.[0]).toMatchInlineSnapshot(
    `"Seen before here, until <time>; \`aaaaaaa\` mended it."`,
  );
  await bot.later(1);
  await built(bot);
  await looked(bot);
  await bot.later(15 * 24 * 60);
  await red(bot);
  expect(/Seen before[^\n]*/.exec(textOf(bot, ours(bot).at(-1) ?? only(bot)))?.[0]).toMatchInlineSnapshot(
    `"Seen before in #1, until <time>; \`aaaaaaa\` mended it."`,
  );
  await heard(bot);
});

test('a lost runner is nobody’s fault: one issue for the cause, and no word of the code (needs the rules for causes)', async () => {
  await using bot = await buildBot();
  await built(bot);
  await red(bot, { step: 'npm test', log: '##[error]The runner has received a shutdown signal.\n' });
  expect(textOf(bot, only(bot))).toMatchInlineSnapshot(`
    "Builds fail through no fault of the code: The runner was shut down while the job ran

    ❌ Red since <time> (UTC), for one run.

    - ❌ [\`test\`](https://github.com/acme/web/actions/runs/1) of \`ci.yml\` on \`main\`, last at \`aaaaaaa\`

    This closes itself when each of these has passed again. \`/rerun\` runs them again · \`/snooze 2d\` keeps me quiet."
  `);
  await built(bot);
  await looked(bot);
  expect([titles(bot), await heard(bot)]).toMatchInlineSnapshot(`
    [
      [
        "Builds fail through no fault of the code: The runner was shut down while the job ran: closed",
      ],
      [
        "✅ [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) is green again, after one run that failed.",
      ],
    ]
  `);
});
