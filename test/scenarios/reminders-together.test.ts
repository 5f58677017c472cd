import { expect, test } from 'vitest';
import type { Issue } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { passes, remindedBot, unfinished, until } from './reminded.ts';

/** A repository whose file asked for everything before the App came. */

const day = 24 * 3_600_000;
const file = '{ start: now, cleanup: true, digest: "Mon 09:30", stale_after: 60d, issues: true, answer_after: 2d }';
const labelled = (bot: Bot, label: string): Issue[] => bot.web.threads.filter(one => one.labels.includes(label));

test('lists, nudges, questions and clean-ups go on side by side, month after month, whenever the file changes', async () => {
  await using bot = await remindedBot(file);
  const pull = unfinished(bot);
  bot.web.artifact('dist', { days: 1000 });
  await until(bot, 'Thu', '12:00');
  expect(await bot.says(pull)).toHaveLength(1);
  const months = new Set<string>();
  const said: string[] = [];
  for (let week = 0; week < 14; week++) {
    await until(bot, 'Mon', '12:00');
    await bot.quiet();
    for (const list of labelled(bot, 'shipmate: clean-up')) months.add(list.row.title);
    for (const thread of bot.web.threads) said.push(...(await bot.says(thread)));
    // The same, with other words: nobody looks twice as often for it.
    if (week % 4 === 0)
      bot.web.push('main', { '.github/shipmate.yml': `# ${week}\nreminders: ${file}\n` }, { by: bot.box.person('bob') });
    await passes(bot, day);
  }
  const count = (words: string) => said.filter(text => text.includes(words)).length;
  expect(months.size).toBeGreaterThanOrEqual(3);
  expect(labelled(bot, 'shipmate: digest')).toHaveLength(1);
  expect(count('pull request waits')).toBe(14);
  expect(count('Close it?')).toBe(1);
  const [chains] = await bot.query<{ keys: string; turns: string }>(
    `select count(distinct key) as keys, count(*) as turns from deliveries where name = 'Due' and state = 'waiting'`,
  );
  expect(chains).toEqual({ keys: '4', turns: '4' });
});
