/** What a list of a month knows: its lines as they were found, and what became of those with a box. Times are milliseconds since 1970. */
import * as z from 'zod/mini';

const branch = z.object({
  name: z.string(),
  head: z.string(),
  /** Of its merge, or of its last commit. */
  at: z.number(),
  /** The pull request that was merged; null: it is abandoned. */
  pull: z.nullable(z.number()),
});
export type BranchLine = z.infer<typeof branch>;

const environment = z.object({ name: z.string(), deployedAt: z.nullable(z.number()) });
export type EnvironmentLine = z.infer<typeof environment>;

const ticked = { by: z.string(), at: z.number() };
const became = z.discriminatedUnion('is', [
  /** Whoever ticked it may not. */
  z.object({ is: z.literal('refused'), ...ticked }),
  /** It is not any more what was listed. */
  z.object({ is: z.literal('changed'), ...ticked }),
  z.object({ is: z.literal('gone'), ...ticked }),
  z.object({ is: z.literal('going'), ...ticked, keys: z.array(z.string()) }),
  z.object({ is: z.literal('deleted'), ...ticked, deletedAt: z.number() }),
  z.object({ is: z.literal('failed'), ...ticked, why: z.string() }),
]);
export type Became = z.infer<typeof became>;

const artifacts = z.object({
  what: z.literal('artifacts'),
  name: z.string(),
  of: z.array(z.object({ id: z.number(), size: z.number(), at: z.number() })),
  became: z.nullable(became),
});
const cache = z.object({
  what: z.literal('cache'),
  id: z.number(),
  key: z.string(),
  ref: z.string(),
  size: z.number(),
  at: z.number(),
  usedAt: z.number(),
  became: z.nullable(became),
});
const box = z.discriminatedUnion('what', [artifacts, cache]);
export type ArtifactBox = z.infer<typeof artifacts>;
export type CacheBox = z.infer<typeof cache>;
export type Box = z.infer<typeof box>;

/** How many things are behind it. */
export const countOf = (box: Box): number => (box.what === 'cache' ? 1 : box.of.length);

/** In bytes. */
export const sizeOf = (box: Box): number => (box.what === 'cache' ? box.size : box.of.reduce((sum, one) => sum + one.size, 0));

/** Left out of the list, because it is long enough. */
const rest = z.object({ count: z.number(), size: z.number() });
export type Rest = z.infer<typeof rest>;

const kinds = ['artifacts', 'caches', 'merged', 'abandoned', 'environments'] as const;
export type Kind = (typeof kinds)[number];

export const findingsSchema = z.object({
  at: z.number(),
  zone: z.string(),
  /** In the order of the text, artifacts first: a tick is known by its place. */
  boxes: z.array(box),
  merged: z.array(branch),
  abandoned: z.array(branch),
  environments: z.array(environment),
  /** Nobody has done anything since then; null: somebody has, lately. */
  quietSince: z.nullable(z.number()),
  rest: z.object({ artifacts: rest, caches: rest, merged: rest, abandoned: rest, environments: rest }),
  /** What was not read to its end. */
  cut: z.array(z.enum(kinds)),
});
export type Findings = z.infer<typeof findingsSchema>;

export interface List {
  /** The key of the effect that opens its issue. */
  issue: string;
  /** `2026-11` */
  month: string;
  /** `ending`: somebody has to say so in its issue, and close it. */
  state: 'open' | 'ending' | 'over';
  /** What is said when it ends. */
  ending: string | null;
  findings: Findings;
  /** Somebody wrote other words into it. */
  rewordedAt: Date | null;
  edits: number;
  /** Digests of all texts that it has had, boxes cleared. */
  written: string[];
  /** The ticks that were judged, by their names. */
  judged: string[];
}

export const listKey = ({ id }: { id: number }, month: string): string => `cleanup:${id}:${month}`;
export const scopeOf = ({ id }: { id: number }): string => `cleanup/${id}`;
