import { expect, test } from 'vitest';
import type { Bot } from '../bot.ts';
import { after, aPull, bodyOf, deployBot, nextRun, plain } from './deploys.ts';

/** Ways round the policy that somebody tried: mallory can write, and wants what the file does not. */

const file = (prod: string) => `environments:
  prerelease:
  prod: { ${prod} }
`;
const runs = (bot: Bot) => bot.web.runs('deploy.yml').length;
const said = async (bot: Bot, thread: Parameters<Bot['says']>[0]) => (await bot.says(thread)).map(body => plain(bot, body));

test('a pull request that is pointed at a branch without rules has to pass those of the default branch', async () => {
  await using bot = await deployBot({ file: file('') });
  const { box, web } = bot;
  const mallory = box.person('mallory');
  web.collaborator(mallory, 'write');
  web.protect('main', { checks: ['test'] });
  web.point('scratch', web.head(), { by: mallory });
  const pull = web.pullRequest({ by: mallory, branch: 'evil', files: { 'app.js': '// evil\n' } });
  web.check(pull.head, 'test');
  await after(bot, 15);
  pull.comment(mallory, '/deploy prod');
  expect((await bot.says(pull))[0]).toContain('⏳');
  pull.retarget('scratch', { by: mallory });
  await after(bot, 4);
  expect(runs(bot)).toBe(0);
  web.check(pull.head, 'test', { conclusion: 'failure' });
  await after(bot, 4);
  await bot.says(pull);
  pull.comment(mallory, '/deploy prod');
  expect((await said(bot, pull))[0]).toMatch(/`test`.* is red on/);
  pull.merge(mallory);
  await after(bot, 15);
  pull.comment(mallory, '/deploy prod');
  expect((await said(bot, pull))[0]).toMatch(/`test` has never reported|not reported yet/);
  expect(runs(bot)).toBe(0);
});

test('of a branch that is named in another pull request’s thread the rules of that one’s base say nothing', async () => {
  await using bot = await deployBot({ file: file('up_to_date: true') });
  const { box, web } = bot;
  const mallory = box.person('mallory');
  web.collaborator(mallory, 'write');
  web.protect('main', { checks: ['test'] });
  web.point('scratch', web.head(), { by: mallory });
  web.push('old', { 'app.js': '// evil\n' }, { by: mallory, on: web.head() });
  web.push('main', { 'other.js': '// newer\n' }, { by: box.person('alice') });
  web.check(web.head('old'), 'test', { conclusion: 'success' });
  const pull = web.pullRequest({ by: mallory, branch: 'harmless', base: 'scratch', files: { 'app.js': '// 2\n' } });
  await after(bot, 15);
  pull.comment(mallory, '/deploy prod old');
  expect((await said(bot, pull))[0]).toMatch(/lacks 1 commit of `main`/);
  expect(runs(bot)).toBe(0);
});

test('a pull request’s own branch, named in its thread, is its head: seen, and gone with a push or a close', async () => {
  await using bot = await deployBot({ file: file('') });
  const { box, web } = bot;
  const bob = box.person('bob');
  web.protect('main', { checks: ['test'] });
  const pull = aPull(bot, 'better');
  await after(bot, 15);
  pull.push({ 'app.js': '// evil\n' }, { by: box.person('mallory') });
  web.check(pull.head, 'test', { conclusion: 'success' });
  pull.comment(bob, '/deploy prod better');
  expect((await said(bot, pull))[0]).toMatch(/Did you mean it\?/);
  await after(bot, 15);
  web.check(pull.head, 'test');
  pull.comment(bob, '/deploy prod better');
  expect((await bot.says(pull))[0]).toContain('⏳');
  pull.close(bob);
  await after(bot, 4);
  expect(bodyOf(bot, pull)).toContain('was closed meanwhile');
  expect(runs(bot)).toBe(0);
});

