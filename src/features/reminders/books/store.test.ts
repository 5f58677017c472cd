import { expect, test } from 'vitest';
import { on } from '../../../../test/nudges.ts';
import { aStoreForEachTest } from '../../../../test/store.ts';
import type { Session } from '../../../core/session.ts';
import { take } from '../../../store/deliveries.ts';
import { raise } from '../../../store/raised.ts';
import { remember } from '../../../store/repositories.ts';
import { sessionOn } from '../../../store/session.ts';
import { newBooks } from './books.ts';
import { booksSaved, lookDue, overdue } from './store.ts';

const store = aStoreForEachTest();
const here = (id: number) => ({ id, owner: 'acme', name: `web-${id}`, installation: 5, private: true, defaultBranch: 'main' });
const within = <T>(work: (session: Session) => Promise<T>): Promise<T> =>
  store.db.transaction().execute(tx => work(sessionOn(tx)));

test('a look that is late has another turn where it has none: neither one that waits nor one that is tried has two', async () => {
  const long = new Date(Date.now() - 7_200_000);
  await store.db.transaction().execute(async tx => {
    for (const id of [1, 2, 3, 4]) {
      await remember(tx, here(id), false);
      await booksSaved(here(id), { ...newBooks(on('Mon 09:00'), true), nextAt: long }).write(sessionOn(tx));
    }
    await raise(tx, lookDue(here(1), long), { guid: 'tried', key: null });
  });
  await take(store.pool, 'me', 1);
  await store.db.transaction().execute(async tx => {
    await raise(tx, lookDue(here(2), long), { guid: 'waits', key: null });
    await raise(tx, lookDue(here(3), new Date(Date.now() + 86_400_000)), { guid: 'of another look', key: null });
  });
  const late = await within(session => overdue(session, 10));
  expect(late.map(({ repository, lost }) => `${repository.id} ${lost ? 'is lost' : 'comes again'}`)).toEqual([
    ...['3 is lost', '4 is lost', '1 comes again', '2 comes again'],
  ]);
});
