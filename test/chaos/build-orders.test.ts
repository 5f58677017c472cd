import { expect, test } from 'vitest';
import { broken, build, buildBot, ours, textOf } from '../scenarios/builds.ts';
import { after, settles } from '../scenarios/deploys.ts';
import { choresDone, choresIn } from '../scenarios/house.ts';
import { commit, episodes, heard, looked, red, reporting, titles } from '../scenarios/sources.ts';

/** Two commits that break and one that mends: whatever is heard first, it ends the same. */

const orders = ['abc', 'acb', 'bac', 'bca', 'cab', 'cba'];

async function three(order: string, gap: number) {
  const bot = await buildBot();
  commit(bot);
  build(bot).finish();
  await settles(bot);
  const runs = new Map(
    [...'abc'].map(name => {
      commit(bot);
      return [name, build(bot)];
    }),
  );
  for (const name of order) {
    if (name === 'c') runs.get(name)?.finish();
    else runs.get(name)?.finish('failure', { step: 'npm test', log: broken });
    await after(bot, gap);
  }
  await after(bot, 200);
  await after(bot, 200);
  return bot;
}

test.each(orders)('heard as %s within the time to mend itself: nobody is told', async order => {
  await using bot = await three(order, 1);
  expect(ours(bot)).toEqual([]);
  expect((await episodes(bot)).map(({ state }) => state)).toEqual(['closed']);
});

test.each(orders)('heard as %s, minutes apart: one issue that says the same, and is closed', async order => {
  await using bot = await three(order, 200);
  // What was mended before it was heard of is no news.
  expect(ours(bot)).toHaveLength(order.startsWith('c') ? 0 : 1);
  expect((await episodes(bot)).every(({ state }) => state === 'closed')).toBe(true);
  for (const issue of ours(bot)) {
    expect(issue.row.state).toBe('closed');
    expect(textOf(bot, issue)).toMatchInlineSnapshot(`
      "main is red: test in CI

      ✅ Mended by [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1): it was red from <time> to <time>, for 2 runs.

      > Error: expected 2 to be 3

      \`\`\`
      FAIL  src/cart.test.js > adds
      Error: expected 2 to be 3
       ❯ src/cart.js:4:9
      \`\`\`

      Last green: [\`bbbbbbb\`](https://github.com/acme/web/actions/runs/1) · First red: [\`ccccccc\`](https://github.com/acme/web/actions/runs/1) · between them [one commit](https://github.test/acme/web/compare/<commits>) · [log](https://github.com/acme/web/actions/runs/1).

      **Likely changes**
      - \`ccccccc\` Change things: the only change

      Lately: 🟩🟥🟥🟩"
    `);
  }
  expect((await heard(bot)).filter(one => one.startsWith('🎲'))).toEqual([]);
});

test.each(orders)('statuses heard as %s, minutes apart, end the same', async order => {
  await using bot = await reporting();
  const commits = new Map([...'abc'].map(name => [name, commit(bot)]));
  for (const name of order) {
    bot.web.status(commits.get(name) ?? '', 'ci/circleci: build', name === 'c' ? 'success' : 'failure');
    await after(bot, 200);
  }
  await after(bot, 200);
  expect((await episodes(bot)).every(({ state }) => state === 'closed')).toBe(true);
  expect(ours(bot).map(({ row }) => row.state)).toEqual(order.startsWith('c') ? [] : ['closed']);
  expect((await heard(bot)).filter(one => one.startsWith('🎲'))).toEqual([]);
});

test.each([true, false])('held back and let go together (reversed: %s), nobody is told', async reversed => {
  await using bot = await buildBot();
  bot.box.webhooks.hold();
  for (const name of 'abc') {
    commit(bot);
    if (name === 'c') build(bot).finish();
    else build(bot).finish('failure', { step: 'npm test', log: broken });
  }
  bot.box.webhooks.release({ reversed });
  await after(bot, 31);
  await after(bot, 200);
  expect(ours(bot)).toEqual([]);
  expect((await episodes(bot)).map(({ state }) => state).filter(state => state !== 'closed')).toEqual([]);
});

test('a green whose webhook never came is found in GitHub’s own list of them', async () => {
  await using bot = await buildBot();
  await choresDone(bot);
  await red(bot);
  commit(bot);
  const run = build(bot).start();
  await settles(bot);
  bot.box.webhooks.drop(20);
  run.finish();
  await looked(bot);
  expect(titles(bot)).toEqual(['main is red: test in CI: open']);
  bot.box.webhooks.drop(0);
  await choresIn(bot, 6);
  await looked(bot);
  expect(titles(bot)).toEqual(['main is red: test in CI: closed']);
  await heard(bot);
});

test.each([1, 2, 3])('late, twice and out of order by chance (seed %s), it ends closed', async seed => {
  await using bot = await buildBot();
  bot.box.webhooks.disorder({ seed, double: 0.4, late: 0.3, reorder: 0.5, lateness: { least: 10_000, most: 900_000 } });
  for (const name of 'ababc') {
    commit(bot);
    if (name === 'c') build(bot).finish();
    else build(bot).finish('failure', { step: 'npm test', log: broken });
    await after(bot, 100);
  }
  bot.box.webhooks.calm();
  for (let look = 0; look < 5; look++) await after(bot, 200);
  expect((await episodes(bot)).map(({ state }) => state).filter(state => state !== 'closed')).toEqual([]);
  expect(
    ours(bot)
      .map(({ row }) => row.state)
      .filter(state => state !== 'closed'),
  ).toEqual([]);
  expect((await heard(bot)).filter(one => one.startsWith('🎲'))).toEqual([]);
});
