import { expect, test } from 'vitest';
import type { Repository } from '../../src/sandbox/github/index.ts';
import { start } from '../../src/server.ts';
import { type Bot, settingsOn } from '../bot.ts';
import { until } from '../until.ts';
import { addDoor, alertBot, breaks, counted, keys } from './alerts.ts';
import { only, ours, push, said } from './builds.ts';
import { after, aPull, nextRun, settles, ships, workflow } from './deploys.ts';
import { asked, choreNow } from './house.ts';
import { withoutRows } from './without-rows.ts';

/** Where the issues of a repository are, and what becomes of them when that is another place, or none. */

const here = 'errors: { from: { generic: true } }\n';
const there = 'errors: { from: { generic: true }, repository: acme/incidents }\n';
const file = '.github/shipmate.yml';
const off = '⚪ Errors are not told here any more, so I stop looking at this.';

/** Another repository of acme, which takes the errors of others unless it says something else. */
async function another(bot: Bot, name = 'acme/incidents', text = 'errors: true\n'): Promise<Repository> {
  const made = bot.box.repository(name, { private: true });
  made.collaborator(bot.box.person('alice'), 'admin');
  await says(bot, made, text);
  return made;
}

async function says(bot: Bot, repository: Repository, text: string): Promise<void> {
  repository.push('main', { [file]: text }, { by: bot.box.person('alice') });
  await settles(bot);
}

const stand = (repository: Repository): string[] =>
  repository.threads
    .filter(({ row }) => row.pull === null)
    .map(({ row }) => `${row.title}: ${row.state}`)
    .sort();

const status = async (bot: Bot): Promise<string> => {
  const thread = bot.web.issue({ by: bot.box.person('alice'), title: 'A question' });
  thread.comment(bot.box.person('bob'), '/status');
  return (await said(bot, thread)).join('\n');
};

test('who sends them elsewhere has them there, at once and once, and the old ones end', async () => {
  await using bot = await alertBot();
  const incidents = await another(bot);
  await breaks(bot);
  await breaks(bot, { title: 'Slow' });
  await counted(bot);
  await push(bot, { [file]: there }, 'alice');
  await settles(bot);
  await after(bot, 31);
  expect(stand(bot.web)).toEqual(['[prod] Slow: closed', '[prod] TypeError in createUser: closed']);
  expect(stand(incidents)).toEqual(['[prod] Slow: open', '[prod] TypeError in createUser: open']);
  for (const issue of ours(bot)) expect(await said(bot, issue)).toEqual([off]);
  await breaks(bot, { title: 'Slow', status: 'resolved' });
  await counted(bot);
  await after(bot, 31);
  expect(stand(incidents)).toEqual(['[prod] Slow: closed', '[prod] TypeError in createUser: open']);
  expect(ours(bot)).toHaveLength(2);
  // And back.
  await push(bot, { [file]: here }, 'alice');
  await settles(bot);
  await after(bot, 31);
  expect(stand(incidents)).toEqual(['[prod] Slow: closed', '[prod] TypeError in createUser: closed']);
  expect(stand(bot.web)).toEqual(['[prod] Slow: closed', '[prod] TypeError in createUser: open']);
  const back = ours(bot).find(({ row }) => row.state === 'open');
  expect(back && (await said(bot, back))).toEqual(['❗ Errors are told here again, and this goes on.']);
});

test('who switches them off and on again has those back that go on, and no others', async () => {
  await using bot = await alertBot();
  for (const title of ['One', 'Two', 'Three']) await breaks(bot, { title });
  await counted(bot);
  await breaks(bot, { title: 'Two', status: 'resolved' });
  await counted(bot);
  ours(bot)
    .find(({ row }) => row.title === '[prod] Three')
    ?.close(bot.box.person('bob'));
  await settles(bot);
  await push(bot, { [file]: 'builds: true\n' }, 'alice');
  await settles(bot);
  await after(bot, 31);
  expect(stand(bot.web)).toEqual(['[prod] One: closed', '[prod] Three: closed', '[prod] Two: closed']);
  await push(bot, { [file]: here }, 'alice');
  await settles(bot);
  await after(bot, 31);
  expect(stand(bot.web)).toEqual(['[prod] One: open', '[prod] Three: closed', '[prod] Two: closed']);
  for (const issue of ours(bot)) await said(bot, issue);
});

