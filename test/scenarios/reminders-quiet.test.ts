import { expect, test } from 'vitest';
import type { Account, PullRequest } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { passes, remindedBot, said, soon, until } from './reminded.ts';

/** Who is reminded says how quiet it is to be, and asks whose turn it is. */

const reminders = '{ review_after: 1d, start: now }';
const minute = 60_000;

async function aPull(bot: Bot, reviewer: Account): Promise<PullRequest> {
  const alice = bot.box.person('alice');
  const pull = bot.web.pullRequest({ by: alice, title: 'Greet people', files: { 'greet.js': 'one\n' } });
  pull.askReview(alice, { people: [reviewer] });
  await bot.quiet();
  return pull;
}
const folded = ({ comments }: PullRequest, bot: Bot): (string | null)[] =>
  comments.filter(one => one.author === bot.box.bot.login).map(({ row }) => row.minimized);

test('who is reminded and says `/snooze 2d` is left in peace, and hears of it once more when that is over', async () => {
  await using bot = await remindedBot(reminders);
  const bob = bot.box.person('bob');
  const pull = await aPull(bot, bob);
  await until(bot, 'Tue', '10:00');
  expect((await said(bot)).length).toBe(1);
  pull.comment(bob, '/snooze 2d');
  await soon(bot);
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#1 I remind nobody here until Thu 10:00 (UTC). \`/unmute\` ends that.",
    ]
  `);
  expect(folded(pull, bot)).toEqual(['outdated', null]);
  await until(bot, 'Wed', '16:00');
  expect(await said(bot)).toEqual([]);
  await until(bot, 'Thu', '11:00');
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#1 @bob, \`alice\` has waited 3 business days for your review (+1 −0 in 1 file). Review it, \`/handover @x\`, or \`/snooze 2d\`.",
    ]
  `);
  await until(bot, 'Wed', '11:00');
  expect(await said(bot)).toEqual([]);
});

test('a pull request is quiet from its first minute, until its day, or until somebody ends it', async () => {
  await using bot = await remindedBot(reminders);
  const [alice, bob] = [bot.box.person('alice'), bot.box.person('bob')];
  const pull = await aPull(bot, bob);
  const date = new Date(bot.box.clock.now().getTime() + 17 * 24 * 60 * minute).toISOString().slice(0, 10);
  pull.comment(alice, `/snooze until ${date}`);
  await bot.quiet();
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#1 I remind nobody here until Thu 09:00 (UTC). \`/unmute\` ends that.",
    ]
  `);
  await until(bot, 'Wed', '10:00');
  expect(await said(bot)).toEqual([]);
  pull.comment(alice, '/status');
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#1 It has been the turn of \`bob\` to review for 2 days (since Mon 08:00):
    - \`alice\` asked for the review

    Nobody is reminded here until Thu 09:00. \`/unmute\` ends that.",
    ]
  `);
  pull.comment(alice, '/unmute');
  await soon(bot);
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#1 I remind people here again.",
      "#1 @bob, \`alice\` has waited 2 business days for your review (+1 −0 in 1 file). Review it, \`/handover @x\`, or \`/snooze 2d\`.",
    ]
  `);
});

test('muted it is quiet for good, closed and opened again as well; `/unmute` ends that', async () => {
  await using bot = await remindedBot(reminders);
  const [alice, bob] = [bot.box.person('alice'), bot.box.person('bob')];
  const pull = await aPull(bot, bob);
  pull.comment(bob, '/mute');
  await until(bot, 'Wed', '10:00');
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#1 I remind nobody here. \`/unmute\` ends that.",
    ]
  `);
  pull.close(alice);
  await soon(bot);
  pull.reopen(alice);
  await until(bot, 'Fri', '11:00');
  expect(await said(bot)).toEqual([]);
  pull.comment(alice, '/unmute');
  await soon(bot);
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#1 I remind people here again.",
      "#1 @bob, \`alice\` has waited 2 business days for your review (+1 −0 in 1 file). Review it, \`/handover @x\`, or \`/snooze 2d\`.",
    ]
  `);
});

test('who says `/mute me` hears nothing any more, and others do', async () => {
  await using bot = await remindedBot(reminders);
  const [bob, carol] = [bot.box.person('bob'), bot.box.person('carol')];
  const first = await aPull(bot, bob);
  first.comment(bob, '/mute me');
  await aPull(bot, carol);
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#1 I remind you of nothing in this repository any more. \`/unmute me\` ends that.",
    ]
  `);
  await until(bot, 'Tue', '11:00');
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#2 @carol, \`alice\` has waited 1 business day for your review (+1 −0 in 1 file). Review it, \`/handover @x\`, or \`/snooze 2d\`.",
    ]
  `);
  first.comment(bob, '/unmute me');
  await until(bot, 'Wed', '11:00');
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#1 I remind you again.",
      "#1 @bob, \`alice\` has waited 2 business days for your review (+1 −0 in 1 file). Review it, \`/handover @x\`, or \`/snooze 2d\`.",
    ]
  `);
});

