import { expect, test } from 'vitest';
import type { Issue } from '../../src/sandbox/github/index.ts';
import type { Bot } from '../bot.ts';
import { breaks, build, buildBot, ci, mends, only, push, said, textOf } from './builds.ts';
import { after, settles } from './deploys.ts';

/** What failed is run again by a word; a build that comes and goes is one issue that says so; what is red is told to whoever asks. */

async function red(bot: Bot): Promise<Issue> {
  await mends(bot, '// 2\n');
  await breaks(bot, '// 3\n');
  await bot.says(only(bot));
  return only(bot);
}
async function told(bot: Bot, thread: Issue, text: string, by = 'bob'): Promise<string> {
  thread.comment(bot.box.person(by), text);
  return [text, ...(await said(bot, thread))].join(' | ').replaceAll(/\[#\d+\]/g, '[#n]');
}
const state = ({ row }: Issue) => row.state;
const attempts = (bot: Bot) => build(bot).row.attempt;

test('what failed runs again from its issue, once for each failure, and a pass there ends it as flaky', async () => {
  await using bot = await buildBot();
  const issue = await red(bot);
  const all = [await told(bot, issue, '/rerun'), await told(bot, issue, '/retry')];
  expect(attempts(bot)).toBe(2);
  build(bot).finish('failure', { step: 'npm test', log: 'Error: expected 2 to be 3\n' });
  await after(bot, 61);
  await after(bot, 61);
  all.push(await told(bot, issue, '/retry'));
  expect(attempts(bot)).toBe(3);
  build(bot).finish('success');
  await after(bot, 61);
  all.push(...(await said(bot, issue)), await told(bot, issue, '/rerun'));
  expect(all).toMatchInlineSnapshot(`
    [
      "/rerun | 🔁 What failed in run [#n](https://github.com/acme/web/actions/runs/1) runs again.",
      "/retry | 😕 Run [#n](https://github.com/acme/web/actions/runs/1) was asked to run again already, and has not ended since. When it fails once more, ask again.",
      "/retry | 🔁 What failed in run [#n](https://github.com/acme/web/actions/runs/1) runs again.",
      "🎲 It failed and passed at the same commit, so it is flaky. I go on counting above and say nothing more until it has been quiet for long enough.",
      "/rerun | 😕 Nothing failed here that \`/rerun\` could run again. It is for the open pull request where a run failed, or my issue about a build that is red.",
    ]
  `);
  expect(state(issue)).toBe('open');
});

test('in a pull request what failed at its head runs again, and nothing else', async () => {
  await using bot = await buildBot({ ci: ci.replace('[push, schedule]', 'pull_request') });
  const pull = bot.web.pullRequest({ by: bot.box.person('bob'), files: { 'src/cart.js': '// 9\n' } });
  await settles(bot);
  const all = [await told(bot, pull, '/rerun')];
  build(bot).finish('failure', { step: 'npm test' });
  await settles(bot);
  all.push(await told(bot, pull, '/rerun'));
  expect(attempts(bot)).toBe(2);
  all.push(await told(bot, pull, '/rerun'));
  build(bot).finish('success');
  await settles(bot);
  all.push(await told(bot, pull, '/retry'));
  pull.push({ 'src/cart.js': '// 10\n' }, { by: bot.box.person('bob') });
  await settles(bot);
  build(bot).finish('failure', { step: 'npm test' });
  await settles(bot);
  pull.close(bot.box.person('bob'));
  all.push(await told(bot, pull, '/rerun'));
  expect(attempts(bot)).toBe(1);
  expect(all).toMatchInlineSnapshot(`
    [
      "/rerun | 😕 Nothing failed here so far, and run [#n](https://github.com/acme/web/actions/runs/1) is not over. Ask again when it has failed.",
      "/rerun | 🔁 What failed in run [#n](https://github.com/acme/web/actions/runs/1) runs again.",
      "/rerun | 😕 Nothing failed here so far, and run [#n](https://github.com/acme/web/actions/runs/1) is not over. Ask again when it has failed.",
      "/retry | 😕 Nothing failed here that \`/retry\` could run again. It is for the open pull request where a run failed, or my issue about a build that is red.",
      "/rerun | 😕 Nothing failed here that \`/rerun\` could run again. It is for the open pull request where a run failed, or my issue about a build that is red.",
    ]
  `);
});

test('flaky by a word, one pass does not end it; by another word it does', async () => {
  await using bot = await buildBot();
  const issue = await red(bot);
  const all = [await told(bot, issue, '/flaky')];
  await mends(bot, '// 4\n');
  expect(state(issue)).toBe('open');
  all.push(textOf(bot, issue).split('\n')[2] ?? '', ...(await said(bot, issue)));
  all.push(await told(bot, issue, '/flaky no'));
  expect(state(issue)).toBe('closed');
  all.push(textOf(bot, issue).split('\n')[2] ?? '');
  all.push(await told(bot, issue, '/flaky'));
  expect(all).toMatchInlineSnapshot(`
    [
      "/flaky | 🎲 From now on one pass does not end it. I count above, and close it when it has been quiet for longer than chance explains.",
      "🎲 Flaky since <time>: one run failed, 0 passed since the last of them.",
      "/flaky no | From now on one pass ends it.",
      "✅ Mended by [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1): it was red from <time> to <time>, for one run.",
      "/flaky | 😕 \`/flaky\` is for an issue of mine about a build that is red, and this is none. They carry the label \`shipmate: build\`.",
    ]
  `);
  // Not even when it comes back at once.
  await breaks(bot, '// 5\n');
  await mends(bot, '// 6\n');
  expect(state(issue)).toBe('closed');
  expect(await said(bot, issue)).toHaveLength(1);
});

test('it says what is red, what may mend itself, and what comes and goes', async () => {
  await using bot = await buildBot();
  const asks = bot.web.issue({ by: bot.box.person('dave') });
  const all: string[] = [];
  const status = async (when: string) => void all.push(`${when}: ${await told(bot, asks, '/status', 'dave')}`);
  await status('nothing');
  await mends(bot, '// 2\n');
  push(bot, { 'src/cart.js': '// 3\n' });
  await settles(bot);
  build(bot).finish('failure', { step: 'npm test', log: 'Error: expected 2 to be 3\n' });
  await after(bot, 31);
  await status('for a moment');
  await after(bot, 121);
  await bot.says(only(bot));
  await status('red');
  await told(bot, only(bot), '/flaky');
  await status('flaky');
  expect(all).toMatchInlineSnapshot(`
    [
      "nothing: /status | ✅ No watched build is red.",
      "for a moment: /status | - ❌ main is red: test in CI, since <time>, perhaps only for a moment",
      "red: /status | - ❌ main is red: test in CI, since <time> (#2)",
      "flaky: /status | - 🎲 one build is flaky: #2",
    ]
  `);
});