test('what somebody closed by hand is not opened again by going elsewhere', async () => {
  await using bot = await alertBot();
  const incidents = await another(bot);
  await breaks(bot);
  await counted(bot);
  only(bot).close(bot.box.person('bob'));
  await settles(bot);
  await push(bot, { [file]: there }, 'alice');
  await settles(bot);
  await after(bot, 31);
  expect(stand(incidents)).toEqual([]);
  await bot.says(only(bot));
  await breaks(bot);
  await counted(bot);
  await after(bot, 31);
  expect(stand(incidents)).toEqual(['[prod] TypeError in createUser: open']);
});

test('what a merge is to mend is not told elsewhere before that is deployed', async () => {
  await using bot = await alertBot();
  const incidents = await another(bot);
  await breaks(bot);
  await counted(bot);
  const body = `Fixes #${only(bot).number}`;
  const mend = bot.web.pullRequest({ by: bot.box.person('bob'), branch: 'mend', files: { 'a.js': '1\n' }, body });
  mend.merge(bot.box.person('alice'));
  await settles(bot);
  await push(bot, { [file]: there }, 'alice');
  await settles(bot);
  await after(bot, 31);
  await breaks(bot);
  await counted(bot);
  await after(bot, 31);
  expect(stand(incidents)).toEqual([]);
  await bot.later(25 * 60);
  await breaks(bot);
  await counted(bot);
  await after(bot, 31);
  expect(stand(incidents)).toEqual(['[prod] TypeError in createUser: open']);
  await bot.says(only(bot));
});

test('two servers that hear of it at the same time open one', async () => {
  await using bot = await alertBot();
  const incidents = await another(bot);
  const other = await start(settingsOn(bot.box, bot.database, keys), { write() {} });
  try {
    for (const title of ['One', 'Two', 'Three']) await breaks(bot, { title });
    await counted(bot);
    await push(bot, { [file]: there }, 'alice');
    await Promise.all(['One', 'Two', 'Three'].map(title => breaks({ ...bot, app: other }, { title })));
    await counted(bot);
    await after(bot, 31);
    expect(stand(bot.web)).toEqual(['[prod] One: closed', '[prod] Three: closed', '[prod] Two: closed']);
    expect(stand(incidents)).toEqual(['[prod] One: open', '[prod] Three: open', '[prod] Two: open']);
    for (const issue of ours(bot)) await bot.says(issue);
  } finally {
    await other.stop();
  }
});

test.each([
  ['says nothing of errors any more', (bot: Bot, incidents: Repository) => says(bot, incidents, 'builds: true\n')],
  [
    'has another name',
    async (bot: Bot, incidents: Repository) => {
      incidents.rename('alarms', bot.box.person('alice'));
      await says(bot, incidents, 'errors: true # as before\n');
    },
  ],
  [
    'is public',
    async (bot: Bot, incidents: Repository) => {
      incidents.publish(bot.box.person('alice'));
      await says(bot, incidents, 'errors: true # as before\n');
    },
  ],
])('where they went %s: they end there', async (_how, happens) => {
  await using bot = await alertBot({ file: there });
  const incidents = await another(bot);
  await breaks(bot);
  await counted(bot);
  await after(bot, 31);
  expect(stand(incidents)).toEqual(['[prod] TypeError in createUser: open']);
  await happens(bot, incidents);
  await choreNow(bot, 'whose errors');
  await after(bot, 31);
  expect(stand(incidents)).toEqual(['[prod] TypeError in createUser: closed']);
  await breaks(bot, { title: 'Slow' });
  await counted(bot);
  await after(bot, 31);
  expect(stand(incidents)).toHaveLength(1);
});

test('what was counted in private is not told in public', async () => {
  await using bot = await alertBot();
  await breaks(bot);
  await until(async () => (await bot.query(`select 1 from deliveries where state = 'heaped'`)).length === 0);
  bot.web.publish(bot.box.person('alice'));
  await push(bot, { 'a.js': '1\n' }, 'alice');
  await settles(bot);
  await counted(bot);
  expect(ours(bot)).toEqual([]);
});

