/** How far it was read: what a machine keeps of a log from one look to the next. */
import * as z from 'zod/mini';

const file = z.object({
  path: z.string(),
  /** Device and number: a file that is called otherwise has the same. */
  id: z.string(),
  /** What it begins with, as far as it was read: numbers are given again. */
  head: z.object({ bytes: z.int(), digest: z.string() }),
  offset: z.int(),
  /** How long it was then. */
  size: z.int(),
});
export type ReadFile = z.infer<typeof file>;

const state = z.object({
  version: z.literal(1),
  files: z.array(file),
  /** The journal's own. */
  cursor: z.nullable(z.string()),
  at: z.string(),
  rare: z.array(z.tuple([z.string(), z.array(z.number())])),
});
export type State = z.infer<typeof state>;

/** Null: it was never looked at, or by another version. */
export function stateOf(text: string | null): State | null {
  try {
    return z.parse(state, JSON.parse(text ?? 'null'));
  } catch {
    return null;
  }
}
