import type { Heaped, HeapRead } from '../core/hook.ts';
import type { Session } from '../core/session.ts';
import { timeOf } from '../store/audit.ts';
import type { Store, Tx } from '../store/connection.ts';
import { type InHeap, nextHeaped, putOff, settleHeaped, takeBackTry, takeHeaped, tryHeaped } from '../store/heap.ts';
import { noteRead } from '../store/hooks.ts';
import { raise } from '../store/raised.ts';
import { sessionOn } from '../store/session.ts';
import { isDeadlock, isUnwell } from '../store/trouble.ts';
import { type Log, type Mask, reasonOf } from './log.ts';
import { asLongAs, type Loop, loop } from './loop.ts';
import { points } from './points.ts';

/**
 * Reads what hooks brought, many at a time: a storm of thousands is some dozens of transactions, each of which counts all of its letters
 * or none. Two replicas hold different rows; what a dead one held is free again with its connection.
 */

export interface HeapOptions {
  store: Store;
  /** All in one transaction. What it throws is looked for in halves, until the letter that breaks it stands alone. */
  read(session: Session, heaped: Heaped[], now: Date): Promise<HeapRead>;
  log: Log;
  mask: Mask;
  most?: number;
}

const mostBytes = 4 * 1024 * 1024;
/** Seconds before each further try of a letter that alone breaks its reading, or ends the process; after the last one an operator has to look. */
const patience = [1, 5, 20, 60, 300];
/** The net under NOTIFY. */
const longestSleep = 5_000;
const shortestSleep = 100;
const deadlocks = 5;

/** Carries what was in hand out of the transaction that failed. */
class Broken extends Error {
  readonly batch: InHeap[];
  constructor(batch: InHeap[], cause: unknown) {
    super('a batch was not read', { cause });
    this.batch = batch;
  }
}

export function heap({ store, read, log, mask, most = 500 }: HeapOptions): Loop {
  const readSome = async (seqs: number[]): Promise<void> => {
    let aside: string[] = [];
    const batch = await store.db.transaction().execute(async tx => {
      const held = await takeHeaped(tx, seqs);
      try {
        if (held.length === 0) return held;
        // Those that were tried so often are alone.
        if (held.some(({ attempts }) => attempts > patience.length + 1))
          throw new Error('the process ended each time this was tried');
        aside = await readAll(tx, held);
        points.lettersRead.publish(held.length);
      } catch (error) {
        throw new Broken(held, error);
      }
      return held;
    });
    if (batch.length > 0) points.lettersCounted.publish(batch.length);
    for (const guid of aside) points.setAside.publish(guid);
  };

  const readAll = async (tx: Tx, held: InHeap[]): Promise<string[]> => {
    const now = await timeOf(tx);
    const letters = held.flatMap(({ hook, ...one }) => (hook ? [{ ...one, hook }] : []));
    const gone = held.filter(({ hook }) => !hook).map(({ seq }) => ({ seq, why: 'its hook was removed before this was read' }));
    const { raises, spoilt, heard }: HeapRead =
      letters.length > 0 ? await read(sessionOn(tx), letters, now) : { raises: [], spoilt: [], heard: [] };
    const aside = [...gone, ...spoilt];
    const left = new Set(aside.map(({ seq }) => seq));
    await settleHeaped(
      tx,
      held.map(({ seq }) => seq).filter(seq => !left.has(seq)),
    );
    for (const { seq, why } of aside) await putOff(tx, seq, { seconds: null, error: reasonOf(why, mask) });
    for (const [place, event] of raises.entries())
      await raise(tx, event, { guid: `heap/${held[0]?.seq}/${now.getTime()}/${place}`, key: null });
    // Last, and always in the same order: these rows are what two replicas have in common.
    for (const one of heard.toSorted((a, b) => (a.hook < b.hook ? -1 : 1)))
      await noteRead(tx, { ...one, why: one.why === null ? null : reasonOf(one.why, mask) });
    return held.filter(({ seq }) => left.has(seq)).map(({ guid }) => guid);
  };

  const attempt = async (seqs: number[], tries = 1): Promise<void> => {
    try {
      await readSome(seqs);
    } catch (error) {
      // A connection that broke comes out as what it is: it cannot even be told to roll back.
      if (!(error instanceof Broken)) throw error;
      if (isUnwell(error.cause)) throw error.cause;
      if (isDeadlock(error.cause) && tries < deadlocks) await attempt(seqs, tries + 1);
      else await inHalves(error.batch, error.cause);
    }
  };

  const inHalves = async (batch: InHeap[], cause: unknown): Promise<void> => {
    const [one] = batch;
    if (batch.length > 1) {
      const seqs = batch.map(({ seq }) => seq);
      const middle = Math.ceil(seqs.length / 2);
      await attempt(seqs.slice(0, middle));
      return await attempt(seqs.slice(middle));
    }
    if (!one) throw cause;
    const seconds = patience[one.attempts - 1] ?? null;
    const error = reasonOf(cause, mask);
    await putOff(store.db, one.seq, { seconds, error });
    log.warn(
      { delivery: one.guid, attempt: one.attempts, again_in: seconds, reason: error },
      seconds === null ? 'set aside' : 'not read yet',
    );
    if (seconds === null) points.setAside.publish(one.guid);
  };

  /** Of a pass that is not over, or failed on the database: that says nothing against them. */
  let inHand: number[] = [];

  const untilNext = async () => asLongAs(await nextHeaped(store.db), longestSleep);

  return loop(
    async news => {
      if (!news && inHand.length === 0) {
        const wait = await untilNext();
        if (wait > 0) return wait;
      }
      if (inHand.length > 0) await takeBackTry(store.db, inHand);
      inHand = [];
      inHand = await tryHeaped(store.db, { rows: most, bytes: mostBytes }, patience);
      // What is due and not ours to take is in somebody else's hands.
      if (inHand.length === 0) return Math.max(await untilNext(), shortestSleep);
      await attempt(inHand);
      inHand = [];
      return 0;
    },
    error => log.error({ reason: reasonOf(error, mask) }, 'what hooks brought cannot be read'),
  );
}