test('a new database closes what stands there when it is quiet, though nothing is heard of it', async () => {
  await using old = await alertBot();
  await breaks(old);
  await counted(old);
  const issue = only(old);
  const { bot, close } = await withoutRows(old, keys);
  await addDoor(bot, 'generic', 'generic');
  await push(bot, { 'a.js': '1\n' }, 'alice');
  await settles(bot);
  await choreNow(bot, 'whose errors');
  await after(bot, 31);
  await bot.later(7 * 24 * 60 + 5);
  await choreNow(bot, 'whose errors');
  await after(bot, 31);
  expect(issue.row.state).toBe('closed');
  expect(await said(bot, issue)).toEqual(['✅ It has not happened for 7 days.']);
  await close();
});

test('a look that got lost comes back', async () => {
  await using bot = await alertBot();
  await breaks(bot);
  await counted(bot);
  await bot.query(`delete from deliveries where key like '%/error-look/%' and state = 'waiting'`);
  await bot.later(7 * 24 * 60 + 70);
  await choreNow(bot, 'whose errors');
  await after(bot, 31);
  expect(only(bot).row.state).toBe('closed');
  expect(await bot.says(only(bot))).toEqual(['✅ It has not happened for 7 days.']);
});

test('who claims it now goes on with the issue of who claimed it before', async () => {
  await using bot = await alertBot({ file: there });
  const incidents = await another(bot);
  const api = await another(bot, 'acme/api', 'builds: true\n');
  await breaks(bot);
  await counted(bot);
  await after(bot, 31);
  await push(bot, { [file]: 'errors: { repository: acme/incidents }\n' }, 'alice');
  await says(bot, api, there);
  await breaks(bot);
  await breaks(bot, { title: 'Slow' });
  await counted(bot);
  await after(bot, 31);
  expect(stand(incidents)).toEqual(['[prod] Slow: open', '[prod] TypeError in createUser: open']);
  await breaks(bot, { status: 'resolved' });
  await counted(bot);
  await after(bot, 31);
  expect(stand(incidents)).toEqual(['[prod] Slow: open', '[prod] TypeError in createUser: closed']);
  expect(incidents.threads[0]?.row.body).toContain('it happened 2 times');
});

test('two that tell in one place have an issue each for what looks the same, and none counts for the other', async () => {
  const claims = (name: string) => `errors: { from: { generic: [${name}] }, repository: acme/incidents }\n`;
  await using bot = await alertBot({ file: claims('web') });
  const incidents = await another(bot);
  await another(bot, 'acme/api', claims('api'));
  for (let time = 0; time < 3; time += 1) {
    for (const project of ['web', 'api']) await breaks(bot, { project });
    await counted(bot);
    await after(bot, 31);
  }
  await after(bot, 3_700);
  expect(stand(incidents)).toEqual(['[prod] TypeError in createUser: open', '[prod] TypeError in createUser: open']);
  expect(incidents.threads.map(({ row }) => /\d+ times/.exec(row.body ?? '')?.[0])).toEqual(['3 times', '3 times']);
  await breaks(bot, { project: 'web', status: 'resolved' });
  await counted(bot);
  await after(bot, 31);
  expect(stand(incidents)).toEqual(['[prod] TypeError in createUser: closed', '[prod] TypeError in createUser: open']);
  for (const issue of incidents.threads) await said(bot, issue);
});

test('who was lost claims nothing after a day, what is told of it elsewhere ends, and what comes goes to whoever claims it then', async () => {
  await using bot = await alertBot({ file: there });
  const incidents = await another(bot);
  const api = await another(bot, 'acme/api', here);
  await breaks(bot);
  await counted(bot);
  await after(bot, 31);
  bot.box.install('acme', { repositories: [incidents, api] });
  await settles(bot);
  for (const hours of [2, 20]) {
    await bot.later(hours * 60);
    await choreNow(bot, 'whose errors');
  }
  expect(stand(incidents)).toEqual(['[prod] TypeError in createUser: open']);
  await bot.later(25 * 60);
  await choreNow(bot, 'whose errors');
  await choreNow(bot, 'whose errors');
  await after(bot, 31);
  expect(stand(incidents)).toEqual(['[prod] TypeError in createUser: closed']);
  await breaks(bot, { title: 'Slow' });
  await counted(bot);
  await after(bot, 31);
  expect(stand(api)).toEqual(['[prod] Slow: open']);
  bot.box.install('acme');
  await settles(bot);
  await bot.later(61);
  await choreNow(bot, 'whose errors');
  await after(bot, 31);
  await after(bot, 31);
  expect(stand(incidents)).toEqual(['[prod] TypeError in createUser: open']);
  for (const issue of [...incidents.threads, ...api.threads]) await said(bot, issue);
});

