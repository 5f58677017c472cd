import { expect, test } from 'vitest';
import type { Seen } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { startBot } from '../bot.ts';
import { until as untilIt } from '../until.ts';
import { passes, until } from './reminded.ts';

/** A look at all pull requests takes several pages, and GitHub may not answer in the middle of it. */

const minute = 60_000;
const token = 'an-operator-reads-with-this';

/** Three hundred that have waited for weeks, on a Monday morning; and then the file asks for reminders. */
async function backlog(): Promise<Bot> {
  const bot = await startBot({ env: { METRICS_TOKEN: token } });
  const { box, web } = bot;
  const [alice, bob] = [box.person('alice'), box.person('bob')];
  box.webhooks.drop(Number.POSITIVE_INFINITY, { logged: false });
  for (let at = 0; at < 300; at += 1)
    web.pullRequest({ by: alice, files: { [`${at}.txt`]: 'one\n' } }).askReview(alice, { people: [bob] });
  box.webhooks.drop(0);
  await until(bot, 'Mon', '09:00');
  await until(bot, 'Mon', '09:00');
  return bot;
}

const begins = ({ web, box }: Bot): void =>
  void web.push('main', { '.github/shipmate.yml': 'reminders: { start: now }\n' }, { by: box.person('alice') });

/** From which place each page was asked for; `refuses`: not from this one on. */
function pages({ box }: Bot, isRefused: (page: number) => boolean): { read: (string | null)[] } {
  const read: (string | null)[] = [];
  const refuses = ({ body }: Seen) => {
    if (!body.includes('CREATED_AT')) return false;
    const { after, size } = JSON.parse(body).variables;
    if (isRefused(read.length)) return true;
    read.push(`${size} after ${read.length === 0 ? after : 'the last'}`);
    return false;
  };
  box.faults.next({ route: 'POST /graphql', only: refuses, times: Number.POSITIVE_INFINITY }, { before: 500 });
  return { read };
}

const comments = ({ web, box }: Bot): number =>
  web.threads.flatMap(one => one.comments).filter(({ author }) => author === box.bot.login).length;

const lateIn = ({ log }: Bot): string[] => log.filter(line => line.includes('a look at pull requests is late'));

async function metric({ app }: Bot): Promise<string | undefined> {
  const answer = await fetch(`${app.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  return /^shipmate_reminder_looks_late \d+$/m.exec(await answer.text())?.[0];
}

async function choresDone(bot: Bot): Promise<void> {
  await bot.query(`select pg_notify('wake', '')`);
  await untilIt(
    async () => (await bot.query('select from chores where due_at <= clock() or lease_until is not null')).length === 0,
  );
}

async function allAreRead(bot: Bot): Promise<void> {
  for (const thread of bot.web.threads) await bot.says(thread);
}

test('GitHub fails for two hours in the middle: the operator hears of it once an hour, nobody else does, and it goes on from there', async () => {
  await using bot = await backlog();
  let isDown = true;
  const { read } = pages(bot, page => isDown && page === 1);
  begins(bot);
  for (let five = 0; five < 24; five += 1) {
    await passes(bot, 5 * minute);
    await choresDone(bot);
  }
  expect(read).toHaveLength(1);
  expect(lateIn(bot)).toHaveLength(2);
  expect(lateIn(bot)[0]).toContain('"read":100');
  expect(await metric(bot)).toBe('shipmate_reminder_looks_late 1');
  expect(comments(bot)).toBe(0);
  isDown = false;
  // Tried once an hour by now, and once more with a new token, for no other clock has moved.
  for (let five = 0; five < 18; five += 1) await passes(bot, 5 * minute);
  await choresDone(bot);
  expect(read).toHaveLength(3);
  expect(await bot.query('select from pull_turns')).toHaveLength(300);
  expect(await bot.query(`select from deliveries where state = 'waiting' and key like '%/reminders/%'`)).toHaveLength(1);
  expect(await metric(bot)).toBe('shipmate_reminder_looks_late 0');
  expect(comments(bot)).toBe(1);
  await allAreRead(bot);
});

const inTheMiddle = { route: 'POST /graphql', only: ({ body }: Seen) => /"after":"/.test(body) } as const;

test.each<[what: string, minutes: number, happens: (bot: Bot) => void]>([
  ['to wait for two minutes', 2, ({ box }) => box.faults.next(inTheMiddle, { secondary: 120 })],
  ['to wait, and not for how long', 1, ({ box }) => box.faults.next(inTheMiddle, { secondary: null })],
  [
    'to wait for the next hour',
    60,
    ({ box: { limits }, box }) =>
      void box.when({ only: ({ body }) => body.includes('pullRequests(') }, 'after').then(() => {
        limits.requestsPerHour = 0;
      }),
  ],
])('GitHub asks us in the middle %s', async (_, minutes, happens) => {
  await using bot = await backlog();
  happens(bot);
  const { read } = pages(bot, () => false);
  begins(bot);
  await passes(bot, (minutes - 1) * minute);
  expect(read.slice(0, 1)).toEqual(['100 after null']);
  expect(await bot.query('select from pull_turns')).toHaveLength(100);
  expect(comments(bot)).toBe(0);
  bot.box.limits.requestsPerHour = 5_000;
  await passes(bot, 2 * minute);
  expect(await bot.query('select from pull_turns')).toHaveLength(300);
  await allAreRead(bot);
});

test('what takes GitHub too long is asked for in smaller pieces, a minute later and from the same place, and larger ones again', async () => {
  await using bot = await backlog();
  const { box } = bot;
  const sizes: string[] = [];
  let isSlow = true;
  const tooLong = ({ body }: Seen) => {
    const { after, size } = body.includes('pullRequests(') ? JSON.parse(body).variables : { after: null, size: 0 };
    if (size > 0) sizes.push(`${size}${after === null ? ' from the first' : ''}`);
    return isSlow && size > 12;
  };
  box.faults.next({ route: 'POST /graphql', only: tooLong, times: Number.POSITIVE_INFINITY }, { before: 'too long' });
  begins(bot);
  await passes(bot, 0);
  expect(sizes.splice(0)).toEqual(['100 from the first', '50 from the first', '25 from the first']);
  expect(await bot.query('select from pull_turns')).toHaveLength(0);
  isSlow = false;
  await passes(bot, minute);
  expect(sizes).toEqual(['12 from the first', '24', '48', '96', '100', '100']);
  expect(await bot.query('select from pull_turns')).toHaveLength(300);
  await allAreRead(bot);
});
