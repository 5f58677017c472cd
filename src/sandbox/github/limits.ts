/** How much an installation may ask: requests an hour, and content a minute and an hour. */
import { randomUUID } from 'node:crypto';
import { Refusal } from './refusal.ts';

interface Window {
  startsAt: number;
  used: number;
}

type Resource = 'core' | 'graphql';

const hour = 3_600_000;
const minute = 60_000;

export class Limits {
  readonly #now: () => Date;
  readonly #requests = new Map<string, Window>();
  readonly #content = new Map<number, number[]>();
  /** Null: no limit. GitHub's own numbers are the default. */
  content: { perMinute: number; perHour: number } | null = { perMinute: 80, perHour: 500 };
  requestsPerHour = 5000;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Throws when nothing is left of this hour. */
  check(installation: number | null, resource: Resource): void {
    if (this.#window(installation, resource).used >= this.requestsPerHour)
      throw new Refusal(403, `API rate limit exceeded for installation ID ${installation}.`);
  }

  /** Counts a request that was not free, and says what is left. */
  count(installation: number | null, resource: Resource, free: boolean): Record<string, string> {
    const window = this.#window(installation, resource);
    if (!free) window.used += 1;
    return {
      'x-ratelimit-limit': String(this.requestsPerHour),
      'x-ratelimit-remaining': String(Math.max(0, this.requestsPerHour - window.used)),
      'x-ratelimit-used': String(Math.min(window.used, this.requestsPerHour)),
      'x-ratelimit-reset': String(Math.ceil((window.startsAt + hour) / 1000)),
      'x-ratelimit-resource': resource,
    };
  }

  #window(installation: number | null, resource: Resource): Window {
    const key = `${installation}/${resource}`;
    const now = this.#now().getTime();
    const known = this.#requests.get(key);
    if (known && known.startsAt + hour > now) return known;
    const window = { startsAt: now, used: 0 };
    this.#requests.set(key, window);
    return window;
  }

  /** Throws when this installation has created as much as it may. */
  spendContent(installation: number): void {
    if (!this.content) return;
    const now = this.#now().getTime();
    const times = (this.#content.get(installation) ?? []).filter(at => at > now - hour);
    const lately = times.filter(at => at > now - minute);
    const waits = [
      lately.length >= this.content.perMinute ? (lately.at(-this.content.perMinute) ?? now) + minute - now : 0,
      times.length >= this.content.perHour ? (times.at(-this.content.perHour) ?? now) + hour - now : 0,
    ];
    const wait = Math.max(...waits);
    if (wait > 0) throw secondaryLimit(Math.ceil(wait / 1000));
    this.#content.set(installation, [...times, now]);
  }
}

/** GitHub does not always say for how long. */
export function secondaryLimit(seconds: number | null): Refusal {
  return new Refusal(
    403,
    'You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your ' +
      `request again later. If you reach out to GitHub Support for help, please include the request ID ${randomUUID()}.`,
    seconds === null ? {} : { headers: { 'retry-after': String(seconds) } },
  );
}
