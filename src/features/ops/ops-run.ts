/** One run of a command of the team's own, from the word to its end: the row, in our own words. */
import * as z from 'zod/mini';
import * as again from '../../core/again.ts';

export const states = ['starting', 'running', 'succeeded', 'failed', 'cancelled', 'lost'] as const;
/** `starting`: nobody has seen its run begin. `lost`: nobody knows how it ended. */
export type State = (typeof states)[number];
export type End = Exclude<State, 'starting' | 'running'>;

const endingSchema = z.object({
  why: z.string(),
  /** Where it failed. */
  at: z.nullable(z.string()),
  line: z.nullable(z.string()),
  logUrl: z.nullable(z.string()),
  /** What is shown of its words, and which these are. */
  output: z.nullable(z.object({ of: z.enum(['report', 'output', 'log']), text: z.string() })),
});
export type Ending = z.infer<typeof endingSchema>;

const stoodSchema = z.extend(again.stoodSchema, { state: z.enum(states), ending: z.nullable(endingSchema) });
export type Stood = z.infer<typeof stoodSchema>;

/** What its comment tells, and nobody looks for. */
export const storySchema = z.object({
  by: z.object({ id: z.number(), login: z.string() }),
  /** Where the last 🚀 or 😕 goes. */
  sign: z.nullable(z.object({ node: z.string(), thread: z.string() })),
  /** The same once more, to be copied. */
  again: z.string(),
  workflow: z.string(),
  branch: z.string(),
  inputs: z.record(z.string(), z.string()),
  /** Whether its runs can be found by our id in their title, and whether they may leave a report. */
  marked: z.boolean(),
  reports: z.boolean(),
  expected: z.nullable(z.number()),
  /** Its run, once somebody has seen it: number, and the address of the repository's pages. */
  run: z.nullable(z.object({ number: z.number(), web: z.string() })),
  /** Who started this attempt on GitHub, when it was not us. */
  rerunBy: z.nullable(z.string()),
  /** Where it is: `step 2 of 4: migrate`. */
  step: z.nullable(z.object({ place: z.number(), of: z.number(), name: z.string() })),
  /** What the comment showed last, as far as somebody would notice a change. */
  sight: z.string(),
  ending: z.nullable(endingSchema),
  /** How it had ended when somebody ran it again: if that is skipped as a whole, nothing has changed, and this stands. */
  stood: z._default(z.nullable(stoodSchema), null),
  /** The last attempt that was skipped so. */
  refused: z._default(z.nullable(z.number()), null),
});
type Story = z.infer<typeof storySchema>;

export interface OpsRun {
  id: string;
  command: string;
  state: State;
  thread: number;
  run: number | null;
  attempt: number;
  /** The key of the effect that posts its comment; null while there is none. */
  comment: string | null;
  edits: number;
  looks: number;
  askedAt: Date;
  /** Its run began. */
  ranAt: Date | null;
  endedAt: Date | null;
  shownAt: Date | null;
  dueAt: Date | null;
  story: Story;
}

export const isOpen = ({ state }: OpsRun): boolean => state === 'starting' || state === 'running';

/** The row with these changes, in the row and in what its comment tells. */
export const changed = (one: OpsRun, row: Partial<OpsRun>, story: Partial<Story> = {}): OpsRun => ({
  ...one,
  ...row,
  story: { ...one.story, ...story },
});

/** The words of a command line that mean this: by place as far as nothing is left out, then by name. `places`: what has one, in order. */
export function spoken(command: string, places: string[], values: Record<string, string>): string {
  const leftOut = places.findIndex(name => values[name] === undefined);
  const byPlace = leftOut < 0 ? places : places.slice(0, leftOut);
  const byName = Object.keys(values).filter(name => !byPlace.includes(name));
  return [
    command,
    ...byPlace.map(name =>
      /^[\p{L}\d][^\s=]*$/u.test(values[name] ?? '') ? plain(values[name] ?? '') : quoted(values[name] ?? ''),
    ),
    ...byName.map(name => `${name}=${plain(values[name] ?? '')}`),
  ].join(' ');
}

const plain = (value: string): string => (/^[^\s"'`“”„‟«»＂‘’‚‛]+$/u.test(value) ? value : quoted(value));
const quoted = (value: string): string => `"${value.replace(/["“”„‟«»＂]/g, "'")}"`;