test('/status knows of those that are told elsewhere, and why they are told nowhere', async () => {
  await using bot = await alertBot({ file: there });
  expect(await status(bot)).toContain('⚠️ acme/web sends its errors to acme/incidents, whose file does not say errors: true');
  await another(bot);
  expect(await status(bot)).toContain(
    '✅ No error of production is open. What goes wrong in production is told in `acme/incidents`.',
  );
  await breaks(bot);
  await counted(bot);
  await after(bot, 31);
  expect(await status(bot)).toMatch(/- ❌ \[prod\] TypeError in createUser, since <time> \(`acme\/incidents#\d+`\)/);
  bot.web.publish(bot.box.person('alice'));
  const hidden = await status(bot);
  expect(hidden).toContain('What goes wrong in production is told in `acme/incidents`.');
  expect(hidden).not.toContain('TypeError');
});

test('GitHub is asked what it began with only of what is told', async () => {
  await using bot = await alertBot({
    file: `environments: { prod: {} }\n${here}`,
    files: { '.github/workflows/deploy.yml': workflow },
  });
  for (const place of [0, 1]) {
    const pull = aPull(bot, `better-${place}`);
    pull.merge(bot.box.person('bob'));
    pull.comment(bot.box.person('bob'), '/deploy prod');
    (await nextRun(bot, place)).finish();
    await bot.says(pull);
  }
  const routes = asked(bot);
  const compared = () => routes.splice(0).filter(route => route.includes('/compare/')).length;
  const warns = async (status = 'firing') => {
    await breaks(bot, { level: 'warning', status });
    await counted(bot);
  };
  for (let time = 0; time < 3; time += 1) await warns();
  expect(only(bot).row.state).toBe('open');
  expect(compared()).toBeGreaterThan(0);
  await warns('resolved');
  await warns();
  expect(only(bot).row.state).toBe('closed');
  expect(compared()).toBe(0);
  await said(bot, only(bot));
});

test('what waits for its mend to be deployed costs one request, however often it happens', async () => {
  await using bot = await alertBot({
    file: `environments: { prod: {} }\n${here}`,
    files: { '.github/workflows/deploy.yml': workflow },
  });
  const bob = bot.box.person('bob');
  const shipped = aPull(bot);
  shipped.comment(bob, '/deploy prod');
  (await nextRun(bot, 0)).finish();
  await bot.says(shipped);
  await after(bot, 700);
  await breaks(bot);
  await counted(bot);
  const issue = only(bot);
  const mend = bot.web.pullRequest({ by: bob, branch: 'mend', files: { 'a.js': '1\n' }, body: `Fixes #${issue.number}` });
  mend.merge(bot.box.person('alice'));
  await settles(bot);
  const routes = asked(bot);
  const compared = () => routes.splice(0).filter(route => route.includes('/compare/')).length;
  await breaks(bot);
  await counted(bot);
  expect(compared()).toBe(1);
  await breaks(bot);
  await counted(bot);
  for (const title of ['Slow', 'Late', 'Odd']) {
    await breaks(bot, { title, level: 'warning' });
    await counted(bot);
  }
  await bot.later(25 * 60);
  await breaks(bot);
  await breaks(bot, { title: 'Slow', level: 'warning' });
  await counted(bot);
  await breaks(bot, { title: 'Slow', level: 'warning' });
  await counted(bot);
  expect(compared()).toBe(0);
  expect(issue.row.state).toBe('closed');
  expect(await bot.says(issue)).toEqual([]);
});

