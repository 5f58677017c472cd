/**
 * How far a query has been read. It is kept in the transaction that counts what was read: whoever dies in between reads the same again,
 * and counts it for the first time. Pure.
 */
import * as z from 'zod/mini';
import type { Query } from './config.ts';
import { digest, type Line } from './line.ts';
import type { Rare } from './matching.ts';
import { nanoseconds } from './time.ts';

export interface Cursor {
  /** What is asked, and whom: what was read of another query says nothing of this one. */
  of: string;
  /** In nanoseconds: what was before is done with. */
  at: string;
  /** Of that very time these were read already. */
  seen: string[];
  /** How many lines to ask for, and how many at the most. */
  page: number;
  most: number;
  rare: Rare[];
}

const schema = z.object({
  of: z.string(),
  at: z.string().check(z.regex(/^\d{1,19}$/)),
  seen: z.array(z.string()),
  page: z.int().check(z.positive()),
  most: z.int().check(z.positive()),
  rare: z.array(z.object({ id: z.string(), slots: z.array(z.tuple([z.number(), z.number()])), counting: z.boolean() })),
});

/** From where it was kept; null: it is none. */
export function cursorOf(kept: unknown): Cursor | null {
  const read = z.safeParse(schema, kept);
  return read.success ? read.data : null;
}

/** So many times the usual page is asked for where that has one time from its first line to its last. */
const fold = 5;

export const pagesOf = ({ page }: Query): { page: number; most: number } => ({ page, most: page * fold });

/** Whatever changes which lines are one error, and how many of them; their level may change on the way. */
const nameOf = ({ source, pattern, ignore, threshold, group }: Query): string =>
  digest(JSON.stringify([source, pattern?.text, ignore.map(({ text }) => text), threshold, group]));

/** The one to go on from. A new one looks back for as long as it would have slept. */
export function cursorFor(query: Query, kept: Cursor | null, now: Date): Cursor {
  const of = nameOf(query);
  if (kept?.of === of) return kept;
  const start = nanoseconds(new Date(now.getTime() - query.delay - query.every));
  // What the words before have counted is not counted again by the new ones.
  const { at, seen } = kept !== null && BigInt(kept.at) > start ? kept : { at: String(start), seen: [] };
  return { of, at, seen, ...pagesOf(query), rare: [] };
}

/** As far as these lines, of which there may be more at the last one's time. */
export function movedTo(cursor: Cursor, query: Query, lines: Line[], last: Line): Cursor {
  const stays = String(last.at) === cursor.at;
  const seen = [...(stays ? cursor.seen : []), ...lines.filter(({ at }) => at === last.at).map(({ id }) => id)];
  // More at one time than are ever asked for: if there are others, they are not found.
  if (seen.length > query.page * fold) return movedPast(cursor, last.at + 1n);
  return { ...cursor, at: String(last.at), seen, ...(stays ? {} : { page: Math.min(query.page, cursor.most) }) };
}

export const movedPast = (cursor: Cursor, at: bigint): Cursor => ({ ...cursor, at: String(at), seen: [] });
