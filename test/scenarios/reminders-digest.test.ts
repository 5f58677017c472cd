import { expect, test } from 'vitest';
import type { Issue } from '../../src/sandbox/github/index.ts';
import { start } from '../../src/server.ts';
import { type Bot, settingsOn } from '../bot.ts';
import { remindedBot, shown, soon, until } from './reminded.ts';

/** The list that a team reads at its hour. */

const lists = (bot: Bot): Issue[] => bot.web.threads.filter(one => one.labels.includes('shipmate: digest'));
function only(bot: Bot): Issue {
  const [list, ...more] = lists(bot);
  if (!list || more.length > 0) throw new Error(`there are ${lists(bot).length} lists`);
  return list;
}

/** Bob is asked for a review by Alice. */
function waits(bot: Bot, name: string) {
  const [alice, bob] = [bot.box.person('alice'), bot.box.person('bob')];
  const pull = bot.web.pullRequest({ by: alice, title: name, branch: name, files: { [`${name}.js`]: 'one\n' } });
  pull.askReview(alice, { people: [bob] });
  return pull;
}

test('at its hour what waits is listed in one issue, each working day anew, and nothing where nothing waits', async () => {
  await using bot = await remindedBot('{ digest: "09:30", start: now, review_after: 50d }');
  await until(bot, 'Mon', '10:00');
  expect(lists(bot)).toEqual([]);
  const pull = waits(bot, 'greet');
  await until(bot, 'Tue', '10:00');
  const list = only(bot);
  expect(list.row.title).toMatchInlineSnapshot(`"Pull requests that wait"`);
  expect(shown(list.row.body)).toMatchInlineSnapshot(`
    "Pull requests that wait for somebody are listed here in a comment when there are any: at most 10, the oldest first. A list folds the one before it away and mentions nobody; subscribe to this issue to get them.

    The newest list is of <date> 09:30 (UTC): one pull request.

    \`digest\` in \`.github/shipmate.yml\` says when. Close this issue, and no list comes until \`digest\` there says something else."
  `);
  expect((await bot.says(list)).map(shown)).toMatchInlineSnapshot(`
    [
      "### 📋 One pull request waits

    **Waiting for a review**

    - [#1](https://github.test/acme/web/pull/1) greet: \`bob\`, for 1 business day (+1 −0 in one file)

    Nobody is mentioned here. \`digest\` in \`.github/shipmate.yml\` says when this comes; close this issue, and it stops.",
    ]
  `);
  await until(bot, 'Wed', '10:00');
  expect((await bot.says(list)).map(shown)).toMatchInlineSnapshot(`
    [
      "### 📋 One pull request waits

    **Waiting for a review**

    - [#1](https://github.test/acme/web/pull/1) greet: \`bob\`, for 2 business days (+1 −0 in one file)

    Nobody is mentioned here. \`digest\` in \`.github/shipmate.yml\` says when this comes; close this issue, and it stops.",
    ]
  `);
  expect(list.comments.map(({ row }) => row.minimized)).toEqual(['outdated', null]);
  pull.merge(bot.box.person('alice'));
  await until(bot, 'Thu', '10:00');
  expect(await bot.says(list)).toEqual([]);
  expect(list.comments.map(({ row }) => row.minimized)).toEqual(['outdated', 'outdated']);
});

