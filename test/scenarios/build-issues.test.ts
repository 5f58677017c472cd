import { expect, test } from 'vitest';
import type { Issue } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { breaks, build, buildBot, mends, only, ours, push, said, textOf } from './builds.ts';
import { after, settles } from './deploys.ts';

/** One issue for what is red: what people do with it is theirs, and it is opened once. */

const reds = async (bot: Bot, text = '// 3\n'): Promise<Issue> => {
  await mends(bot, '// 2\n');
  await breaks(bot, text);
  return only(bot);
};
const state = ({ row }: Issue) => row.state;

test('closed by a person it stays closed, and its text goes on; a run that was on its way opens nothing, the next one does', async () => {
  await using bot = await buildBot();
  const issue = await reds(bot);
  expect(await said(bot, issue)).toHaveLength(1);
  push(bot, { 'src/cart.js': '// 4\n' });
  await settles(bot);
  const late = build(bot);
  await after(bot, 120);
  issue.close(bot.box.person('bob'));
  await after(bot, 30);
  late.finish('failure', { step: 'npm test', log: 'Error: expected 2 to be 3\n' });
  await after(bot, 61);
  // What only counts on is written an hour later.
  await after(bot, 3_601);
  await after(bot, 61);
  expect(state(issue)).toBe('closed');
  expect(textOf(bot, issue)).toContain('for 2 runs');
  expect(await said(bot, issue)).toEqual([]);

  await breaks(bot, '// 5\n');
  expect(state(issue)).toBe('open');
  expect(only(bot).number).toBe(issue.number);
  await mends(bot, '// 6\n');
  expect(state(issue)).toBe('closed');
  expect(await said(bot, issue)).toMatchInlineSnapshot(`
    [
      "✅ [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) is green again, after 3 runs that failed.",
    ]
  `);
});

test('closed by the merge that mends it, the text says that it is over, and nobody is told twice', async () => {
  await using bot = await buildBot();
  const issue = await reds(bot);
  await said(bot, issue);
  const pull = bot.web.pullRequest({
    by: bot.box.person('bob'),
    files: { 'src/cart.js': '// mended\n' },
    body: `Fixes #${issue.number}`,
  });
  await settles(bot);
  pull.merge(bot.box.person('bob'));
  await settles(bot);
  expect(state(issue)).toBe('closed');
  build(bot).finish('success');
  await after(bot, 61);
  expect(textOf(bot, issue)).toMatch(/✅ Mended by/);
  expect(await said(bot, issue)).toEqual([]);
});

test('a merge that was to mend it and fails opens it again', async () => {
  await using bot = await buildBot();
  const issue = await reds(bot);
  await said(bot, issue);
  const pull = bot.web.pullRequest({
    by: bot.box.person('bob'),
    files: { 'src/cart.js': '// mended\n' },
    body: `Fixes #${issue.number}`,
  });
  await settles(bot);
  pull.merge(bot.box.person('bob'));
  await settles(bot);
  expect(state(issue)).toBe('closed');
  await after(bot, 30);
  build(bot).finish('failure', { step: 'npm test', log: 'Error: expected 2 to be 3\n' });
  await after(bot, 61);
  expect(state(issue)).toBe('open');
  expect(await said(bot, issue)).toEqual([]);
});

test('what a person opened again after us is closed when it has failed and passed once more', async () => {
  await using bot = await buildBot();
  const issue = await reds(bot);
  await mends(bot, '// 4\n');
  expect(await said(bot, issue)).toHaveLength(2);
  issue.reopen(bot.box.person('carol'));
  await mends(bot, '// 5\n');
  await mends(bot, '// 6\n');
  expect(state(issue)).toBe('open');
  await after(bot, 2 * 86_400);
  await breaks(bot, '// 7\n');
  expect(state(issue)).toBe('open');
  await mends(bot, '// 8\n');
  expect(state(issue)).toBe('closed');
  expect(only(bot).number).toBe(issue.number);
  expect(await said(bot, issue)).toMatchInlineSnapshot(`
    [
      "✅ [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) is green again, after one run that failed.",
    ]
  `);
});

