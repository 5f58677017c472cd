import { beforeEach, expect, test } from 'vitest';
import { askOf } from '../../../../test/asking.ts';
import { aDatabase, repository } from '../../../../test/chat.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Due } from '../../../core/event.ts';
import { plan } from '../../../store/effects.ts';
import { sessionOn } from '../../../store/session.ts';
import { endedOf, staleEnded } from './ended.ts';

/** What GitHub did not do is taken back where it was said. */

const database = aDatabase();
const now = new Date('2026-07-01T08:00:00Z');

const story = { comment: 'stale:7:42:1', closedAt: '2026-06-30T08:00:00Z', askedAt: '2026-06-01T08:00:00Z', asks: 2 };
const rest = { head: null, nextAt: null, keptUntil: '2026-09-28T08:00:00Z' };
const threads = async () =>
  (await database.store.pool.query(`select number, story - 'head' - 'nextAt' - 'askedAt' - 'asks' as story from stale_threads`))
    .rows;

beforeEach(async () => {
  await database.store.pool.query('truncate stale_threads');
  await database.store.pool.query('insert into stale_threads (repository_id, number, issue, story) values (7, 42, false, $1)', [
    { ...story, ...rest },
  ]);
});

async function after(id: string, state: string, error: string | null): Promise<Effect[]> {
  const { db, pool } = database.store;
  const effect: Effect = { kind: 'thread-state', key: 'e-1', repository, lane: 'ending', number: 42, state: 'closed' };
  await db.transaction().execute(tx => plan(tx, [effect], null));
  await pool.query(`update effects set state = $1, error = $2`, [state, error]);
  const due: Due = { type: 'Due', at: now, repository, of: endedOf, id, ended: 'e-1' };
  const ready = await staleEnded.prepare(due, askOf(repository));
  if (!ready) throw new Error('it is not ours');
  return db.transaction().execute(async tx => {
    const { effects, changes } = await ready.decide(sessionOn(tx), now);
    for (const change of changes) await change.write(sessionOn(tx));
    return effects;
  });
}

test('it was closed: there is nothing to add', async () => {
  expect(await after('close stale:7:42:1', 'done', null)).toEqual([]);
  expect(await threads()).toMatchObject([{ story: { closedAt: story.closedAt } }]);
});

test('it was not: the comment that said so says so', async () => {
  expect(await after('close stale:7:42:1', 'dropped', 'too late to leave')).toMatchObject([
    { kind: 'edit', comment: 'stale:7:42:1', body: 'It stays open: GitHub was out of reach when it was time.' },
  ]);
  expect(await threads()).toMatchObject([{ story: { comment: 'stale:7:42:1', closedAt: null, keptUntil: rest.keptUntil } }]);
});

test('somebody was faster to close it: then we did not, and nobody opens it again in our name', async () => {
  expect(await after('close stale:7:42:1', 'dropped', 'somebody closed it')).toMatchObject([
    { kind: 'edit', comment: 'stale:7:42:1', body: 'Somebody has closed it.' },
  ]);
  expect(await threads()).toMatchObject([{ story: { closedAt: null } }]);
});

test('it was opened again: what said that we closed it is folded away, and nobody is asked for a while', async () => {
  expect(await after('reopen 42', 'done', null)).toMatchObject([{ kind: 'hide', comment: 'stale:7:42:1' }]);
  expect(await threads()).toMatchObject([{ story: { comment: null, closedAt: null, keptUntil: '2026-09-29T08:00:00.000Z' } }]);
});

test('it was not opened again: whoever asked reads why, and may ask once more', async () => {
  expect(await after('reopen 42', 'failed', 'state cannot be changed. The better branch has been deleted.')).toMatchObject([
    { kind: 'comment', on: 42, body: '😕 It stays closed: its branch is gone. Restore that first.' },
  ]);
  expect(await threads()).toMatchObject([{ story: { comment: 'stale:7:42:1', closedAt: story.closedAt } }]);
});

test('turns of others are none of ours', async () => {
  const due: Due = { type: 'Due', at: now, repository, of: 'reminders', id: '7' };
  expect(await staleEnded.prepare(due, askOf(repository))).toBe(null);
});
