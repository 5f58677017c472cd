import { expect, test } from 'vitest';
import type { PullRequest } from '../../src/sandbox/github/index.ts';
import { type Bot, startBot } from '../bot.ts';
import { planOf, remindedBot, said, soon, textOf, until, writes } from './reminded.ts';

/** The first run on a repository is a plan: a backlog never becomes a flood. */

const asks = 'reminders: { review_after: 1d }\n';

const whom = (all: string[]): string => all.map(one => /#\d+ @[\w-]+/.exec(one)?.[0] ?? one).join(', ');

/** So many, each with a reviewer of its own, opened a minute apart. */
async function backlog(bot: Bot, count: number, reviewers = 15): Promise<PullRequest[]> {
  const alice = bot.box.person('alice');
  const people = Array.from({ length: reviewers }, (_, place) => bot.box.person(`bob-${place + 1}`));
  for (const person of people) bot.web.collaborator(person, 'write');
  const pulls: PullRequest[] = [];
  for (let place = 0; place < count; place += 1) {
    const pull = bot.web.pullRequest({ by: alice, title: `Change ${place + 1}`, files: { [`${place}.txt`]: 'one\n' } });
    pull.askReview(alice, { people: people.slice(place % reviewers).slice(0, 1) });
    pulls.push(pull);
    await bot.later(1);
  }
  return pulls;
}

test('thirty old pull requests: one issue says so, nobody is mentioned, and a yes by somebody who can write lets ten a day be told', async () => {
  await using bot = await startBot();
  const [bob, dave] = [bot.box.person('bob'), bot.box.person('dave')];
  await until(bot, 'Mon', '08:00');
  await backlog(bot, 30);
  await until(bot, 'Mon', '08:00');
  writes(bot, asks);
  await soon(bot);
  const plan = planOf(bot);
  expect(textOf(bot, plan)).toMatchInlineSnapshot(`
    "30 pull requests wait longer than your file lets them. Nobody has heard anything yet. This is what I would say first:

    | pull request | whose turn | since |
    | --- | --- | --- |
    | [#30](https://github.test/acme/web/pull/30) Change 30 | \`bob-15\`, to review | Mon |
    | [#29](https://github.test/acme/web/pull/29) Change 29 | \`bob-14\`, to review | Mon |
    | [#28](https://github.test/acme/web/pull/28) Change 28 | \`bob-13\`, to review | Mon |
    | [#27](https://github.test/acme/web/pull/27) Change 27 | \`bob-12\`, to review | Mon |
    | [#26](https://github.test/acme/web/pull/26) Change 26 | \`bob-11\`, to review | Mon |
    | [#25](https://github.test/acme/web/pull/25) Change 25 | \`bob-10\`, to review | Mon |
    | [#24](https://github.test/acme/web/pull/24) Change 24 | \`bob-9\`, to review | Mon |
    | [#23](https://github.test/acme/web/pull/23) Change 23 | \`bob-8\`, to review | Mon |
    | [#22](https://github.test/acme/web/pull/22) Change 22 | \`bob-7\`, to review | Mon |
    | [#21](https://github.test/acme/web/pull/21) Change 21 | \`bob-6\`, to review | Mon |
    | and 20 more | | |

    One comment each, the newest first, at most 10 a day, and nobody hears more than one thing a day.

    👍 here by somebody who can write lets me begin; I look once an hour. So does \`start: now\` under \`reminders\` in the file. Close this issue, and I stay quiet."
  `);
  await until(bot, 'Mon', '12:00');
  expect(await said(bot)).toEqual([]);
  plan.react(dave, '+1');
  await until(bot, 'Tue', '10:00');
  expect(await said(bot)).toEqual([]);
  expect(plan.row.state).toBe('open');
  plan.react(bob, '+1');
  await until(bot, 'Tue', '11:10');
  expect(plan.row.state).toBe('closed');
  expect(textOf(bot, plan).split('\n')[0]).toMatchInlineSnapshot(`"\`bob\` said yes: I have begun."`);
  expect(whom(await said(bot))).toMatchInlineSnapshot(
    `"#30 @bob-15, #29 @bob-14, #28 @bob-13, #27 @bob-12, #26 @bob-11, #25 @bob-10, #24 @bob-9, #23 @bob-8, #22 @bob-7, #21 @bob-6"`,
  );
  await until(bot, 'Tue', '16:00');
  expect(await said(bot)).toEqual([]);
  await until(bot, 'Wed', '10:00');
  expect(whom(await said(bot))).toMatchInlineSnapshot(
    `"#20 @bob-5, #19 @bob-4, #18 @bob-3, #17 @bob-2, #16 @bob-1, #15 @bob-15, #14 @bob-14, #13 @bob-13, #12 @bob-12, #11 @bob-11"`,
  );
  await until(bot, 'Wed', '16:00');
  expect(await said(bot)).toEqual([]);
  await until(bot, 'Thu', '10:00');
  expect(whom(await said(bot))).toMatchInlineSnapshot(
    `"#10 @bob-10, #9 @bob-9, #8 @bob-8, #7 @bob-7, #6 @bob-6, #5 @bob-5, #4 @bob-4, #3 @bob-3, #2 @bob-2, #1 @bob-1"`,
  );
  await until(bot, 'Fri', '10:00');
  expect(await said(bot)).toEqual([]);
});

test('a crowd of strangers that says yes and no does not keep the yes of whoever may from being heard', async () => {
  await using bot = await startBot();
  await until(bot, 'Mon', '08:00');
  await backlog(bot, 2);
  await until(bot, 'Thu', '10:00');
  writes(bot, asks);
  await soon(bot);
  const plan = planOf(bot);
  for (let place = 0; place < 25; place += 1) {
    plan.react(bot.box.person(`mallory-${place}`), '-1');
    plan.react(bot.box.person(`dave-${place}`), '+1');
  }
  plan.react(bot.box.person('bob'), '+1');
  await until(bot, 'Fri', '11:00');
  expect(textOf(bot, plan).split('\n')[0]).toContain('`bob` said yes');
  expect(whom(await said(bot))).toBe('#2 @bob-2, #1 @bob-1');
});

test('`start: now`, pushed later, begins as well', async () => {
  await using bot = await startBot();
  await until(bot, 'Mon', '08:00');
  await backlog(bot, 2);
  await until(bot, 'Thu', '10:00');
  writes(bot, asks);
  await soon(bot);
  const plan = planOf(bot);
  writes(bot, 'reminders: { review_after: 1d, start: now }\n');
  await soon(bot);
  expect(plan.row.state).toBe('closed');
  expect(textOf(bot, plan).split('\n')[0]).toMatchInlineSnapshot(`"The file says \`start: now\`: I have begun."`);
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#2 @bob-2, \`alice\` has waited 3 business days for your review (+1 −0 in 1 file). Review it, \`/handover @x\`, or \`/snooze 2d\`.",
      "#1 @bob-1, \`alice\` has waited 3 business days for your review (+1 −0 in 1 file). Review it, \`/handover @x\`, or \`/snooze 2d\`.",
    ]
  `);
});

test('who closes the issue says no; who opens it again is asked once more', async () => {
  await using bot = await startBot();
  const bob = bot.box.person('bob');
  await until(bot, 'Mon', '08:00');
  await backlog(bot, 2);
  await until(bot, 'Thu', '10:00');
  writes(bot, asks);
  await soon(bot);
  const plan = planOf(bot);
  plan.close(bob);
  plan.react(bob, '+1');
  await until(bot, 'Fri', '10:00');
  expect(await said(bot)).toEqual([]);
  plan.reopen(bob);
  await until(bot, 'Fri', '11:30');
  expect(plan.row.state).toBe('closed');
  expect((await said(bot)).length).toBe(2);
});

test('where nothing waits yet it begins at once, without an issue', async () => {
  await using bot = await remindedBot('{ review_after: 1d }');
  const [alice, bob] = [bot.box.person('alice'), bot.box.person('bob')];
  await soon(bot);
  const pull = bot.web.pullRequest({ by: alice });
  pull.askReview(alice, { people: [bob] });
  await until(bot, 'Tue', '10:00');
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#1 @bob, \`alice\` has waited 1 business day for your review (+1 −0 in 1 file). Review it, \`/handover @x\`, or \`/snooze 2d\`.",
    ]
  `);
  expect(bot.web.threads.length).toBe(1);
});

test('a file that loses the section folds what was said; who agreed once is not asked again; a slip loses nothing', async () => {
  await using bot = await startBot();
  const bob = bot.box.person('bob');
  await until(bot, 'Mon', '08:00');
  const [first] = await backlog(bot, 2);
  await until(bot, 'Mon', '08:00');
  writes(bot, asks);
  await soon(bot);
  planOf(bot).react(bob, '+1');
  await until(bot, 'Mon', '10:00');
  expect((await said(bot)).length).toBe(2);
  writes(bot, 'reminders: { reviews_after: 1d }\n');
  await until(bot, 'Tue', '10:00');
  expect(await said(bot)).toEqual([]);
  expect(first?.comments.map(({ row }) => row.minimized)).toEqual([null]);
  writes(bot, 'builds: true\n');
  await soon(bot);
  expect(first?.comments.map(({ row }) => row.minimized)).toEqual(['outdated']);
  expect(await bot.query('select number from pull_turns')).toEqual([]);
  await until(bot, 'Wed', '10:00');
  writes(bot, asks);
  await until(bot, 'Wed', '11:00');
  expect(bot.web.threads.filter(one => one.row.title.startsWith('May I')).length).toBe(1);
  expect((await said(bot)).length).toBe(2);
});
