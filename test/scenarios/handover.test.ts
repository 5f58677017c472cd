import { expect, test } from 'vitest';
import type { PullRequest } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { startBot } from '../bot.ts';

/** `/handover @x`: a review changes hands. */

const files = { '.github/shipmate.yml': 'reminders: true\n' };

async function aPull(bot: Bot): Promise<PullRequest> {
  const pull = bot.web.pullRequest({ by: bot.box.person('alice'), title: 'Greet people', files: { 'greet.js': 'one\n' } });
  await bot.quiet();
  return pull;
}
const people = ['bob', 'carol', 'dave'];
const asked = (bot: Bot, { row }: PullRequest): string[] =>
  people.filter(login => row.pull.reviewers.includes(bot.box.person(login).id));

test('whoever is asked gives the review to somebody else', async () => {
  await using bot = await startBot({ files });
  const [alice, carol] = [bot.box.person('alice'), bot.box.person('carol')];
  const pull = await aPull(bot);
  pull.askReview(alice, { people: [carol] });
  pull.comment(carol, '/handover @dave');
  expect(await bot.says(pull)).toMatchInlineSnapshot(`
    [
      "👉 I ask \`dave\` for a review instead of you.",
    ]
  `);
  expect(asked(bot, pull)).toEqual(['dave']);
});

test('an author who has asked nobody asks them; nobody else may without a role for it', async () => {
  await using bot = await startBot({ files });
  const [alice, dave] = [bot.box.person('alice'), bot.box.person('dave')];
  const pull = await aPull(bot);
  pull.comment(dave, '/handover @carol');
  expect(await bot.says(pull)).toMatchInlineSnapshot(`
    [
      "😕 Nobody is asked for a review here. \`alice\`, who has written this, can ask, or somebody with the role \`triage\`.",
    ]
  `);
  pull.comment(alice, '/handover @alice');
  expect(await bot.says(pull)).toMatchInlineSnapshot(`
    [
      "😕 \`alice\` has written this, and GitHub lets nobody review their own. Name somebody else.",
    ]
  `);
  pull.comment(alice, '/handover @mallory');
  expect(await bot.says(pull)).toMatchInlineSnapshot(`
    [
      "😕 \`mallory\` is no collaborator of this repository, and GitHub lets nobody else be asked. Whoever administers it can invite them, or name somebody else.",
    ]
  `);
  expect(asked(bot, pull)).toEqual([]);
  pull.comment(alice, '/handover @carol');
  expect(await bot.says(pull)).toMatchInlineSnapshot(`
    [
      "👉 I ask \`carol\` for a review.",
    ]
  `);
  expect(asked(bot, pull)).toEqual(['carol']);
});

test('of two, somebody with a role for it says whose', async () => {
  await using bot = await startBot({ files });
  const [alice, bob, carol] = [bot.box.person('alice'), bot.box.person('bob'), bot.box.person('carol')];
  const pull = await aPull(bot);
  pull.askReview(alice, { people: [bob, carol] });
  pull.comment(alice, '/handover @dave');
  expect(await bot.says(pull)).toMatchInlineSnapshot(`
    [
      "😕 \`bob\` and \`carol\` are asked. Say whose review it is: \`/handover @dave from=@bob\`",
    ]
  `);
  pull.comment(alice, '/handover @dave from=@carol');
  expect(await bot.says(pull)).toMatchInlineSnapshot(`
    [
      "👉 I ask \`dave\` for a review instead of \`carol\`.",
    ]
  `);
  expect(asked(bot, pull)).toEqual(['bob', 'dave']);
});

test('there is nothing to hand over in an issue, or where it is closed', async () => {
  await using bot = await startBot({ files });
  const alice = bot.box.person('alice');
  const issue = bot.web.issue({ by: alice });
  issue.comment(alice, '/handover @dave');
  expect(await bot.says(issue)).toMatchInlineSnapshot(`
    [
      "😕 Reviews are handed over on an open pull request, and this is none.",
    ]
  `);
  const pull = await aPull(bot);
  pull.close(alice);
  pull.comment(alice, '/handover @dave');
  expect(await bot.says(pull)).toMatchInlineSnapshot(`
    [
      "😕 Reviews are handed over on an open pull request, and this is none.",
    ]
  `);
});

test('on a public repository everybody reads, and only who has a tie to it can be asked', async () => {
  await using bot = await startBot({ files, private: false });
  const [alice, bob] = [bot.box.person('alice'), bot.box.person('bob')];
  const pull = await aPull(bot);
  pull.askReview(alice, { people: [bob] });
  pull.comment(bob, '/handover @mallory');
  expect(await bot.says(pull)).toMatchInlineSnapshot(`
    [
      "😕 \`mallory\` is no collaborator of this repository, and GitHub lets nobody else be asked. Whoever administers it can invite them, or name somebody else.",
    ]
  `);
  expect(asked(bot, pull)).toEqual(['bob']);
  pull.comment(bob, '/handover @dave');
  expect(await bot.says(pull)).toMatchInlineSnapshot(`
    [
      "👉 I ask \`dave\` for a review instead of you.",
    ]
  `);
  expect(asked(bot, pull)).toEqual(['dave']);
});

test('who has asked for changes and gives the review away is followed by the new one', async () => {
  await using bot = await startBot({ files });
  const [alice, bob] = [bot.box.person('alice'), bot.box.person('bob')];
  const pull = await aPull(bot);
  pull.askReview(alice, { people: [bob] });
  pull.review(bob, 'Not like this', 'CHANGES_REQUESTED', [{ path: 'greet.js', line: 1, body: 'Why one?' }]);
  await bot.later(1);
  pull.comment(bob, '/handover @carol');
  expect(await bot.says(pull)).toMatchInlineSnapshot(`
    [
      "👉 I ask \`carol\` for a review.",
    ]
  `);
  pull.comment(bob, '/status');
  expect((await bot.says(pull))[0]).toContain('the turn of `carol` to review');
});
