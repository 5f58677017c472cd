/** How far a repository's pull requests are read, and what the issue that says first what would happen came to. */

/** `reading`: for the first time; `asked`: the plan stands in an issue; `refused`: somebody closed that. */
export const states = ['reading', 'asked', 'on', 'refused'] as const;

export interface Books {
  state: (typeof states)[number];
  /** What has waited since before that was there before us. */
  beganAt: Date | null;
  /** When somebody looks next: its turn is raised together with this. */
  nextAt: Date;
  sweep: Stand | null;
  /** When the last look at all of them began that came to its end. */
  sweptAt: Date | null;
  news: Stand | null;
  newsAt: Date | null;
  plan: Plan | null;
  /** When old issues are looked at next; null: they are not. */
  issuesAt: Date | null;
}

/** Of a look at many pages that is not over: the next one goes on from here, whoever does it. */
export interface Stand {
  after: string;
  since: Date;
  /** How many GitHub could answer at once. */
  size: number;
  read: number;
}

export interface Plan {
  /** The key of the effect that opened its issue. */
  issue: string;
  says: string;
  edits: number;
}

export const newBooks = (now: Date, startsNow: boolean): Books => ({
  state: startsNow ? 'on' : 'reading',
  beganAt: startsNow ? now : null,
  nextAt: now,
  sweep: null,
  sweptAt: null,
  news: null,
  newsAt: null,
  plan: null,
  issuesAt: null,
});
