import { expect, test } from 'vitest';
import type { Bot } from '../bot.ts';
import { only, ours, textOf } from './builds.ts';
import { after, aPull, nextRun, workflow } from './deploys.ts';
import { commit, heard, looked, reporting, titles } from './sources.ts';

/** Deploys that nobody asked for: one that fails has an issue, and the next one that ends well closes it. */

const auto = 'environments: { prerelease: { auto: true }, prod: }\n';
const deploying = (file = `${auto}builds: true\n`) => reporting(file, { '.github/workflows/deploy.yml': workflow });
const log = 'duplicate key value violates unique constraint "users_email_key"\n';

/** A commit that goes there by itself, and how that ends. */
async function goes(bot: Bot, conclusion: 'success' | 'failure' | 'cancelled', said = log): Promise<void> {
  const seen = bot.web.runs('deploy.yml').length;
  commit(bot);
  await after(bot, 130);
  (await nextRun(bot, seen)).finish(conclusion, conclusion === 'failure' ? { step: 'migrate', log: said } : {});
  await looked(bot);
}

test('a deploy by itself that fails has an issue, and one that ends well closes it', async () => {
  await using bot = await deploying();
  await goes(bot, 'failure');
  expect(textOf(bot, only(bot))).toMatchInlineSnapshot(`
    "Deploys to prerelease fail

    ❌ Red since <time> (UTC), for one deploy.

    > failed in migrate: duplicate key value violates unique constraint "users​_​email​_​key"

    Failed last with \`aaaaaaa\`, in [its run](https://github.test/acme/web/actions/runs/1).

    This closes itself when a deploy there ends well. \`/snooze 2d\` keeps me quiet."
  `);
  await goes(bot, 'failure');
  expect(titles(bot)).toHaveLength(1);
  await goes(bot, 'success');
  expect(textOf(bot, only(bot))).toMatchInlineSnapshot(`
    "Deploys to prerelease fail

    ✅ Mended by \`aaaaaaa\`: it was red from <time> to <time>, for 2 deploys.

    > failed in migrate: duplicate key value violates unique constraint "users​_​email​_​key"

    Failed last with \`bbbbbbb\`, in [its run](https://github.test/acme/web/actions/runs/1)."
  `);
  expect([titles(bot), await heard(bot)]).toMatchInlineSnapshot(`
    [
      [
        "Deploys to prerelease fail: closed",
      ],
      [
        "✅ \`aaaaaaa\` went there well, after 2 deploys that failed.",
      ],
    ]
  `);
});

test('one that somebody asks for and that ends well closes it too; one that fails is told to them alone', async () => {
  await using bot = await deploying();
  const pull = aPull(bot);
  const bob = bot.box.person('bob');
  pull.comment(bob, '/deploy prerelease');
  (await nextRun(bot, 0)).finish('failure', { step: 'migrate', log });
  await bot.says(pull);
  await looked(bot);
  expect(ours(bot)).toEqual([]);
  await goes(bot, 'failure');
  pull.comment(bob, '/deploy prerelease');
  (await nextRun(bot, 2)).finish();
  await bot.says(pull);
  await looked(bot);
  expect(titles(bot)).toEqual(['Deploys to prerelease fail: closed']);
  await heard(bot);
  await bot.says(pull);
});

test('one that was cancelled says nothing; and where nobody asked for issues there are none', async () => {
  await using bot = await deploying();
  await goes(bot, 'cancelled');
  expect(ours(bot)).toEqual([]);
  await using other = await deploying(auto);
  await goes(other, 'failure');
  expect(ours(other)).toEqual([]);
});
