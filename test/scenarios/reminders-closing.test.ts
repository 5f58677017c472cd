import { expect, test } from 'vitest';
import type { PullRequest } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { forgotten, passes, remindedBot, shown, soon, unfinished, until } from './reminded.ts';

/** What keeps an old pull request from being closed, and how it is opened again. */

const hour = 3_600_000;
const day = 24 * hour;
const asks = '{ start: now, stale_after: 30d, review_after: 900d, answer_after: 900d, merge_after: 900d }';
const closes = asks.replace('{', '{ close: true,');
const close = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}';

/** Alice wants it closed; the next look hears of it. */
async function votedAway(bot: Bot, pull: PullRequest): Promise<void> {
  await bot.says(pull);
  pull.comments[0]?.react(bot.box.person('alice'), '+1');
  await passes(bot, hour);
}

test('what has a milestone by the time of the second question stays, and what has one before is never to be closed', async () => {
  await using bot = await remindedBot(closes);
  const bob = bot.box.person('bob');
  const [planned, assigned] = [unfinished(bot, 'planned'), unfinished(bot, 'assigned')];
  assigned.assign(bob, bob);
  await passes(bot, 31 * day);
  await until(bot, 'Mon', '10:00');
  expect((await bot.says(assigned)).map(shown)).toMatchInlineSnapshot(`
    [
      "Nobody has moved here since <date>. Close it? 👍 close · 👎 keep (I do not ask again for 90 days).

    I read reactions once an hour. Those of \`alice\`, assignees and people who can triage count.",
    ]
  `);
  expect(await bot.says(planned)).toHaveLength(1);
  planned.milestone(bob, 'v2');
  await passes(bot, 18 * day);
  await until(bot, 'Mon', '10:00');
  expect(shown(planned.comments[0]?.body)).toMatchInlineSnapshot(
    `"I do not close it by myself, because it has a milestone. I do not ask again before <date>."`,
  );
  await passes(bot, 30 * day);
  expect([planned.row.state, assigned.row.state]).toEqual(['open', 'open']);
  expect([...(await bot.says(planned)), ...(await bot.says(assigned))]).toEqual([]);
});

test('the file turns closing off between two questions: the question stays, and nothing comes of it', async () => {
  await using bot = await remindedBot(closes);
  const pull = await forgotten(bot);
  expect(await bot.says(pull)).toHaveLength(1);
  bot.web.push('main', { '.github/shipmate.yml': `reminders: ${asks}\n` }, { by: bot.box.person('bob') });
  await passes(bot, 18 * day);
  await until(bot, 'Mon', '10:00');
  expect(await bot.says(pull)).toEqual([]);
  expect(shown(pull.comments[0]?.body)).toMatchInlineSnapshot(`
    "Nobody has moved here since <date>. Close it? 👍 close · 👎 keep (I do not ask again for 90 days).

    I read reactions once an hour. Those of \`alice\`, assignees and people who can triage count."
  `);
});

test('while GitHub does not answer nothing is closed; it is tried later', async () => {
  await using bot = await remindedBot(asks);
  const pull = await forgotten(bot);
  await bot.says(pull);
  pull.comments[0]?.react(bot.box.person('alice'), '+1');
  bot.box.faults.next({ route: 'POST /graphql', only: ({ body }) => body.includes('reactions'), times: 3 }, { before: 500 });
  await passes(bot, hour);
  expect(pull.row.state).toBe('open');
  for (let time = 0; time < 9; time++) await passes(bot, hour / 3);
  expect(pull.row.state).toBe('closed');
});

test('whoever writes while it is on its way to be closed is faster', async () => {
  await using bot = await remindedBot(asks);
  const pull = await forgotten(bot);
  bot.box.faults.next({ route: close, times: 100 }, { before: 502 });
  await votedAway(bot, pull);
  expect(pull.row.state).toBe('open');
  pull.comment(bot.box.person('bob'), 'I need this.');
  bot.box.faults.clear();
  await passes(bot, 5 * 60_000);
  expect(pull.row.state).toBe('open');
  await passes(bot, hour);
  expect(shown(pull.comments[0]?.body)).toMatchInlineSnapshot(`"It stays open: somebody moved here just then."`);
  expect(pull.comments[0]?.row.minimized).toBe('outdated');
});

test('a stranger opens again what is theirs; where the branch is gone, that is said', async () => {
  await using bot = await remindedBot(asks, {}, { private: false });
  const [alice, mallory] = [bot.box.person('alice'), bot.box.person('mallory')];
  const pull = await forgotten(bot, { by: mallory, fork: mallory });
  await bot.says(pull);
  pull.comments[0]?.react(mallory, '+1');
  await passes(bot, hour);
  await soon(bot);
  expect(pull.row.state).toBe('closed');
  pull.comment(mallory, '/reopen');
  expect((await bot.says(pull)).map(shown)).toMatchInlineSnapshot(`
    [
      "I open it again. I do not ask again before <date>.",
    ]
  `);
  expect(pull.row.state).toBe('open');

  const own = unfinished(bot, 'own');
  await passes(bot, 31 * day);
  await until(bot, 'Mon', '10:00');
  await votedAway(bot, own);
  await soon(bot);
  expect(own.row.state).toBe('closed');
  bot.web.deleteBranch('own', { by: alice });
  own.comment(mallory, '/reopen');
  expect(await bot.says(own)).toEqual([]);
  own.comment(alice, '/reopen');
  expect((await bot.says(own)).map(shown)).toMatchInlineSnapshot(`
    [
      "😕 Its branch \`own\` is gone, and GitHub opens no pull request again without it. Restore the branch, then \`/reopen\`.",
    ]
  `);
});

test('nobody is asked at night, or of more than the file lets us in a day; drafts are, what is blocked is not', async () => {
  await using bot = await remindedBot(asks.replace('{', '{ most_a_day: 1,'));
  const [alice, bob] = [bot.box.person('alice'), bot.box.person('bob')];
  const [draft, blocked] = [unfinished(bot, 'draft'), unfinished(bot, 'blocked')];
  const [muted, other] = [unfinished(bot, 'muted'), unfinished(bot, 'other')];
  draft.draft(alice);
  blocked.label(bob, 'blocked');
  await soon(bot);
  muted.comment(bob, '/mute');
  expect(await bot.says(muted)).toEqual(['I remind nobody here. `/unmute` ends that.']);
  await passes(bot, 33 * day);
  await until(bot, 'Mon', '03:00');
  const asked = () =>
    [draft, blocked, muted, other].map(one => one.comments.filter(({ body }) => body.includes('Close it?')).length);
  expect(asked()).toEqual([0, 0, 0, 0]);
  await until(bot, 'Mon', '10:00');
  await until(bot, 'Mon', '16:00');
  expect(asked().reduce((sum, n) => sum + n, 0)).toBe(1);
  await until(bot, 'Tue', '16:00');
  await until(bot, 'Wed', '16:00');
  expect(asked()).toEqual([1, 0, 0, 1]);
  for (const one of [draft, blocked, muted, other]) await bot.says(one);
});
