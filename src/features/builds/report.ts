/** What somebody reported on a commit of a watched branch, in our own words, and where it belongs. Pure. */
import type { Cause } from './log/infrastructure.ts';

/** `broken`: the file of the workflow cannot be run at all. `none`: it says neither. */
export type Verdict = 'pass' | 'fail' | 'broken' | 'none';

const kinds = ['workflow', 'app', 'status', 'deploy'] as const;

/** Who reports, and on which branch; a deploy reports on its environment. */
export interface About {
  kind: (typeof kinds)[number];
  /** The workflow's file, the short name of an App, the context of a status, an environment. */
  name: string;
  branch: string;
}

/** One line, as rows know it. A branch has no blanks. */
export const aboutLine = ({ kind, name, branch }: About): string => `${kind} ${branch} ${name}`;

export function readAbout(line: string): About | null {
  const [, word, branch, name] = /^(\S+) (\S+) (.+)$/s.exec(line) ?? [];
  const kind = kinds.find(one => one === word);
  return kind && branch !== undefined && name !== undefined ? { kind, name, branch } : null;
}

export interface Report {
  /** Of a workflow its run; else whatever numbers what was said. */
  run: number;
  attempt: number;
  /** Later ones have higher ones. */
  number: number;
  /** What its source calls itself. */
  source: string;
  sha: string;
  /** Of a merge queue: its commit is not on the branch yet. */
  queued: boolean;
  verdict: Verdict;
  url: string | null;
  beganAt: Date | null;
  at: Date;
  looked: boolean;
}

/** The error of a check, as somebody wants to read it. */
export interface Fault {
  /** Whose words these are, where a rule knows them. */
  tool: string | null;
  fatal: string;
  around: string[];
  rest: string[];
  /** What stays the same about it from run to run. */
  print: string;
}

export interface Result {
  /** With the values of its matrix. */
  check: string;
  verdict: Exclude<Verdict, 'broken'>;
  url: string | null;
  fault: Fault | null;
  /** Not the fault of the code. */
  cause: Cause | null;
}

/** A report, and what it says of each check. */
export interface Reading {
  report: Report;
  results: Result[];
}

export const isRed = ({ verdict }: Report): boolean => verdict === 'fail' || verdict === 'broken';

/** A report, and which attempt of its run it takes the place of. */
export interface News {
  report: Report;
  instead: number | null;
}

/**
 * What a suite says adds to what it said before; null: nothing. It is over each time a check is added to it, so it has one report, which its last
 * word rewrites. Only a pass after a failure means that it was run again.
 */
export function suiteNews(before: Report | null, said: Report): News | null {
  if (before === null) return { report: said, instead: null };
  const since = said.at.getTime() - before.at.getTime();
  // GitHub counts seconds: of two words within one the worse stays.
  if (said.verdict === 'none' || since < 0 || (since === 0 && !isRed(said))) return null;
  const next = { ...said, attempt: before.attempt + 1 };
  if (!isRed(before)) return { report: next, instead: before.attempt };
  // It has failed once, and that is when it did.
  return isRed(said) ? { report: { ...next, at: before.at }, instead: before.attempt } : { report: next, instead: null };
}

export const inOrder = (a: Pick<Report, 'number' | 'attempt'>, b: Pick<Report, 'number' | 'attempt'>): number =>
  a.number - b.number || a.attempt - b.attempt;

/** A merge that closes an issue starts a run, and which of the two GitHub dates first is chance. */
const sameMoment = 60_000;

/**
 * What somebody closed is opened again by what happens after that. A run that was on its way by then says nothing new, however late it ends.
 */
export const countsFrom = ({ beganAt, at }: Pick<Report, 'beganAt' | 'at'>): Date =>
  beganAt ? new Date(Math.min(at.getTime(), beganAt.getTime() + sameMoment)) : at;