test('a branch that was pushed to a moment before it was named is asked about', async () => {
  await using bot = await deployBot({ file: file('') });
  const { box, web } = bot;
  const bob = box.person('bob');
  web.push('next', { 'app.js': '// good\n' }, { by: bob });
  const issue = web.issue({ by: bob });
  await after(bot, 60);
  web.push('next', { 'app.js': '// evil\n' }, { by: box.person('mallory') });
  issue.comment(bob, '/deploy prod next');
  expect((await said(bot, issue))[0]).toMatch(/Did you mean it\?/);
  expect(runs(bot)).toBe(0);
});

test('a commit that its branch has left is not deployed when its time comes', async () => {
  await using bot = await deployBot({ file: file('') });
  const { box, web } = bot;
  const bob = box.person('bob');
  web.protect('main', { checks: ['test'] });
  const main = web.head();
  const bad = web.push('next', { 'app.js': '// a secret\n' }, { by: bob, on: main });
  const issue = web.issue({ by: bob });
  await after(bot, 60);
  web.check(bad.sha, 'test');
  issue.comment(bob, '/deploy prod next');
  expect((await bot.says(issue))[0]).toMatch(/⏳|Nothing|never/);
  web.push('next', { 'app.js': '// clean\n' }, { by: bob, on: main });
  web.check(bad.sha, 'test', { conclusion: 'success' });
  await after(bot, 4);
  expect(runs(bot)).toBe(0);
  expect(await bot.says(issue)).toHaveLength(1);
  expect(bodyOf(bot, issue, -2)).toMatch(/A push took its place/);
});

test('another file wakes what waits: a freeze that is taken out, an environment that is gone', async () => {
  const rows = [
    ['no freeze', 'environments:\n  prerelease:\n  prod:', 1],
    ['no such environment', 'environments:\n  prerelease:', 0],
  ] as const;
  for (const [how, text, started] of rows) {
    await using bot = await deployBot({ file: file("freeze: '2000-01-01 - 2099-01-01', override: '@carol'") });
    const { box, web } = bot;
    const pull = aPull(bot);
    await after(bot, 15);
    pull.comment(box.person('bob'), '/deploy prod --override it burns');
    expect((await bot.says(pull))[0]).toContain('⏳');
    web.push('main', { '.github/shipmate.yml': `${text}\n` }, { by: box.person('alice') });
    await after(bot, 10);
    expect([how, runs(bot)]).toEqual([how, started]);
    expect([how, (await said(bot, pull)).length]).toEqual([how, 1 - started]);
    const comment = bodyOf(bot, pull, started - 2);
    expect(comment).toContain(started === 1 ? 'Deploying' : 'does not have this environment any more');
  }
});

test('a check that is late is waited for as long at the second look as at the first', async () => {
  await using bot = await deployBot({ file: file('') });
  const { box, web } = bot;
  web.protect('main', { checks: ['test', 'lint'] });
  const pull = aPull(bot);
  await after(bot, 15);
  await bot.query('delete from heads');
  pull.comment(box.person('bob'), '/deploy prod');
  expect((await bot.says(pull))[0]).toContain('⏳');
  web.check(pull.head, 'lint', { conclusion: 'success' });
  await after(bot, 4);
  expect(bodyOf(bot, pull)).toContain('⏳');
  web.check(pull.head, 'test', { conclusion: 'success' });
  await after(bot, 4);
  await nextRun(bot, 0);
});

test('what has waited longer than it may does not go when nobody was there to see its time pass', async () => {
  await using bot = await deployBot({ file: file('wait: 2h') });
  const { box, web } = bot;
  web.protect('main', { checks: ['test'] });
  const pull = aPull(bot);
  web.check(pull.head, 'test');
  await after(bot, 15);
  pull.comment(box.person('bob'), '/deploy prod');
  expect((await bot.says(pull))[0]).toContain('⏳');
  // As after three days without a server.
  await bot.query(`update deploys set asked_at = asked_at - interval '3 days'`);
  web.check(pull.head, 'test', { conclusion: 'success' });
  await after(bot, 4);
  expect(runs(bot)).toBe(0);
  expect(await bot.says(pull)).toHaveLength(1);
  expect(bodyOf(bot, pull, -2)).toContain('It has waited as long as it may');
});

