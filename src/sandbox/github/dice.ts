/** Chance that comes out the same for the same seed. */
export type Dice = () => number;

/** Numbers from 0 up to, not including, 1. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  // mulberry32: small, and even enough to choose what goes wrong.
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Dice for each name by itself, so that what happens to one kind of thing does not hang on how many others came in between. */
export function diceFor(seed: number): (name: string) => Dice {
  const known = new Map<string, Dice>();
  return name => {
    const mine = known.get(name) ?? dice(seed ^ hash(name));
    known.set(name, mine);
    return mine;
  };
}

function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (const letter of text) sum = Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return sum >>> 0;
}
