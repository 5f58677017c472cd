import { expect, test } from 'vitest';
import { startBot } from '../bot.ts';
import { until } from '../until.ts';

/** GitHub asks to wait, or an installation is made anew: nothing is lost, and nothing knocks in between. */

test('a command that meets a limit while it is read waits as long as GitHub said, and that is no try', async () => {
  await using bot = await startBot();
  const bob = bot.box.person('bob');
  bot.box.faults.next({ route: 'POST /graphql' }, { secondary: 600 });
  const issue = bot.web.issue({ by: bob });
  issue.comment(bob, '/ping');
  const waiting = () =>
    bot.query<{ attempts: number; wait: number }>(
      `select attempts, extract(epoch from due_at - clock())::int as wait from deliveries where error is not null and state = 'waiting'`,
    );
  await until(async () => (await waiting()).length === 1);
  const [one] = await waiting();
  expect(one?.attempts).toBe(0);
  expect(one?.wait).toBeGreaterThan(550);
  await bot.later(10.1);
  expect(await bot.says(issue)).toHaveLength(1);
});

test('a repository under a new installation is answered at once', async () => {
  await using bot = await startBot();
  const bob = bot.box.person('bob');
  const issue = bot.web.issue({ by: bob });
  issue.comment(bob, '/ping');
  expect(await bot.says(issue)).toHaveLength(1);
  bot.box.uninstall('acme');
  bot.box.install('acme');
  issue.comment(bob, '/ping');
  expect(await bot.says(issue)).toHaveLength(1);
});
