import { expect, test } from 'vitest';
import type { Issue } from '../../src/sandbox/github/index.ts';
import { start } from '../../src/server.ts';
import { type Bot, settingsOn, startBot } from '../bot.ts';

/** Once a month what lies around, in one issue, and what becomes of its boxes. */

const day = 24 * 60;
const file = '.github/shipmate.yml';
const on = 'reminders: { cleanup: true, workdays: all }\nenvironments: { prod: }\n';
const artifactRoute = 'DELETE /repos/{owner}/{repo}/actions/artifacts/{artifact_id}';
const cacheRoute = 'DELETE /repos/{owner}/{repo}/actions/caches/{cache_id}';

const person = (bot: Bot, login: string) => bot.box.person(login);
const lists = (bot: Bot): Issue[] => bot.web.threads.filter(one => one.labels.includes('shipmate: clean-up'));
const deleted = (bot: Bot): string[] => bot.box.ledger.writes.map(one => one.route).filter(one => one.startsWith('DELETE'));

function only(bot: Bot): Issue {
  const [list, ...more] = lists(bot);
  if (!list || more.length > 0) throw new Error(`there are ${lists(bot).length} lists`);
  return list;
}

const body = (list: Issue): string => (list.row.body ?? '').replace(/\n\n<!-- shipmate:\S+ -->$/, '');
const dates = /\d{1,2} [A-Z][a-z]{2} \d{4}( \d\d:\d\d)?/g;
const shown = (list: Issue): string =>
  body(list)
    .replace(dates, '<date>')
    .replace(/[\da-f]{40}/g, '<sha>')
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'https://github.test');
const line = (list: Issue, name: string): string | undefined =>
  shown(list)
    .split('\n')
    .find(one => one.includes(`\`${name}\``));

function tick(bot: Bot, list: Issue, by: string, name: string): void {
  const text = list.row.body ?? '';
  list.edit(person(bot, by), { body: text.replace(`- [ ] \`${name}\``, `- [x] \`${name}\``) });
}

/** Something of each kind lies around, and somebody asks for lists. */
async function untidy(text = on): Promise<Bot> {
  const bot = await startBot({ files: { 'README.md': 'web' } });
  const { web } = bot;
  const bob = person(bot, 'bob');
  web.artifact('coverage', { size: 1_234_000_000 });
  web.artifact('dist', { size: 340_000_000, days: 400 });
  web.artifact('logs', { size: 2_000, days: 400 });
  web.cache('npm-1', { size: 900_000_000 });
  const merged = web.pullRequest({ by: bob, branch: 'feature/cart', files: { 'cart.js': '1' } });
  merged.merge(bob);
  web.push('old', { 'old.js': '1' }, { by: bob });
  web.environment('demo');
  await bot.quiet();
  await bot.later(100 * day);
  web.artifact('fresh');
  web.push('main', { [file]: text }, { by: bob });
  await bot.quiet();
  return bot;
}

async function nextMonth(bot: Bot): Promise<void> {
  const [next] = await bot.query<{ minutes: number }>(
    'select ceil(extract(epoch from next_at - clock()) / 60)::int as minutes from cleanups',
  );
  if (next) await bot.later(next.minutes);
  await bot.quiet();
}

