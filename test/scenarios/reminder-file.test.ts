import { expect, test } from 'vitest';
import { remindedBot, soon } from './reminded.ts';

test('while the file has a mistake one turn waits for who mends it, however often it is changed', async () => {
  await using bot = await remindedBot('{ review_after: 1d, start: now }');
  const alice = bot.box.person('alice');
  bot.web.pullRequest({ by: alice, files: { 'a.js': 'one\n' } });
  await soon(bot);
  for (const days of ['1x', '2x', '3x']) {
    bot.web.push('main', { '.github/shipmate.yml': `reminders: { review_after: ${days} }\n` }, { by: alice });
    await soon(bot);
  }
  const turns = await bot.query(
    `select due_at from deliveries where state = 'waiting' and key like '%/reminders/%' and due_at <= clock() + interval '70 minutes'`,
  );
  expect(turns).toHaveLength(1);
});