test('what waited in a backup may have gone since: after a restore it does not go again', async () => {
  await using bot = await deployBot({ file: file('') });
  const { box, web } = bot;
  web.protect('main', { checks: ['test'] });
  const pull = aPull(bot);
  web.check(pull.head, 'test');
  await after(bot, 15);
  pull.comment(box.person('bob'), '/deploy prod');
  expect((await bot.says(pull))[0]).toContain('⏳');
  await after(bot, 60);
  await bot.query(`insert into births (how, born_at) values ('restored', clock())`);
  web.check(pull.head, 'test', { conclusion: 'success' });
  await after(bot, 4);
  expect(runs(bot)).toBe(0);
  expect(await bot.says(pull)).toHaveLength(1);
  expect(bodyOf(bot, pull, -2)).toContain('`/deploy prod` asks again.');
});

test('whoever pushed a branch last does not approve it from a thread that is about something else', async () => {
  await using bot = await deployBot({ file: file(`approved_by: write`) });
  const { box, web } = bot;
  const [bob, mallory] = [box.person('bob'), box.person('mallory')];
  web.collaborator(mallory, 'write');
  const pull = web.pullRequest({ by: mallory, branch: 'evil', files: { 'app.js': '// evil\n' } });
  // As if bob had updated the branch by hand: the last commit is his.
  const commit = web.push('evil', { 'app.js': '// evil 2\n' }, { by: bob });
  web.push('evil', { 'app.js': '// evil\n' }, { by: mallory });
  web.point('evil', commit.sha, { by: mallory });
  const issue = web.issue({ by: bob });
  await after(bot, 60);
  issue.comment(mallory, `/approve prod @${pull.head.slice(0, 12)}`);
  await bot.says(issue);
  issue.comment(box.person('carol'), '/deploy prod evil');
  await bot.says(issue);
  expect(runs(bot)).toBe(0);
});

test('whoever wrote a pull request does not approve what its merge made from a thread that is about something else', async () => {
  await using bot = await deployBot({ file: file(`approved_by: write`) });
  const { box, web } = bot;
  const [bob, carol] = [box.person('bob'), box.person('carol')];
  aPull(bot).merge(carol);
  const issue = web.issue({ by: carol });
  await after(bot, 60);
  const sha = web.head().slice(0, 12);
  issue.comment(bob, `/approve prod @${sha}`);
  expect((await said(bot, issue))[0]).toMatch(/you wrote the pull request/);
  issue.comment(carol, '/deploy prod');
  expect((await bot.says(issue))[0]).toContain('⏳');
  expect(runs(bot)).toBe(0);
});

test('a draft is not ready, from wherever its branch is named, and not when it becomes one while it waits', async () => {
  await using bot = await deployBot({ file: file(`drafts: false`) });
  const { box, web } = bot;
  const bob = box.person('bob');
  web.protect('main', { checks: ['test'] });
  const pull = web.pullRequest({ by: bob, branch: 'better', draft: true, files: { 'app.js': '// 2\n' } });
  web.check(pull.head, 'test');
  const issue = web.issue({ by: bob });
  await after(bot, 60);
  issue.comment(bob, '/deploy prod better');
  expect((await said(bot, issue))[0]).toMatch(/#1 is a draft, and drafts do not go to \*\*prod\*\*/);
  pull.ready(bob);
  issue.comment(bob, '/deploy prod better');
  expect((await bot.says(issue))[0]).toContain('⏳');
  pull.draft(bob);
  web.check(pull.head, 'test', { conclusion: 'success' });
  await after(bot, 4);
  expect((await bot.says(issue)).join()).toMatch(/does not go to \*\*prod\*\*/);
  expect(runs(bot)).toBe(0);
});
