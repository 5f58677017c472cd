import { expect, test } from 'vitest';
import { alertBot } from './alerts.ts';
import { choreNow } from './house.ts';

/** Whose files are read again, and who is in nobody's way. */

test('who may not be asked now keeps nobody else waiting, and does not come first the next time', async () => {
  await using bot = await alertBot();
  const ids: Record<string, number> = {};
  for (const owner of ['octo', 'umbrella']) {
    const { row } = bot.box.repository(`${owner}/api`, { private: true });
    const { id } = bot.box.install(owner);
    ids[owner] = id;
    await bot.query(
      `insert into repositories (id, owner, name, installation_id, private, default_branch) values ($1, $2, 'api', $3, true, 'main')`,
      [row.id, owner, id],
    );
    await bot.query(`insert into hooks (name, kind, owner, secrets, settings) values ($1, 'generic', $1, '[]', '{}')`, [owner]);
  }
  await bot.database.shiftClock('2 hours');
  const always = Number.POSITIVE_INFINITY;
  const tokenOf = (owner: string) => `/app/installations/${ids[owner]}/access_tokens`;
  bot.box.faults.next({ only: ({ path }) => path === tokenOf('octo'), times: always }, { secondary: 60 });
  bot.box.faults.next({ only: ({ path }) => path === tokenOf('umbrella'), times: always }, { before: 403 });
  const asked = () => bot.box.requests.all.filter(({ path }) => [tokenOf('octo'), tokenOf('umbrella')].includes(path)).length;
  const ages = () =>
    bot.query(
      `select r.owner, round(extract(epoch from clock() - seen_at) / 60)::int as minutes from error_homes join repositories r on r.id = repository_id order by 1`,
    );
  await choreNow(bot, 'whose errors');
  expect(await ages()).toEqual([
    { owner: 'acme', minutes: 0 },
    { owner: 'octo', minutes: 55 },
    { owner: 'umbrella', minutes: 0 },
  ]);
  const before = asked();
  expect(before).toBeGreaterThan(0);
  await choreNow(bot, 'whose errors');
  expect(asked()).toBe(before);
  expect(await bot.query(`select 1 from chores where name = 'whose errors' and due_at < clock() + interval '2 minutes'`)).toEqual(
    [],
  );
  bot.box.faults.clear();
  await bot.database.shiftClock('6 minutes');
  await choreNow(bot, 'whose errors');
  expect(await ages()).toMatchObject([{ owner: 'acme' }, { owner: 'octo', minutes: 0 }, { owner: 'umbrella' }]);
});
