import { expect, test } from 'vitest';
import { start } from '../../src/server.ts';
import { settingsOn } from '../bot.ts';
import { addDoor, alertBot, breaks, counted, groups, keys } from '../scenarios/alerts.ts';
import { only, ours, said } from '../scenarios/builds.ts';
import { after, settles } from '../scenarios/deploys.ts';
import { withoutRows } from '../scenarios/without-rows.ts';
import { until } from '../until.ts';

/** An error has the one issue that it had, whoever counts it, whatever the clocks say, and when nobody remembers it. */

test.each([
  ['ahead', 3 * 3_600_000],
  ['behind', -3 * 3_600_000],
])('a clock of the source that is hours %s neither closes what goes on nor keeps open what is over', async (_how, skew) => {
  await using bot = await alertBot();
  const at = () => new Date(bot.box.clock.now().getTime() + skew).toISOString();
  await breaks(bot, { at: at() });
  await counted(bot);
  expect(only(bot).row.state).toBe('open');
  await bot.later(1);
  await breaks(bot, { at: at(), status: 'resolved' });
  await counted(bot);
  expect(only(bot).row.state).toBe('closed');
  await bot.later(1);
  await breaks(bot, { at: at() });
  await counted(bot);
  expect(only(bot).row.state).toBe('open');
  await bot.says(only(bot));
});

test('two servers share a storm: each letter counts once, and there is one issue', async () => {
  await using bot = await alertBot();
  await using other = await stopping(await start(settingsOn(bot.box, bot.database, keys), { write() {} }));
  const there = { ...bot, app: other };
  await Promise.all(Array.from({ length: 120 }, (_, at) => breaks(at % 2 === 0 ? bot : there, { count: null })));
  await counted(bot);
  await counted(bot);
  expect(await groups(bot)).toEqual([{ title: 'TypeError in createUser', alerts: 120, status: 'firing' }]);
  expect(only(bot).row.state).toBe('open');
  await bot.says(only(bot));
});

test('the same words count when it goes on and off, when they name nothing, and not when somebody tries again elsewhere', async () => {
  await using bot = await alertBot();
  await using other = await stopping(await start(settingsOn(bot.box, bot.database, keys), { write() {} }));
  const there = { ...bot, app: other };
  const disk = { title: 'Disk is full', id: 'disk', letter: null };
  await breaks(bot, disk);
  await breaks(there, disk);
  await counted(bot);
  expect(await groups(bot)).toEqual([{ title: 'Disk is full', alerts: 1, status: 'firing' }]);
  await breaks(bot, { ...disk, status: 'resolved' });
  await counted(bot);
  expect(only(bot).row.state).toBe('closed');
  await breaks(there, disk);
  await counted(bot);
  expect(only(bot).row.state).toBe('open');
  expect(await groups(bot)).toMatchObject([{ alerts: 2 }]);
  const line = { title: 'Out of memory', letter: null };
  for (let count = 0; count < 5; count += 1) await breaks(count % 2 === 0 ? bot : there, line);
  await counted(bot);
  expect(await groups(bot)).toMatchObject([{ alerts: 2 }, { alerts: 5 }]);
  await Promise.all(ours(bot).map(issue => bot.says(issue)));
});

test('a new database goes on with the issue that stands there, and closes it when that is over', async () => {
  await using old = await alertBot();
  await breaks(old);
  await counted(old);
  const issue = only(old);
  const { bot, close } = await withoutRows(old, keys);
  await addDoor(bot, 'generic', 'generic');
  bot.web.push('main', { 'a.js': '1\n' }, { by: bot.box.person('alice') });
  await settles(bot);
  await breaks(bot);
  await counted(bot);
  for (let round = 0; round < 4; round += 1) await after(bot, 31);
  expect(only(bot).number).toBe(issue.number);
  expect(issue.row.state).toBe('open');
  await breaks(bot, { status: 'resolved' });
  await counted(bot);
  await after(bot, 61);
  expect(only(bot).row.state).toBe('closed');
  expect(issue.row.body).toContain('it happened 2 times');
  expect(await said(bot, issue)).toEqual(['✅ Resolved at the source.']);
  await close();
});

test('quiet is kept, and why it stands there is told', async () => {
  await using bot = await alertBot();
  await breaks(bot);
  await counted(bot);
  const issue = only(bot);
  const says = async (text: string) => {
    issue.comment(bot.box.person('bob'), text);
    return (await said(bot, issue)).map(answer => answer.replace(/until .*?\. /, 'until <then>. '));
  };
  expect(await says('/why')).toMatchInlineSnapshot(`
    [
      "It comes from the hook \`generic\` and is counted for acme/web: once from <time> to <time>. I know of no deploy to \`prod\` by then, so I cannot say what it began with. Deploys are known by their names in \`environments\` of the file.",
    ]
  `);
  expect(await says('/snooze 2d')).toMatchInlineSnapshot(`
    [
      "I write nothing more here until <then>. \`/unmute\` ends that.",
    ]
  `);
  await breaks(bot, { environment: 'staging' });
  await counted(bot);
  expect(await bot.says(issue)).toEqual([]);
  expect(await says('/unmute')).toMatchInlineSnapshot(`
    [
      "I write here again when something happens.",
    ]
  `);
  expect(await says('/mute')).toMatchInlineSnapshot(`
    [
      "I write nothing more here, whatever happens; the text above goes on telling how it is. \`/unmute\` ends that.",
    ]
  `);
  await breaks(bot, { environment: 'demo' });
  await breaks(bot, { status: 'resolved' });
  await counted(bot);
  expect(issue.row.state).toBe('closed');
  expect(await bot.says(issue)).toEqual([]);
});

test('a public repository sends them to a private one, once the file there wants them', async () => {
  await using bot = await alertBot({
    private: false,
    file: 'errors: { from: { generic: true }, repository: acme/incidents }\n',
  });
  const why = async () => {
    const [hook] = await bot.query<{ last_unrouted: string | null }>('select last_unrouted from hooks');
    return hook?.last_unrouted;
  };
  const incidents = bot.box.repository('acme/incidents', { private: true });
  incidents.collaborator(bot.box.person('alice'), 'admin');
  incidents.push('main', { 'README.md': 'x\n' }, { by: bot.box.person('alice') });
  await settles(bot);
  await breaks(bot);
  await counted(bot);
  await until(async () => (await why()) !== null);
  expect(await why()).toBe('acme/web sends its errors to acme/incidents, whose file does not say errors: true');
  incidents.push('main', { '.github/shipmate.yml': 'errors: true\n' }, { by: bot.box.person('alice') });
  await settles(bot);
  await breaks(bot);
  await counted(bot);
  await after(bot, 31);
  expect(ours(bot)).toEqual([]);
  expect(incidents.threads.map(({ row }) => row.title)).toEqual(['[prod] TypeError in createUser']);
  await breaks(bot, { status: 'resolved' });
  await counted(bot);
  expect(incidents.threads.map(({ row }) => row.state)).toEqual(['closed']);
});

const stopping = async <T extends { stop(): Promise<void> }>(app: T) =>
  Object.assign(app, { [Symbol.asyncDispose]: () => app.stop() });