test('a reviewer who can only read may say what the nudge offers; others who can only read may not', async () => {
  await using bot = await remindedBot(reminders);
  const [dave, mallory] = [bot.box.person('dave'), bot.box.person('mallory')];
  bot.web.collaborator(mallory, 'read');
  const pull = await aPull(bot, dave);
  await until(bot, 'Tue', '10:00');
  expect((await said(bot)).length).toBe(1);
  pull.comment(mallory, '/snooze 2d');
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#1 😕 \`/snooze\` is for whoever this thread waits for, and for people with the role \`triage\`.",
    ]
  `);
  pull.comment(dave, '/snooze 2d');
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#1 I remind nobody here until Thu 10:00 (UTC). \`/unmute\` ends that.",
    ]
  `);
});

test('`/status` says whose turn it is, and asking is no move', async () => {
  await using bot = await remindedBot(reminders);
  const [alice, bob] = [bot.box.person('alice'), bot.box.person('bob')];
  const pull = await aPull(bot, bob);
  await passes(bot, 30 * minute);
  const status = async () => {
    pull.comment(bob, '/status');
    return (await said(bot)).join('\n');
  };
  expect(await status()).toMatchInlineSnapshot(`
    "#1 It has been the turn of \`bob\` to review for 30 m (since Mon 08:00):
    - \`alice\` asked for the review"
  `);
  await passes(bot, 30 * minute);
  expect(await status()).toMatchInlineSnapshot(`
    "#1 It has been the turn of \`bob\` to review for 1 h (since Mon 08:00):
    - \`alice\` asked for the review"
  `);
  pull.review(bob, 'Why two files?', 'CHANGES_REQUESTED');
  await passes(bot, 30 * minute);
  expect(await status()).toMatchInlineSnapshot(`
    "#1 It has been the turn of \`alice\` to answer for 30 m (since Mon 09:00):
    - \`bob\` asked for changes"
  `);
  pull.comment(alice, '/status');
  await said(bot);
  expect(await status()).toMatchInlineSnapshot(`
    "#1 It has been the turn of \`alice\` to answer for 30 m (since Mon 09:00):
    - \`bob\` asked for changes"
  `);
  pull.comment(alice, 'Because of the tests.\n/status');
  await said(bot);
  expect(await status()).toMatchInlineSnapshot(`
    "#1 It has just become the turn of \`bob\` to review (Mon 09:30):
    - \`alice\` has answered"
  `);
  pull.draft(alice);
  expect(await status()).toMatchInlineSnapshot(`
    "#1 It is nobody’s turn:
    - it is a draft"
  `);
  pull.comment(bob, '/mute');
  await said(bot);
  pull.ready(alice);
  expect(await status()).toMatchInlineSnapshot(`
    "#1 It has just become the turn of \`bob\` to review (Mon 09:30):
    - it has become ready for review
    - \`alice\` has answered

    Nobody is reminded here. \`/unmute\` ends that."
  `);
});
