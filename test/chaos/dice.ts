/** Chance that comes out the same for the same seed. */
export interface Dice {
  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number;
  shuffled<T>(all: readonly T[]): T[];
}

export function dice(seed: number): Dice {
  let state = seed >>> 0;
  // mulberry32: small, and even enough for choosing where to strike.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(next() * count);
  return {
    below,
    shuffled(all) {
      const rest = [...all];
      return all.flatMap(() => rest.splice(below(rest.length), 1));
    },
  };
}
