import { expect, test } from 'vitest';
import type { PullRequest } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { build, buildBot, ci, same } from './builds.ts';
import { after, settles } from './deploys.ts';
import { commit } from './sources.ts';

/** `slow: 2x`: who pushed hears that a run takes twice as long as nine of ten do, and when it is done. */

const onMain = ci.replace('on: [push, schedule]', 'on: { push: { branches: [main] }, workflow_dispatch: }');
const slowBot = (times = '2x') => buildBot({ file: `builds: { slow: ${times} }\n`, ci: onMain });

/** So many runs that take as many minutes each. */
async function ran(bot: Bot, ...minutes: number[]): Promise<void> {
  for (const one of minutes) {
    commit(bot);
    build(bot).start();
    await bot.later(one);
    build(bot).finish();
  }
  await settles(bot);
}
const usual = Array.from({ length: 9 }, () => 2);

async function merged(bot: Bot): Promise<PullRequest> {
  const pull = bot.web.pullRequest({ by: bot.box.person('carol'), files: { 'src/cart.js': '// slow\n' } });
  pull.merge(bot.box.person('bob'));
  build(bot).start();
  await settles(bot);
  return pull;
}
/** The clock on the wall adds a second here and there. */
const said = async (bot: Bot, pull: PullRequest) =>
  (await bot.says(pull)).map(text =>
    same(bot, text)
      .replace(/#\d+\]/g, '#7]')
      .replace(/(\d+ m) N s/g, '$1'),
  );

test('twice as long as nine of ten: told to who pushed, and once more when it is done', async () => {
  await using bot = await slowBot();
  await ran(bot, ...usual, 3, 10);
  const pull = await merged(bot);
  await after(bot, 5 * 60);
  expect(await said(bot, pull)).toEqual([]);
  await after(bot, 65);
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "⏳ @bob, run [#7](https://github.com/acme/web/actions/runs/1) of \`CI\` has taken 6 m, where nine of ten take 3 m at most. I say when it is done.",
    ]
  `);
  await after(bot, 600);
  build(bot).finish();
  await settles(bot);
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "✅ Run [#7](https://github.com/acme/web/actions/runs/1) of \`CI\` is done after 16 m: it passed.",
    ]
  `);
  await after(bot, 3_600);
  expect(await said(bot, pull)).toEqual([]);
});

test('that it is done is said, though nobody told us', async () => {
  await using bot = await slowBot();
  await ran(bot, ...usual, 3);
  const pull = await merged(bot);
  await after(bot, 365);
  expect(await said(bot, pull)).toHaveLength(1);
  bot.box.webhooks.drop(100, { logged: false });
  build(bot).finish('failure', { step: 'npm test', log: 'Error: no' });
  bot.box.webhooks.drop(0);
  await after(bot, 1_800);
  expect(await said(bot, pull)).toMatchInlineSnapshot(`
    [
      "❌ Run [#7](https://github.com/acme/web/actions/runs/1) of \`CI\` is done after 6 m: it did not pass.",
    ]
  `);
});

test.each<[string, (bot: Bot) => Promise<PullRequest | null>]>([
  [
    'fewer than ten runs that passed say nothing of what is usual',
    async bot => {
      await ran(bot, ...usual);
      return merged(bot);
    },
  ],
  [
    'a push past all pull requests has no thread',
    async bot => {
      await ran(bot, ...usual, 2);
      commit(bot);
      build(bot).start();
      return null;
    },
  ],
  [
    'what somebody started by hand is not a push',
    async bot => {
      await ran(bot, ...usual, 2);
      bot.web.dispatch('ci.yml', { by: bot.box.person('bob') }).start();
      return null;
    },
  ],
])('%s', async (_, act) => {
  await using bot = await slowBot();
  const pull = await act(bot);
  await after(bot, 3_600);
  await after(bot, 3_600);
  for (const thread of pull ? [pull] : bot.web.threads) expect(await bot.says(thread)).toEqual([]);
});
