/** What a place of logs is asked, and the lines that it has. */
import { createHash } from 'node:crypto';

export interface Line {
  /** In nanoseconds. */
  at: bigint;
  /** The same each time it is read, and no other line's at that time. */
  id: string;
  text: string;
}

export interface Request {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body: string | null;
}

/** From `from` on, before `to`; the oldest first, and at most so many. */
export interface Span {
  from: bigint;
  to: bigint;
  page: number;
}

export interface Page {
  lines: Line[];
  /** There may be more of them. */
  full: boolean;
  /** What had no time or no text. */
  unread: number;
}

export interface Trouble {
  /** A sentence, inert. */
  trouble: string;
}

export const isTrouble = (one: object): one is Trouble => 'trouble' in one;

/** Of a line of many megabytes the beginning says what it is about. */
const longest = 2_000;

/** `own`: by what its source tells it from others; two that cannot be told apart are numbered. */
export function linesOf(found: { at: bigint; text: string; own: string }[]): Line[] {
  const seen = new Map<string, number>();
  const lines = found.map(({ at, text, own }) => {
    const key = `${at} ${own}`;
    const number = seen.get(key) ?? 0;
    seen.set(key, number + 1);
    return { at, id: digest(`${number} ${key}`), text: text.slice(0, longest).toWellFormed() };
  });
  return lines.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

export const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 12);
