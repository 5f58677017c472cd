import { expect, test } from 'vitest';
import { breaks, broken, build, buildBot, mends, only, push, said, textOf } from './builds.ts';
import { after, settles } from './deploys.ts';
import { built, confirmed, titles } from './sources.ts';

/** A build that breaks has an issue; it closes when that very thing is green again. */

test('main breaks, one issue says what and since when, and closes when it is mended', async () => {
  await using bot = await buildBot();
  await mends(bot, '// 2\n');
  await breaks(bot, '// 3\n');
  const issue = only(bot);
  expect(issue.labels).toEqual(['shipmate', 'shipmate: build']);
  expect(textOf(bot, issue)).toMatchInlineSnapshot(`
    "main is red: test in CI

    ❌ Red since <time> (UTC), for one run.

    > Error: expected 2 to be 3

    \`\`\`
    FAIL  src/cart.test.js > adds
    Error: expected 2 to be 3
     ❯ src/cart.js:4:9
    \`\`\`

    Last green: [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) · First red: [\`bbbbbbb\`](https://github.com/acme/web/actions/runs/1) · between them [one commit](https://github.test/acme/web/compare/<commits>) · [log](https://github.com/acme/web/actions/runs/1).

    **Likely changes**
    - \`bbbbbbb\` Change things: touches \`src/cart.js\`, which the error names; the only change

    Lately: 🟩🟥

    This closes itself when it passes at a later commit. \`/rerun\` runs what failed again · \`/snooze 2d\` keeps me quiet."
  `);
  expect(await said(bot, issue)).toMatchInlineSnapshot(`
    [
      "@bob, \`aaaaaaa\` (Change things) is the only change between the last green commit of \`main\` and the first red one; it touches \`src/cart.js\`, which the error names.",
    ]
  `);
  await mends(bot, '// 4\n');
  expect(issue.row.state).toBe('closed');
  expect(textOf(bot, issue)).toMatchInlineSnapshot(`
    "main is red: test in CI

    ✅ Mended by [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1): it was red from <time> to <time>, for one run.

    > Error: expected 2 to be 3

    \`\`\`
    FAIL  src/cart.test.js > adds
    Error: expected 2 to be 3
     ❯ src/cart.js:4:9
    \`\`\`

    Last green: [\`bbbbbbb\`](https://github.com/acme/web/actions/runs/1) · First red: [\`ccccccc\`](https://github.com/acme/web/actions/runs/1) · between them [one commit](https://github.test/acme/web/compare/<commits>) · [log](https://github.com/acme/web/actions/runs/1).

    **Likely changes**
    - \`ccccccc\` Change things: touches \`src/cart.js\`, which the error names; the only change

    Lately: 🟩🟥🟩"
  `);
  expect(await said(bot, issue)).toMatchInlineSnapshot(`
    [
      "✅ [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) is green again, after one run that failed.",
    ]
  `);
});

test('the file stops asking: the issue says so and closes', async () => {
  await using bot = await buildBot();
  await breaks(bot, '// 2\n');
  const issue = only(bot);
  push(bot, { '.github/shipmate.yml': 'prefix: /\n' });
  await after(bot, 61);
  expect(issue.row).toMatchObject({ state: 'closed', stateReason: 'not_planned' });
  expect((await said(bot, issue)).at(-1)).toMatchInlineSnapshot(
    `"⚪ The file does not ask for the builds of \`main\` any more, so I stop looking at this."`,
  );
});

test('the file stops asking while somebody is about to look, and asks again soon after: what fails then is looked at', async () => {
  await using bot = await buildBot();
  const inTest = { step: 'npm test', log: broken };
  await built(bot);
  // The next look is half a minute away.
  await after(bot, 15);
  await built(bot, 'failure', inTest);
  push(bot, { '.github/shipmate.yml': 'prefix: /\n' });
  await after(bot, 61);
  push(bot, { '.github/shipmate.yml': 'builds: true\n' });
  await settles(bot);
  build(bot).finish('failure', inTest);
  await confirmed(bot);
  expect(titles(bot)).toEqual(['main is red: test in CI: open']);
});
