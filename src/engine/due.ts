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
  run(note: Chore['note']): Promise<Chore['note']>;
}

export interface DueOptions {
  store: Store;
  holder: string;
  errands: Errand[];
  log: Log;
  mask: Mask;
}

const longestSleep = 15_000;
const renewEvery = 30_000;

export async function due({ store, holder, errands, log, mask }: DueOptions): Promise<Loop> {
  const names = errands.map(one => one.name);
  await enlist(store.db, names);
  for (const one of errands) if (one.atStart) await hasten(store.db, one.name);

  const run = async (chore: Chore): Promise<void> => {
    const errand = errands.find(one => one.name === chore.name);
    if (!errand) return;
    const renewing = setInterval(() => void renew(store.db, chore, holder).catch(() => {}), renewEvery);
    try {
      const note = await errand.run(chore.note);
      await finish(store.db, chore, holder, { seconds: errand.everySeconds, note });
    } catch (error) {
      log.warn({ chore: chore.name, reason: reasonOf(error, mask) }, 'a chore is tried again in a minute');
      await finish(store.db, chore, holder, { seconds: Math.min(60, errand.everySeconds), note: chore.note });
    } finally {
      clearInterval(renewing);
    }
  };

  const every = Math.min(longestSleep, ...errands.map(one => one.everySeconds * 1_000));
  return loop(
    async () => {
      await Promise.all((await takeDue(store.db, names, holder)).map(run));
      return every;
    },
    error => log.error({ reason: reasonOf(error, mask) }, 'chores cannot be read'),
  );
}
