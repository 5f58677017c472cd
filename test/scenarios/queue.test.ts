import { expect, test } from 'vitest';
import { after, aPull, deployBot, nextRun, plain } from './deploys.ts';

/** `/queue`: who waits where for what. */

test('empty, then what is under way and who waits behind it, for whoever can read', async () => {
  await using bot = await deployBot();
  const { box, web } = bot;
  const [bob, carol, dave] = [box.person('bob'), box.person('carol'), box.person('dave')];
  const issue = web.issue({ by: dave });
  issue.comment(dave, '/queue');
  expect(await bot.says(issue)).toEqual(['Nothing is under way, and nobody waits.']);
  issue.comment(dave, '/queue prod');
  expect(await bot.says(issue)).toEqual(['Nothing is under way to **prod**, and nobody waits for it.']);

  const [first, second] = [aPull(bot, 'one'), aPull(bot, 'two')];
  first.comment(bob, '/deploy prod');
  const run = await nextRun(bot, 0);
  run.start();
  await after(bot, 1);
  second.comment(carol, '/deploy prod');
  await bot.says(first);
  await bot.says(second);
  await bot.later(2);
  issue.comment(dave, '/queue');
  expect(
    (await bot.says(issue)).map(body => plain(bot, body).replaceAll(/since [^·]+ ·/g, 'since N m ·')),
  ).toMatchInlineSnapshot(`
    [
      "**prod**
    1. 🔄 \`aaaaaaa\` for \`bob\` from #2 · since N m · since N m · goes after \`aaaaaaa\`",
    ]
  `);
  run.finish();
  const next = await nextRun(bot, 1);
  next.finish();
  await bot.says(first);
  await bot.says(second);
});
