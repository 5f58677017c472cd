import { expect, test } from 'vitest';
import type { Issue } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { breaks, build, buildBot, mends, only, push, said, textOf } from './builds.ts';
import { after, settles } from './deploys.ts';

/** What people say in the issue of a build: quiet for some time or for good, why it stands, what to run again. */

async function red(bot: Bot): Promise<Issue> {
  await mends(bot, '// 2\n');
  await breaks(bot, '// 3\n');
  await bot.says(only(bot));
  return only(bot);
}

/** What comes of some words: the comments, and the signs on the words. */
async function told(bot: Bot, issue: Issue, text: string, by = 'bob'): Promise<string> {
  const comment = issue.comment(bot.box.person(by), text);
  const answers = await said(bot, issue);
  return [text, comment.reactions.map(({ content }) => content).join(' '), ...answers].join(' | ');
}
/** So much later our tokens are refused once, and what was due then comes a second later. */
async function daysLater(bot: Bot, days: number): Promise<void> {
  await after(bot, days * 86_400);
  await after(bot, 5);
}
const state = ({ row }: Issue) => row.state;
const dated = (text: string) => text.replaceAll(/\b\d{1,2} [A-Z][a-z]{2} 20\d\d \d\d:\d\d\b/g, '<time>');

test('snoozed it says nothing and opens nothing until the time is over; then it says that it still fails', async () => {
  await using bot = await buildBot();
  const issue = await red(bot);
  expect(await told(bot, issue, '/snooze 2d')).toMatchInlineSnapshot(
    `"/snooze 2d | eyes | I write nothing more here until <time> (UTC); the text above goes on telling how it is. \`/unmute\` ends that."`,
  );
  await breaks(bot, '// 4\n', 'Error: quite another thing\n');
  expect(textOf(bot, issue)).toContain('quite another thing');
  await after(bot, 86_400);
  expect(await said(bot, issue)).toEqual([]);
  await daysLater(bot, 1);
  expect(await said(bot, issue)).toMatchInlineSnapshot(`
    [
      "⏰ I was asked to be quiet until now, and this still fails. The text above says how it stands.",
    ]
  `);
  await breaks(bot, '// 5\n', 'Error: a third thing\n');
  expect(await said(bot, issue)).toMatchInlineSnapshot(`
    [
      "❗ It fails with something else now:

    > Error: a third thing",
    ]
  `);
});

test('what was closed and fails again while it is snoozed is opened when the time is over', async () => {
  await using bot = await buildBot();
  const issue = await red(bot);
  await told(bot, issue, '/snooze 2d');
  await mends(bot, '// 4\n');
  expect(state(issue)).toBe('closed');
  await after(bot, 100_000);
  await breaks(bot, '// 5\n');
  expect(state(issue)).toBe('closed');
  await daysLater(bot, 1);
  expect(state(issue)).toBe('open');
  expect(await said(bot, issue)).toEqual([]);
});

test('muted it is quiet for good, until somebody lets it speak', async () => {
  await using bot = await buildBot();
  const issue = await red(bot);
  expect(await told(bot, issue, '/mute')).toMatchInlineSnapshot(
    `"/mute | eyes | I write nothing more here, whatever happens; the text above goes on telling how it is. \`/unmute\` ends that."`,
  );
  await breaks(bot, '// 4\n', 'Error: quite another thing\n');
  await after(bot, 100 * 86_400);
  expect(await said(bot, issue)).toEqual([]);
  expect(await told(bot, issue, '/unmute')).toMatchInlineSnapshot(
    `"/unmute | eyes | I write here again when something happens."`,
  );
  expect(await told(bot, issue, '/unmute')).toMatchInlineSnapshot(
    `"/unmute | eyes confused | 😕 Nobody asked me to be quiet here, so there is nothing to end."`,
  );
  await breaks(bot, '// 5\n', 'Error: a third thing\n');
  expect(await said(bot, issue)).toHaveLength(1);
  await told(bot, issue, '/mute');
  await mends(bot, '// 6\n');
  expect(state(issue)).toBe('closed');
  await breaks(bot, '// 7\n');
  expect(state(issue)).toBe('closed');
  await told(bot, issue, '/unmute');
  expect(state(issue)).toBe('open');
  expect(await said(bot, issue)).toEqual([]);
});

