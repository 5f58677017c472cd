import { expect, test } from 'vitest';
import type { Account, PullRequest } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { passes, remindedBot, said, soon, until } from './reminded.ts';

/** Whom a nudge calls, and what makes it go away, in the order in which a team lives through it. */

const day = 24 * 3_600_000;
const reminders = '{ review_after: 1d, answer_after: 1d, merge_after: 1d, start: now }';

async function aPull(bot: Bot, reviewers: Account[], by = bot.box.person('alice')): Promise<PullRequest> {
  const pull = bot.web.pullRequest({ by, title: 'Greet people', files: { 'greet.js': 'one\n' } });
  pull.askReview(by, { people: reviewers });
  await bot.quiet();
  return pull;
}
const hidden = ({ comments }: PullRequest): boolean[] => comments.map(({ row }) => row.minimized !== null);

test('two reviewers, then the author, then whoever may merge: each hears when it is their turn, and the one before is folded', async () => {
  await using bot = await remindedBot(reminders);
  const [alice, bob, carol] = [bot.box.person('alice'), bot.box.person('bob'), bot.box.person('carol')];
  const pull = await aPull(bot, [bob, carol]);
  await until(bot, 'Tue', '10:00');
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#1 @bob and @carol, \`alice\` has waited 1 business day for your review (+1 −0 in 1 file). Review it, \`/handover @x\`, or \`/snooze 2d\`.",
    ]
  `);
  const changes = pull.review(bob, 'Not like this', 'CHANGES_REQUESTED', [{ path: 'greet.js', line: 1, body: 'Why one?' }]);
  bot.web.check(pull.head, 'lint', { conclusion: 'failure' });
  await soon(bot);
  expect(hidden(pull)).toEqual([true]);
  await until(bot, 'Wed', '11:00');
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#1 @alice, the changes that \`bob\` asked for wait for you since yesterday, a thread by \`bob\` waits for you, and \`lint\` is red. Push, reply, or make it a draft and I stay quiet.",
    ]
  `);
  pull.push({ 'greet.js': 'two\n' }, { by: alice });
  bot.web.check(pull.head, 'lint', { conclusion: 'success' });
  await soon(bot);
  expect(hidden(pull)).toEqual([true, true]);
  await until(bot, 'Thu', '12:00');
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#1 @bob and @carol, \`alice\` has waited 1 business day for your review (+1 −0 in 1 file, green). Review it, \`/handover @x\`, or \`/snooze 2d\`.",
    ]
  `);
  changes.resolve(bob);
  pull.review(bob, 'Good', 'APPROVED');
  pull.review(carol, 'Good', 'APPROVED');
  await until(bot, 'Fri', '13:00');
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#1 @alice, this is approved by \`bob\` and \`carol\` and green since yesterday. Merge it, or \`/snooze 2d\`.",
    ]
  `);
  pull.merge(alice);
  await soon(bot);
  expect(hidden(pull)).toEqual([true, true, true, true]);
});

test('a push, a bot and a stranger do not pass the turn; the comment keeps up with what is waited for', async () => {
  await using bot = await remindedBot(reminders);
  const [alice, bob, mallory] = [bot.box.person('alice'), bot.box.person('bob'), bot.box.person('mallory')];
  bot.web.collaborator(mallory, 'read');
  const pull = await aPull(bot, [bob]);
  await until(bot, 'Mon', '15:00');
  pull.push({ 'more.js': 'one\n' }, { by: alice });
  pull.comment(mallory, 'I want this, too');
  pull.comment(bot.box.bot, 'Coverage is 80 %');
  await soon(bot);
  await until(bot, 'Tue', '10:00');
  expect((await said(bot)).filter(one => !one.includes('Coverage'))).toMatchInlineSnapshot(`
    [
      "#1 @bob, \`alice\` has waited 1 business day for your review (+2 −0 in 2 files). Review it, \`/handover @x\`, or \`/snooze 2d\`.",
    ]
  `);
  const [nudge] = pull.comments.slice(-1);
  pull.push({ 'more.js': 'one\ntwo\n' }, { by: alice });
  await until(bot, 'Tue', '12:00');
  expect(await said(bot)).toEqual([]);
  expect(nudge?.body.split('\n')[0]).toMatchInlineSnapshot(
    `"@bob, \`alice\` has waited 1 business day for your review (+3 −0 in 2 files). Review it, \`/handover @x\`, or \`/snooze 2d\`."`,
  );
  expect(nudge?.row.minimized).toBe(null);
});

