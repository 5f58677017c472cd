import { expect, test } from 'vitest';
import type { Box, Fault } from '../../src/sandbox/github/index.ts';
import { type Bot, startBot } from '../bot.ts';
import { until } from '../until.ts';

/**
 * GitHub answers wrongly, late or not at all when the App posts its answer: there is one answer, and each look is made when it should.
 * One after the other: the library that fetches tokens joins requests for installations with the same number, of whichever App in the process.
 */

const posting = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
const looking = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';

/** The requests of a route from now on. */
function countOf(box: Box, route: typeof posting | typeof looking): { readonly n: number } {
  const count = { n: 0 };
  const next = (): void => {
    void box.when({ route }, 'before').then(() => {
      count.n += 1;
      next();
    });
  };
  next();
  return count;
}

/** So many looks were made, and the next one is made when ten seconds are over. */
async function waits(bot: Bot, looks: number): Promise<boolean> {
  const rows = await bot.query(
    `select 1 from effects where state = 'sent' and error is not null and looks = $1
     and lease_until between clock() + interval '4 seconds' and clock() + interval '10 seconds'`,
    [looks],
  );
  return rows.length === 1;
}

/** The bot has commented here before, so that it looks only when it has to. */
async function story() {
  const bot = await startBot();
  const bob = bot.box.person('bob');
  const issue = bot.web.issue({ by: bob });
  await bot.query(
    'insert into repositories (id, installation_id, owner, name, private, default_branch, adopted_at) values ($1, 0, $2, $3, true, $4, clock())',
    [bot.web.id, 'acme', 'web', 'main'],
  );
  const posts = countOf(bot.box, posting);
  const seen = countOf(bot.box, looking);
  return { bot, issue, posts, seen, ping: () => issue.comment(bob, '/ping') };
}

const ours = ({ box }: Bot) => box.ledger.of(posting).length;

const happened: [string, Fault][] = [
  ['502 after it was posted', { after: 502 }],
  ['a reset after it was posted', { after: 'reset' }],
  ['no answer for ten seconds after it was posted', { after: 'hang' }],
];

test.each(happened)('%s: it is looked for ten seconds later, and found', { timeout: 120_000 }, async (_what, fault) => {
  const { bot, issue, posts, seen, ping } = await story();
  await using _ = bot;
  bot.box.faults.next({ route: posting }, fault);
  ping();
  await until(() => waits(bot, 0));
  expect([posts.n, seen.n, ours(bot)]).toEqual([1, 0, 1]);
  await shift(bot, 10);
  expect(await bot.says(issue)).toHaveLength(1);
  expect([posts.n, seen.n, ours(bot)]).toEqual([1, 1, 1]);
});

const lost: [string, Fault][] = [
  ['502 instead of posting', { before: 502 }],
  ['a reset instead of posting', { before: 'reset' }],
  ['no answer for ten seconds, and nothing posted', { before: 'hang' }],
];

test.each(lost)(
  '%s: it is looked for twice, ten seconds apart, and only then sent again',
  { timeout: 120_000 },
  async (_what, fault) => {
    const { bot, issue, posts, seen, ping } = await story();
    await using _ = bot;
    bot.box.faults.next({ route: posting }, fault);
    ping();
    await until(() => waits(bot, 0));
    expect([posts.n, seen.n, ours(bot)]).toEqual([1, 0, 0]);
    await shift(bot, 10);
    await until(() => waits(bot, 1));
    expect([posts.n, seen.n, ours(bot)]).toEqual([1, 1, 0]);
    await shift(bot, 10);
    expect(await bot.says(issue)).toHaveLength(1);
    expect([posts.n, seen.n, ours(bot)]).toEqual([2, 2, 1]);
  },
);

test('a replica of GitHub that lags hides it from the first look, not from the second', {
  timeout: 120_000,
}, async () => {
  const { bot, issue, posts, seen, ping } = await story();
  await using _ = bot;
  bot.box.faults.next({ route: posting }, { after: 502 });
  bot.box.faults.next({ route: looking }, { stale: true });
  ping();
  await until(() => waits(bot, 0));
  await shift(bot, 10);
  await until(() => waits(bot, 1));
  await shift(bot, 10);
  expect(await bot.says(issue)).toHaveLength(1);
  expect([posts.n, seen.n, ours(bot)]).toEqual([1, 2, 1]);
});

/** Of both clocks. */
async function shift(bot: Bot, seconds: number): Promise<void> {
  bot.box.clock.advance(seconds * 1_000);
  await bot.database.shiftClock(`${seconds} seconds`);
}
