import { expect, test } from 'vitest';
import type { Issue } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { passes, remindedBot, shown, soon, until } from './reminded.ts';

/** Old issues, where the file asks about them, too. */

const hour = 3_600_000;
const day = 24 * hour;
const on = '{ start: now, stale_after: 30d, issues: true, review_after: 900d }';

/** Opened by Carol, answered by Bob; and a pull request, so that somebody looks. */
async function oldIssues(bot: Bot, many: number): Promise<Issue[]> {
  const [alice, bob, carol] = [bot.box.person('alice'), bot.box.person('bob'), bot.box.person('carol')];
  const issues: Issue[] = [];
  for (let n = 1; n <= many; n++) {
    const issue = bot.web.issue({ by: carol, title: `It breaks, ${n}` });
    issue.comment(bob, 'Does it still?');
    issues.push(issue);
    await passes(bot, hour);
  }
  bot.web.pullRequest({ by: alice, branch: 'greet', files: { 'greet.js': 'one\n' } }).label(alice, 'blocked');
  await passes(bot, 31 * day);
  await until(bot, 'Mon', '10:00');
  return issues;
}

const asked = (issues: Issue[]): number[] => issues.flatMap(({ comments }, at) => (comments.length > 1 ? [at + 1] : []));
async function readAll(bot: Bot, issues: Issue[]): Promise<string[]> {
  const all: string[] = [];
  for (const issue of issues) all.push(...(await bot.says(issue)).map(one => shown(one) ?? ''));
  return all;
}

test('at most five a week are asked about, the quietest first; a thumb closes, `/reopen` undoes that', async () => {
  await using bot = await remindedBot(on);
  const carol = bot.box.person('carol');
  const issues = await oldIssues(bot, 7);
  const [first] = issues;
  if (!first) throw new Error('no issue');
  expect(asked(issues)).toEqual([1, 2, 3, 4, 5]);
  expect((await bot.says(first)).map(shown)).toMatchInlineSnapshot(`
    [
      "Nobody has moved here since <date>. Close it? 👍 close · 👎 keep (I do not ask again for 90 days).

    I read reactions once an hour. Those of \`carol\`, assignees and people who can triage count.",
    ]
  `);
  await passes(bot, day);
  expect(asked(issues)).toEqual([1, 2, 3, 4, 5]);
  first.comments[1]?.react(carol, '+1');
  await passes(bot, hour);
  await passes(bot, hour);
  expect(first.row.state).toBe('closed');
  expect(shown(first.comments[1]?.body)).toMatchInlineSnapshot(
    `"\`carol\` said 👍, so I close it. \`/reopen\` opens it again; its author may say that, and whoever can triage."`,
  );
  first.comment(carol, '/reopen');
  expect((await bot.says(first)).map(shown)).toMatchInlineSnapshot(`
    [
      "I open it again. I do not ask again before <date>.",
    ]
  `);
  expect(first.row.state).toBe('open');
  expect(first.comments[1]?.row.minimized).toBe('outdated');
  await passes(bot, 7 * day);
  expect(asked(issues)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  await readAll(bot, issues);
});

test('switched off again, what was asked is put away', async () => {
  await using bot = await remindedBot(on);
  const issues = await oldIssues(bot, 1);
  expect(await readAll(bot, issues)).toHaveLength(1);
  bot.web.push(
    'main',
    { '.github/shipmate.yml': `reminders: ${on.replace('issues: true', 'issues: false')}\n` },
    { by: bot.box.person('bob') },
  );
  await soon(bot);
  expect(issues[0]?.comments.map(({ row }) => row.minimized)).toEqual([null, 'outdated']);
  expect(shown(issues[0]?.comments[1]?.body)).toMatchInlineSnapshot(
    `"I do not ask about this any more: the file does not want it."`,
  );
});

test('one that somebody answers stays, and so does one that somebody plans; the third is closed after two questions', async () => {
  await using bot = await remindedBot(on.replace('{', '{ close: true,'));
  const [bob, carol] = [bot.box.person('bob'), bot.box.person('carol')];
  const issues = await oldIssues(bot, 3);
  expect((await readAll(bot, issues))[0]).toMatchInlineSnapshot(`
    "Nobody has moved here since <date>. Close it? 👍 close · 👎 keep (I do not ask again for 90 days).

    I read reactions once an hour. Those of \`carol\`, assignees and people who can triage count.

    If nobody answers, I ask once more on <date> or soon after, and close it 14 working days after that. Their 👎 stops that, and so does whatever a person writes here."
  `);
  const [kept, closes, told] = issues;
  kept?.comment(carol, 'It does.');
  told?.milestone(bob, 'v2');
  for (let week = 0; week < 4; week++) await passes(bot, 7 * day);
  expect(kept?.comments.map(({ row }) => row.minimized)).toEqual([null, 'outdated', null]);
  await readAll(bot, issues);
  for (let week = 0; week < 4; week++) await passes(bot, 7 * day);
  expect(await readAll(bot, issues)).toEqual([]);
  expect(issues.map(({ row }) => row.state)).toEqual(['open', 'closed', 'open']);
  expect(shown(closes?.comments.at(-1)?.body)).toMatchInlineSnapshot(
    `"Nobody has moved here since <date>, and nobody answered when I asked, twice. I close it. \`/reopen\` opens it again; its author may say that, and whoever can triage."`,
  );
  expect(shown(told?.comments.at(-1)?.body)).toMatchInlineSnapshot(
    `"Somebody moved here, so it stays. I do not ask again before <date>."`,
  );
});
