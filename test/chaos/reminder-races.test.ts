import { expect, test } from 'vitest';
import type { Matching, PullRequest } from '../../src/sandbox/github/index.ts';
import { start } from '../../src/server.ts';
import { type Bot, settingsOn } from '../bot.ts';
import { remindedBot, soon, until as untilDay } from '../scenarios/reminded.ts';
import { until } from '../until.ts';

/** What happens in the very moment in which somebody looks: between GitHub's answer and what is decided on it. */

const file = '.github/shipmate.yml';
const wishes = 'review_after: 1d';
const isLook: Matching = { route: 'POST /graphql', only: ({ body }) => body.includes('fragment open') };

/** Alice waits for bob since Monday, and on Tuesday it is time. */
async function waiting(bot: Bot): Promise<PullRequest> {
  const [alice, bob] = [bot.box.person('alice'), bot.box.person('bob')];
  const pull = bot.web.pullRequest({ by: alice, title: 'Greet people', files: { 'greet.js': 'one\n' } });
  pull.askReview(alice, { people: [bob] });
  await untilDay(bot, 'Mon', '10:00');
  await untilDay(bot, 'Tue', '08:50');
  return pull;
}

/** It is time, and the look has asked; what GitHub answers is on its way until `box.release()`. */
async function lookHangs(bot: Bot, minutes = 120): Promise<void> {
  bot.box.faults.next(isLook, { after: 'hang' });
  const asked = bot.box.when(isLook);
  await bot.later(minutes);
  await bot.query(`select pg_notify('deliveries', '')`);
  await asked;
}

/** All that GitHub tells has been handled, but what hangs. */
const heard = async (bot: Bot): Promise<void> => {
  await bot.box.settled();
  await until(async () => {
    const open = `select from deliveries where source = 'github' and state in ('waiting', 'taken')`;
    return (await bot.query(open)).length === 0;
  });
};

const next = async (bot: Bot): Promise<number> => {
  const [books] = await bot.query<{ seconds: number }>(
    'select extract(epoch from next_at - clock())::int as seconds from reminder_books',
  );
  return books?.seconds ?? Number.NaN;
};
const nudges = (pull: PullRequest) => pull.comments.filter(({ body }) => body.includes('has waited'));

test('what happens while somebody looks is not lost: it is read within two minutes, and what was said is put away', async () => {
  await using bot = await remindedBot(`{ ${wishes}, start: now }`);
  const pull = await waiting(bot);
  // It is read because of this, and then marked once more.
  pull.comment(bot.box.person('carol'), 'Nice.');
  await heard(bot);
  // Before all that changed is read anyway.
  await lookHangs(bot, 15);
  pull.review(bot.box.person('bob'), 'Good', 'APPROVED');
  await heard(bot);
  expect(await bot.query('select number from pulls_to_read')).toHaveLength(1);
  bot.box.release();
  await bot.says(pull);
  expect(await bot.query('select number from pulls_to_read')).toHaveLength(1);
  expect(await next(bot)).toBeLessThanOrEqual(120);
  await soon(bot);
  expect(await bot.query('select number from pulls_to_read')).toEqual([]);
  expect(nudges(pull).map(({ row }) => row.minimized)).toEqual(['outdated']);
  expect(await bot.query(`select story #>> '{turn,of}' as turn from pull_turns`)).toEqual([{ turn: 'merge' }]);
  expect(await bot.says(pull)).toEqual([]);
});

test('`/snooze` while somebody looks: nobody is called, and it stays snoozed', async () => {
  await using bot = await remindedBot(`{ ${wishes}, start: now }`);
  const pull = await waiting(bot);
  await lookHangs(bot);
  pull.comment(bot.box.person('carol'), '/snooze 2d');
  await heard(bot);
  bot.box.release();
  expect(await bot.says(pull)).toEqual([expect.stringContaining('I remind nobody here until')]);
  expect(nudges(pull)).toEqual([]);
  expect(await bot.query(`select (story ->> 'snoozedUntil')::timestamptz > clock() as quiet from pull_turns`)).toEqual([
    { quiet: true },
  ]);
  await soon(bot);
  expect(nudges(pull)).toEqual([]);
});

test('two servers look at once: what one decides the other leaves', async () => {
  await using bot = await remindedBot(`{ ${wishes}, start: now }`);
  const pull = await waiting(bot);
  const other = await start(settingsOn(bot.box, bot.database), { write: line => void bot.log.push(line) });
  try {
    // Under another key, so that the queue does not keep them apart.
    await bot.query(`
      insert into deliveries (guid, source, name, key, lane, body, due_at)
      select 'twin', source, name, 'twin', lane, body, due_at from deliveries
      where state = 'waiting' and key like '%/reminders/%' order by due_at limit 1`);
    bot.box.faults.next({ ...isLook, times: 2 }, { after: 'hang' });
    const first = bot.box.when(isLook);
    const both = first.then(() => bot.box.when(isLook));
    await bot.later(120);
    await bot.query(`select pg_notify('deliveries', '')`);
    await both;
    bot.box.release();
    expect(await bot.says(pull)).toHaveLength(1);
    expect(await bot.query('select login from reminders_heard')).toEqual([{ login: 'bob' }]);
    // Whoever came second has raised no look of its own.
    const twins = `select due_at from deliveries where state = 'waiting' and key like '%/reminders/%' group by due_at having count(*) > 1`;
    expect(await bot.query(twins)).toEqual([]);
  } finally {
    await other.stop();
  }
});

