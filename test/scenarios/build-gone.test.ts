import { expect, test } from 'vitest';
import { broken, build, buildBot, ci, only } from './builds.ts';
import { built, commit, confirmed, episodes, heard, looked, red, titles } from './sources.ts';

/** What is not there any more: a commit, a branch, a workflow, a name. */

const inTest = { step: 'npm test', log: broken };
const isRed = 'main is red: test in CI';
const releases = "builds: { branches: [main, 'release/*'] }\n";

test('a commit that takes the red one back mends it', async () => {
  await using bot = await buildBot();
  await built(bot);
  const red = commit(bot);
  build(bot).finish('failure', inTest);
  await confirmed(bot);
  bot.web.push(
    'main',
    { 'app.js': '// 1\n' },
    { by: bot.box.person('bob'), message: `Revert "Change things"\n\nThis reverts commit ${red}.` },
  );
  build(bot).finish();
  await looked(bot);
  expect(titles(bot)).toEqual([`${isRed}: closed`]);
  await heard(bot);
});

test('a push by force that takes the red one away mends it, onto a new commit or back to one that was green', async () => {
  await using bot = await buildBot();
  const by = bot.box.person('bob');
  const good = bot.web.head('main');
  await built(bot);
  await red(bot);
  bot.web.push('main', { 'app.js': '// anew\n' }, { by, on: good });
  build(bot).finish();
  await looked(bot);
  expect(titles(bot)).toEqual([`${isRed}: closed`]);
  await heard(bot);
  // More than a day later, so that it is not taken for one that comes and goes.
  await bot.later(25 * 60);
  const back = bot.web.head('main');
  await red(bot);
  expect(titles(bot)).toEqual([`${isRed}: open`]);
  bot.web.point('main', back, { by });
  build(bot).finish();
  await looked(bot);
  expect(titles(bot)).toEqual([`${isRed}: closed`]);
  await heard(bot);
});

test('a branch that is deleted has nothing left to mend, and what ends there later begins nothing', async () => {
  await using bot = await buildBot({ file: releases });
  const by = bot.box.person('bob');
  commit(bot, 'release/1');
  build(bot).finish('failure', inTest);
  await confirmed(bot);
  commit(bot, 'release/1');
  const late = build(bot);
  bot.web.deleteBranch('release/1', { by });
  await looked(bot);
  expect([only(bot).row.state, only(bot).row.stateReason, await heard(bot)]).toMatchInlineSnapshot(`
    [
      "closed",
      "not_planned",
      [
        "⚪ The branch \`release/1\` is not there any more, so there is nothing left to mend.",
      ],
    ]
  `);
  late.finish('failure', { step: 'lint', log: 'Error: no semicolon' });
  await confirmed(bot);
  expect((await episodes(bot)).map(({ state }) => state)).toEqual(['moot']);
});

test.each(['main', 'release/1'])('a workflow that is deleted from %s has nothing left to mend', async branch => {
  await using bot = await buildBot({ file: releases });
  commit(bot, branch);
  build(bot).finish('failure', inTest);
  await confirmed(bot);
  bot.web.push(branch, { '.github/workflows/ci.yml': null }, { by: bot.box.person('bob') });
  await looked(bot);
  expect(titles(bot)).toEqual([`${branch} is red: test in CI: closed`]);
  expect((await heard(bot)).at(-1)).toBe('⚪ The workflow `ci.yml` is not there any more, so there is nothing left to mend.');
});

test('the default branch by another name: what was red under the old one is left, and the new one is watched', async () => {
  await using bot = await buildBot();
  const by = bot.box.person('bob');
  await red(bot);
  bot.web.renameBranch('main', 'trunk', by);
  commit(bot, 'trunk');
  build(bot).finish('failure', inTest);
  await confirmed(bot);
  expect([titles(bot), await heard(bot)]).toMatchInlineSnapshot(`
    [
      [
        "main is red: test in CI: closed",
        "trunk is red: test in CI: open",
      ],
      [
        "⚪ The default branch is \`trunk\` now, so I stop looking at \`main\`.",
      ],
    ]
  `);
  commit(bot, 'trunk');
  build(bot).finish();
  await looked(bot);
  expect(titles(bot).map(one => one.split(': ').at(-1))).toEqual(['closed', 'closed']);
  await heard(bot);
});

test('a workflow by another name is another one', async () => {
  await using bot = await buildBot();
  await red(bot);
  const files = { '.github/workflows/ci.yml': null, '.github/workflows/tests.yml': ci };
  bot.web.push('main', files, { by: bot.box.person('bob') });
  for (const run of bot.web.runs('tests.yml')) run.finish();
  await looked(bot);
  expect([titles(bot), await heard(bot)]).toMatchInlineSnapshot(`
    [
      [
        "main is red: test in CI: closed",
      ],
      [
        "⚪ The workflow \`ci.yml\` is not there any more, so there is nothing left to mend.",
      ],
    ]
  `);
});
