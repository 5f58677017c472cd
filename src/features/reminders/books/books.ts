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
  /** Null: its first page took GitHub too long. */
  after: string | null;
  since: Date;
  /** How many are asked for at once. */
  size: number;
  read: number;
  /** Since this page, what was heard of was read: now it is this one's turn. */
  waited: boolean;
}

/** A look at all of them that begins. */
export const newSweep = (now: Date): Stand => ({ after: null, since: now, size: 100, read: 0, waited: false });

export interface Plan {
  /** The key of the effect that opened its issue. */
  issue: string;
  says: string;
  edits: number;
}

/** People have let it begin, and everything is read. */
export const isOn = (books: Books | null): boolean => books?.state === 'on' && books.sweptAt !== null;

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
