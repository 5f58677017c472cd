/** One plan, from the word to its end: the environment's own workflow run to say what it would do. The row, in our own words. */
import * as z from 'zod/mini';
import * as again from '../../../core/again.ts';
import { endingSchema as deployEnding, storySchema as deployStory } from '../deploy.ts';

const states = ['starting', 'running', 'succeeded', 'failed', 'cancelled', 'lost'] as const;
type State = (typeof states)[number];

/** What its comment tells, and nobody looks for: of a deploy's, what a run of the same workflow has too. */
const shared = z.pick(deployStory, {
  from: true,
  sign: true,
  again: true,
  prefix: true,
  workflow: true,
  marked: true,
  reports: true,
  inputs: true,
  branch: true,
  was: true,
  expected: true,
  run: true,
  rerunBy: true,
  lines: true,
  sight: true,
  held: true,
  stopping: true,
});
/** As a deploy has it, but for what nobody reads. */
const endingSchema = z.omit(deployEnding, { told: true });

const stoodSchema = z.extend(again.stoodSchema, {
  state: z.enum(states),
  lines: shared.shape.lines,
  stopping: shared.shape.stopping,
  ending: z.nullable(endingSchema),
});
export type Stood = z.infer<typeof stoodSchema>;

export const storySchema = z.extend(shared, {
  by: z.object({ id: z.number(), login: z.string(), bot: z.boolean() }),
  /** What to say to have the same deployed. */
  further: z.string(),
  ending: z.nullable(endingSchema),
  /** How it had ended when somebody ran it again: if that is skipped as a whole, nothing has changed, and this stands. */
  stood: z._default(z.nullable(stoodSchema), null),
  /** The last attempt that was skipped so. */
  refused: z._default(z.nullable(z.number()), null),
});
export type Story = z.infer<typeof storySchema>;

export interface Plan {
  id: string;
  environment: string;
  /** `starting`: nobody has seen its run begin. `lost`: nobody knows how it ended. */
  state: State;
  sha: string;
  tree: string;
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

export const isOpen = ({ state }: Pick<Plan, 'state'>): boolean => state === 'starting' || state === 'running';

/** The row with these changes, in the row and in what its comment tells. */
export const changed = (plan: Plan, row: Partial<Plan>, story: Partial<Story> = {}): Plan => ({
  ...plan,
  ...row,
  story: { ...plan.story, ...story },
});
