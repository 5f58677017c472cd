/** What an episode of a check knows. */
import * as z from 'zod/mini';
import type { Episode } from '../../issues/episode.ts';

const seen = z.object({
  run: z.number(),
  number: z.number(),
  sha: z.string(),
  url: z.string(),
  /** When that try of it began. */
  at: z.number(),
});
export type Seen = z.infer<typeof seen>;

export const storySchema = z.object({
  environment: z.string(),
  name: z.string(),
  kind: z.string(),
  line: z.number(),
  /** What was found when it failed last. */
  findings: z.array(z.object({ verdict: z.enum(['pass', 'warn', 'fail', 'unknown']), says: z.string() })),
  details: z.array(z.object({ title: z.string(), text: z.string() })),
  first: seen,
  last: seen,
  /** In which it failed. */
  runs: z.number(),
  /** Nobody could look since. */
  unknown: z.nullable(z.object({ run: z.number(), at: z.number(), says: z.string() })),
  /** How it ended, and in which run. */
  ending: z.nullable(z.enum(['passed', 'warned', 'gone', 'off'])),
  mended: z.nullable(seen),
  /** What it only warns of since. */
  warns: z.string(),
  /** The same before. */
  before: z.nullable(z.object({ number: z.nullable(z.number()), endedAt: z.number() })),
});
export type Story = z.infer<typeof storySchema>;
export type Trouble = Episode<Story>;

export const of = 'infrastructure';

/** Rows are ours, and a story is written by nobody else. */
export const troubleOf = (episode: Episode): Trouble => ({ ...episode, story: storySchema.parse(episode.story) });

export const changed = (trouble: Trouble, row: Partial<Trouble>, story: Partial<Story> = {}): Trouble => ({
  ...trouble,
  ...row,
  story: { ...trouble.story, ...story },
});
