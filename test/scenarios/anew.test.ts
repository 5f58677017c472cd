import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PostComment } from '../../src/core/effect.ts';
import { backup } from '../../src/store/backup/backup.ts';
import { restore } from '../../src/store/backup/restore.ts';
import { openStore } from '../../src/store/connection.ts';
import { plan } from '../../src/store/effects.ts';
import { type Bot, startBot } from '../bot.ts';
import { emptyDatabase, freshDatabase } from '../database.ts';
import { connected, moveTo } from '../moving.ts';
import { asked, choresDone } from './house.ts';

/** A database that is new, or from yesterday, on a GitHub that has gone on: nothing is done again. */

const posts = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';

/** GitHub tells whole seconds, and what may be older than the database is not handled: some seconds later nothing is in doubt. */
async function moment({ box, database }: Bot): Promise<void> {
  box.clock.advance(4_000);
  await database.shiftClock('4 seconds');
}

test('with a new database a comment that stands there is found, and not written again', async () => {
  await using old = await startBot();
  const { box, web } = old;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  const ping = issue.comment(bob, '/ping');
  expect(await old.says(issue)).toHaveLength(1);
  await choresDone(old);
  await old.app.stop();
  const fresh = await freshDatabase();
  // The template that it was copied from is older than this test; in a later second than the comment, which GitHub's whole seconds would leave in doubt.
  await connected(fresh, client => client.query(`update births set born_at = clock() + interval '2 seconds'`));
  const { bot, close } = await moveTo(old, fresh);
  await choresDone(bot);

  const repository = {
    id: web.id,
    owner: 'acme',
    name: 'web',
    installation: box.install('acme').id,
    private: true,
    defaultBranch: 'main',
  };
  const effect: PostComment = {
    kind: 'comment',
    key: `answer:${ping.node}`,
    repository,
    lane: 'answer',
    on: issue.number,
    body: 'Again.',
  };
  const calls = asked(bot);
  const store = openStore(bot.database.config, { warn() {} });
  await store.db.transaction().execute(tx => plan(tx, [effect], null));
  await store.close();
  await bot.quiet();
  expect(calls).toEqual(['GET /repos/{owner}/{repo}/issues/{issue_number}/comments']);
  expect(await bot.query(`select state, remote_id from effects`)).toEqual([
    { state: 'done', remote_id: issue.comments[1]?.node },
  ]);

  await moment(bot);
  // What was said before this database is not answered by it, though GitHub's log tells of it.
  expect(await bot.query(`select from commands`)).toEqual([]);
  expect(box.ledger.of(posts)).toHaveLength(1);
  issue.comment(bob, '/ping');
  await bot.quiet();
  expect(await old.says(issue)).toHaveLength(1);
  await close();
});

test('with a restored database nothing is done again, and what is new is done', async () => {
  await using old = await startBot();
  const { box, web } = old;
  const bob = box.person('bob');
  const issue = web.issue({ by: bob });
  const folder = await mkdtemp(join(tmpdir(), 'shipmate-restored-'));
  const file = join(folder, 'backup.gz');
  issue.comment(bob, '/ping');
  expect(await old.says(issue)).toHaveLength(1);
  await connected(old.database, client => backup(client, file));
  const since = issue.comment(bob, '/ping loudly');
  const pull = web.pullRequest({ by: bob, files: { '.github/shipmate.yml': 'prefix: dance\n' } });
  expect(await old.says(issue)).toHaveLength(1);
  await choresDone(old);
  await old.app.stop();
  const before = box.ledger.writes.length;

  const empty = await emptyDatabase();
  await connected(empty, async client => {
    await restore(client, file);
    // In a later second than what was said since, which GitHub's whole seconds would leave in doubt.
    await client.query(`update births set born_at = born_at + interval '2 seconds'`);
  });
  const { bot, close } = await moveTo(old, empty);
  await choresDone(bot);
  for (const delivery of [...box.deliveries]) {
    const { guid: GUID, event, body, headers } = delivery;
    const answer = await fetch(box.webhooks.url ?? '', {
      method: 'POST',
      headers: { ...headers, 'X-GitHub-Delivery': GUID, 'X-GitHub-Event': event },
      body,
    });
    expect(answer.status).toBe(202);
  }
  await bot.quiet();
  expect(box.ledger.writes.slice(before)).toEqual([]);
  // Not even decided again, which a look at GitHub would only have made harmless.
  expect(await bot.query(`select outcome from commands`)).toEqual([{ outcome: 'done' }]);
  expect(since.reactions.map(reaction => reaction.content)).toEqual(['eyes', 'confused']);

  await moment(bot);
  // The same head again, in an event of now: its check stands there already.
  web.push('next', { 'a.txt': 'a\n' }, { by: bob });
  pull.retarget('next', { by: bob });
  await bot.quiet();
  expect(web.checkRuns(pull.head)).toHaveLength(1);

  issue.comment(bob, '/ping');
  await bot.quiet();
  expect(await old.says(issue)).toHaveLength(1);
  // From now on the repository is known, and still no check comes twice.
  await bot.query(`update chores set due_at = clock()`);
  await bot.query(`select pg_notify('wake', '')`);
  await choresDone(bot);
  expect(await bot.query(`select adopted_at is not null as known from repositories`)).toEqual([{ known: true }]);
  await bot.query(`delete from effects where kind = 'check'`);
  pull.retarget('main', { by: bob });
  await bot.quiet();
  expect(web.checkRuns(pull.head)).toHaveLength(1);
  await close();
  await rm(folder, { recursive: true });
});