test('switched off while somebody looks: nothing is left, and what was said is put away', async () => {
  await using bot = await remindedBot(`{ ${wishes}, start: now }`);
  const pull = await waiting(bot);
  await lookHangs(bot);
  bot.web.push('main', { [file]: 'timezone: UTC\n' }, { by: bot.box.person('alice') });
  await heard(bot);
  bot.box.release();
  await bot.says(pull);
  expect(nudges(pull).filter(({ row }) => row.minimized === null)).toEqual([]);
  for (const table of ['reminder_books', 'pull_turns', 'pulls_to_read'])
    expect(await bot.query(`select from ${table}`), table).toEqual([]);
  await untilDay(bot, 'Fri', '12:00');
  expect(await bot.says(pull)).toEqual([]);
});

test.each(['the file first', '👍 first'])(
  'a plan is agreed to by 👍 and by the file at once, %s: it begins once',
  async order => {
    await using bot = await remindedBot(`{ ${wishes} }`, { 'README.md': 'web' });
    const [alice, bob] = [bot.box.person('alice'), bot.box.person('bob')];
    bot.web.push('main', { [file]: 'timezone: UTC\n' }, { by: alice });
    const pull = await waiting(bot);
    await untilDay(bot, 'Thu', '10:00');
    bot.web.push('main', { [file]: `reminders: { ${wishes} }\n` }, { by: alice });
    await soon(bot);
    const [plan, ...more] = bot.web.threads.filter(({ labels }) => labels.includes('shipmate: reminders'));
    expect(more).toEqual([]);
    plan?.react(bob, '+1');
    const saysNow = () => void bot.web.push('main', { [file]: `reminders: { ${wishes}, start: now }\n` }, { by: alice });
    await lookHangs(bot);
    saysNow();
    if (order === 'the file first') await heard(bot);
    bot.box.release();
    await bot.quiet();
    expect(plan?.row.state).toBe('closed');
    expect(plan?.row.body?.match(/I have begun/g)).toHaveLength(1);
    expect(bot.web.threads.filter(({ labels }) => labels.includes('shipmate: reminders'))).toHaveLength(1);
    expect(await bot.query('select state from reminder_books')).toEqual([{ state: 'on' }]);
    await soon(bot);
    expect(await bot.says(pull)).toHaveLength(1);
  },
);

test('many things happen while looks follow each other: nobody waits for whoever waits for them', {
  timeout: 120_000,
}, async () => {
  await using bot = await remindedBot(`{ ${wishes}, start: now, most_a_day: 1 }`);
  const [alice, bob] = [bot.box.person('alice'), bot.box.person('bob')];
  const pulls = Array.from({ length: 12 }, (_, at) => bot.web.pullRequest({ by: alice, title: `Change ${at}` }));
  await soon(bot);
  const other = await start(settingsOn(bot.box, bot.database), { write: line => void bot.log.push(line) });
  try {
    for (let round = 0; round < 8; round += 1) {
      for (const pull of pulls) pull.comment(bob, round % 2 === 0 ? 'And now?' : '/snooze 2h');
      for (const pull of pulls) bot.web.check(pull.head, `test ${round}`, { conclusion: 'success' });
      bot.web.push('main', { [file]: `reminders: { ${wishes}, start: now, most_a_day: ${round + 2} }\n` }, { by: alice });
      // As if all of what was told had been told two minutes ago.
      for (let look = 0; look < 10; look += 1) {
        await bot.query('update reminder_books set next_at = clock()');
        await bot.query(`
          update deliveries set due_at = clock() where state = 'waiting' and key like '%/reminders/%'`);
        await bot.query(`select pg_notify('deliveries', '')`);
      }
    }
    await bot.quiet();
    await soon(bot);
    const [locked] = await bot.query('select deadlocks::int from pg_stat_database where datname = current_database()');
    expect(locked).toEqual({ deadlocks: 0 });
    expect(bot.log.filter(line => line.includes('deadlock'))).toEqual([]);
    expect(await bot.query('select from pulls_to_read')).toEqual([]);
    expect(await bot.query('select from pull_turns')).toHaveLength(pulls.length);
  } finally {
    await other.stop();
  }
  for (const pull of pulls) await bot.says(pull);
});