test.each<[string, (bot: Bot, issue: Issue) => void, number]>([
  ['deleted', (bot, issue) => issue.delete(bot.box.person('alice')), 0],
  [
    'moved to another repository',
    (bot, issue) => issue.transfer(bot.box.person('alice'), bot.box.repository('acme/other', { private: true })),
    0,
  ],
  ['rid of our label', (bot, issue) => issue.unlabel(bot.box.person('carol'), 'shipmate: build'), 1],
])('one that is %s is left alone; when it was over and happens again there is a new one', async (_, gone, left) => {
  await using bot = await buildBot();
  const issue = await reds(bot);
  await said(bot, issue);
  gone(bot, issue);
  await settles(bot);
  const writes = bot.box.ledger.writes.length;
  await breaks(bot, '// 4\n');
  await mends(bot, '// 5\n');
  expect(bot.box.ledger.writes).toHaveLength(writes);
  expect(ours(bot)).toHaveLength(left);
  await breaks(bot, '// 6\n');
  expect(ours(bot)).toHaveLength(left + 1);
  const [next] = ours(bot).slice(-1);
  if (!next) throw new Error('no issue');
  expect(textOf(bot, next)).toMatch(
    left === 0 ? /Seen before (?:here|in #\d+), until/ : `Seen before in #${issue.number}, until`,
  );
  await said(bot, next);
});

test('a locked one gets no comments; its text goes on, and it closes itself', async () => {
  await using bot = await buildBot();
  const issue = await reds(bot);
  await said(bot, issue);
  issue.lock(bot.box.person('alice'));
  await breaks(bot, '// 4\n', 'Error: quite another thing\n');
  expect(textOf(bot, issue)).toContain('quite another thing');
  await mends(bot, '// 5\n');
  expect(state(issue)).toBe('closed');
  expect(textOf(bot, issue)).toMatch(/✅ Mended by/);
  expect(await said(bot, issue)).toEqual([]);
  expect(await bot.query(`select key, error from effects where state <> 'done'`)).toEqual([]);
});

test('an opening without an answer is looked for: there is one issue', async () => {
  await using bot = await buildBot();
  await mends(bot, '// 2\n');
  bot.box.faults.next({ route: 'POST /repos/{owner}/{repo}/issues' }, { after: 502 });
  await breaks(bot, '// 3\n');
  await after(bot, 11);
  const issue = only(bot);
  await mends(bot, '// 4\n');
  expect(state(issue)).toBe('closed');
  expect(await said(bot, issue)).toHaveLength(2);
});

test('a GitHub that takes no issue for an hour is asked until it does', async () => {
  await using bot = await buildBot();
  await mends(bot, '// 2\n');
  bot.box.faults.next({ route: 'POST /repos/{owner}/{repo}/issues', times: Number.POSITIVE_INFINITY }, { before: 502 });
  await breaks(bot, '// 3\n');
  const failed = () => bot.query(`select error from effects where kind = 'issue' and state = 'failed'`);
  for (let nth = 0; nth < 60 && (await failed()).length === 0; nth++) await after(bot, 61);
  expect(await failed()).toEqual([{ error: expect.stringContaining('given up') }]);
  bot.box.faults.clear();
  for (let nth = 0; nth < 5 && ours(bot).length === 0; nth++) await after(bot, 61);
  expect(only(bot).row.state).toBe('open');
  await said(bot, only(bot));
});

test('where issues are switched off it is tried once a day, and works when they are there again', async () => {
  await using bot = await buildBot();
  const asked: string[] = [];
  const creates = ({ route }: { route: string }) => {
    if (route === 'POST /repos/{owner}/{repo}/issues') asked.push(route);
    return false;
  };
  bot.box.faults.next({ only: creates, times: Number.POSITIVE_INFINITY }, { before: 500 });
  await mends(bot, '// 2\n');
  bot.web.switchIssues(false);
  await breaks(bot, '// 3\n');
  await breaks(bot, '// 4\n');
  await breaks(bot, '// 5\n', 'Error: quite another thing\n');
  expect(asked).toHaveLength(1);
  await after(bot, 86_400);
  await breaks(bot, '// 6\n');
  expect(asked).toHaveLength(2);
  bot.web.switchIssues(true);
  await breaks(bot, '// 7\n');
  expect(asked).toHaveLength(2);
  await after(bot, 86_400);
  await breaks(bot, '// 8\n');
  const issue = only(bot);
  await mends(bot, '// 9\n');
  expect(state(issue)).toBe('closed');
  expect(asked).toHaveLength(3);
  expect(await said(bot, issue)).toMatchInlineSnapshot(`
    [
      "@bob, \`aaaaaaa\` (Change things) is the only change between the last green commit of \`main\` and the first red one; it touches \`src/cart.js\`, which the error names.",
      "❗ It fails with something else now:

    > Error: quite another thing",
      "✅ [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) is green again, after 6 runs that failed.",
    ]
  `);
});