test('what a merge is to mend is remembered by those who go back', async () => {
  await using bot = await alertBot({ file: there });
  const incidents = await another(bot);
  await breaks(bot);
  await counted(bot);
  await after(bot, 31);
  expect(stand(incidents)).toEqual(['[prod] TypeError in createUser: open']);
  await push(bot, { [file]: here }, 'alice');
  await settles(bot);
  await after(bot, 31);
  expect(stand(bot.web)).toEqual(['[prod] TypeError in createUser: open']);
  const body = `Fixes #${only(bot).number}`;
  const mend = bot.web.pullRequest({ by: bot.box.person('bob'), branch: 'mend', files: { 'a.js': '1\n' }, body });
  mend.merge(bot.box.person('alice'));
  await settles(bot);
  expect(stand(bot.web)).toEqual(['[prod] TypeError in createUser: closed']);
  await push(bot, { [file]: there }, 'alice');
  await settles(bot);
  await after(bot, 31);
  await breaks(bot);
  await counted(bot);
  await after(bot, 31);
  expect(stand(incidents)).toEqual(['[prod] TypeError in createUser: closed']);
});

test('what began often and goes on slowly moves, too', async () => {
  await using bot = await alertBot();
  const incidents = await another(bot);
  for (let n = 0; n < 3; n += 1) await breaks(bot, { level: 'warning' });
  await counted(bot);
  await after(bot, 31);
  expect(stand(bot.web)).toEqual(['[prod] TypeError in createUser: open']);
  await bot.later(60);
  await breaks(bot, { level: 'warning' });
  await counted(bot);
  await after(bot, 31);
  await push(bot, { [file]: there }, 'alice');
  await settles(bot);
  await after(bot, 31);
  await after(bot, 31);
  expect(stand(bot.web)).toEqual(['[prod] TypeError in createUser: closed']);
  expect(stand(incidents)).toEqual(['[prod] TypeError in createUser: open']);
  expect(await said(bot, only(bot))).toEqual([off]);
});

test('what a merge is to mend is remembered in a third place', async () => {
  const third = 'errors: { from: { generic: true }, repository: acme/third }\n';
  await using bot = await alertBot({ file: here });
  const incidents = await another(bot);
  const other = await another(bot, 'acme/third');
  await breaks(bot);
  await counted(bot);
  await after(bot, 31);
  await push(bot, { [file]: there }, 'alice');
  await settles(bot);
  await after(bot, 31);
  const body = `Fixes #${incidents.threads[0]?.number}`;
  const mend = incidents.pullRequest({ by: bot.box.person('alice'), branch: 'mend', files: { 'a.js': '1\n' }, body });
  mend.merge(bot.box.person('alice'));
  await settles(bot);
  await push(bot, { [file]: third }, 'alice');
  await settles(bot);
  await after(bot, 31);
  await breaks(bot);
  await counted(bot);
  await after(bot, 31);
  expect(stand(other)).toEqual([]);
  expect(await said(bot, only(bot))).toEqual([off]);
  expect(stand(incidents)).toEqual(['[prod] TypeError in createUser: closed']);
});

const both = 'environments: { prerelease: {}, prod: {} }\nerrors: { from: { generic: true } }\n';

test('what only was not told is told again, and nobody is called by that', async () => {
  await using bot = await alertBot({ file: both, files: { '.github/workflows/deploy.yml': workflow, 'app.js': '// 1\n' } });
  await breaks(bot);
  await counted(bot);
  await after(bot, 31);
  await ships(bot, 'first');
  await bot.later(60);
  const pull = await ships(bot, 'second');
  await after(bot, 120);
  await breaks(bot);
  await counted(bot);
  await after(bot, 31);
  const issue = only(bot);
  expect(await bot.says(pull)).toEqual([]);
  expect(issue.row.body).not.toContain('after the deploy');
  await push(bot, { [file]: 'environments: { prerelease: {}, prod: {} }\n' }, 'alice');
  await settles(bot);
  await after(bot, 31);
  await push(bot, { [file]: both }, 'alice');
  await settles(bot);
  await after(bot, 31);
  await after(bot, 31);
  expect(issue.row.state).toBe('open');
  expect(issue.row.body).not.toContain('after the deploy');
  expect(await bot.says(pull)).toEqual([]);
  expect((await bot.says(issue)).at(-1)).toBe('❗ Errors are told here again, and this goes on.');
});
