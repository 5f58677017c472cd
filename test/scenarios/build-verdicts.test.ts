import { expect, test } from 'vitest';
import { hiddenIn } from '../../src/issues/hidden.ts';
import { broken, build, buildBot, ci, only, textOf } from './builds.ts';
import { settles } from './deploys.ts';
import { asked } from './house.ts';
import { built, commit, confirmed, episodes, heard, looked, red, titles } from './sources.ts';

/** What counts as red, as green, and as neither. */

const inTest = { step: 'npm test', log: broken };

test.each<[what: string, act: (bot: Awaited<ReturnType<typeof buildBot>>) => Promise<unknown>]>([
  ['cancelled', bot => built(bot, 'cancelled')],
  [
    'skipped',
    async bot => {
      bot.web.push(
        'main',
        { '.github/workflows/ci.yml': ci.replace('  test: {', '  test: { if: false,') },
        { by: bot.box.person('bob') },
      );
      build(bot).finish();
      await looked(bot);
      bot.web.push('main', { '.github/workflows/ci.yml': ci }, { by: bot.box.person('bob') });
      build(bot).cancel();
    },
  ],
])('what was %s mends nothing', async (_, act) => {
  await using bot = await buildBot();
  await red(bot);
  await act(bot);
  await looked(bot);
  expect(titles(bot)).toEqual(['main is red: test in CI: open']);
  await built(bot);
  await looked(bot);
  expect(titles(bot)).toEqual(['main is red: test in CI: closed']);
  expect(await heard(bot)).toHaveLength(1);
});

test('the late green of an older commit mends nothing, and is where it was green last', async () => {
  await using bot = await buildBot();
  commit(bot);
  const older = build(bot);
  commit(bot);
  build(bot).finish('failure', inTest);
  await confirmed(bot);
  const calls = asked(bot);
  older.finish();
  await looked(bot);
  expect(titles(bot)).toEqual(['main is red: test in CI: open']);
  // Its number says it: no question for that.
  expect(calls.filter(call => call.includes('compare'))).toEqual([]);
});

test('out of time is red', async () => {
  await using bot = await buildBot();
  await built(bot, 'timed_out', { step: 'npm test' });
  await confirmed(bot);
  expect(await episodes(bot)).toHaveLength(1);
});

test.each(['failure', 'startup_failure'] as const)(
  'a file that GitHub cannot read is told at once (%s), and mended by one that it can',
  async conclusion => {
    await using bot = await buildBot();
    await built(bot);
    const by = bot.box.person('bob');
    bot.web.push('main', { '.github/workflows/ci.yml': 'on: push\njobs: { test: { runs-on: [' }, { by });
    bot.web.cannotRun('ci.yml', { by, conclusion });
    await looked(bot);
    expect(textOf(bot, only(bot))).toMatchInlineSnapshot(`
      "main is red: GitHub cannot run ci.yml

      ❌ Red since <time> (UTC), for one run.

      GitHub cannot read the workflow, so none of its jobs began. [The page of its run](https://github.com/acme/web/actions/runs/1) says what it stumbles over.

      Last green: [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) · First red: [\`bbbbbbb\`](https://github.com/acme/web/actions/runs/1) · between them [one commit](https://github.test/acme/web/compare/<commits>) · [log](https://github.com/acme/web/actions/runs/1).

      **Likely changes**
      - \`bbbbbbb\` Change things: changes the workflow itself; the only change

      Lately: 🟩🟥

      This closes itself when a run of it can begin. \`/snooze 2d\` keeps me quiet."
    `);
    expect(await heard(bot)).toMatchInlineSnapshot(`
      [
        "@bob, \`aaaaaaa\` (Change things) is the only change between the last green commit of \`main\` and the first red one; it changes the workflow itself.",
      ]
    `);
    bot.web.push('main', { '.github/workflows/ci.yml': ci }, { by });
    build(bot).finish();
    await looked(bot);
    expect(titles(bot)).toEqual(['main is red: GitHub cannot run ci.yml: closed']);
    expect(await heard(bot)).toMatchInlineSnapshot(`
      [
        "✅ At [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) GitHub can read it again, after one run that could not begin.",
      ]
    `);
  },
);

test('two jobs of one name are red while one of them is', async () => {
  const twins = `name: CI\non: push\njobs:
  a: { name: test, runs-on: x, steps: [{ name: fast, run: a }] }
  b: { name: test, runs-on: x, steps: [{ name: slow, run: b }] }\n`;
  await using bot = await buildBot({ ci: twins });
  await red(bot, { step: 'slow', log: broken });
  await built(bot, 'failure', { step: 'slow', log: broken });
  await looked(bot);
  expect(await episodes(bot)).toEqual([{ state: 'open', about: 'workflow main ci.yml', runs: 2 }]);
  await built(bot);
  await looked(bot);
  expect(titles(bot)).toEqual(['main is red: test in CI: closed']);
  expect(await heard(bot)).toHaveLength(1);
});

const matrix = (versions: string, more = '') => `name: CI
on: push
jobs:
  build: { runs-on: x, steps: [{ name: make, run: make }] }
  test:
    needs: build
    ${more}
    runs-on: x
    strategy: { matrix: { node: [${versions}] } }
    steps: [{ name: npm test, run: npm test }]
`;

