/** What an episode of errors knows. */
import * as z from 'zod/mini';
import type { Episode } from '../../issues/episode.ts';
import { changeSchema } from '../../issues/likely.ts';
import { levels } from './alert.ts';
import { placesSchema, sampleSchema } from './group.ts';

/** What had been deployed where and when it began. */
const shippedSchema = z.object({
  environment: z.string(),
  sha: z.string(),
  /** Where a rollback would go; null: it would not, or something else was deployed since. */
  before: z.nullable(z.string()),
  endedAt: z.nullable(z.number()),
  pull: z.nullable(z.number()),
  by: z.nullable(z.string()),
});
export type ShippedThen = z.infer<typeof shippedSchema>;

export const storySchema = z.object({
  /** Whose file claims it; its issue may be elsewhere. */
  home: z.object({ id: z.number(), owner: z.string(), name: z.string() }),
  hook: z.string(),
  title: z.string(),
  level: z.enum(levels),
  /** As of the last look; what was counted before this database or before it came back is in `before`. */
  alerts: z.number(),
  counted: z.number(),
  before: z.number(),
  environments: placesSchema,
  releases: placesSchema,
  sample: sampleSchema,
  shipped: z.nullable(shippedSchema),
  likely: z.array(changeSchema),
  /** The thresholds, places and levels that were told, so that none is told twice. */
  told: z.object({
    counted: z.number(),
    environments: z.array(z.string()),
    releases: z.array(z.string()),
    level: z.enum(levels),
    /** When a release was named last. */
    releaseAt: z.number(),
  }),
  /** Where and when it began, and when deploys were told of that; `numbered`: they know its issue. */
  began: z.nullable(z.object({ environment: z.string(), at: z.number(), toldAt: z.number(), numbered: z.boolean() })),
  ack: z.nullable(z.object({ by: z.nullable(z.string()), where: z.enum(['here', 'source']), at: z.number() })),
  /** A merge closed it: what runs has to have that commit before it counts again. */
  mended: z.nullable(z.object({ sha: z.nullable(z.string()), at: z.number() })),
  /** Quiet for so long, it is over. */
  closeAfter: z.number(),
  /** Closing the issue resolves it at the source, too. */
  resolves: z.optional(z.boolean()),
  /** How it ended. */
  ending: z.nullable(z.enum(['source', 'quiet', 'person', 'off'])),
  endedBy: z.nullable(z.string()),
  /** The same before. */
  last: z.nullable(z.object({ number: z.nullable(z.number()), endedAt: z.number() })),
});
export type Story = z.infer<typeof storySchema>;
export type Problem = Episode<Story>;

export const problemOf = (episode: Episode): Problem => ({ ...episode, story: storySchema.parse(episode.story) });

/** How often, all told. */
export const countOf = ({ story }: Pick<Problem, 'story'>): number => story.before + story.counted;

export const changed = (problem: Problem, row: Partial<Problem>, story: Partial<Story> = {}): Problem => ({
  ...problem,
  ...row,
  story: { ...problem.story, ...story },
});