test('a new file adds a list, says another hour, and asks for none any more: that is said, and its issue closed', async () => {
  await using bot = await remindedBot('{ start: now, review_after: 50d }');
  const carol = bot.box.person('carol');
  const pull = waits(bot, 'greet');
  const write = (digest: string) =>
    bot.web.push('main', { '.github/shipmate.yml': `reminders: { ${digest}start: now, review_after: 50d }\n` }, { by: carol });
  await until(bot, 'Mon', '10:00');
  write('digest: "Mon 11:00", ');
  await until(bot, 'Mon', '10:30');
  expect(lists(bot)).toEqual([]);
  await until(bot, 'Mon', '11:10');
  const list = only(bot);
  expect(await bot.says(list)).toHaveLength(1);
  write('digest: "14:00", ');
  await until(bot, 'Mon', '14:10');
  // The very same rows were posted today.
  expect(await bot.says(list)).toEqual([]);
  await until(bot, 'Tue', '14:10');
  expect(await bot.says(list)).toHaveLength(1);
  write('digest: [a slip');
  await until(bot, 'Wed', '15:00');
  expect(await bot.says(list)).toEqual([]);
  expect(list.row.state).toBe('open');
  write('');
  await soon(bot);
  expect(await bot.says(list)).toEqual([]);
  expect(list.row).toMatchObject({ state: 'closed' });
  expect(shown(list.row.body)).toMatchInlineSnapshot(
    `"⏹️ \`.github/shipmate.yml\` asks for no list here any more, so none comes."`,
  );
  expect(list.comments.map(({ row }) => row.minimized)).toEqual(['outdated', 'outdated']);
  write('digest: "14:00", ');
  await until(bot, 'Thu', '14:10');
  expect(lists(bot)).toHaveLength(2);
  expect(pull.row.state).toBe('open');
  await bot.says(lists(bot)[1] ?? list);
});

test('who closes its issue hears nothing more, until the file says something else', async () => {
  await using bot = await remindedBot('{ digest: "09:30", start: now, review_after: 50d }');
  const carol = bot.box.person('carol');
  waits(bot, 'greet');
  await until(bot, 'Tue', '09:40');
  const list = only(bot);
  expect(await bot.says(list)).toHaveLength(1);
  // Nobody hears of it.
  bot.box.webhooks.drop(1);
  list.close(carol);
  for (const day of ['Wed', 'Thu', 'Fri']) {
    await until(bot, day, '10:00');
    expect(await bot.says(list)).toEqual([]);
  }
  expect(list.row.state).toBe('closed');
  bot.web.push(
    'main',
    { '.github/shipmate.yml': 'reminders: { digest: "10:00", start: now, review_after: 50d }\n' },
    { by: carol },
  );
  await until(bot, 'Mon', '10:10');
  const [, other] = lists(bot);
  if (!other) throw new Error('no list');
  expect(await bot.says(other)).toHaveLength(1);
  expect(list.row.state).toBe('closed');
});

test('each team has a list of what its people have to do with; a team that nobody can see has none', async () => {
  const digest =
    '[{ team: "@acme/web", at: "09:30" }, { team: "@acme/web", at: "15:00" }, { team: "@acme/ops", at: "09:30" }, { team: "@acme/gone", at: "09:30" }]';
  await using bot = await remindedBot('{ start: now, review_after: 50d }');
  const { box } = bot;
  const wednesday = new Date(box.clock.now().getTime() + 2 * 24 * 3_600_000).toISOString().slice(0, 10);
  const text = `reminders: { digest: ${digest}, start: now, review_after: 50d, holidays: ["${wednesday}"] }\n`;
  bot.web.push('main', { '.github/shipmate.yml': text }, { by: box.person('carol') });
  const acme = box.organisation('acme');
  acme.team('web').member(box.person('bob'));
  acme.team('ops').member(box.person('dave'));
  waits(bot, 'greet');
  await until(bot, 'Tue', '09:40');
  const list = only(bot);
  expect(list.row.title).toMatchInlineSnapshot(`"Pull requests that wait for acme/web"`);
  expect((await bot.says(list)).map(shown)).toMatchInlineSnapshot(`
    [
      "### 📋 One pull request waits for \`@acme/web\`

    **Waiting for a review**

    - [#1](https://github.test/acme/web/pull/1) greet: \`bob\`, for 1 business day (+1 −0 in one file)

    Nobody is mentioned here. \`digest\` in \`.github/shipmate.yml\` says when this comes; close this issue, and it stops.",
    ]
  `);
  await until(bot, 'Tue', '15:10');
  expect(await bot.says(list)).toEqual([]);
  waits(bot, 'wave').askReview(box.person('alice'), { people: [box.person('dave')] });
  await until(bot, 'Wed', '16:00');
  // Nobody works on that day.
  expect(lists(bot)).toHaveLength(1);
  expect(await bot.says(list)).toEqual([]);
  await until(bot, 'Thu', '09:40');
  const [, ops] = lists(bot);
  if (!ops) throw new Error('no list');
  expect((await bot.says(ops)).map(shown)).toMatchInlineSnapshot(`
    [
      "### 📋 One pull request waits for \`@acme/ops\`

    **Waiting for a review**

    - [#3](https://github.test/acme/web/pull/3) wave: \`bob\` and \`dave\`, for 2 hours (+1 −0 in one file)

    Nobody is mentioned here. \`digest\` in \`.github/shipmate.yml\` says when this comes; close this issue, and it stops.",
    ]
  `);
  expect((await bot.says(list)).map(says => says.split('\n')[0])).toMatchInlineSnapshot(`
    [
      "### 📋 2 pull requests wait for \`@acme/web\`",
    ]
  `);
});

