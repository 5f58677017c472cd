import { isUnwell } from '../store/trouble.ts';
import { type Log, type Mask, reasonOf } from './log.ts';

/** Whether deliveries can be kept. A database whose disk is full still answers questions: only a write that failed tells. */

const tellEvery = 10_000;
/** Without a write that tells otherwise; whoever sends us nothing while we are not ready would never hear that we are again. */
const believedFor = 30_000;

export function keeping({ log, mask }: { log: Log; mask: Mask }) {
  let toldAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;
  return {
    async watch<T>(write: Promise<T>): Promise<T> {
      try {
        const outcome = await write;
        failedAt = Number.NEGATIVE_INFINITY;
        return outcome;
      } catch (error) {
        const now = performance.now();
        // What cannot be reached is asked for each time; what is wrong with one delivery is no reason to turn away all.
        if (isUnwell(error)) failedAt = now;
        if (now - toldAt > tellEvery) {
          toldAt = now;
          log.error({ reason: reasonOf(error, mask) }, 'deliveries cannot be kept, and are answered with 503');
        }
        throw error;
      }
    },
    fails: () => performance.now() - failedAt < believedFor,
  };
}
