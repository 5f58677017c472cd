import { expect, test } from 'vitest';
import { broken, build, buildBot, ci, only, ours, push, textOf } from '../scenarios/builds.ts';
import { after, nextRun, settles, workflow } from '../scenarios/deploys.ts';
import { asked } from '../scenarios/house.ts';
import { built, commit, confirmed, episodes, heard, looked, red, reporting, titles } from '../scenarios/sources.ts';

/** What was wrong once, as people would have met it. */

const inTest = { step: 'npm test', log: broken };
const says = (word: string) => ({ step: 'npm test', log: `Error: ${word} is wrong\n` });
const hours = (bot: Parameters<typeof after>[0], count: number) => after(bot, count * 3_600);

test('a line that is cut within an emoji', async () => {
  await using bot = await buildBot();
  await built(bot);
  await red(bot, { step: 'npm test', log: `Error: ${'x'.repeat(192)}😀 is not that\n` });
  expect(titles(bot)).toEqual(['main is red: test in CI: open']);
  await heard(bot);
});

test('an issue fails with another error than it began with, and another job with its first one: they are one', async () => {
  await using bot = await buildBot();
  await built(bot);
  await red(bot, says('alpha'));
  await built(bot, 'failure', says('beta'));
  await looked(bot);
  await built(bot, 'failure', { fails: { 'npm test': 'Error: beta is wrong\n', lint: 'Error: alpha is wrong\n' } });
  await looked(bot);
  await confirmed(bot);
  expect(await episodes(bot)).toEqual([{ state: 'open', about: 'workflow main ci.yml', runs: 3 }]);
  await built(bot);
  await looked(bot);
  expect(titles(bot)).toEqual(['main is red: test and others in CI: closed']);
  await heard(bot);
});

test('it was closed, fails again, and mends itself before anybody is told: no word of that', async () => {
  await using bot = await buildBot();
  await built(bot);
  await red(bot, inTest);
  await built(bot);
  await looked(bot);
  await heard(bot);
  await hours(bot, 1);
  await built(bot, 'failure', inTest);
  await after(bot, 60);
  await built(bot);
  await looked(bot);
  await confirmed(bot);
  expect([titles(bot), await heard(bot)]).toEqual([['main is red: test in CI: closed'], []]);
});

test('what nobody could read, because issues were off, is not said in the next issue', async () => {
  await using bot = await buildBot();
  await built(bot);
  bot.box.faults.next({ route: 'POST /repos/{owner}/{repo}/issues' }, { before: 410 });
  await red(bot, inTest);
  await built(bot);
  await looked(bot);
  await hours(bot, 25);
  await red(bot, inTest);
  await looked(bot);
  expect((await heard(bot)).filter(one => one.includes('✅'))).toEqual([]);
});

const auto = 'environments: { prerelease: { auto: true }, prod: }\nbuilds: true\n';

async function goes(bot: Awaited<ReturnType<typeof reporting>>, how: 'success' | 'failure'): Promise<void> {
  const seen = bot.web.runs('deploy.yml').length;
  commit(bot);
  await after(bot, 130);
  (await nextRun(bot, seen)).finish(how, how === 'failure' ? { step: 'migrate', log: 'x failed\n' } : {});
  await looked(bot);
}

test('a deploy that fails and is made again, at the same commit or soon after, is not flaky: its issue closes', async () => {
  await using bot = await reporting(auto, { '.github/workflows/deploy.yml': workflow });
  await goes(bot, 'failure');
  const thread = bot.web.issue({ by: bot.box.person('bob') });
  const seen = bot.web.runs('deploy.yml').length;
  thread.comment(bot.box.person('bob'), '/deploy prerelease');
  (await nextRun(bot, seen)).finish();
  await bot.says(thread);
  await looked(bot);
  expect(titles(bot)).toEqual(['Deploys to prerelease fail: closed']);
  await goes(bot, 'failure');
  expect(titles(bot)).toEqual(['Deploys to prerelease fail: open']);
  await goes(bot, 'success');
  expect(titles(bot)).toEqual(['Deploys to prerelease fail: closed']);
  await heard(bot);
});

