import { expect, test } from 'vitest';
import { broken, build, buildBot, only, ours, textOf } from './builds.ts';
import { after, settles } from './deploys.ts';
import { built, commit, episodes, heard, looked, titles } from './sources.ts';

/** A failure may mend itself before anybody is told: by time, or by running what failed once again. */

const inTest = { step: 'npm test', log: broken };
const isRed = 'main is red: test in CI';
const again = 'builds: { confirm: rerun }\n';
const reruns = 'POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun-failed-jobs';

test('within two minutes it mends itself in silence: by another commit, or by somebody who runs it again', async () => {
  await using bot = await buildBot();
  await built(bot, 'failure', inTest);
  await after(bot, 60);
  expect((await episodes(bot)).map(({ state }) => state)).toEqual(['watching']);
  await built(bot);
  await after(bot, 120);
  const run = await built(bot, 'failure', { step: 'lint', log: 'Error: no semicolon' });
  await after(bot, 60);
  run.rerun(bot.box.person('bob'), 'failed').finish();
  await after(bot, 120);
  expect((await episodes(bot)).map(({ state }) => state)).toEqual(['closed', 'closed']);
  expect(ours(bot)).toEqual([]);
});

test('run again by somebody while it is watched, and red again: told in time', async () => {
  await using bot = await buildBot();
  const run = await built(bot, 'failure', inTest);
  await after(bot, 60);
  run.rerun(bot.box.person('bob'), 'failed').finish('failure', inTest);
  await after(bot, 65);
  await settles(bot);
  expect(textOf(bot, only(bot)).split('\n').slice(2, 5)).toMatchInlineSnapshot(`
    [
      "❌ Red since <time> (UTC), for 2 runs.",
      "",
      "> Error: expected 2 to be 3",
    ]
  `);
});

test('`confirm: rerun`: what failed runs once more; when it passes nobody is told, and it is remembered', async () => {
  await using bot = await buildBot({ file: again });
  const run = await built(bot, 'failure', inTest);
  await after(bot, 31);
  expect([run.row.attempt, run.jobs.map(({ name, status }) => `${name}: ${status}`).sort()]).toEqual([
    2,
    ['lint: completed', 'test: queued'],
  ]);
  run.finish();
  await looked(bot);
  expect([(await episodes(bot)).map(({ state }) => state), ours(bot)]).toEqual([['closed'], []]);
  const next = await built(bot, 'failure', inTest);
  await after(bot, 31);
  next.finish('failure', inTest);
  await looked(bot);
  expect(textOf(bot, only(bot)).split('\n').slice(0, 3)).toMatchInlineSnapshot(`
    [
      "main is red: test in CI",
      "",
      "🎲 Flaky since <time>: 3 runs failed, 0 passed since the last of them.",
    ]
  `);
  expect(bot.box.ledger.of(reruns)).toHaveLength(2);
});

test('`confirm: rerun`: what fails again is told at once', async () => {
  await using bot = await buildBot({ file: again });
  await built(bot);
  const run = await built(bot, 'failure', inTest);
  await after(bot, 31);
  expect(ours(bot)).toEqual([]);
  run.finish('failure', inTest);
  await looked(bot);
  expect(textOf(bot, only(bot))).toMatchInlineSnapshot(`
    "main is red: test in CI

    ❌ Red since <time> (UTC), for 2 runs.

    > Error: expected 2 to be 3

    \`\`\`
    FAIL  src/cart.test.js > adds
    Error: expected 2 to be 3
     ❯ src/cart.js:4:9
    \`\`\`

    Last green: [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) · First red: [\`bbbbbbb\`](https://github.com/acme/web/actions/runs/1) · between them [one commit](https://github.test/acme/web/compare/<commits>) · [log](https://github.com/acme/web/actions/runs/1).

    Run again at the same commit, it failed again.

    **Likely changes**
    - \`bbbbbbb\` Change things: the only change

    Lately: 🟩🟥🟥

    This closes itself when it passes at a later commit. \`/rerun\` runs what failed again · \`/snooze 2d\` keeps me quiet."
  `);
  await heard(bot);
});

test('`confirm: rerun` where that is forbidden: told without it', async () => {
  await using bot = await buildBot({ file: again });
  bot.box.faults.next({ route: reruns, times: 20 }, { before: 403 });
  await built(bot, 'failure', inTest);
  await after(bot, 31);
  await after(bot, 31);
  expect(titles(bot)).toEqual([`${isRed}: open`]);
});

test('`confirm: rerun` when somebody was faster: their attempt decides', async () => {
  await using bot = await buildBot({ file: again });
  commit(bot);
  const run = build(bot).finish('failure', inTest);
  run.rerun(bot.box.person('bob'), 'failed');
  await after(bot, 31);
  await after(bot, 31);
  expect(ours(bot)).toEqual([]);
  run.finish('failure', inTest);
  await looked(bot);
  expect(titles(bot)).toEqual([`${isRed}: open`]);
});

test('`confirm: rerun` while another commit is red too: told', async () => {
  await using bot = await buildBot({ file: again });
  await built(bot, 'failure', inTest);
  await after(bot, 31);
  await built(bot, 'failure', inTest);
  await after(bot, 31);
  expect(titles(bot)).toEqual([`${isRed}: open`]);
});
