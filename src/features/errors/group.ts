/** All alerts of one thing, counted: the row, in our own words. */
import * as z from 'zod/mini';
import type { levels } from './alert.ts';

const place = z.object({
  /** Milliseconds since 1970, as all times here. */
  first: z.number(),
  last: z.number(),
  alerts: z.number(),
});
export const placesSchema = z.record(z.string(), place);
export type Places = z.infer<typeof placesSchema>;

/** The newest, each with how many there were in that second, and where; null: nobody says. */
export const timesSchema = z.array(z.tuple([z.number(), z.number(), z.nullable(z.string())]));

/** The newest of them: what is shown. */
export const sampleSchema = z.object({
  source: z.string(),
  type: z.nullable(z.string()),
  culprit: z.nullable(z.string()),
  frames: z.array(
    z.object({ file: z.string(), function: z.nullable(z.string()), line: z.nullable(z.number()), own: z.boolean() }),
  ),
  /** Where it was when it came with these frames. */
  environment: z.nullable(z.string()),
  release: z.nullable(z.string()),
  url: z.nullable(z.string()),
  runbook: z.nullable(z.string()),
  silence: z.nullable(z.string()),
  members: z.array(z.object({ name: z.string(), firing: z.boolean(), since: z.nullable(z.number()) })),
  users: z.nullable(z.number()),
  /** What the source calls it, for whoever tells the source something. */
  id: z.nullable(z.string()),
  /** Who acknowledged or resolved it there. */
  by: z.nullable(z.string()),
});
export type Sample = z.infer<typeof sampleSchema>;

/** The one that was counted last, by its bytes, for whoever tries again because our answer got lost. */
export const letterSchema = z.nullable(z.object({ mark: z.string(), at: z.number() }));

export const statuses = ['firing', 'resolved', 'acknowledged'] as const;
export type Status = (typeof statuses)[number];

export interface Group {
  print: string;
  hook: string;
  status: Status;
  title: string;
  level: (typeof levels)[number];
  firstAt: Date;
  /** When it happened last. */
  lastAt: Date;
  /** When the status was said that counts. */
  saidAt: Date;
  resolvedAt: Date | null;
  /** Letters that said it happens. */
  alerts: number;
  /** How often it has happened, as far as anybody counts. */
  counted: number;
  environments: Places;
  releases: Places;
  times: z.infer<typeof timesSchema>;
  sample: Sample;
  /** Null: its bytes do not name it, or its source does. */
  letter: z.infer<typeof letterSchema>;
}