test('the environment leaves the file: its issue closes and says so', async () => {
  await using bot = await reporting(auto, { '.github/workflows/deploy.yml': workflow });
  await goes(bot, 'failure');
  push(bot, { '.github/shipmate.yml': 'environments: { prod: }\nbuilds: true\n' });
  await looked(bot);
  expect([titles(bot), await heard(bot)]).toMatchInlineSnapshot(`
    [
      [
        "Deploys to prerelease fail: closed",
      ],
      [
        "⚪ The file does not have \`prerelease\` any more, so I stop looking at this.",
      ],
    ]
  `);
});

test('one of five hundred words says no: an edit that was refused is tried again the next day', async () => {
  await using bot = await buildBot();
  await built(bot);
  await red(bot, inTest);
  await heard(bot);
  bot.box.faults.next({ route: 'POST /graphql', times: 1, only: ({ body }) => body.includes('updateIssue') }, { before: 403 });
  await built(bot, 'failure', says('beta'));
  await looked(bot);
  await hours(bot, 25);
  await built(bot);
  await looked(bot);
  expect(titles(bot)).toEqual(['main is red: test in CI: closed']);
  await heard(bot);
});

test('GitHub takes no closing for an hour: it is closed when it does', async () => {
  await using bot = await buildBot();
  await built(bot);
  await red(bot, inTest);
  const route = { route: 'POST /graphql', times: Number.POSITIVE_INFINITY } as const;
  bot.box.faults.next({ ...route, only: ({ body }) => body.includes('closeIssue') }, { before: 502 });
  await built(bot);
  await looked(bot);
  for (let round = 0; round < 24; round += 1) await after(bot, 150);
  expect(titles(bot)).toEqual(['main is red: test in CI: open']);
  bot.box.faults.clear();
  for (let round = 0; round < 3; round += 1) await after(bot, 1_000);
  expect(titles(bot)).toEqual(['main is red: test in CI: closed']);
  await heard(bot);
});

test('an address that would end its link, and call people', async () => {
  await using bot = await reporting();
  const url = 'https://ci.example/1) cc @acme/everyone closes #1 [x](https://ci.example/2';
  bot.web.status(commit(bot), 'ci/x', 'success', { url });
  bot.web.status(commit(bot), 'ci/x', 'failure', { url, description: 'failed' });
  await confirmed(bot);
  bot.web.status(commit(bot), 'ci/x', 'success', { url });
  await looked(bot);
  const all = [textOf(bot, only(bot)), ...(await heard(bot))].join('\n');
  expect(all).toContain('(https://ci.example/1%29%20cc%20@acme/everyone%20closes%20#1%20%5Bx%5D%28https://ci.example/2)');
  expect(all).not.toContain('1) cc');
});

test('more than five at once, and then the file does not ask for them any more: their issue closes, too', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const file = (name: string) => `name: ${name}\non: push\njobs: { test: { runs-on: x, steps: [{ name: npm test, run: a }] } }\n`;
  const files = Object.fromEntries(names.map(name => [`.github/workflows/${name}.yml`, file(name)]));
  await using bot = await buildBot({ files });
  push(bot, { 'src/cart.js': '// x' });
  await settles(bot);
  for (const name of names) bot.web.runs(`${name}.yml`).at(-1)?.finish('failure', says(name));
  await confirmed(bot);
  await looked(bot);
  push(bot, { '.github/shipmate.yml': 'builds: { branches: [other] }\n' });
  await looked(bot);
  await hours(bot, 2);
  expect(ours(bot).filter(({ row }) => row.state === 'open')).toEqual([]);
  await heard(bot);
});

