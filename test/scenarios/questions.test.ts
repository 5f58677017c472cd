import { expect, test } from 'vitest';
import type { Comment } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { aPull, deployBot, nextRun } from './deploys.ts';
import { asked, choresDone } from './house.ts';

/** Questions with boxes, as people answer them: with a tick, with a word, by mail, late, or not at all. */

const file = `environments:
  prerelease:
  prod: { who: maintain }
`;

const tick = (body: string, value: string) => body.replace(`- [ ] **${value}**`, `- [x] **${value}**`);
const text = (comment: Comment) => comment.body.replace(/\n\n<!-- shipmate:\S+ -->$/, '');

async function asking(bot: Bot, said = 'deploy') {
  const pull = aPull(bot);
  await bot.quiet();
  pull.comment(bot.box.person('bob'), said);
  const [question] = await bot.says(pull);
  const comment = pull.comments.at(-1);
  if (!comment) throw new Error('nothing was asked');
  return { pull, question: question ?? '', comment };
}

test('that conversation works: commands, deploy, prerelease', async () => {
  await using bot = await deployBot({ file });
  const bob = bot.box.person('bob');
  const pull = aPull(bot);
  await bot.quiet();
  pull.comment(bob, 'commands');
  expect((await bot.says(pull)).join('\n')).toMatchInlineSnapshot(`
    "- **ping**: \`/ping\`
    - **deploy**: \`/deploy\`, \`/plan\`, \`/status\`, \`/queue\`, \`/cancel\`, \`/history\`, \`/approve\`, \`/lock\`, \`/unlock\`, \`/rollback\`, \`/why\`
    - **help**: \`/help\`, \`/commands\`

    \`/help\` says what each of them does."
  `);
  pull.comment(bob, 'deploy');
  expect((await bot.says(pull)).join('\n')).toMatchInlineSnapshot(`
    "### Where to?
    - [ ] **prerelease** — nothing yet, free
    - [ ] **prod** — nothing yet, free

    Tick one (needs write access), or answer with its name. I ask \`bob\`; the question lapses in an hour."
  `);
  const comments = pull.comments.length;
  pull.comment(bob, 'prerelease');
  await bot.quiet();
  expect(bot.web.runs('deploy.yml')).toHaveLength(1);
  // It goes on where it was asked.
  expect(pull.comments).toHaveLength(comments + 1);
  expect(pull.comments.at(-2)?.body).toContain('Deploying');
});

test('a tick goes on as whoever ticked it, and nobody is asked twice', async () => {
  await using bot = await deployBot({ file });
  const { comment } = await asking(bot);
  comment.edit(bot.box.person('alice'), tick(comment.body, 'prod'));
  await bot.quiet();
  expect(text(comment)).toContain('for `alice`');
  expect(bot.web.runs('deploy.yml')).toHaveLength(1);
});

test.each([
  ['success', 'rocket'],
  ['failure', 'confused'],
] as const)('a deploy that was ticked and ended in %s shows it on the words that asked', async (conclusion, content) => {
  await using bot = await deployBot({ file });
  const { pull, comment } = await asking(bot, '/deploy');
  comment.edit(bot.box.person('alice'), tick(comment.body, 'prod'));
  (await nextRun(bot, 0)).finish(conclusion);
  await bot.says(pull);
  expect(pull.comments[0]?.reactions.map(one => one.content)).toEqual(['eyes', content]);
});

test('a tick by each role: carol may, bob may not here, and dave and mallory could not even if GitHub let them', async () => {
  await using bot = await deployBot({ file });
  const { box, web } = bot;
  const { comment } = await asking(bot);
  for (const [login, value] of [
    ['dave', 'prerelease'],
    ['mallory', 'prerelease'],
    ['bob', 'prod'],
  ] as const) {
    comment.edit(box.person(login), tick(comment.body, value));
    await bot.quiet();
    expect(text(comment).split('\n').at(-1)).toContain(`\`${login}\`: \`/deploy\` needs`);
  }
  expect(web.runs('deploy.yml')).toEqual([]);
  comment.edit(box.person('carol'), tick(comment.body, 'prod'));
  await bot.quiet();
  expect(web.runs('deploy.yml')).toHaveLength(1);
  expect(text(comment)).toContain('for `carol`');
});

