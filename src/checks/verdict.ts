/** What a check comes to, in our own words. */
import type { LoggedError } from '../core/logged-error.ts';

/** `unknown`: nobody could say, as where a tool is missing or somebody else's server is away. It has not passed. */
export type Verdict = 'pass' | 'warn' | 'fail' | 'unknown';

/** One thing that was held against what was said. */
export interface Finding {
  verdict: 'pass' | 'warn' | 'fail';
  /** A sentence without its full stop, for a line of a table. */
  says: string;
}

/** A long text that says more: a diff, the end of an output. */
export interface Detail {
  title: string;
  text: string;
}

/** What one try of a check saw. */
export interface Answer {
  findings: Finding[];
  details?: Detail[];
  errors?: LoggedError[];
}

/** What became of a check, with everything that is told of it. */
export interface Outcome {
  name: string;
  /** What its file calls it, before anything but its environment was filled in, where that is another name. */
  entry?: string;
  kind: string;
  environment: string | null;
  /** Where it stands in its file. */
  line: number;
  verdict: Verdict;
  /** Why it is that: the findings, or what kept it from having any. */
  findings: (Finding | { verdict: 'unknown'; says: string })[];
  details: Detail[];
  errors: LoggedError[];
  attempts: number;
  ms: number;
}

export const pass = (says: string): Finding => ({ verdict: 'pass', says });
export const warn = (says: string): Finding => ({ verdict: 'warn', says });
export const fail = (says: string): Finding => ({ verdict: 'fail', says });
export const held = (holds: boolean, says: string): Finding => (holds ? pass(says) : fail(says));

const order: Verdict[] = ['pass', 'warn', 'unknown', 'fail'];

/** The worst of them; nothing at all has not passed. */
export const worst = (verdicts: Verdict[]): Verdict =>
  verdicts.reduce<Verdict>((most, one) => (order.indexOf(one) > order.indexOf(most) ? one : most), 'pass');

/** What made it what it is, also where a failure counts as a warning only. */
export function reasonsOf({ findings }: Pick<Outcome, 'findings'>): string[] {
  const most = worst(findings.map(({ verdict }) => verdict));
  return findings.filter(({ verdict }) => verdict === most).map(({ says }) => says);
}

/** Thrown by a check that cannot know: its message is the whole story. */
export class Unknown extends Error {}

/** Thrown by a check whose time is over: how far it had come. */
export class Late extends Error {}

/** Thrown where the other side did not do its part: its message is what was found. */
export class Failed extends Error {}
