import { beforeEach, expect, test } from 'vitest';
import type { Session } from '../../src/core/session.ts';
import { deploysBy } from '../../src/features/deploy/approvals/store.ts';
import { newDeploy, newStory } from '../../src/features/deploy/deploy.ts';
import { begunBy, besides, history, lastThere, lastThread, shasLike, tried, worked } from '../../src/features/deploy/store.ts';
import { unattended } from '../../src/features/errors/places/store.ts';
import { openings } from '../../src/issues/store.ts';
import { refusedInARow } from '../../src/store/audit.ts';
import type { Tx } from '../../src/store/connection.ts';
import { plan, takeToTell } from '../../src/store/effects.ts';
import { sessionOn } from '../../src/store/session.ts';
import { aStoreForEachTest } from '../store.ts';

/**
 * Tables that only grow, and statements that are asked at each command, at each pass or every few minutes: none of them reads what has nothing to do
 * with it. `npm run bench -- grown` shows the same with a hundred times as much.
 */

const store = aStoreForEachTest();
const many = 5_000;
const repository = { id: 7, owner: 'acme', name: 'web', installation: 5, private: true, defaultBranch: 'main' };
const sha = 'f'.repeat(40);

beforeEach(async () => {
  const client = await store.pool.connect();
  try {
    await client.query(`
      set session_replication_role = replica;
      insert into effects (key, kind, target, installation_id, repository_id, lane, what, digest, state, sent_at, settled_at)
        select 'deploy:' || n, 'comment', 'comment:deploy:' || n, 5, 7, 0, '{}', '', 'done', clock() - interval '2 days', clock()
        from generate_series(1, ${many}) n;
      insert into deploys (id, repository_id, environment, kind, state, sha, tree, thread, run_id, attempt, edits, looks, asked_at, started_at, ran_at, ended_at, story)
        select 'd' || n, 7, 'prerelease', 'asked', 'succeeded', md5(n::text) || '00000000', md5(n::text), n, n, 1, 2, 1,
          at, at, at, at + interval '1 minute', '${JSON.stringify(newStory({ from: '#1', title: 'Fix login', workflow: 'deploy.yml', branch: 'main', by: { id: 3, login: 'bob', bot: false } }))}'
        from (select n, clock() - interval '1 hour' * (${many} + 1 - n) as at from generate_series(1, ${many}) n) as past;
      insert into audit (repository_id, scope, about, actor, outcome, reasons)
        select 7, 'thread/7/' || n, '/deploy on #' || n, 'bob', 'done', '{}' from generate_series(1, ${many}) n;
      insert into repositories (id, installation_id, owner, name, private, default_branch)
        select n, 5, 'acme', 'service-' || n, true, 'main' from generate_series(1, 300) n;
      insert into error_homes (repository_id, settings, seen_at) select n, '{}', clock() from generate_series(1, 300) n;
      insert into episodes (id, repository_id, of, about, key, state, began_at, bad_at, issue, opened_at, round, locked, muted, edits, notes, noted, story)
        select 'e' || n, 1 + n % 300, 'errors', (1 + n % 300)::text, 'k' || n, case when n <= 300 then 'open' else 'closed' end, clock(), clock(), 'deploy:' || n,
          clock() - interval '3 days', 1, false, false, 0, '[]', 0, '{}' from generate_series(1, ${many}) n;
      reset session_replication_role;
      analyze`);
  } finally {
    client.release();
  }
});

/** How many rows of all tables one reading looks at, with an index or without. */
async function rowsRead(read: (tx: Tx, session: Session) => Promise<unknown>): Promise<number> {
  return store.db.transaction().execute(async tx => {
    await read(tx, sessionOn(tx));
    const counted = await tx
      .selectFrom('pg_stat_xact_user_tables' as never)
      .select(({ fn }) => [
        fn.sum<number>('seq_tup_read' as never).as('through'),
        fn.sum<number>('idx_tup_fetch' as never).as('found'),
      ])
      .executeTakeFirst();
    const { through, found } = Object(counted);
    return Number(through) + Number(found);
  });
}

const deploy = newDeploy({
  ...{ id: 'new', environment: 'prerelease', kind: 'asked', sha, askedAt: new Date() },
  story: newStory({ from: '#1', title: 'Fix login', workflow: 'deploy.yml', branch: 'main' }),
});

const edit = {
  repository,
  lane: 'progress',
  kind: 'edit',
  key: 'deploy:new:edit:1',
  comment: 'deploy:new',
  body: 'It runs.',
} as const;

test.each<[string, number, (tx: Tx, session: Session) => Promise<unknown>]>([
  ['a first edit of a comment', 20, tx => plan(tx, [edit], null)],
  ['what sources are to be told', 20, tx => takeToTell(tx, 'somebody', 4)],
  ['whether GitHub refused an issue', 20, (_, session) => openings(session, repository)],
  ['what had begun there', 20, (_, session) => begunBy(session, repository, 'prerelease')],
  ['what ran beside it', 20, (_, session) => besides(session, repository, deploy)],
  ['where people spoke of it', 20, (_, session) => lastThread(session, repository, 'prerelease')],
  ['how often somebody deployed there', 60, (_, session) => deploysBy(session, repository, 'prerelease', 3)],
  ['what runs there', 20, (_, session) => lastThere(session, repository, 'prerelease')],
  ['its history', 40, (_, session) => history(session, repository, 'prerelease', 10)],
  ['where a commit went', 20, (_, session) => worked(session, repository, ['prerelease'], { sha, tree: sha })],
  ['what was tried of it', 20, (_, session) => tried(session, repository, 'prerelease', [sha])],
  ['a commit by its first digits', 20, (_, session) => shasLike(session, repository, 'fffffff')],
  // The last two thousand decisions, by intent.
  ['how often somebody was refused', 2_050, (_, session) => refusedInARow(session, { repository: 7, login: 'bob' })],
  // A few for each of three hundred homes.
  ['which homes nobody looks after', 1_500, (_, session) => unattended(session)],
])('%s costs as much in a large database as in a small one', async (_, most, read) => {
  expect(await rowsRead(read)).toBeLessThan(most);
});