test('a tick by somebody who may not do it says so, and the question stays', async () => {
  await using bot = await deployBot({ file });
  const { comment } = await asking(bot);
  comment.edit(bot.box.person('bob'), tick(comment.body, 'prod'));
  await bot.quiet();
  expect(text(comment)).toMatchInlineSnapshot(`
    "### Where to?
    - [ ] **prerelease** — nothing yet, free
    - [ ] **prod** — nothing yet, free

    Tick one (needs write access), or answer with its name. I ask \`bob\`; the question lapses in an hour.

    \`bob\`: \`/deploy\` needs the maintain role in this repository, and you have write. Somebody with maintain can say it, or an admin gives you the role."
  `);
  comment.edit(bot.box.person('bob'), tick(comment.body, 'prerelease'));
  await bot.quiet();
  expect(bot.web.runs('deploy.yml')).toHaveLength(1);
});

test('two ticks at once are one deploy', async () => {
  await using bot = await deployBot({ file });
  const { comment } = await asking(bot);
  const body = comment.body;
  comment.edit(bot.box.person('bob'), tick(body, 'prerelease'));
  comment.edit(bot.box.person('alice'), tick(body, 'prod'));
  await bot.quiet();
  expect(bot.web.runs('deploy.yml')).toHaveLength(1);
});

test('webhooks of ticks that come late, twice and in the wrong order are one deploy', async () => {
  await using bot = await deployBot({ file });
  const { comment } = await asking(bot);
  bot.box.webhooks.hold();
  const body = comment.body;
  comment.edit(bot.box.person('bob'), tick(body, 'prerelease'));
  comment.edit(bot.box.person('bob'), body);
  comment.edit(bot.box.person('carol'), tick(body, 'prerelease'));
  bot.box.webhooks.release();
  await bot.quiet();
  expect(bot.web.runs('deploy.yml')).toHaveLength(1);
  expect(text(comment)).toContain('for `bob`');
});

test('nobody answers within an hour', async () => {
  await using bot = await deployBot({ file });
  const { pull, comment } = await asking(bot);
  await bot.later(61);
  await bot.query(`select pg_notify('deliveries', '')`);
  await bot.quiet();
  expect(text(comment)).toMatchInlineSnapshot(`
    "### Where to?
    Nobody answered within an hour, so I no longer wait for it. \`/deploy\` asks again."
  `);
  expect(pull.comments[0]?.reactions.map(one => one.content)).toEqual(['eyes', 'confused']);
  comment.edit(bot.box.person('bob'), tick(comment.body, 'prerelease'));
  await bot.quiet();
  expect(bot.web.runs('deploy.yml')).toEqual([]);
});

test('asked again, the older question is folded away', async () => {
  await using bot = await deployBot({ file });
  const { pull, comment } = await asking(bot);
  pull.comment(bot.box.person('bob'), '/deploy');
  expect(await bot.says(pull)).toHaveLength(1);
  expect(comment.row.minimized).toMatch(/outdated/i);
});

test('other people’s words, and edits of other comments, cost nothing', async () => {
  await using bot = await deployBot({ file });
  const { pull } = await asking(bot);
  await choresDone(bot);
  const calls = asked(bot);
  pull.comment(bot.box.person('carol'), 'prerelease');
  pull.comment(bot.box.person('bob'), 'hello');
  const own = pull.comment(bot.box.person('bob'), 'Boxes:\n- [ ] one');
  own.edit(bot.box.person('carol'), 'Boxes:\n- [x] one');
  await bot.quiet();
  expect(calls).toEqual([]);
});
