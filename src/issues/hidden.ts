/** What an issue of ours has to tell us after our database is gone: hidden at its end, and believed only where we wrote it. */
import * as z from 'zod/mini';
import type { Episode } from './episode.ts';

const pattern = /<!-- shipmate-knows:([\w-]{1,50000}) -->/g;
/** GitHub takes some more, and the marker comes behind it. */
const longest = 64_000;

const schema = z.object({
  about: z.string(),
  /** Milliseconds since 1970. */
  beganAt: z.number(),
  badAt: z.number(),
  /** Closed by us: who finds it open knows that somebody opened it again. */
  endedAt: z.nullable(z.number()),
  muted: z.boolean(),
  snoozedUntil: z.nullable(z.number()),
  locked: z.boolean(),
  story: z.unknown(),
});
export type Known = z.infer<typeof schema>;

/** What to hide, with what its feature keeps of its story. */
export const knownOf = (episode: Episode, story: unknown): Known => ({
  about: episode.about,
  beganAt: episode.beganAt.getTime(),
  badAt: episode.badAt.getTime(),
  endedAt: episode.endedAt?.getTime() ?? null,
  muted: episode.muted,
  snoozedUntil: episode.snoozedUntil?.getTime() ?? null,
  locked: episode.locked,
  story,
});

export function withHidden(body: string, known: Known): string {
  const hidden = `\n\n<!-- shipmate-knows:${Buffer.from(JSON.stringify(known)).toString('base64url')} -->`;
  return `${body.slice(0, longest - hidden.length)}${hidden}`;
}

/** Ours is the last: what stands before it may quote anything. Null when there is nothing that can be read. */
export function hiddenIn(body: string): Known | null {
  const found = [...body.matchAll(pattern)].at(-1)?.[1];
  if (found === undefined) return null;
  try {
    const known = schema.safeParse(JSON.parse(Buffer.from(found, 'base64url').toString('utf8')));
    return known.success ? known.data : null;
  } catch {
    return null;
  }
}