test('what is nobody’s fault: its last red branch is deleted, so it is over', async () => {
  await using bot = await buildBot({ file: "builds: { branches: [main, 'release/*'] }\n" });
  const by = bot.box.person('bob');
  await built(bot);
  await built(bot, 'timed_out', inTest);
  bot.web.push('release/1', { 'app.js': '// r\n' }, { by });
  build(bot).finish('timed_out', inTest);
  await confirmed(bot);
  await built(bot);
  await looked(bot);
  expect(ours(bot).map(({ row }) => row.state)).toEqual(['open']);
  bot.web.deleteBranch('release/1', { by });
  await looked(bot);
  expect(ours(bot).map(({ row }) => row.state)).toEqual(['closed']);
  await heard(bot);
});

test('greens that wait in the merge queue are asked about each five minutes', async () => {
  await using bot = await buildBot({ ci: ci.replace('on: [push, schedule]', 'on: [merge_group]') });
  const { box, web } = bot;
  const by = box.person('bob');
  const queued = (number: number, conclusion: 'success' | 'failure') => {
    const branch = `gh-readonly-queue/main/pr-${number}-${web.head('main')}`;
    web.push(branch, { 'app.js': `// ${number}\n` }, { by });
    web.dispatch('ci.yml', { by, event: 'merge_group', branch }).finish(conclusion, inTest);
  };
  queued(12, 'failure');
  await confirmed(bot);
  for (const number of [13, 14, 15]) queued(number, 'success');
  await looked(bot);
  const routes = asked(bot);
  for (let round = 0; round < 40; round += 1) await after(bot, 15);
  expect(routes.filter(route => route.includes('/compare/')).length).toBeLessThanOrEqual(6);
  await heard(bot);
});

test('it is found flaky while another waits: both ends have their times', async () => {
  await using bot = await buildBot();
  await built(bot);
  const run = await red(bot, inTest);
  run.rerun(bot.box.person('bob')).finish('failure', { step: 'lint', log: 'Error: no semicolon' });
  await looked(bot);
  await confirmed(bot);
  await built(bot);
  await looked(bot);
  await hours(bot, 95 * 24);
  await looked(bot);
  expect(ours(bot).filter(({ row }) => row.state === 'open')).toEqual([]);
  await heard(bot);
});

test('an older run fails late, with what a newer one has passed: it opens nothing, and what fails in the newer one is told once', async () => {
  await using bot = await buildBot();
  await built(bot);
  commit(bot);
  const older = build(bot);
  commit(bot);
  const newer = build(bot);
  newer.finish('failure', { fails: { 'npm test': broken } });
  await confirmed(bot);
  older.finish('failure', { fails: { lint: 'Error: no semicolon\n' } });
  await looked(bot);
  await confirmed(bot);
  expect(titles(bot)).toEqual(['main is red: test in CI: open']);
  expect(await episodes(bot)).toMatchObject([
    { state: 'open', runs: 1 },
    { state: 'closed', runs: 1 },
  ]);
  await heard(bot);
});

test.each([
  ['the same', () => 'Error: alpha is wrong\n', 'main is red: test (1) and others in CI: open'],
  [
    'each something else',
    (part: number) => `Error: ${'abcdefghijklmnopqrstuvwxyz'.charAt(part)} is wrong\n`,
    'main is red: CI: open',
  ],
])('more jobs fail than anybody reads the logs of: they say %s', async (_, log, title) => {
  const parts = Array.from({ length: 25 }, (_, at) => at + 1);
  await using bot = await buildBot({
    ci: `name: CI
on: push
jobs:
  test:
    runs-on: x
    strategy: { matrix: { part: [${parts.join(', ')}] } }
    steps: [{ name: npm test, run: a }]
`,
  });
  await built(bot);
  await red(bot, { step: 'npm test', log: () => log(parts.pop() ?? 0) });
  expect(titles(bot)).toEqual([title]);
  await heard(bot);
});