test('the month begins, and what lies around stands in one issue', async () => {
  await using bot = await untidy();
  expect(lists(bot)).toEqual([]);
  await nextMonth(bot);
  const list = only(bot);
  expect(list.row.title).toMatch(/^Clean-up of [A-Z][a-z]+ \d{4}$/);
  expect(shown(list)).toMatchInlineSnapshot(`
    "This lay around in \`acme/web\` on <date> (UTC). Nothing of it goes by itself.

    ### Old artifacts (2, 340 MB)
    Older than 30 days. A tick deletes what the line names, if it is still the same, and needs write access.

    - [ ] \`dist\`, 340 MB, of <date>
    - [ ] \`logs\`, 2 KB, of <date>

    ### Unused caches (1, 900 MB)
    Nobody has used them for 14 days. A tick deletes what the line names, if it is still the same, and needs write access.

    - [ ] \`npm-1\` of \`main\`, 900 MB, last used on <date>

    ### Merged branches (1)
    Merged at least a week ago, and nothing came after. The first command deletes the branch if it still stands there, the second brings it back.

    - \`feature/cart\`, merged with #1 on <date>: \`git push --force-with-lease=refs/heads/feature/cart:<sha> origin --delete refs/heads/feature/cart\` · \`git fetch origin <sha> && git push origin FETCH_HEAD:refs/heads/feature/cart\`

    ### Abandoned branches (1)
    No open pull request, and no commit for 90 days. The first command deletes the branch if it still stands there, the second brings it back.

    - \`old\`, last commit on <date>: \`git push --force-with-lease=refs/heads/old:<sha> origin --delete refs/heads/old\` · \`git fetch origin <sha> && git push origin FETCH_HEAD:refs/heads/old\`

    ### Stale environments (1)
    No deployment for 90 days, and \`.github/shipmate.yml\` does not name them. Whoever administers the repository [deletes them](https://github.test/acme/web/settings/environments). That deletes their secrets and rules, too, and nothing brings them back.

    - \`demo\`, never deployed to

    On the first working day of the next month I look again, and close this list. \`cleanup: false\` in \`.github/shipmate.yml\` ends them."
  `);
});

