/** Whom and what a deploy waited for, written down while it waits, for the report. Pure. */
import * as z from 'zod/mini';

export const waitSchema = z.object({
  /** The gate's name, or `turn` for the deploys before it. */
  for: z.string(),
  /** What people would call it: a check by its name, a team, a person. */
  what: z.string(),
  from: z.number(),
  /** Null while it waits. */
  to: z.nullable(z.number()),
});
export type Wait = z.infer<typeof waitSchema>;

/** `inTheWay`: all that it waits for now. What is not among it any more ended just now. */
export function waited(before: Wait[], inTheWay: Pick<Wait, 'for' | 'what'>[], now: Date): Wait[] {
  const time = now.getTime();
  const same = (a: Pick<Wait, 'for' | 'what'>, b: Pick<Wait, 'for' | 'what'>) => a.for === b.for && a.what === b.what;
  const kept = before.map(one => (one.to === null && !inTheWay.some(it => same(it, one)) ? { ...one, to: time } : one));
  const fresh = inTheWay.filter(it => !before.some(one => one.to === null && same(one, it)));
  return [...kept, ...fresh.map(it => ({ for: it.for, what: it.what, from: time, to: null }))];
}
