import { expect, test } from 'vitest';
import type { Issue } from '../../src/sandbox/github/index.ts';
import { start } from '../../src/server.ts';
import { type Bot, settingsOn } from '../bot.ts';
import { breaks, build, buildBot, mends, only, ours, push, said, textOf } from '../scenarios/builds.ts';
import { after, settles } from '../scenarios/deploys.ts';
import { withoutRows } from '../scenarios/without-rows.ts';

/** After the database is gone, and beside a second server: what is red has the one issue that it had. */

const state = ({ row }: Issue) => row.state;

/** Its database answers, and its issue is told to nobody else meanwhile. */
async function red(old: Bot): Promise<Issue> {
  await mends(old, '// 2\n');
  await breaks(old, '// 3\n');
  await old.says(only(old));
  return only(old);
}

test('a new database goes on with the issue that stands there, and closes it when that is mended', async () => {
  await using old = await buildBot();
  await red(old);
  const { bot, close } = await withoutRows(old);
  await mends(bot, '// 4\n');
  await settles(bot);
  expect(state(only(bot))).toBe('closed');
  expect(textOf(bot, only(bot))).toContain('✅ Mended by');
  expect(await said(bot, only(bot))).toMatchInlineSnapshot(`
    [
      "✅ [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) is green again, after one run that failed.",
    ]
  `);
  await close();
});

test('when another failure is the first that it hears, that counts in the same issue, and nobody is called again', async () => {
  await using old = await buildBot();
  const issue = await red(old);
  const { bot, close } = await withoutRows(old);
  await breaks(bot, '// 4\n');
  await breaks(bot, '// 5\n', 'Error: quite another thing\n');
  await after(bot, 61);
  expect(only(bot).number).toBe(issue.number);
  expect(textOf(bot, issue)).toContain('for 3 runs');
  await mends(bot, '// 6\n');
  expect(state(issue)).toBe('closed');
  expect(await said(bot, issue)).toMatchInlineSnapshot(`
    [
      "❗ It fails with something else now:

    > Error: quite another thing",
      "✅ [\`aaaaaaa\`](https://github.com/acme/web/actions/runs/1) is green again, after 3 runs that failed.",
    ]
  `);
  await close();
});

test('a failure that is heard before GitHub says what stands there joins it, too', async () => {
  await using old = await buildBot();
  const issue = await red(old);
  const { bot, close } = await withoutRows(old);
  const list = 'GET /repos/{owner}/{repo}/issues';
  bot.box.faults.next({ route: list, times: Number.POSITIVE_INFINITY }, { before: 502 });
  await breaks(bot, '// 4\n');
  expect(await bot.query(`select state, number from episodes`)).toEqual([{ state: 'open', number: null }]);
  bot.box.faults.clear();
  for (let nth = 0; nth < 10; nth++) await after(bot, 61);
  expect(await bot.query(`select state, number from episodes`)).toEqual([{ state: 'open', number: issue.number }]);
  expect(textOf(bot, only(bot))).toContain('for 2 runs');
  await mends(bot, '// 5\n');
  expect(state(issue)).toBe('closed');
  expect((await said(bot, issue)).filter(text => text.includes('@'))).toEqual([]);
  await close();
});

test('when the first that it hears is new there, it has an issue as soon as GitHub says what stands', async () => {
  await using old = await buildBot();
  await mends(old, '// 2\n');
  const { bot, close } = await withoutRows(old);
  bot.box.faults.next({ route: 'GET /repos/{owner}/{repo}/issues', times: Number.POSITIVE_INFINITY }, { before: 502 });
  await breaks(bot, '// 3\n');
  await after(bot, 61);
  expect(ours(bot)).toEqual([]);
  bot.box.faults.clear();
  for (let nth = 0; nth < 10 && ours(bot).length === 0; nth++) await after(bot, 61);
  expect(state(only(bot))).toBe('open');
  await close();
});

test('quiet, and the wish of somebody who keeps it open, are not forgotten', async () => {
  await using old = await buildBot();
  const issue = await red(old);
  issue.comment(old.box.person('bob'), '/mute');
  await old.says(issue);
  await after(old, 61);
  const { bot, close } = await withoutRows(old);
  await breaks(bot, '// 4\n', 'Error: quite another thing\n');
  await mends(bot, '// 5\n');
  expect(state(issue)).toBe('closed');
  expect(await said(bot, issue)).toEqual([]);
  issue.reopen(bot.box.person('carol'));
  await settles(bot);
  const again = await withoutRows(bot);
  await mends(again.bot, '// 6\n');
  await mends(again.bot, '// 7\n');
  expect(state(issue)).toBe('open');
  await again.close();
  await close();
});

test('what somebody else wrote with our marks in it is not ours', async () => {
  await using old = await buildBot();
  const issue = await red(old);
  const forged = old.web.issue({
    by: old.box.person('bob'),
    title: 'mine',
    body: issue.row.body ?? '',
    labels: ['shipmate', 'shipmate: build'],
  });
  issue.close(old.box.person('bob'));
  const { bot, close } = await withoutRows(old);
  await breaks(bot, '// 4\n');
  await mends(bot, '// 5\n');
  expect(state(forged)).toBe('open');
  expect(forged.row.body).toBe(issue.row.body);
  expect(ours(bot)).toHaveLength(2);
  await close();
});

test('two servers that hear of it at once open one issue', async () => {
  await using bot = await buildBot();
  await using other = await stopping(await start(settingsOn(bot.box, bot.database), { write() {} }));
  await mends(bot, '// 2\n');
  push(bot, { 'src/cart.js': '// 3\n' });
  await settles(bot);
  const before = [...bot.box.deliveries].length;
  build(bot).finish('failure', { step: 'npm test', log: 'Error: expected 2 to be 3\n' });
  await bot.box.settled();
  // Under other names, or they would be kept once.
  const copies = [...bot.box.deliveries].slice(before).map(({ guid, event, body, headers }) =>
    fetch(`${other.url}/api/github/webhooks`, {
      method: 'POST',
      headers: { ...headers, 'X-GitHub-Delivery': `${guid}-again`, 'X-GitHub-Event': event },
      body,
    }),
  );
  expect((await Promise.all(copies)).map(({ status }) => status)).toContain(202);
  await after(bot, 31);
  await after(bot, 121);
  await after(bot, 61);
  const issue = only(bot);
  expect(textOf(bot, issue)).toContain('for one run');
  expect(await said(bot, issue)).toHaveLength(1);
});

const stopping = async <T extends { stop(): Promise<void> }>(app: T) =>
  Object.assign(app, { [Symbol.asyncDispose]: () => app.stop() });
