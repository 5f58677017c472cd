/** What goes wrong, by plan: before a request takes effect, after it did, or in what a read is allowed to know. */
import type { RouteName } from './permissions.ts';
import { type Storm, Weather } from './storm.ts';

/** `too long`: GraphQL gave up on it, which it says in an answer that went well. */
type Ending = number | 'reset' | 'hang' | 'too long';
export type Fault = { before: Ending } | { after: Ending } | { secondary: number | null } | { delay: number } | { stale: true };

/** A request as plans and waiting tests see it. */
export interface Seen {
  route: RouteName;
  path: string;
  body: string;
}

export interface Matching {
  /** Any route when left out. */
  route?: RouteName;
  times?: number;
  /** Where the route is not enough: `request => request.body.includes('addReaction')`. */
  only?(request: Seen): boolean;
}

interface Plan {
  matching: Matching;
  left: number;
  fault: Fault;
}

interface Waiting {
  matching: Matching;
  moment: 'before' | 'after';
  resolve(request: Seen): void;
}

const matches = (matching: Matching, request: Seen) =>
  (matching.route ?? request.route) === request.route && (matching.only?.(request) ?? true);

export class Faults {
  readonly #now: () => Date;
  #plans: Plan[] = [];
  #storms: { storm: Storm; weather: Weather }[] = [];
  #waiting: Waiting[] = [];
  #held: (() => void)[] = [];

  constructor(now: () => Date) {
    this.#now = now;
  }

  next(matching: Matching, fault: Fault): void {
    this.#plans.push({ matching, left: matching.times ?? 1, fault });
  }

  /** From now on, next to those that are there: `{ seed: 7, rate: 0.2, requests: 500 }`. What is planned goes first. */
  storm(storm: Storm): void {
    this.#storms.push({ storm, weather: new Weather(storm) });
  }

  /** Takes back what has not happened yet, and ends storms. */
  clear(): void {
    this.#plans = [];
    this.#storms = [];
  }

  take(request: Seen): Fault | null {
    const plan = this.#plans.find(plan => matches(plan.matching, request));
    if (!plan) return this.#struck(request);
    plan.left -= 1;
    if (plan.left <= 0) this.#plans = this.#plans.filter(other => other !== plan);
    return plan.fault;
  }

  #struck(request: Seen): Fault | null {
    const now = this.#now();
    for (const { storm, weather } of this.#storms) {
      const fault = matches(storm, request) ? weather.strikes(request, now) : null;
      if (fault) return fault;
    }
    return null;
  }

  when(matching: Matching, moment: 'before' | 'after'): Promise<Seen> {
    return new Promise(resolve => this.#waiting.push({ matching, moment, resolve }));
  }

  happened(request: Seen, moment: 'before' | 'after'): void {
    const told = this.#waiting.filter(one => one.moment === moment && matches(one.matching, request));
    this.#waiting = this.#waiting.filter(one => !told.includes(one));
    for (const one of told) one.resolve(request);
  }

  /** Resolves when `release` is called. */
  hold(): Promise<void> {
    return new Promise(resolve => this.#held.push(resolve));
  }

  release(): void {
    for (const resolve of this.#held.splice(0)) resolve();
  }
}
