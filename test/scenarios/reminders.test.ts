import { expect, test } from 'vitest';
import { passes, remindedBot, soon, until } from './reminded.ts';

const day = 24 * 3_600_000;

test('a forgotten review reaches the one who was asked, once, and is put away when it came', async () => {
  await using bot = await remindedBot('{ review_after: 1d, start: now }');
  const [alice, bob] = [bot.box.person('alice'), bot.box.person('bob')];
  const pull = bot.web.pullRequest({ by: alice, title: 'Greet people', files: { 'greet.js': 'one\ntwo\n' } });
  pull.askReview(alice, { people: [bob] });
  await until(bot, 'Mon', '10:00');
  expect(await bot.says(pull)).toEqual([]);
  await until(bot, 'Tue', '10:30');
  expect(await bot.says(pull)).toMatchInlineSnapshot(`
    [
      "@bob, \`alice\` has waited 1 business day for your review (+2 −0 in 1 file). Review it, \`/handover @x\`, or \`/snooze 2d\`.",
    ]
  `);
  await until(bot, 'Thu', '10:30');
  expect(await bot.says(pull)).toEqual([]);
  pull.review(bob, 'Good', 'APPROVED');
  await soon(bot);
  expect(pull.comments.map(({ row }) => row.minimized)).toEqual(['outdated']);
  await passes(bot, 2 * day);
  expect(await bot.says(pull)).toMatchInlineSnapshot(`[]`);
});
