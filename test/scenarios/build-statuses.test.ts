import { expect, test } from 'vitest';
import { only, textOf } from './builds.ts';
import { commit, confirmed, episodes, heard, looked, reporting, titles } from './sources.ts';

/** Tools that set a status on commits: Travis, CircleCI, Jenkins, TeamCity, GitLab, each as it does. */

const tools: [context: string, red: string, green: string][] = [
  ['continuous-integration/travis-ci/push', 'The Travis CI build failed', 'The Travis CI build passed'],
  ['ci/circleci: build', 'Your tests failed on CircleCI', 'Your tests passed on CircleCI!'],
  ['continuous-integration/jenkins/branch', 'This commit has test failures', 'This commit looks good'],
  ['Build (Project)', 'Tests failed: 3 (1 new), passed: 120, ignored: 2', 'TeamCity build finished'],
  ['ci/gitlab/main', 'Pipeline failed on GitLab', 'Pipeline passed on GitLab'],
];

test('each tool’s red status becomes an issue by its name, and its green one at a later commit closes it', async () => {
  await using bot = await reporting();
  const red = commit(bot);
  for (const [context, description] of tools) {
    const url = `https://ci.example.org/${encodeURIComponent(context)}/7`;
    bot.web.status(red, context, 'pending', { url });
    bot.web.status(red, context, 'failure', { url, description });
  }
  await confirmed(bot);
  expect(titles(bot)).toMatchInlineSnapshot(`
    [
      "main is red: Build (Project): open",
      "main is red: ci/circleci: build: open",
      "main is red: ci/gitlab/main: open",
      "main is red: continuous-integration/jenkins/branch: open",
      "main is red: continuous-integration/travis-ci/push: open",
    ]
  `);
  const green = commit(bot);
  for (const [context, , description] of tools) bot.web.status(green, context, 'success', { description });
  await looked(bot);
  expect(new Set(titles(bot).map(one => one.split(': ').at(-1)))).toEqual(new Set(['closed']));
  expect(await heard(bot)).toMatchInlineSnapshot(`
    [
      "✅ \`aaaaaaa\` is green again, after one run that failed.",
      "✅ \`aaaaaaa\` is green again, after one run that failed.",
      "✅ \`aaaaaaa\` is green again, after one run that failed.",
      "✅ \`aaaaaaa\` is green again, after one run that failed.",
      "✅ \`aaaaaaa\` is green again, after one run that failed.",
    ]
  `);
});

test('what a status knows stands in its issue', async () => {
  await using bot = await reporting();
  bot.web.status(commit(bot), 'ci/circleci: build', 'success', { url: 'https://circleci.com/gh/acme/web/6' });
  const red = commit(bot);
  bot.web.status(red, 'ci/circleci: build', 'failure', { url: 'https://circleci.com/gh/acme/web/7' });
  await confirmed(bot);
  expect(textOf(bot, only(bot))).toMatchInlineSnapshot(`
    "main is red: ci/circleci: build

    ❌ Red since <time> (UTC), for one run.

    Last green: [\`aaaaaaa\`](https://circleci.com/gh/acme/web/6) · First red: [\`bbbbbbb\`](https://circleci.com/gh/acme/web/7) · between them [one commit](https://github.test/acme/web/compare/<commits>) · [log](https://circleci.com/gh/acme/web/7).

    **Likely changes**
    - \`bbbbbbb\` Change things: the only change

    Lately: 🟩🟥

    This closes itself when it passes at a later commit. \`/snooze 2d\` keeps me quiet."
  `);
  expect(await heard(bot)).toMatchInlineSnapshot(`
    [
      "@bob, \`aaaaaaa\` (Change things) is the only change between the last green commit of \`main\` and the first red one.",
    ]
  `);
});