test('what is mistyped, said elsewhere or by somebody who may not is refused with what would do', async () => {
  await using bot = await buildBot();
  const issue = await red(bot);
  const strange = bot.web.issue({ by: bot.box.person('bob') });
  const all: string[] = [];
  for (const text of [
    '/snooze tomorrow',
    '/snooze 400d',
    '/snooze until 2020-01-01',
    '/snooze 0d',
    '/mute now',
    '/mute me',
    '/flaky yes',
  ])
    all.push(await told(bot, issue, text));
  for (const text of ['/snooze 2d', '/mute', '/unmute', '/flaky', '/rerun']) all.push(await told(bot, strange, text));
  for (const by of ['dave', 'mallory'])
    for (const text of ['/snooze 2d', '/rerun']) all.push(`${by}: ${await told(bot, issue, text, by)}`);
  expect(all).toMatchInlineSnapshot(`
    [
      "/snooze tomorrow | eyes confused | I did not run \`/snooze\`: \`tomorrow\` is no time; write \`30m\`, \`2h\` or \`3d\`, or \`until 2026-12-01\`.
    \`\`\`
    /snooze tomorrow
            ^^^^^^^^
    \`\`\`
    Write it like this: \`/snooze <2d|until 2026-12-01>\`.",
      "/snooze 400d | eyes confused | 😕 A quarter of a year is the longest; \`/mute\` is for good.",
      "/snooze until 2020-01-01 | eyes confused | 😕 <time> (UTC) is over already. Name a later day, or say how long: \`/snooze 2d\`.",
      "/snooze 0d | eyes confused | I did not run \`/snooze\`: \`0d\` is no time; write \`30m\`, \`2h\` or \`3d\`, or \`until 2026-12-01\`.
    \`\`\`
    /snooze 0d
            ^^
    \`\`\`
    Write it like this: \`/snooze <2d|until 2026-12-01>\`.",
      "/mute now | eyes confused | I did not run \`/mute\`: \`now\` is not among its choices.
    \`\`\`
    /mute now
          ^^^
    \`\`\`
    It can be \`me\`.",
      "/mute me | eyes confused | 😕 I remind nobody in this repository, so there is nothing to be quiet about.",
      "/flaky yes | eyes confused | I did not run \`/flaky\`: \`yes\` is not among its choices.
    \`\`\`
    /flaky yes
           ^^^
    \`\`\`
    It can be \`no\`.",
      "/snooze 2d | eyes confused | 😕 \`/snooze\` is for the issues that I open myself (they carry the label \`shipmate\`), and this is none of them.",
      "/mute | eyes confused | 😕 \`/mute\` is for the issues that I open myself (they carry the label \`shipmate\`), and this is none of them.",
      "/unmute | eyes confused | 😕 \`/unmute\` is for the issues that I open myself (they carry the label \`shipmate\`), and this is none of them.",
      "/flaky | eyes confused | 😕 \`/flaky\` is for an issue of mine about a build that is red, and this is none. They carry the label \`shipmate: build\`.",
      "/rerun | eyes confused | 😕 Nothing failed here that \`/rerun\` could run again. It is for the open pull request where a run failed, or my issue about a build that is red.",
      "dave: /snooze 2d | eyes confused | 😕 \`/snooze\` is for whoever this thread waits for, and for people with the role \`triage\`.",
      "dave: /rerun | eyes confused | \`/rerun\` needs the write role in this repository, and you have read. Somebody with write can say it, or an admin gives you the role.",
      "mallory: /snooze 2d | eyes",
      "mallory: /rerun | eyes",
    ]
  `);
  expect(await told(bot, issue, '/snooze')).toMatchInlineSnapshot(
    `"/snooze | eyes confused | \`/snooze\` needs \`time\`. Write it like this: \`/snooze <2d|until 2026-12-01>\`."`,
  );
});

test('why it stands as it does, in each of its states', async () => {
  await using bot = await buildBot();
  const issue = await red(bot);
  const all: string[] = [];
  const why = async (when: string) => {
    await settles(bot);
    all.push(dated(`${when}: ${await told(bot, issue, '/why')}`));
  };
  await why('red');
  await told(bot, issue, '/snooze 2d');
  await why('snoozed');
  await told(bot, issue, '/mute');
  issue.lock(bot.box.person('alice'));
  await why('muted and locked');
  issue.unlock(bot.box.person('alice'));
  await told(bot, issue, '/unmute');
  issue.close(bot.box.person('bob'));
  await why('closed by somebody');
  issue.reopen(bot.box.person('bob'));
  await mends(bot, '// 4\n');
  await bot.says(issue);
  await why('over');
  issue.reopen(bot.box.person('bob'));
  await why('opened again by somebody');
  push(bot, { 'src/cart.js': '// 5\n' });
  await settles(bot);
  build(bot).finish('failure', { step: 'npm test', log: 'Error: expected 2 to be 3\n' });
  await after(bot, 31);
  await why('fails again, and may mend itself');
  await after(bot, 121);
  await bot.says(issue);
  await why('comes and goes');
  issue.unlabel(bot.box.person('bob'), 'shipmate');
  await why('without our label');
  expect(all).toMatchInlineSnapshot(`
    [
      "red: /why | eyes | Red since <time>. What failed has not passed since, at that commit or a later one.

    - ❌ \`test\` failed at \`aaaaaaa\` last",
      "snoozed: /why | eyes | Red since <time>. What failed has not passed since, at that commit or a later one.

    - ❌ \`test\` failed at \`aaaaaaa\` last

    Somebody asked me to be quiet here, until <time> (UTC); \`/unmute\` ends that.",
      "muted and locked: /why | ",
      "closed by somebody: /why | eyes | Red since <time>. What failed has not passed since, at that commit or a later one.

    - ❌ \`test\` failed at \`aaaaaaa\` last

    Somebody closed this issue, so it stays closed until it happens again.",
      "over: /why | eyes | Red since <time>. It is over since <time>.

    - ✅ \`test\` passed at \`aaaaaaa\`",
      "opened again by somebody: /why | eyes | Red since <time>. It is over since <time>.

    - ✅ \`test\` passed at \`aaaaaaa\`

    I had closed this issue and somebody opened it again, so I leave it open until it has happened and ended once more.",
      "fails again, and may mend itself: /why | eyes | Red since <time>. I wait whether it mends itself.

    - ❌ \`test\` failed at \`aaaaaaa\` last

    I had closed this issue and somebody opened it again, so I leave it open until it has happened and ended once more.",
      "comes and goes: /why | eyes | Red since <time>. It is flaky: one pass does not end it.

    - ❌ \`test\` failed at \`aaaaaaa\` last",
      "without our label: /why | eyes | I leave this issue alone: somebody took my label away from its issue.

    When it happens again after this has ended, there is a new issue.",
    ]
  `);
});
