import { expect, test } from 'vitest';
import { forgotten, passes, remindedBot, shown, soon, until } from './reminded.ts';

/** What nobody has moved for long is asked about, and closed only by those who may. */

const day = 24 * 3_600_000;
const asks = '{ start: now, stale_after: 30d, review_after: 900d, answer_after: 900d, merge_after: 900d }';
const closes = asks.replace('{', '{ close: true,');

test('alice is asked once, without being called; her thumb closes it with a word, and `/reopen` undoes that', async () => {
  await using bot = await remindedBot(asks);
  const [alice, mallory] = [bot.box.person('alice'), bot.box.person('mallory')];
  const pull = await forgotten(bot);
  expect((await bot.says(pull)).map(shown)).toMatchInlineSnapshot(`
    [
      "Nobody has moved here since <date>. Close it? 👍 close · 👎 keep (I do not ask again for 90 days).

    I read reactions once an hour. Those of \`alice\`, assignees and people who can triage count.",
    ]
  `);
  await passes(bot, 10 * day);
  expect(await bot.says(pull)).toEqual([]);
  const [question] = pull.comments;
  question?.react(mallory, '+1');
  await passes(bot, day);
  expect(pull.row.state).toBe('open');
  question?.react(alice, '+1');
  await until(bot, 'Mon', '12:00');
  await soon(bot);
  expect(pull.row.state).toBe('closed');
  expect(shown(question?.body)).toMatchInlineSnapshot(
    `"\`alice\` said 👍, so I close it. \`/reopen\` opens it again; its author may say that, and whoever can triage."`,
  );
  pull.comment(alice, '/reopen');
  expect((await bot.says(pull)).map(shown)).toMatchInlineSnapshot(`
    [
      "I open it again. I do not ask again before <date>.",
    ]
  `);
  expect(pull.row.state).toBe('open');
  expect(question?.row.minimized).toBe('outdated');
  await passes(bot, 60 * day);
  expect(await bot.says(pull)).toEqual([]);
});

test('who wants to keep it is not asked for 90 days, and then once more', async () => {
  await using bot = await remindedBot(asks);
  const pull = await forgotten(bot);
  expect(await bot.says(pull)).toHaveLength(1);
  const [question] = pull.comments;
  question?.react(bot.box.person('alice'), '+1');
  question?.react(bot.box.person('bob'), '-1');
  await until(bot, 'Mon', '12:00');
  await soon(bot);
  expect(pull.row.state).toBe('open');
  expect(shown(question?.body)).toMatchInlineSnapshot(`"\`bob\` keeps it. I do not ask again before <date>."`);
  await passes(bot, 80 * day);
  expect(await bot.says(pull)).toEqual([]);
  await passes(bot, 10 * day);
  await until(bot, 'Tue', '12:00');
  expect(await bot.says(pull)).toHaveLength(1);
  expect(question?.row.minimized).toBe('outdated');
});

test('whoever moves after the question has answered it', async () => {
  await using bot = await remindedBot(asks);
  const pull = await forgotten(bot);
  expect(await bot.says(pull)).toHaveLength(1);
  pull.push({ 'greet.js': 'two\n' }, { by: bot.box.person('alice') });
  await soon(bot);
  const [question] = pull.comments;
  expect(shown(question?.body)).toMatchInlineSnapshot(`"Somebody moved here, so it stays. I do not ask again before <date>."`);
  expect(question?.row.minimized).toBe('outdated');
  question?.react(bot.box.person('alice'), '+1');
  await passes(bot, day);
  expect(pull.row.state).toBe('open');
});

test('merged by somebody, or not asked about any more, it stands there no longer', async () => {
  await using bot = await remindedBot(asks);
  const pull = await forgotten(bot);
  expect(await bot.says(pull)).toHaveLength(1);
  pull.merge(bot.box.person('alice'));
  await soon(bot);
  expect(pull.comments.map(({ row }) => row.minimized)).toEqual(['outdated']);
});

test('the file asks for no reminders any more: the question stands there no longer', async () => {
  await using bot = await remindedBot(asks);
  const pull = await forgotten(bot);
  expect(await bot.says(pull)).toHaveLength(1);
  bot.web.push('main', { '.github/shipmate.yml': 'timezone: UTC\n' }, { by: bot.box.person('bob') });
  await soon(bot);
  expect(pull.comments.map(({ row }) => row.minimized)).toEqual(['outdated']);
});

test('with `close: true` it is asked twice, 14 working days apart, and closed 14 working days after that', async () => {
  await using bot = await remindedBot(closes);
  const pull = await forgotten(bot);
  expect((await bot.says(pull)).map(shown)).toMatchInlineSnapshot(`
    [
      "Nobody has moved here since <date>. Close it? 👍 close · 👎 keep (I do not ask again for 90 days).

    I read reactions once an hour. Those of \`alice\`, assignees and people who can triage count.

    If nobody answers, I ask once more on <date> or soon after, and close it 14 working days after that. Their 👎 stops that, and so does whatever a person writes or pushes here.",
    ]
  `);
  for (const weekday of ['Mon', 'Mon', 'Mon', 'Thu']) {
    await until(bot, weekday, '16:00');
    expect(await bot.says(pull)).toEqual([]);
  }
  await until(bot, 'Fri', '10:30');
  expect((await bot.says(pull)).map(shown)).toMatchInlineSnapshot(`
    [
      "Nobody has moved here since <date>, and nobody has answered me. Close it? 👍 close · 👎 keep (I do not ask again for 90 days).

    I read reactions once an hour. Those of \`alice\`, assignees and people who can triage count.

    If nobody answers, I close it on <date> or soon after. Their 👎 stops that, and so does whatever a person writes or pushes here. \`/reopen\` undoes it.",
    ]
  `);
  for (const weekday of ['Mon', 'Mon', 'Mon', 'Wed']) await until(bot, weekday, '16:00');
  expect(pull.row.state).toBe('open');
  await until(bot, 'Thu', '10:40');
  expect(await bot.says(pull)).toEqual([]);
  expect(pull.row.state).toBe('closed');
  expect(pull.comments.map(({ row }) => row.minimized)).toEqual(['outdated', null]);
  expect(shown(pull.comments[1]?.body)).toMatchInlineSnapshot(
    `"Nobody has moved here since <date>, and nobody answered when I asked, twice. I close it. \`/reopen\` opens it again; its author may say that, and whoever can triage."`,
  );
  await until(bot, 'Thu', '12:00');
  // By hand, and without a word.
  pull.reopen(bot.box.person('alice'));
  await soon(bot);
  expect(pull.comments[1]?.row.minimized).toBe('outdated');
  await passes(bot, 60 * day);
  expect(await bot.says(pull)).toEqual([]);
});