test('of many the ten oldest are listed, each kind under its name; two replicas post one list', async () => {
  await using bot = await remindedBot('{ digest: "09:30", start: now, review_after: 50d, answer_after: 50d, merge_after: 50d }');
  const other = await start(settingsOn(bot.box, bot.database, { LOG_LEVEL: 'silent' }));
  try {
    const bob = bot.box.person('bob');
    waits(bot, 'approved').review(bob, 'Good', 'APPROVED');
    waits(bot, 'changed').review(bob, 'No', 'CHANGES_REQUESTED');
    bot.web.check(waits(bot, 'red').head, 'test', { conclusion: 'failure' });
    for (let n = 0; n < 9; n++) waits(bot, `waits-${n}`);
    await until(bot, 'Mon', '12:00');
    expect(await bot.says(only(bot))).toHaveLength(1);
    await until(bot, 'Thu', '09:40');
    expect((await bot.says(only(bot))).map(shown)).toMatchInlineSnapshot(`
      [
        "### 📋 12 pull requests wait

      **Waiting for a review**

      - [#4](https://github.test/acme/web/pull/4) waits-0: \`bob\`, for 3 business days (+1 −0 in one file)
      - [#5](https://github.test/acme/web/pull/5) waits-1: \`bob\`, for 3 business days (+1 −0 in one file)
      - [#6](https://github.test/acme/web/pull/6) waits-2: \`bob\`, for 3 business days (+1 −0 in one file)
      - [#7](https://github.test/acme/web/pull/7) waits-3: \`bob\`, for 3 business days (+1 −0 in one file)
      - [#8](https://github.test/acme/web/pull/8) waits-4: \`bob\`, for 3 business days (+1 −0 in one file)
      - [#9](https://github.test/acme/web/pull/9) waits-5: \`bob\`, for 3 business days (+1 −0 in one file)
      - [#10](https://github.test/acme/web/pull/10) waits-6: \`bob\`, for 3 business days (+1 −0 in one file)

      **Waiting for an answer**

      - [#2](https://github.test/acme/web/pull/2) changed: \`alice\`, for 3 business days (+1 −0 in one file)

      **Ready to merge**

      - [#1](https://github.test/acme/web/pull/1) approved: \`alice\`, for 3 business days (+1 −0 in one file)

      **Red for long**

      - [#3](https://github.test/acme/web/pull/3) red: \`alice\`, for 3 business days (+1 −0 in one file)

      These are the 10 that wait longest. 2 more wait among [all that are open](https://github.test/acme/web/pulls).

      Nobody is mentioned here. \`digest\` in \`.github/shipmate.yml\` says when this comes; close this issue, and it stops.",
      ]
    `);
  } finally {
    await other.stop();
  }
});
