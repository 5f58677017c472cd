/** With a seed this GitHub is unreliable: one write in five goes wrong, and in the same order with the same seed. */
import type { Box } from './github/index.ts';
import { isWrite } from './levers.ts';

export function storms(box: Box, seed: number): void {
  const roll = dice(seed);
  const kinds = [{ after: 502 }, { before: 502 }, { after: 'reset' }, { secondary: 5 }] as const;
  for (const fault of kinds)
    box.faults.next({ times: Number.POSITIVE_INFINITY, only: seen => isWrite(seen) && roll() < 0.05 }, fault);
}

/** Numbers from 0 to 1 that look random and follow from the seed. */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
