/** A tool that brings machines to a described state: how it is asked what it would change, and how its answer is read. One file each. */
import type { Ran } from '../../child.ts';
import { plain } from '../../plain.ts';

/** Runs the team's command, with more arguments behind it. */
export type Go = (flags?: readonly string[], set?: Readonly<Record<string, string>>) => Promise<Ran>;

/** What a run says of the world. Each phrase begins with the name of what it is about. */
export interface Seen {
  /** What was looked at and needs nothing, in words. Null: nobody can say that anything was. */
  looked: string | null;
  /** What a run would change. */
  changes: string[];
  /** What somebody else has changed, and a run would leave as it is. */
  drift: string[];
  /** What cannot be looked at without doing it. */
  unlooked: string[];
  /** Why the run came to no end of its own. */
  broken: string | null;
  /** The answer, for whoever wants to read it. */
  diff: string;
}

export interface Tool {
  name: string;
  /** How a command of it begins. */
  begins: RegExp;
  look(go: Go, words: readonly string[]): Promise<Seen>;
  /** Does its work twice. Null: it can say what it would do, so nobody needs that. */
  twice: ((go: Go) => Promise<Seen>) | null;
}

/** What each exit code means, as its manual says. */
export type Exits = Readonly<Record<number, string>>;

export const nothing: Seen = { looked: null, changes: [], drift: [], unlooked: [], broken: null, diff: '' };

export const both = ({ stdout, stderr }: Ran): string =>
  [stdout, stderr]
    .map(one => one.trimEnd())
    .join('\n')
    .trim();

/** "it ended with 1 (an error): Error: no such file". */
export function failedWith({ exit, stdout, stderr }: Ran, exits: Exits, error = /^\W{0,10}error\b.*/im): string {
  const [said = ''] = error.exec(stderr) ?? error.exec(stdout) ?? [];
  const means = exits[exit];
  const why = plain(said.replace(/^[│╷\s]+/, ''), 160);
  return `it ended with ${exit}${means === undefined ? '' : ` (${means})`}${why === '' ? '' : `: ${why}`}`;
}

/** Where more have changed than were named, as with an output that somebody has rearranged. */
export function unnamed(names: string[], count: number, whose = ''): string[] {
  if (count <= names.length) return names;
  const more = names.length === 0 ? `${counted(count, 'change')} without a name` : `${count - names.length} more`;
  return [...names, whose + more];
}

export const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** "1 task needs nothing", "3 tasks need nothing". */
export const content = (count: number, one: string, where = ''): string =>
  `${counted(count, one)}${where} ${count === 1 ? 'needs' : 'need'} nothing`;

export const matchesIn = (text: string, pattern: RegExp): string[][] =>
  [...text.matchAll(pattern)].map(match => [...match].slice(1));
