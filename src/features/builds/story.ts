/** What an episode of builds knows. */
import * as z from 'zod/mini';
import type { Episode } from '../../issues/episode.ts';
import { changeSchema } from '../../issues/likely.ts';
import type { Fault, Report } from './report.ts';

const seen = z.object({
  sha: z.string(),
  run: z.number(),
  attempt: z.number(),
  number: z.number(),
  /** Milliseconds since 1970. */
  at: z.number(),
  url: z.nullable(z.string()),
});
export type Seen = z.infer<typeof seen>;

export const seenOf = ({ sha, run, attempt, number, at, url }: Report): Seen => ({
  ...{ sha, run, attempt, number, url },
  at: at.getTime(),
});

const check = z.object({
  /** Where it is reported. */
  about: z.string(),
  name: z.string(),
  first: seen,
  last: seen,
  fixed: z.nullable(seen),
  /** The runs in a row that came without it. */
  absent: z.array(z.number()),
  url: z.nullable(z.string()),
  print: z.nullable(z.string()),
  /** The line that says why, when it failed last. */
  fatal: z.nullable(z.string()),
});
export type Check = z.infer<typeof check>;

const fault = z.object({
  tool: z.nullable(z.string()),
  fatal: z.string(),
  around: z.array(z.string()),
  rest: z.array(z.string()),
  print: z.string(),
});

const range = z.object({
  green: z.nullable(seen),
  ahead: z.number(),
  /** The likeliest first. */
  likely: z.array(changeSchema),
});
export type Range = z.infer<typeof range>;

export const storySchema = z.object({
  /** `one` error, `many` of one source, a `broken` file, or a `cause` that is not the code's. */
  shape: z.enum(['one', 'many', 'broken', 'cause']),
  kind: z.enum(['workflow', 'app', 'status', 'deploy']),
  /** What the source calls itself. */
  source: z.string(),
  branch: z.string(),
  fault: z.nullable(fault),
  /** Of a `cause`: what it is, in words. */
  cause: z.nullable(z.string()),
  checks: z.array(check),
  /** Runs that failed, and when the last hundred of them did. */
  runs: z.number(),
  fails: z.array(z.number()),
  /** Runs that passed since. */
  passes: z.number(),
  /** Until when it may mend itself; and whether its jobs are run again to see. */
  confirm: z.object({ until: z.number(), rerun: z.boolean() }),
  /** What came since the last green; null while nobody has looked. */
  range: z.nullable(range),
  /** How its source did lately, the newest last. */
  strip: z.string(),
  /** Where else the same is red. */
  elsewhere: z.array(z.object({ branch: z.string(), number: z.nullable(z.number()) })),
  /** Passed and failed at one commit. */
  sameCommit: z.boolean(),
  flaky: z.nullable(z.object({ since: z.number(), why: z.enum(['same commit', 'again', 'said']) })),
  /** Somebody said that it is not. */
  notFlaky: z.boolean(),
  /** The same before, and the commit that mended it. */
  before: z.nullable(z.object({ number: z.nullable(z.number()), endedAt: z.number(), fixed: z.nullable(z.string()) })),
  /** Errors whose coming was told. */
  told: z.array(z.string()),
  /** Who was called by name. */
  called: z.array(z.string()),
});
export type Story = z.infer<typeof storySchema>;
export type Build = Episode<Story>;

/** Rows are ours, and a story is written by nobody else. */
export const buildOf = (episode: Episode): Build => ({ ...episode, story: storySchema.parse(episode.story) });

export const firstOf = ({ story: { checks } }: Pick<Build, 'story'>): Seen | null =>
  checks.map(({ first }) => first).reduce<Seen | null>((a, b) => (a && a.at <= b.at ? a : b), null);

const longestFatal = 200;
export const fatalOf = (fault: Fault | null): string | null => fault?.fatal.slice(0, longestFatal) ?? null;

/** Something that is reported there is red; of what is nobody's fault, other sources may have a part. */
export const isRedIn = ({ story }: Build, line: string): boolean =>
  story.checks.some(({ about, fixed }) => about === line && fixed === null);

export const changed = (build: Build, row: Partial<Build>, story: Partial<Story> = {}): Build => ({
  ...build,
  ...row,
  story: { ...build.story, ...story },
});
