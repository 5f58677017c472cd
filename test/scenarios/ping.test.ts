import { expect, test } from 'vitest';
import { startBot } from '../bot.ts';

test('a comment, a sign, and one line', async () => {
  await using bot = await startBot();
  const bob = bot.box.person('bob');
  const pull = bot.web.pullRequest({ by: bob });
  const comment = pull.comment(bob, '/ping');
  expect(await bot.says(pull)).toEqual([
    expect.stringMatching(
      /^I am here\. Your comment took .* to reach me, your role here is write, and there is no `\.github\/shipmate\.yml` yet\.$/,
    ),
  ]);
  expect(comment.reactions).toEqual([{ by: bot.box.bot.login, content: 'eyes' }]);
});