test.each([
  ['of Travis', 'continuous-integration/travis-ci/pr'],
  ['of Jenkins', 'continuous-integration/jenkins/pr-merge'],
  ['of Jenkins without a merge', 'continuous-integration/jenkins/pr-head'],
  ['of Woodpecker', 'ci/woodpecker/pr/lint'],
  ['of Semaphore', 'ci/semaphoreci/pr: test'],
  ['that we set ourselves', 'deploy/prerelease'],
])('a status for pull requests %s, or of a deploy, is none of the branch’s', async (_, context) => {
  await using bot = await reporting();
  bot.web.status(commit(bot), context, 'failure');
  await confirmed(bot);
  expect(await episodes(bot)).toEqual([]);
});

test('an error is red like a failure; what was cancelled is neither, and a later word has the last word', async () => {
  await using bot = await reporting();
  const sha = commit(bot);
  bot.web.status(sha, 'continuous-integration/jenkins/branch', 'error', { description: 'The build of this commit was aborted' });
  bot.web.status(sha, 'ci/gitlab/main', 'error', { description: 'Pipeline canceled on GitLab' });
  bot.web.status(sha, 'Build (Project)', 'failure', { description: 'Tests failed: 1, passed: 9, skipped: 3' });
  bot.web.status(sha, 'continuous-integration/travis-ci/push', 'error', {
    description: 'The Travis CI build could not complete due to an error',
  });
  await confirmed(bot);
  expect(titles(bot).sort()).toMatchInlineSnapshot(`
    [
      "main is red: Build (Project): open",
      "main is red: continuous-integration/travis-ci/push: open",
    ]
  `);
  const next = commit(bot);
  bot.web.status(next, 'Build (Project)', 'success', { description: 'Build canceled, 0 tests' });
  bot.web.status(next, 'continuous-integration/travis-ci/push', 'success', { description: '120 passed, 3 skipped' });
  await looked(bot);
  expect(titles(bot).sort()).toMatchInlineSnapshot(`
    [
      "main is red: Build (Project): open",
      "main is red: continuous-integration/travis-ci/push: closed",
    ]
  `);
  expect(await heard(bot)).toMatchInlineSnapshot(`
    [
      "✅ \`aaaaaaa\` is green again, after one run that failed.",
    ]
  `);
});

test('a green that comes late, of an older commit or of one beside it, closes nothing', async () => {
  await using bot = await reporting();
  const old = commit(bot);
  const bob = bot.box.person('bob');
  const pull = bot.web.pullRequest({ by: bob, files: { 'other.js': '// 1\n' } });
  const red = commit(bot);
  bot.web.status(red, 'ci/circleci: build', 'failure');
  await confirmed(bot);
  bot.web.status(old, 'ci/circleci: build', 'success');
  await looked(bot);
  // Merged by now, it is a commit of main; and it was made without what is red.
  const beside = pull.head;
  pull.merge(bob);
  bot.web.status(beside, 'ci/circleci: build', 'success');
  await looked(bot);
  expect(titles(bot)).toEqual(['main is red: ci/circleci: build: open']);
  bot.web.status(bot.web.head('main'), 'ci/circleci: build', 'success');
  await looked(bot);
  expect(titles(bot)).toEqual(['main is red: ci/circleci: build: closed']);
  expect(await heard(bot)).toHaveLength(1);
});

test('two greens that come at once: the one that counts is found, whichever came last', async () => {
  await using bot = await reporting();
  const old = commit(bot);
  bot.web.status(commit(bot), 'ci/circleci: build', 'failure');
  await confirmed(bot);
  bot.web.status(commit(bot), 'ci/circleci: build', 'success');
  bot.web.status(old, 'ci/circleci: build', 'success');
  await looked(bot);
  expect(titles(bot)).toEqual(['main is red: ci/circleci: build: closed']);
  expect(await heard(bot)).toHaveLength(1);
});

test('a status is news of the branch that stands there, not of each that was made from it since', async () => {
  await using bot = await reporting("builds: { branches: ['**'] }\n");
  const red = commit(bot);
  commit(bot, 'feature-1');
  commit(bot, 'feature-2');
  bot.web.status(red, 'ci/circleci: build', 'failure');
  await confirmed(bot);
  expect(titles(bot)).toEqual(['main is red: ci/circleci: build: open']);
});
