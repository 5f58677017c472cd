import { expect, test } from 'vitest';
import { aStoreForEachTest } from '../../test/store.ts';
import type { Session } from '../core/session.ts';
import { lock } from './audit.ts';
import { type Ran, ran, recorded } from './commands.ts';
import { sessionOn } from './session.ts';

const store = aStoreForEachTest();

const within = <T>(work: (session: Session) => Promise<T>) => store.db.transaction().execute(tx => work(sessionOn(tx)));
const ping = (id: string): Ran => ({ id, name: 'ping', actor: 1, repository: 7, outcome: 'done', whole: false });

test('a command that ran is found by any of its places', async () => {
  await within(session => recorded([ping('comment:IC_a:0'), ping('comment:IC_a:1')]).write(session));
  expect(await within(session => ran(session, ['comment:IC_a:0', 'comment:IC_a:4']))).toBe(true);
  expect(await within(session => ran(session, ['comment:IC_b:0', 'review:IC_a:0']))).toBe(false);
});

test('what ran before takes the whole transaction down with it', async () => {
  await within(session => recorded([ping('comment:IC_a:1')]).write(session));
  const again = within(async session => {
    await recorded([ping('comment:IC_c:0')]).write(session);
    await recorded([ping('comment:IC_a:0'), ping('comment:IC_a:1')]).write(session);
  });
  await expect(again).rejects.toThrow('duplicate key');
  expect(await within(session => ran(session, ['comment:IC_c:0', 'comment:IC_a:0']))).toBe(false);
});

test('of two that decide the same at once, the second sees what the first did', async () => {
  const decide = () =>
    store.db.transaction().execute(async tx => {
      await lock(tx, ['thread/7/42']);
      const session = sessionOn(tx);
      if (await ran(session, ['comment:IC_a:0'])) return 'ignored';
      await recorded([ping('comment:IC_a:0')]).write(session);
      return 'done';
    });
  expect((await Promise.all([decide(), decide(), decide()])).sort()).toEqual(['done', 'ignored', 'ignored']);
});
