import { expect, test } from 'vitest';
import { startBot } from '../bot.ts';

/** What we offer to whoever is asked for a review, they may say, though all they can do in a public repository is read. */

test('whoever is asked for a review hands it on, or has quiet; others who only read are passed by', async () => {
  await using bot = await startBot({ private: false, files: { '.github/shipmate.yml': 'reminders: { start: now }\n' } });
  const { box, web } = bot;
  const [alice, bob, dave, mallory] = ['alice', 'bob', 'dave', 'mallory'].map(login => box.person(login));
  if (!alice || !bob || !dave || !mallory) throw new Error('nobody is there');
  web.collaborator(dave, 'read');
  const pull = web.pullRequest({ by: alice, title: 'Greet people', files: { 'greet.js': 'one\n' } });
  pull.askReview(alice, { people: [dave] });
  await bot.quiet();
  pull.comment(dave, '/mute me');
  expect(await bot.says(pull)).toMatchInlineSnapshot(`
    [
      "I remind you of nothing in this repository any more. \`/unmute me\` ends that.",
    ]
  `);
  pull.comment(dave, '/handover @bob');
  expect(await bot.says(pull)).toMatchInlineSnapshot(`
    [
      "👉 I ask \`bob\` for a review instead of you.",
    ]
  `);
  expect(pull.row.pull.reviewers).toEqual([bob.id]);
  pull.comment(mallory, '/handover @alice');
  pull.comment(mallory, '/mute me');
  expect(await bot.says(pull)).toEqual([]);
});

test('a stranger who opened it asks somebody once, and wants no reminders; what is refused is passed by', async () => {
  await using bot = await startBot({ private: false, files: { '.github/shipmate.yml': 'reminders: { start: now }\n' } });
  const { box, web } = bot;
  const mallory = box.person('mallory');
  const pull = web.pullRequest({ by: mallory, fork: mallory, title: 'Mend a typo', files: { 'README.md': '# web\n' } });
  await bot.quiet();
  pull.comment(mallory, '/handover @mallory');
  expect(await bot.says(pull)).toEqual([]);
  // It is their turn, and we may call them. A comment for each such wish could be had without end.
  pull.comment(mallory, '/snooze 2d');
  expect(await bot.says(pull)).toEqual([]);
  expect(await bot.query('select snoozed_until > clock() as quiet from pulls_quiet')).toEqual([{ quiet: true }]);
  pull.comment(mallory, '/handover @bob');
  expect(await bot.says(pull)).toEqual(['👉 I ask `bob` for a review.']);
  expect(pull.row.pull.reviewers).toEqual([box.person('bob').id]);
  pull.comment(mallory, '/mute me');
  expect(await bot.says(pull)).toEqual([]);
  expect(await bot.query('select login from reminders_opted_out')).toEqual([{ login: 'mallory' }]);
  for (const words of ['/handover @carol', '/mute me']) pull.comment(mallory, words);
  expect(await bot.says(pull)).toEqual([]);
});

test('whom GitHub lets nobody ask was not asked, and the thread says so', async () => {
  await using bot = await startBot({ private: false, files: { '.github/shipmate.yml': 'reminders: { start: now }\n' } });
  const { box, web } = bot;
  const [alice, carol] = [box.person('alice'), box.person('carol')];
  const pull = web.pullRequest({ by: alice, title: 'Greet people', files: { 'greet.js': 'one\n' } });
  pull.askReview(alice, { people: [carol] });
  // They could be asked a moment ago.
  box.faults.next({ route: 'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers' }, { before: 422 });
  pull.comment(carol, '/handover @bob');
  expect(await bot.says(pull)).toMatchInlineSnapshot(`
    [
      "👉 I ask \`bob\` for a review instead of you.",
      "😕 \`bob\` was not asked: GitHub refuses that: POST /repos/acme/web/pulls/1/requested​_​reviewers: 422 Something went wrong",
    ]
  `);
  expect(pull.row.pull.reviewers).toEqual([carol.id]);
});
