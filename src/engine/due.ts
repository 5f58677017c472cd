import { type Chore, enlist, finish, hasten, renew, takeDue } from '../store/chores.ts';
import type { Store } from '../store/connection.ts';
import { type Log, type Mask, reasonOf } from './log.ts';
import { type Loop, loop } from './loop.ts';

/** What is past its time: the house's own chores, each done by one replica at a time and taken up where the last pass stopped. */

export interface Errand {
  name: string;
  everySeconds: number;
  /** Also once at each start, however recently it was done. */
  atStart?: boolean;
  /** `stopping`: nobody waits any more for what others answer. */
  run(note: Chore['note'], stopping: AbortSignal): Promise<Chore['note']>;
}

export interface DueOptions {
  store: Store;
  holder: string;
  errands: Errand[];
  log: Log;
  mask: Mask;
}

/** Whoever makes a chore due wakes us. */
const longestSleep = 60_000;
const renewEvery = 30_000;

/** Each has a loop of its own: one that waits for the servers of others holds up none. */
export async function due({ store, holder, errands, log, mask }: DueOptions): Promise<Loop> {
  const names = errands.map(one => one.name);
  await enlist(store.db, names);
  for (const one of errands) if (one.atStart) await hasten(store.db, one.name);
  const ending = new AbortController();

  const run = async (errand: Errand, chore: Chore): Promise<void> => {
    const renewing = setInterval(() => void renew(store.db, chore, holder).catch(() => {}), renewEvery);
    try {
      const note = await errand.run(chore.note, ending.signal);
      await finish(store.db, chore, holder, { seconds: errand.everySeconds, note });
    } catch (error) {
      log.warn({ chore: chore.name, reason: reasonOf(error, mask) }, 'a chore is tried again in a minute');
      await finish(store.db, chore, holder, { seconds: Math.min(60, errand.everySeconds), note: chore.note });
    } finally {
      clearInterval(renewing);
    }
  };

  const loops = errands.map(errand =>
    loop(
      async () => {
        const chore = await takeDue(store.db, errand.name, holder);
        if (chore) await run(errand, chore);
        return Math.min(longestSleep, errand.everySeconds * 1_000);
      },
      error => log.error({ chore: errand.name, reason: reasonOf(error, mask) }, 'a chore cannot be read'),
    ),
  );
  return {
    wake() {
      for (const one of loops) one.wake();
    },
    async stop() {
      ending.abort();
      await Promise.all(loops.map(one => one.stop()));
    },
  };
}