test('what the file names is not listed: a branch by its name or by a pattern, an environment', async () => {
  const named = "builds: { branches: ['ol*'] }\nenvironments: { demo: { auto: feature/cart } }\n";
  await using bot = await untidy(`reminders: { cleanup: true, workdays: all }\n${named}`);
  await nextMonth(bot);
  const text = shown(only(bot));
  expect(text).toContain('### Old artifacts');
  expect(text).not.toMatch(/### .*(branches|environments)/);
});

test('where a slip hides what the file names, nothing is listed that it might name', async () => {
  await using bot = await untidy('reminders: { cleanup: true, workdays: all }\nenvironments: { demo: { auto: [] } }\n');
  await nextMonth(bot);
  const text = shown(only(bot));
  expect(text).toContain('### Old artifacts');
  expect(text).not.toMatch(/### .*(branches|environments)/);
});

test('alice ticks an artifact and a cache: both are deleted, and their lines say so', async () => {
  await using bot = await untidy();
  await nextMonth(bot);
  const list = only(bot);
  tick(bot, list, 'alice', 'dist');
  await bot.quiet();
  expect(bot.web.artifacts.map(({ name }) => name)).toEqual(['coverage', 'logs', 'fresh']);
  expect(line(list, 'dist')).toMatchInlineSnapshot(`"- [x] \`dist\`, 340 MB, of <date>: deleted by \`alice\` on <date>"`);
  tick(bot, list, 'bob', 'npm-1');
  await bot.quiet();
  expect(bot.web.caches).toEqual([]);
  expect(line(list, 'npm-1')).toMatchInlineSnapshot(
    `"- [x] \`npm-1\` of \`main\`, 900 MB, last used on <date>: deleted by \`bob\` on <date>"`,
  );
  expect(line(list, 'logs')).toMatchInlineSnapshot(`"- [ ] \`logs\`, 2 KB, of <date>"`);
  expect(deleted(bot)).toEqual([artifactRoute, cacheRoute]);
});

test('whose role was taken away deletes nothing, and the line says what it needs; who may ticks it again', async () => {
  await using bot = await untidy();
  await nextMonth(bot);
  const list = only(bot);
  bot.web.collaborator(person(bot, 'bob'), 'read');
  tick(bot, list, 'bob', 'dist');
  await bot.quiet();
  expect(deleted(bot)).toEqual([]);
  expect(line(list, 'dist')).toMatchInlineSnapshot(
    `"- [ ] \`dist\`, 340 MB, of <date>: \`bob\` ticked it on <date>, and needs write access for that"`,
  );
  tick(bot, list, 'alice', 'dist');
  await bot.quiet();
  expect(deleted(bot)).toEqual([artifactRoute]);
  expect(line(list, 'dist')).toContain('deleted by `alice`');
});

test('what is not what was listed any more is left', async () => {
  await using bot = await untidy();
  await nextMonth(bot);
  const list = only(bot);
  const [cache] = bot.web.caches;
  bot.web.useCache(cache?.id ?? 0);
  tick(bot, list, 'alice', 'npm-1');
  await bot.quiet();
  expect(bot.web.caches).toHaveLength(1);
  expect(line(list, 'npm-1')).toMatchInlineSnapshot(
    `"- [ ] \`npm-1\` of \`main\`, 900 MB, last used on <date>: \`alice\` ticked it on <date>; it was not what is listed here any more, so I left it"`,
  );
});

test('what is gone already is not deleted', async () => {
  await using bot = await untidy();
  await nextMonth(bot);
  const list = only(bot);
  bot.web.dropArtifact('dist');
  tick(bot, list, 'alice', 'dist');
  await bot.quiet();
  expect(deleted(bot)).toEqual([]);
  expect(line(list, 'dist')).toMatchInlineSnapshot(
    `"- [x] \`dist\`, 340 MB, of <date>: was gone when \`alice\` ticked it on <date>"`,
  );
});

test('a tick that is told twice, and one that is made twice, delete once', async () => {
  await using bot = await untidy();
  await nextMonth(bot);
  const list = only(bot);
  bot.box.webhooks.disorder({ seed: 1, double: 1 });
  tick(bot, list, 'alice', 'dist');
  await bot.quiet();
  const done = list.row.body ?? '';
  list.edit(person(bot, 'alice'), { body: done.replace('- [x]', '- [ ]') });
  await bot.quiet();
  list.edit(person(bot, 'alice'), { body: done });
  await bot.quiet();
  expect(deleted(bot)).toEqual([artifactRoute]);
});

test('while GitHub does not answer nothing is written, and a tick is not lost', async () => {
  await using bot = await untidy();
  const reads = { route: 'GET /repos/{owner}/{repo}/actions/caches' } as const;
  bot.box.faults.next(reads, { before: 502 });
  await nextMonth(bot);
  const list = only(bot);
  bot.box.faults.next(reads, { before: 502 });
  tick(bot, list, 'alice', 'npm-1');
  await bot.quiet();
  expect(deleted(bot)).toEqual([cacheRoute]);
  expect(line(list, 'npm-1')).toContain('deleted by `alice`');
});

test('a deletion that GitHub refuses says so, and can be asked for again', async () => {
  await using bot = await untidy();
  await nextMonth(bot);
  const list = only(bot);
  bot.box.faults.next({ route: artifactRoute }, { before: 403 });
  tick(bot, list, 'alice', 'dist');
  await bot.quiet();
  expect(line(list, 'dist')).toContain('it was not deleted');
  await bot.later(1);
  tick(bot, list, 'alice', 'dist');
  await bot.quiet();
  expect(line(list, 'dist')).toContain('deleted by `alice`');
});

test('other words than ours are put back, and what was ticked in them does not count', async () => {
  await using bot = await untidy();
  await nextMonth(bot);
  const list = only(bot);
  list.edit(person(bot, 'bob'), { body: body(list).replace('- [ ] `dist`', '- [x] `fresh`') });
  await bot.quiet();
  expect(deleted(bot)).toEqual([]);
  expect(shown(list)).toContain('Somebody changed the words of this list');
  expect(line(list, 'dist')).toContain('- [ ]');
  tick(bot, list, 'bob', 'dist');
  await bot.quiet();
  expect(deleted(bot)).toEqual([artifactRoute]);
});

test('the next list closes the one before, once, with a word; its boxes delete nothing then', async () => {
  await using bot = await untidy();
  await nextMonth(bot);
  const first = only(bot);
  await nextMonth(bot);
  const [, second] = lists(bot);
  expect([first.row.state, second?.row.state]).toEqual(['closed', 'open']);
  expect((await bot.says(first)).map(says => says.replace(/of [A-Z][a-z]+ \d{4}/, 'of <month>'))).toMatchInlineSnapshot(`
    [
      "The list of <month> is #3, so I close this one. Its boxes delete nothing any more.",
    ]
  `);
  tick(bot, first, 'alice', 'dist');
  await bot.quiet();
  expect(deleted(bot)).toEqual([]);
});

test('a list that somebody closed is left so without a word, and where nothing lies around there is none', async () => {
  await using bot = await untidy();
  await nextMonth(bot);
  const first = only(bot);
  first.close(person(bot, 'bob'));
  for (const name of ['dist', 'logs', 'coverage', 'fresh']) bot.web.dropArtifact(name);
  bot.web.dropCaches();
  for (const branch of ['old', 'feature/cart']) bot.web.deleteBranch(branch, { by: person(bot, 'bob') });
  bot.web.deploy('demo', { by: person(bot, 'bob'), state: 'success' });
  await nextMonth(bot);
  expect(lists(bot)).toHaveLength(1);
  expect(await bot.says(first)).toEqual([]);
});

test('where a slip hides what the file names, the list is closed with no more than is known', async () => {
  await using bot = await untidy();
  await nextMonth(bot);
  const list = only(bot);
  for (const name of ['dist', 'logs', 'coverage', 'fresh']) bot.web.dropArtifact(name);
  bot.web.dropCaches();
  const text = 'reminders: { cleanup: true, workdays: all }\nenvironments: { prod: 1 }\n';
  bot.web.push('main', { [file]: text }, { by: person(bot, 'bob') });
  await bot.quiet();
  await nextMonth(bot);
  expect(lists(bot)).toHaveLength(1);
  expect(list.row.state).toBe('closed');
  expect(await bot.says(list)).toMatchInlineSnapshot(`
    [
      "As far as I could look this time, nothing lies around any more, so I close this list. Its boxes delete nothing any more.",
    ]
  `);
});

test('switched off, the list is closed and there are no more', async () => {
  await using bot = await untidy();
  await nextMonth(bot);
  const list = only(bot);
  bot.web.push('main', { [file]: 'reminders: true\n' }, { by: person(bot, 'bob') });
  await bot.quiet();
  expect(list.row.state).toBe('closed');
  expect(await bot.says(list)).toMatchInlineSnapshot(`
    [
      "\`.github/shipmate.yml\` asks for no clean-up any more, so I close this list. Its boxes delete nothing any more.",
    ]
  `);
  tick(bot, list, 'alice', 'dist');
  await bot.quiet();
  expect(deleted(bot)).toEqual([]);
  expect(await bot.query('select from cleanups')).toEqual([]);
  await bot.later(70 * day);
  await bot.quiet();
  expect(lists(bot)).toHaveLength(1);
});

test('a database from before the list takes it over as it stands, and writes what it knows', async () => {
  await using bot = await untidy();
  const [before] = await bot.query<{ next_at: Date }>('select next_at from cleanups');
  await nextMonth(bot);
  const list = only(bot);
  tick(bot, list, 'alice', 'dist');
  await bot.quiet();
  expect(line(list, 'dist')).toContain('deleted by');
  await bot.query('delete from cleanup_lists');
  await bot.query(`delete from effects where key like 'cleanup:%'`);
  await bot.query('update cleanups set next_at = $1', [before?.next_at]);
  await bot.query(
    `update deliveries set state = 'waiting', attempts = 0, due_at = clock() where seq = (
       select max(seq) from deliveries where key like '%/cleanup/%' and state = 'done')`,
  );
  await bot.query(`select pg_notify('deliveries', '')`);
  await bot.quiet();
  expect(only(bot).number).toBe(list.number);
  expect(line(list, 'dist')).toBeUndefined();
  expect(shown(list)).not.toContain('Somebody changed the words of this list');
  tick(bot, list, 'alice', 'logs');
  await bot.quiet();
  expect(line(list, 'logs')).toContain('deleted by `alice`');
});

test('two replicas open one list, also when GitHub’s answer gets lost, and delete once', async () => {
  await using bot = await untidy();
  const other = await start(settingsOn(bot.box, bot.database, { LOG_LEVEL: 'silent' }));
  try {
    bot.box.faults.next({ route: 'POST /repos/{owner}/{repo}/issues' }, { after: 502 });
    await nextMonth(bot);
    tick(bot, only(bot), 'alice', 'dist');
    await bot.quiet();
    expect(deleted(bot)).toEqual([artifactRoute]);
  } finally {
    await other.stop();
  }
});
