import { expect, test } from 'vitest';
import type { Lane } from '../../src/core/effect.ts';
import { installationsToServe } from '../../src/store/effects.ts';
import { startBot } from '../bot.ts';
import { until } from '../until.ts';
import { type Desk, deskOf } from './desk.ts';
import { asked, choresDone } from './house.ts';

/** What leaves for GitHub, when, and what never does. */

const posts = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
const edits = 'graphql updateIssueComment';

const many = (desk: Desk, count: number, lane: Lane) =>
  Array.from({ length: count }, (_, nth) => desk.comment(`${lane}:${nth}`, { lane }));

test('while bookkeeping waits for its allowance, an answer goes out; nothing is ever refused by GitHub', async () => {
  await using bot = await startBot();
  await using desk = await deskOf(bot);
  const { box } = bot;
  await desk.plan(...many(desk, 70, 'bookkeeping'));
  await until(() => box.ledger.of(posts).length === 1 + 30);
  const ping = bot.web.issue({ by: box.person('bob') });
  ping.comment(box.person('bob'), '/ping');
  await until(() => ping.comments.length === 2);
  await expect.poll(() => desk.states('comment')).toEqual({ done: 1 + 30 + 1, planned: 40 });

  for (const done of [60, 70]) {
    await bot.later(1.02);
    await until(async () => (await desk.states('comment')).done === 2 + done);
  }
  expect(await bot.query(`select max(attempts)::int as most, count(error)::int as errors from effects`)).toEqual([
    { most: 1, errors: 0 },
  ]);
  expect(await bot.says(desk.issue)).toHaveLength(70);
  await bot.says(ping);
});

test('even answers stay below what GitHub takes in a minute, and go on in the next', async () => {
  await using bot = await startBot();
  await using desk = await deskOf(bot);
  await desk.plan(...many(desk, 90, 'answer'));
  await until(() => bot.box.ledger.of(posts).length === 1 + 76);
  await expect.poll(() => desk.states('comment')).toEqual({ done: 1 + 76, planned: 14 });
  await bot.later(1.02);
  expect(await bot.says(desk.issue)).toHaveLength(90);
  expect(await bot.query(`select max(attempts)::int as most from effects`)).toEqual([{ most: 1 }]);
});

test('when GitHub asks for patience, the whole installation waits as long as it said', async () => {
  await using bot = await startBot();
  await using desk = await deskOf(bot);
  const calls = asked(bot);
  bot.box.faults.next({ route: posts }, { secondary: 30 });
  await desk.plan(desk.comment('first'));
  await until(
    async () => (await bot.query(`select from installations where paused_until > clock() + interval '25 seconds'`)).length === 1,
  );
  await desk.plan(desk.comment('second'));
  await bot.later(25 / 60);
  expect(await installationsToServe(desk.store.db)).toEqual([]);
  expect(calls).toEqual([posts]);
  await bot.later(6 / 60);
  expect((await bot.says(desk.issue)).toSorted()).toEqual(['first', 'second']);
  expect(bot.box.ledger.of(posts)).toHaveLength(3);
});

test('what is too late does not leave: not after it was decided late, and not after it waited', async () => {
  await using bot = await startBot();
  await using desk = await deskOf(bot);
  const inMinutes = (minutes: number) => new Date(bot.box.clock.now().getTime() + minutes * 60_000);
  await desk.plan(desk.comment('late', { leaveBy: inMinutes(-1) }), desk.comment('in time', { leaveBy: inMinutes(5) }));
  expect(await bot.says(desk.issue)).toEqual(['in time']);
  await desk.pause(11 * 60);
  await desk.plan(desk.comment('waited too long', { leaveBy: inMinutes(10) }), desk.comment('patient'));
  await bot.later(12);
  expect(await bot.says(desk.issue)).toEqual(['patient']);
  expect(await bot.query(`select key, state, error from effects where state <> 'done' order by id`)).toEqual([
    { key: 'late', state: 'dropped', error: 'too late to leave' },
    { key: 'waited too long', state: 'dropped', error: 'too late to leave' },
  ]);
});

test('edits that wait are one edit, the newest; one that changes nothing is none', async () => {
  await using bot = await startBot();
  await using desk = await deskOf(bot);
  await desk.plan(desk.comment('living'));
  expect(await bot.says(desk.issue)).toEqual(['living']);
  await desk.pause(60);
  for (const body of ['10 %', '50 %', '90 %']) await desk.plan(desk.edit('living', body));
  expect(await desk.states('edit')).toEqual({ planned: 1, merged: 2 });
  await bot.later(1.1);
  await bot.quiet();
  expect(bot.box.ledger.of(edits)).toHaveLength(1);
  expect(desk.issue.comments.at(-1)?.body).toContain('90 %');

  await desk.plan(desk.edit('living', '90 %'));
  expect(await desk.states('edit')).toEqual({ done: 1, merged: 2 });
  await desk.plan(desk.edit('living', '100 %'));
  await bot.quiet();
  expect(bot.box.ledger.of(edits)).toHaveLength(2);
});

test('an edit waits for its comment, however urgent it is', async () => {
  await using bot = await startBot();
  await using desk = await deskOf(bot);
  bot.box.faults.next({ route: posts }, { before: 'hang' });
  const hanging = bot.box.when({ route: posts }, 'before');
  const comment = desk.comment('slow', { lane: 'bookkeeping' });
  await desk.plan(comment, { ...desk.edit('slow', 'newer'), lane: 'answer' });
  await hanging;
  // Something else goes out meanwhile, so the sender is not merely asleep.
  await desk.plan(desk.comment('other'));
  await until(() => desk.issue.comments.some(one => one.body.startsWith('other')));
  expect(await desk.states('edit')).toEqual({ planned: 1 });
  bot.box.release();
  await bot.quiet();
  expect(await bot.says(desk.issue)).toEqual(expect.arrayContaining(['newer', 'other']));
  expect(bot.box.ledger.of(edits)).toHaveLength(1);
});

test('a comment of ours that somebody deleted stays deleted', async () => {
  await using bot = await startBot();
  await using desk = await deskOf(bot);
  await desk.plan(desk.comment('living'));
  expect(await bot.says(desk.issue)).toEqual(['living']);
  desk.issue.comments.at(-1)?.delete(bot.box.person('alice'));
  await desk.plan(desk.edit('living', 'still here'));
  await bot.quiet();
  expect(await bot.query(`select state, error from effects where kind = 'edit'`)).toEqual([
    { state: 'dropped', error: 'somebody deleted the comment' },
  ]);
  expect(await bot.says(desk.issue)).toEqual([]);
  await choresDone(bot);
});
