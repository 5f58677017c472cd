/** Faults by chance: at a rate, of these kinds, up to an end, and the same ones for the same seed. */
import { diceFor } from './dice.ts';
import type { Fault, Matching, Seen } from './faults.ts';

export interface Storm extends Pick<Matching, 'route' | 'only'> {
  seed: number;
  /** How likely a request is to be hit, from 0 to 1. */
  rate: number;
  kinds?: readonly Fault[];
  /** It ends after so many requests that it could have hit, or at this time of the box's clock. */
  requests?: number;
  until?: Date;
}

const usual: readonly Fault[] = [
  { before: 502 },
  { after: 502 },
  { before: 'reset' },
  { after: 'reset' },
  { delay: 200 },
  { secondary: 5 },
  { stale: true },
];

export class Weather {
  readonly #storm: Storm;
  readonly #dice: ReturnType<typeof diceFor>;
  #left: number;

  constructor(storm: Storm) {
    this.#storm = storm;
    this.#dice = diceFor(storm.seed);
    this.#left = storm.requests ?? Number.POSITIVE_INFINITY;
  }

  strikes(request: Seen, now: Date): Fault | null {
    const { rate, kinds = usual, until } = this.#storm;
    if (this.#left <= 0 || (until && now >= until)) return null;
    this.#left -= 1;
    const roll = this.#dice(request.route);
    const [chance, which] = [roll(), roll()];
    // Only what reads can know less than is true.
    const fit = kinds.filter(kind => !('stale' in kind) || request.route.startsWith('GET '));
    return chance < rate ? (fit[Math.floor(which * fit.length)] ?? null) : null;
  }
}
