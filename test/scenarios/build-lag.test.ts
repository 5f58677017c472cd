import { expect, test } from 'vitest';
import { broken, build, buildBot } from './builds.ts';
import { after, settles } from './deploys.ts';
import { asked } from './house.ts';
import { built, commit, confirmed, heard, looked, red, titles } from './sources.ts';

/** GitHub tells that something ended, and is asked where nobody has heard of that yet. */

const inTest = { step: 'npm test', log: broken };
const inLint = { step: 'lint', log: 'Error: no semicolon\n' };
const jobs = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs';

/** Something that we write: what comes after it is what a lagging answer does not know. */
async function writes(bot: Awaited<ReturnType<typeof buildBot>>): Promise<void> {
  const issue = bot.web.issue({ by: bot.box.person('bob') });
  issue.comment(bot.box.person('bob'), '/ping');
  await settles(bot);
  await bot.says(issue);
}

test('a run failed, and its jobs still seem to run: it is looked at again, and told', async () => {
  await using bot = await buildBot();
  commit(bot);
  await writes(bot);
  bot.box.faults.next({ route: jobs }, { stale: true });
  build(bot).finish('failure', inTest);
  await confirmed(bot);
  await confirmed(bot);
  expect(titles(bot)).toEqual(['main is red: test in CI: open']);
});

test('a run failed, and its jobs are not there yet: that is no file that GitHub cannot read', async () => {
  await using bot = await buildBot();
  await red(bot, inTest);
  bot.box.faults.next({ route: jobs }, { stale: true });
  await built(bot, 'failure', { fails: { 'npm test': broken, lint: inLint.log } });
  await confirmed(bot);
  await confirmed(bot);
  expect(titles(bot)).toEqual(['main is red: lint in CI: open', 'main is red: test in CI: open']);
});

test('a run that was run again passed, and its jobs are those of the try before: they mend nothing, until they are its own', async () => {
  await using bot = await buildBot();
  const run = await red(bot, inTest);
  await writes(bot);
  run.rerun(bot.box.person('bob'), 'failed').finish('success');
  bot.box.faults.next({ route: jobs }, { stale: true });
  for (let count = 0; count < 3; count += 1) await looked(bot);
  expect(await bot.query(`select story ->> 'sameCommit' as here, story -> 'flaky' ->> 'why' as why from episodes`)).toEqual([
    { here: 'true', why: 'same commit' },
  ]);
  expect(await heard(bot)).toHaveLength(1);
});

test('a suite failed, and its checks do not say so yet', async () => {
  await using bot = await buildBot();
  const sha = commit(bot);
  await writes(bot);
  bot.box.faults.next({ route: 'GET /repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs' }, { stale: true });
  bot.web.check(sha, 'lint', { app: 'reviewdog', conclusion: 'failure', title: '3 problems', summary: '' });
  await confirmed(bot);
  await confirmed(bot);
  expect(titles(bot)).toEqual(['main is red: lint: open']);
});

test('what never fits together is asked for some minutes, and no longer', async () => {
  await using bot = await buildBot();
  await built(bot);
  await looked(bot);
  const calls = asked(bot);
  commit(bot);
  build(bot).finish('failure', inTest);
  for (const job of build(bot).jobs) bot.box.world.jobs.change(job.id, { conclusion: 'cancelled' });
  for (let minute = 0; minute < 30; minute += 1) await after(bot, 60);
  expect([titles(bot), calls.filter(call => call === jobs).length]).toEqual([[], 4]);
});

test('a file that GitHub cannot run although it can read its name is told once no jobs can come any more', async () => {
  await using bot = await buildBot();
  await built(bot);
  bot.web.cannotRun('ci.yml', { by: bot.box.person('bob') });
  await looked(bot);
  expect(titles(bot)).toEqual([]);
  for (let minute = 0; minute < 20; minute += 1) await after(bot, 60);
  expect(titles(bot)).toEqual(['main is red: GitHub cannot run CI: open']);
});
