import { expect, test } from 'vitest';
import { aDatabase, repository } from '../../../../test/chat.ts';
import type { Session } from '../../../core/session.ts';
import { sessionOn } from '../../../store/session.ts';
import { type Held, newLock } from './lock.ts';
import { locksOf, openLocks, saved } from './store.ts';

const own = aDatabase();
const within = <T>(work: (session: Session) => Promise<T>) => own.store.db.transaction().execute(tx => work(sessionOn(tx)));
const bob = { id: 2, login: 'bob' };
const lock = (id: string, more: Partial<Held> = {}) =>
  newLock({ id, environment: 'prod', kind: 'person', by: bob, since: new Date(), ...more });
const write = (...all: Held[]) =>
  within(async session => {
    for (const one of all) await saved(repository, one).write(session);
  });

test('two replicas that both saw it free: one has it, the other is refused by the table', async () => {
  const outcomes = await Promise.allSettled(['one', 'two', 'three'].map(id => write(lock(id))));
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect(String(outcomes.find(one => one.status === 'rejected')?.reason)).toContain('locks_one_open');
  const all = await Promise.allSettled(['all-1', 'all-2'].map(id => write(lock(id, { environment: null }))));
  expect(all.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  await own.store.pool.query('truncate locks');
});

test('of an environment: its own and those of all, as long as they last', async () => {
  const before = new Date(Date.now() - 60_000);
  await write(
    lock('its own', { reason: 'a\0b' }),
    lock('of all', { environment: null }),
    lock('of another', { environment: 'staging' }),
    lock('held', { kind: 'hold', pull: 42, by: null, until: new Date(Date.now() + 60_000) }),
    lock('past', { kind: 'rollback', since: before, until: before }),
    lock('lifted', { environment: 'eu', ended: { at: before, how: 'unlocked', by: bob, reason: 'done' } }),
  );
  const ids = (locks: object[]) => locks.map(one => ('id' in one ? one.id : '')).toSorted();
  expect(ids(await within(session => locksOf(session, repository, 'prod')))).toEqual(['held', 'its own', 'of all']);
  expect(ids(await within(session => locksOf(session, repository, null)))).toEqual(['held', 'its own', 'of all', 'of another']);
  expect(ids(await within(session => openLocks(session, repository, 'prod')))).toEqual(['held', 'its own', 'of all', 'past']);
  const [first] = await within(session => openLocks(session, repository, 'staging'));
  expect(first).toMatchObject({ by: bob, ended: null });
  expect(ids(await within(session => locksOf(session, { ...repository, id: 8 }, null)))).toEqual([]);
});
