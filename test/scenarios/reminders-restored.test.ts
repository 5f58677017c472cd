import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backup } from '../../src/store/backup/backup.ts';
import { restore } from '../../src/store/backup/restore.ts';
import { emptyDatabase } from '../database.ts';
import { connected, moveTo } from '../moving.ts';
import { remindedBot, soon, until } from './reminded.ts';

/** A database from last week, on a GitHub where people were reminded since. */

test('who was called after the backup is not called again, however long ago that was', async () => {
  await using old = await remindedBot('{ review_after: 1d, start: now }');
  const { box, web } = old;
  const [alice, bob, carol] = [box.person('alice'), box.person('bob'), box.person('carol')];
  const pull = web.pullRequest({ by: alice, title: 'Greet people', files: { 'greet.js': 'one\n' } });
  pull.askReview(alice, { people: [bob] });
  const other = web.pullRequest({ by: alice, title: 'Greet animals', files: { 'meow.js': 'one\n' } });
  other.askReview(alice, { people: [carol] });
  await until(old, 'Mon', '10:00');
  other.comment(carol, '/mute me');
  expect(await old.says(other)).toHaveLength(1);
  const folder = await mkdtemp(join(tmpdir(), 'shipmate-restored-'));
  const file = join(folder, 'backup.gz');
  await connected(old.database, client => backup(client, file));
  const before = await old.query('select * from reminders_opted_out');
  await until(old, 'Tue', '12:00');
  expect(await old.says(pull)).toEqual([expect.stringContaining('@bob, `alice` has waited')]);
  await until(old, 'Mon', '12:00');
  expect(await old.says(pull)).toEqual([]);
  await old.app.stop();

  const empty = await emptyDatabase();
  const ahead = box.clock.ahead;
  await connected(empty, client => restore(client, file));
  await empty.shiftClock(`${Math.round(ahead / 1_000)} seconds`);
  await connected(empty, client => client.query(`update births set born_at = clock() where how = 'restored'`));
  const { bot, close } = await moveTo(old, empty);
  await soon(bot);
  await until(bot, 'Tue', '12:00');
  expect(await bot.says(pull)).toEqual([]);
  expect(await bot.query(`select story #>> '{nudge,stands}' as stands from pull_turns where number = $1`, [pull.number])).toEqual(
    [{ stands: 'there' }],
  );
  // Who wants to hear nothing hears nothing.
  expect(await bot.query('select * from reminders_opted_out')).toEqual(before);
  expect(await bot.says(other)).toEqual([]);
  // It is known again, and put away when it is over.
  pull.review(bob, 'Good', 'APPROVED');
  await soon(bot);
  expect(pull.comments.map(({ row }) => row.minimized)).toEqual(['outdated']);
  await bot.says(pull);
  await rm(folder, { recursive: true });
  await close();
});