test('a job that was given another value is gone after three runs, and not while it is only skipped', async () => {
  await using bot = await buildBot({ ci: matrix('22') });
  const by = bot.box.person('bob');
  await red(bot);
  // Nothing comes to the tests: GitHub lists them without their values.
  for (let run = 0; run < 3; run++) {
    await built(bot, 'failure', { step: 'make', log: 'Error: no rule' });
    await looked(bot);
  }
  expect(titles(bot)).toMatchInlineSnapshot(`
    [
      "main is red: build in CI: open",
      "main is red: test (22) in CI: open",
    ]
  `);
  bot.web.push('main', { '.github/workflows/ci.yml': matrix('24') }, { by });
  build(bot).finish();
  await looked(bot);
  for (let run = 0; run < 2; run++) {
    expect(titles(bot)).toContain('main is red: test (22) in CI: open');
    await built(bot);
    await looked(bot);
  }
  expect(titles(bot)).toMatchInlineSnapshot(`
    [
      "main is red: build in CI: closed",
      "main is red: test (22) in CI: closed",
    ]
  `);
  expect(await heard(bot)).toMatchInlineSnapshot(`
    [
      "⚪ The job is not there any more, so there is nothing left to mend.",
      "✅ [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) is green again, after 3 runs that failed.",
    ]
  `);
});

test('three different errors in one run are one broken thing, and each is named', async () => {
  const jobs = ['a', 'b', 'c'].map(name => `  ${name}: { runs-on: x, steps: [{ name: run ${name}, run: ${name} }] }\n`);
  await using bot = await buildBot({ ci: `name: CI\non: push\njobs:\n${jobs.join('')}` });
  await built(bot);
  await red(bot, { fails: { 'run a': 'Error: no milk', 'run b': 'Error: no eggs', 'run c': 'Error: no flour' } });
  expect(textOf(bot, only(bot))).toMatchInlineSnapshot(`
    "main is red: CI

    ❌ Red since <time> (UTC), for one run.

    - ❌ [\`a\`](https://github.com/acme/web/actions/runs/1), last at \`aaaaaaa\`: Error: no milk
    - ❌ [\`b\`](https://github.com/acme/web/actions/runs/1), last at \`aaaaaaa\`: Error: no eggs
    - ❌ [\`c\`](https://github.com/acme/web/actions/runs/1), last at \`aaaaaaa\`: Error: no flour

    Last green: [\`bbbbbbb\`](https://github.com/acme/web/actions/runs/1) · First red: [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) · between them [one commit](https://github.test/acme/web/compare/<commits>).

    **Likely changes**
    - \`aaaaaaa\` Change things: the only change

    Lately: 🟩🟥

    This closes itself when each of these passes at a later commit. \`/rerun\` runs what failed again · \`/snooze 2d\` keeps me quiet."
  `);
  await built(bot, 'failure', { fails: { 'run b': 'Error: no eggs' } });
  await looked(bot);
  expect(textOf(bot, only(bot)).split('\n').slice(2, 9)).toMatchInlineSnapshot(`
    [
      "❌ Red since <time> (UTC), for 2 runs.",
      "",
      "- ✅ [\`a\`](https://github.com/acme/web/actions/runs/1), since [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1)",
      "- ❌ [\`b\`](https://github.com/acme/web/actions/runs/1), last at \`aaaaaaa\`: Error: no eggs",
      "- ✅ [\`c\`](https://github.com/acme/web/actions/runs/1), since [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1)",
      "",
      "Last green: [\`bbbbbbb\`](https://github.com/acme/web/actions/runs/1) · First red: [\`ccccccc\`](https://github.com/acme/web/actions/runs/1) · still red at [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) · between them [one commit](https://github.test/acme/web/compare/<commits>).",
    ]
  `);
  await built(bot);
  await looked(bot);
  expect(await heard(bot)).toMatchInlineSnapshot(`
    [
      "@bob, \`aaaaaaa\` (Change things) is the only change between the last green commit of \`main\` and the first red one.",
      "✅ [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) is green again, after 2 runs that failed.",
    ]
  `);
});

test('sixty jobs with one error are one issue, with as many of them as anybody reads', async () => {
  const versions = Array.from({ length: 60 }, (_, place) => place + 1).join(', ');
  await using bot = await buildBot({ ci: matrix(versions) });
  await built(bot);
  await red(bot);
  await settles(bot);
  const text = textOf(bot, only(bot));
  expect(text.replaceAll(/(- ❌ [^\n]*\n){19}/g, '- … nineteen like it\n')).toMatchInlineSnapshot(`
    "main is red: test (1) and others in CI

    ❌ Red since <time> (UTC), for one run.

    - … nineteen like it
    - ❌ [\`test (20)\`](https://github.com/acme/web/actions/runs/1), last at \`aaaaaaa\`
    - and 40 more

    > Error: expected 2 to be 3

    \`\`\`
    FAIL  src/cart.test.js > adds
    Error: expected 2 to be 3
     ❯ src/cart.js:4:9
    \`\`\`

    Last green: [\`bbbbbbb\`](https://github.com/acme/web/actions/runs/1) · First red: [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) · between them [one commit](https://github.test/acme/web/compare/<commits>).

    **Likely changes**
    - \`aaaaaaa\` Change things: the only change

    Lately: 🟩🟥

    This closes itself when each of these passes at a later commit. \`/rerun\` runs what failed again · \`/snooze 2d\` keeps me quiet."
  `);
  expect(Buffer.byteLength(only(bot).row.body ?? '')).toBeLessThan(65_536);
  // What we go on with when our database is gone.
  expect(hiddenIn(only(bot).row.body ?? '')).toMatchObject({ story: { branch: 'main' } });
  await built(bot);
  await looked(bot);
  expect(titles(bot).map(one => one.split(': ').at(-1))).toEqual(['closed']);
  await heard(bot);
});
