import { expect, test } from 'vitest';
import type { CreateIssue, EditIssue, Effect, SetIssueState } from '../../src/core/effect.ts';
import { keyIn } from '../../src/core/marker.ts';
import type { Issue } from '../../src/sandbox/github/index.ts';
import { type Bot, startBot } from '../bot.ts';
import { until } from '../until.ts';
import { type Desk, deskOf } from './desk.ts';

/** Issues of ours: opened once, rewritten, closed, pinned, and left alone once somebody else decided about them. */

const creates = 'POST /repos/{owner}/{repo}/issues';

const opened = ({ repository }: Desk, more: Partial<CreateIssue> = {}): CreateIssue => ({
  kind: 'issue',
  key: 'i-1',
  repository,
  lane: 'ending',
  title: 'main is red',
  body: 'first words',
  labels: [],
  ...more,
});
const common = ({ repository }: Desk) => ({ repository, lane: 'progress', issue: 'i-1' }) as const;
const edit = (desk: Desk, key: string, body: string, more: Partial<EditIssue> = {}): Effect => ({
  ...common(desk),
  kind: 'issue-edit',
  key,
  body,
  ...more,
});
const state = (desk: Desk, key: string, more: Pick<SetIssueState, 'state' | 'reason'>): Effect => ({
  ...common(desk),
  kind: 'issue-state',
  key,
  ...more,
});
const pin = (desk: Desk, key: string, pinned = true, issue = 'i-1'): Effect => ({
  ...common(desk),
  kind: 'pin',
  key,
  pinned,
  issue,
});

const ours = ({ web, box }: Bot): Issue[] =>
  web.threads.filter(one => web.numbered(one.number).row.author === box.person(box.bot.login).id);
const first = (bot: Bot): Issue => {
  const [issue] = ours(bot);
  if (!issue) throw new Error('we opened no issue');
  return issue;
};
const ends = (bot: Bot) =>
  bot.query(`select key, state, error from effects where kind <> 'comment' and kind <> 'react' order by id`);

test('opened with its labels, rewritten under the same marker, pinned, closed and opened again', async () => {
  await using bot = await startBot();
  await using desk = await deskOf(bot);
  await desk.plan(opened(desk, { labels: ['build'] }));
  await desk.plan(pin(desk, 'p-1'), edit(desk, 'e-1', 'more', { title: 'main was red' }));
  await bot.quiet();
  const issue = first(bot);
  expect(issue.row).toMatchObject({ title: 'main was red', body: 'more\n\n<!-- shipmate:i%2D1 -->', pinned: true });
  expect(issue.labels).toEqual(['build']);
  await desk.plan(state(desk, 's-1', { state: 'closed', reason: 'not_planned' }), pin(desk, 'p-2', false));
  await bot.quiet();
  expect(issue.row).toMatchObject({ state: 'closed', stateReason: 'not_planned', pinned: false });
  await desk.plan(state(desk, 's-2', { state: 'open' }));
  await bot.quiet();
  expect(issue.row.state).toBe('open');
});

test('without an answer it is looked for, and opened once', async () => {
  await using bot = await startBot();
  await using desk = await deskOf(bot);
  bot.box.faults.next({ route: creates }, { after: 502 });
  await desk.plan(opened(desk));
  await until(async () => (await desk.states('issue')).sent === 1);
  await bot.later(0.2);
  await bot.quiet();
  expect(await desk.states('issue')).toEqual({ done: 1 });
  expect(ours(bot)).toHaveLength(1);
});

test('what somebody else wrote with our marker in it is not ours', async () => {
  await using bot = await startBot();
  await using desk = await deskOf(bot);
  bot.web.issue({ by: bot.box.person('bob'), body: 'hello\n\n<!-- shipmate:i%2D1 -->' });
  await desk.plan(opened(desk));
  await bot.quiet();
  expect(ours(bot)).toHaveLength(1);
});

test('one of ours from before this database is taken instead of a second, if there is to be one for good', async () => {
  await using bot = await startBot();
  await using desk = await deskOf(bot);
  await desk.plan(opened(desk, { key: 'board:7:3' }));
  await bot.quiet();
  await bot.query(`delete from effects where kind = 'issue'`);
  await bot.later(60 * 24 * 30);
  await desk.plan(opened(desk, { adopts: 'board:7:' }), edit(desk, 'e-1', 'newer'));
  await bot.quiet();
  expect(ours(bot).map(one => one.row.body)).toEqual(['newer\n\n<!-- shipmate:i%2D1 -->']);
});

test('closed by somebody, the last words stand there and it is left to them; deleted or moved, nothing is left to write', async () => {
  await using bot = await startBot();
  await using desk = await deskOf(bot);
  const alice = bot.box.person('alice');
  const elsewhere = bot.box.repository('acme/other', { private: true });
  const keys = ['i-1', 'i-2', 'i-3'];
  for (const key of keys) await desk.plan(opened(desk, { key }));
  await bot.quiet();
  // Opened side by side, they have their numbers in any order.
  const [one, two, three] = keys.map(key => ours(bot).find(({ row }) => keyIn(row.body ?? '') === key));
  one?.close(alice);
  two?.delete(alice);
  three?.transfer(alice, elsewhere);
  for (const [nth, issue] of keys.entries()) await desk.plan(edit(desk, `e-${nth}`, 'newer', { issue, whileOpen: true }));
  await bot.quiet();
  expect((await ends(bot)).slice(3)).toMatchInlineSnapshot(`
    [
      {
        "error": "somebody closed the issue",
        "key": "e-0",
        "state": "dropped",
      },
      {
        "error": "somebody deleted the issue, or moved it",
        "key": "e-1",
        "state": "dropped",
      },
      {
        "error": "somebody deleted the issue, or moved it",
        "key": "e-2",
        "state": "dropped",
      },
    ]
  `);
});

test('a fourth one is not pinned, and nothing else comes of that', async () => {
  await using bot = await startBot();
  await using desk = await deskOf(bot);
  for (const key of ['i-1', 'i-2', 'i-3', 'i-4']) {
    await desk.plan(opened(desk, { key }), pin(desk, `p-${key}`, true, key));
    await bot.quiet();
  }
  expect(ours(bot).map(one => one.row.pinned)).toEqual([true, true, true, false]);
  expect((await ends(bot)).at(-1)).toMatchObject({ state: 'failed', error: expect.stringContaining('Maximum 3 pinned issues') });
});
