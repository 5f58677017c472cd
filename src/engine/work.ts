import type { Store } from '../store/connection.ts';
import { giveBack, nextDue, type Taken, take } from '../store/deliveries.ts';
import { type Log, type Mask, reasonOf } from './log.ts';
import { asLongAs, type Loop, loop } from './loop.ts';
import { points } from './points.ts';

/** Takes deliveries off the queue and has each of them handled; what fails is tried again later, and at last set aside. */

export interface WorkOptions {
  store: Store;
  holder: string;
  handle(taken: Taken): Promise<void>;
  log: Log;
  mask: Mask;
  /** Deliveries in hand at once. */
  most?: number;
}

/** Seconds before each further try; after the last one an operator has to look. */
const patience = [1, 5, 20, 60, 300, 900, 3_600];
/** An intent's turn is never set aside: what it stands for, a deploy that runs, does not end because we could not look. */
const neverLost = ['Due'];
const takeTogether = 3;
/** The net under NOTIFY. */
const longestSleep = 5_000;

/** A process that is told to stop hands back what it cannot finish in this time. */
const handBackAfter = 6_000;
const after = (milliseconds: number) => new Promise<void>(resolve => void setTimeout(resolve, milliseconds).unref());

/** Thrown for what comes right by itself, with the time it takes: GitHub asked us to wait. */
export class Later extends Error {
  readonly seconds: number;
  constructor(seconds: number, message: string) {
    super(message);
    this.seconds = seconds;
  }
}

export function work({ store, holder, handle, log, mask, most = 16 }: WorkOptions): Loop {
  const inHand = new Map<Promise<void>, Taken>();
  let soon: NodeJS.Timeout | undefined;
  let takes = 0;

  const attend = async (taken: Taken): Promise<void> => {
    points.taken.publish(taken.guid);
    // A delivery that ended its process each time it was tried does not get to end another one.
    const survived = taken.deaths <= patience.length;
    try {
      if (!survived) throw new Error('the process ended each time this was tried');
      await handle(taken);
    } catch (error) {
      const reason = reasonOf(error, mask);
      const last = taken.source === 'ours' && neverLost.includes(taken.name) ? (patience.at(-1) ?? null) : null;
      const wait = error instanceof Later ? error.seconds : (patience[taken.attempts - 1] ?? last);
      log.warn(
        { delivery: taken.guid, event: taken.name, attempt: taken.attempts, again_in: wait, reason },
        wait === null ? 'set aside' : 'not handled yet',
      );
      if (wait === null) points.setAside.publish(taken.guid);
      await giveBack(store.db, taken, { seconds: wait, error: reason, counts: !(error instanceof Later), survived }).catch(() =>
        log.warn({ delivery: taken.guid }, 'its lease has to run out'),
      );
    }
  };

  const untilNext = async () => asLongAs(await nextDue(store.db), longestSleep);

  const pass = async (news: boolean): Promise<number> => {
    // What is in hand wakes us when it is done; only an idle worker asks when the next one is due.
    if (!news && inHand.size === 0) {
      const wait = await untilNext();
      if (wait > 0) return wait;
    }
    const room = most - inHand.size;
    if (room === 0) return longestSleep;
    takes += 1;
    const taken = await take(store.pool, `${holder}#${takes}`, room);
    for (const one of taken) {
      const attending: Promise<void> = attend(one).finally(() => {
        inHand.delete(attending);
        // Those that end within a moment of each other are replaced with one take.
        soon ??= setTimeout(() => {
          soon = undefined;
          self.wake();
        }, takeTogether);
      });
      inHand.set(attending, one);
    }
    return inHand.size > 0 ? longestSleep : Math.max(await untilNext(), 5);
  };

  const self = loop(pass, error => log.error({ reason: reasonOf(error, mask) }, 'the queue cannot be read'));
  return {
    wake: self.wake,
    async stop() {
      await self.stop();
      clearTimeout(soon);
      await Promise.race([Promise.all(inHand.keys()), after(handBackAfter)]);
      // Whoever still works on these finds at the end that they are no longer his, and writes nothing.
      const stopped = { seconds: 0, error: 'the process was stopped', counts: false, survived: false };
      await Promise.allSettled([...inHand.values()].map(one => giveBack(store.db, one, stopped)));
    },
  };
}