test('a draft and a label are silence, and what was said is folded; a nudge that somebody deletes stays deleted', async () => {
  await using bot = await remindedBot(reminders);
  const [alice, bob, carol] = [bot.box.person('alice'), bot.box.person('bob'), bot.box.person('carol')];
  bot.web.label('blocked', { by: alice });
  const drafted = await aPull(bot, [bob]);
  const labelled = await aPull(bot, [carol]);
  await until(bot, 'Tue', '10:00');
  expect((await said(bot)).length).toBe(2);
  drafted.draft(alice);
  labelled.label(alice, 'blocked');
  await soon(bot);
  expect([hidden(drafted), hidden(labelled)]).toEqual([[true], [true]]);
  await until(bot, 'Mon', '10:00');
  expect(await said(bot)).toEqual([]);
  labelled.unlabel(alice, 'blocked');
  await until(bot, 'Tue', '11:00');
  expect((await said(bot)).length).toBe(1);
  labelled.comments.at(-1)?.delete(alice);
  await until(bot, 'Fri', '11:00');
  expect(await said(bot)).toEqual([]);
});

test('nobody hears anything at a weekend, on a holiday, or when the file says so; the team hears once', async () => {
  await using bot = await remindedBot(
    '{ review_after: 1d, start: now, escalate_after: 1d, escalate_to: "@acme/web", people: { carol: { remind: false } } }',
  );
  const [alice, bob, carol, dave] = ['alice', 'bob', 'carol', 'dave'].map(login => bot.box.person(login));
  if (!alice || !bob || !carol || !dave) throw new Error('nobody');
  bot.box.organisation('acme').team('web').member(dave);
  await until(bot, 'Fri', '12:00');
  await aPull(bot, [bob]);
  await aPull(bot, [carol]);
  await until(bot, 'Sat', '12:00');
  await until(bot, 'Sun', '12:00');
  expect(await said(bot)).toEqual([]);
  await until(bot, 'Mon', '14:00');
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#1 @bob, \`alice\` has waited 1 business day for your review (+1 −0 in 1 file). Review it, \`/handover @x\`, or \`/snooze 2d\`.",
    ]
  `);
  await until(bot, 'Tue', '15:00');
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#2 @acme/web, \`alice\` has waited 2 business days for a review by \`carol\` (+1 −0 in 1 file). Can somebody else take it? \`/handover @x\` hands it on, \`/snooze 2d\` keeps me quiet.",
    ]
  `);
  await until(bot, 'Wed', '15:00');
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#1 @acme/web, \`alice\` has waited 3 business days for a review by \`bob\`, who heard of it 2 business days ago (+1 −0 in 1 file). Can somebody else take it? \`/handover @x\` hands it on, \`/snooze 2d\` keeps me quiet.",
    ]
  `);
  await until(bot, 'Thu', '15:00');
  expect(await said(bot)).toEqual([]);
});

test('nobody asked: the author hears who could be, from CODEOWNERS and from who worked there', async () => {
  await using bot = await remindedBot(reminders, { '.github/CODEOWNERS': '*.js @bob\n', 'greet.js': 'zero\n' });
  const [alice, carol] = [bot.box.person('alice'), bot.box.person('carol')];
  bot.web.push('main', { 'greet.js': 'half\n' }, { by: carol });
  const pull = bot.web.pullRequest({ by: alice, title: 'Greet people', files: { 'greet.js': 'one\n' } });
  await until(bot, 'Tue', '10:00');
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#1 @alice, nobody has been asked to review this since yesterday (+1 −1 in 1 file). It could be \`bob\` (owns \`*.js\`) or \`carol\` (worked on these files last): \`/handover @bob\` asks for the review.",
    ]
  `);
  pull.comment(alice, '/handover @bob');
  await soon(bot);
  expect(await said(bot)).toMatchInlineSnapshot(`
    [
      "#1 👉 I ask \`bob\` for a review.",
    ]
  `);
  expect(hidden(pull)[0]).toBe(true);
});

test('volunteers are told that there is no hurry, at any hour; one person in two repositories hears once a day', async () => {
  await using bot = await remindedBot('{ review_after: 2d, workdays: all, start: now }');
  const [alice, bob] = [bot.box.person('alice'), bot.box.person('bob')];
  const docs = bot.box.repository('acme/docs', {
    private: true,
    files: { '.github/shipmate.yml': 'reminders: { review_after: 2d, workdays: all, start: now }\n' },
  });
  docs.collaborator(bob, 'write');
  await aPull(bot, [bob]);
  const other = docs.pullRequest({ by: alice });
  other.askReview(alice, { people: [bob] });
  await passes(bot, 2 * day + 3_600_000);
  const words = [...(await said(bot)), ...(await bot.says(other)).map(text => `#1 ${text}`)];
  expect(words).toMatchInlineSnapshot(`
    [
      "#1 @bob, \`alice\` has waited 2 days. No hurry; \`/handover @x\` or \`/snooze 7d\` if it is not for you.",
    ]
  `);
  await passes(bot, day);
  expect([...(await said(bot)), ...(await bot.says(other))].length).toBe(1);
});
