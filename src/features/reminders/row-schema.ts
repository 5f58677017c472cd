/** A row's story as the database keeps it, read back. */
import * as z from 'zod/mini';
import type { Row } from './row.ts';

const date = z.coerce.date();
const maybe = z.nullable(z.coerce.date());
/** The first versions kept none of these. Their rows are read all the same: what was said there is ours to put away. */
const later = z._default(maybe, null);
const person = z.object({ id: z.number(), login: z.string(), bot: z.boolean() });
const team = z.object({ id: z.number(), organisation: z.string(), slug: z.string() });

const why = z.discriminatedUnion('because', [
  z.object({ because: z.enum(['asked', 'asked again', 'answered']), by: z.nullable(person) }),
  z.object({ because: z.enum(['changes', 'question']), by: person }),
  z.object({ because: z.literal('threads'), by: z.array(person), count: z.number() }),
  z.object({ because: z.enum(['red', 'stuck']), checks: z.array(z.string()) }),
  z.object({ because: z.enum(['approved', 'dismissed']), by: z.array(person) }),
  z.object({ because: z.enum(['ready', 'conflict', 'more reviews', 'nobody asked']) }),
]);
const rest = z.discriminatedUnion('because', [
  z.object({
    because: z.enum(['draft', 'merged', 'closed', 'locked', 'merges itself', 'bot', 'checks run', 'ghost', 'unknown']),
  }),
  z.object({ because: z.literal('label'), label: z.string() }),
  z.object({ because: z.literal('frozen'), until: maybe }),
]);
const turn = z.discriminatedUnion('of', [
  z.object({
    of: z.enum(['review', 'answer', 'merge', 'ask']),
    people: z.array(person),
    teams: z.array(team),
    since: date,
    why: z.tuple([why], why),
  }),
  z.object({ of: z.literal('nobody'), since: date, why: z.tuple([rest], rest) }),
]);

const nudge = z.object({
  episode: z.string(),
  comment: z.string(),
  at: date,
  to: z.array(person),
  hearers: z._default(z.array(person), []),
  edits: z.number(),
  says: z.string(),
  saidAt: date,
  stands: z.enum(['leaving', 'there', 'failed', 'gone']),
  tries: z._default(z.number(), 1),
  escalated: z.nullable(z.object({ comment: z.nullable(z.string()), at: date })),
});
export const staleStory = z.object({
  comment: z.nullable(z.string()),
  askedAt: date,
  head: z.nullable(z.string()),
  asks: z.number(),
  nextAt: maybe,
  keptUntil: maybe,
  closedAt: maybe,
});

export const story: z.ZodMiniType<Omit<Row, 'number' | 'head' | 'dueAt' | 'readAt'>> = z.object({
  node: z.string(),
  title: z.string(),
  author: z.nullable(person),
  openedAt: date,
  changedAt: date,
  turn,
  episode: z.string(),
  size: z.object({ additions: z.number(), deletions: z.number(), files: z.number() }),
  green: z.boolean(),
  redSince: maybe,
  conflictSince: maybe,
  clearSince: later,
  greenSince: later,
  runningSince: later,
  movedAt: date,
  snoozedUntil: maybe,
  muted: z.boolean(),
  nudge: z.nullable(nudge),
  called: z._default(z.array(z.object({ person, at: date })), []),
  stale: z.nullable(staleStory),
});
