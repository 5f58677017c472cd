/** Webhooks as they come on a bad day: dropped, doubled, late, overtaken, and the same ones for the same seed. */
import { diceFor } from './dice.ts';

export interface Disorder {
  seed: number;
  /** How likely each is, from 0 to 1. Half of what is dropped is not in the delivery log either. */
  drop?: number;
  double?: number;
  /** By `lateness`, in milliseconds of the box's clock: from a minute to five hours when left out. */
  late?: number;
  lateness?: { least: number; most: number };
  /** Behind up to five that come after it; two seconds later where none come. */
  reorder?: number;
}

/** How one copy comes: at once, milliseconds later, or behind so many others. */
export type Way = 'now' | { later: number } | { behind: number };

export interface Fate {
  /** None when it never arrives. */
  copies: Way[];
  logged: boolean;
}

const usual = { least: 60_000, most: 5 * 3_600_000 };

export function fates({ seed, drop = 0, double = 0, late = 0, reorder = 0, lateness = usual }: Disorder): (kind: string) => Fate {
  const of = diceFor(seed);
  return kind => {
    const roll = of(kind);
    // Each time as many rolls, so that another rate changes nothing else.
    const chances = { drop: roll(), double: roll(), logged: roll() };
    const way = (how: number, overtaken: number, share: number): Way => {
      if (how < late) return { later: lateness.least + share * (lateness.most - lateness.least) };
      return overtaken < reorder ? { behind: 1 + Math.floor(share * 5) } : 'now';
    };
    const [first, second] = [way(roll(), roll(), roll()), way(roll(), roll(), roll())];
    if (chances.drop < drop) return { copies: [], logged: chances.logged < 0.5 };
    return { copies: chances.double < double ? [first, second] : [first], logged: true };
  };
}
