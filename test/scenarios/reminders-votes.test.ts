import { expect, test } from 'vitest';
import { type Bot, startBot } from '../bot.ts';
import { passes, remindedBot, until } from './reminded.ts';

/** What people answer when it is asked whether something old is to be closed. */

const day = 24 * 3_600_000;

/** The first look after them is at everything, and closes nothing. */
async function weeks(bot: Bot, many: number): Promise<void> {
  await passes(bot, many * 7 * day);
  for (const hours of [2, 2]) await passes(bot, hours * 3_600_000);
}

test('what nobody answers is closed after two questions; what its author keeps stays, and so does where somebody deleted the question', async () => {
  await using bot = await remindedBot('{ stale_after: 2d, close: true, start: now, workdays: all, most_a_day: 20 }');
  const [alice, bob] = [bot.box.person('alice'), bot.box.person('bob')];
  const [silent, kept, deleted] = ['one', 'two', 'three'].map(name =>
    bot.web.pullRequest({ by: alice, title: `Add ${name}`, files: { [`${name}.txt`]: name }, draft: true }),
  );
  if (!silent || !kept || !deleted) throw new Error('there are three');
  await passes(bot, 31 * day);
  await until(bot, 'Fri', '10:00');
  expect([silent, kept, deleted].map(({ comments }) => comments.length)).toEqual([1, 1, 1]);
  kept.comments[0]?.react(alice, '-1');
  kept.comments[0]?.react(bob, '+1');
  deleted.comments[0]?.delete();
  await weeks(bot, 2);
  await weeks(bot, 2);
  expect([silent, kept, deleted].map(({ row }) => row.state)).toEqual(['closed', 'open', 'open']);
  expect((await bot.says(silent)).at(-1)).toContain('nobody answered when I asked, twice. I close it.');
  expect((await bot.says(kept)).at(-1)).toContain('`alice` keeps it.');
  expect(deleted.comments).toEqual([]);
});

test('a team’s list waits until somebody has let reminders begin', async () => {
  await using bot = await startBot();
  const [alice, bob] = [bot.box.person('alice'), bot.box.person('bob')];
  await until(bot, 'Mon', '08:00');
  bot.web.pullRequest({ by: alice, title: 'Greet', files: { 'greet.js': 'one\n' } }).askReview(alice, { people: [bob] });
  await passes(bot, 4 * day);
  const file = 'reminders: { digest: "09:30", review_after: 1d, most_a_day: 1 }\n';
  bot.web.push('main', { '.github/shipmate.yml': file }, { by: alice });
  const ours = () => bot.web.threads.filter(one => one.row.author === bot.box.bot.id).map(({ row }) => row.title);
  await until(bot, 'Wed', '10:00');
  expect(ours()).toEqual(['May I remind people of pull requests that wait?']);
  bot.web.threads.find(one => one.row.author === bot.box.bot.id)?.react(alice, '+1');
  await until(bot, 'Wed', '12:00');
  await until(bot, 'Thu', '10:00');
  expect(ours()).toContain('Pull requests that wait');
  for (const thread of bot.web.threads) await bot.says(thread);
});
