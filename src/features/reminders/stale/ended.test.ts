import { expect, test } from 'vitest';
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

async function after(id: string, state: string, error: string | null): Promise<Effect[]> {
  const { db, pool } = database.store;
  const effect: Effect = { kind: 'thread-state', key: 'e-1', repository, lane: 'ending', number: 42, state: 'closed' };
  await db.transaction().execute(tx => plan(tx, [effect], null));
  await pool.query(`update effects set state = $1, error = $2`, [state, error]);
  const due: Due = { type: 'Due', at: now, repository, of: endedOf, id, ended: 'e-1' };
  const ready = await staleEnded.prepare(due, askOf(repository));
  if (!ready) throw new Error('it is not ours');
  return (await db.transaction().execute(tx => ready.decide(sessionOn(tx), now))).effects;
}

test('it was closed: there is nothing to add', async () => {
  expect(await after('close stale:7:42:1', 'done', null)).toEqual([]);
});

test('it was not: the comment that said so says so', async () => {
  expect(await after('close stale:7:42:1', 'dropped', 'too late to leave')).toMatchObject([
    { kind: 'edit', comment: 'stale:7:42:1', body: 'It stays open: GitHub was out of reach when it was time.' },
  ]);
});

test('it was not opened again: whoever asked reads why', async () => {
  expect(await after('reopen 42', 'failed', 'state cannot be changed. The better branch has been deleted.')).toMatchObject([
    { kind: 'comment', on: 42, body: '😕 It stays closed: its branch is gone. Restore that first.' },
  ]);
});

test('turns of others are none of ours', async () => {
  const due: Due = { type: 'Due', at: now, repository, of: 'reminders', id: '7' };
  expect(await staleEnded.prepare(due, askOf(repository))).toBe(null);
});
