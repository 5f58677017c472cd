/** One deploy, from the wish to its end: the row, in our own words. */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import * as again from '../../core/again.ts';
import type { Mood } from '../../core/watch.ts';
import { waitSchema } from './policy/waits.ts';

export const underWay = ['starting', 'running'] as const;
export const states = ['waiting', ...underWay, 'succeeded', 'failed', 'cancelled', 'lost', 'dropped'] as const;
/** `starting`: nobody has seen its run begin. `lost`: nobody knows how it ended. `dropped`: it left the queue before its turn, or its workflow refused who started it past us. */
export type State = (typeof states)[number];

export const kinds = ['asked', 'auto', 'hand'] as const;
/** Asked for by a person, by a green commit, or started past us. */
export type Kind = (typeof kinds)[number];

const moods = ['waiting', 'running', 'done', 'failed', 'cancelled', 'skipped'] as const satisfies Mood[];
const line = z.object({
  name: z.string(),
  mood: z.enum(moods),
  since: z.nullable(z.number()),
  took: z.nullable(z.number()),
});

const errorSchema = z.object({
  id: z.string(),
  /** Null where it is not for everybody who reads this. */
  title: z.nullable(z.string()),
  link: z.nullable(z.string()),
  /** So many milliseconds after its end; null while it ran. */
  after: z.nullable(z.number()),
  /** Its person was called for this one. */
  called: z.optional(z.boolean()),
});
export type Wrong = z.infer<typeof errorSchema>;

const whose = z.object({ id: z.number(), login: z.string() });

const backSchema = z.object({
  /** What ran there or was tried there last; null when nobody knows. */
  from: z.nullable(z.string()),
  /** When the commit it goes to ended well there. */
  passed: z.number(),
  /** Of the commits that leave: how many, and the newest in words. Null when GitHub cannot tell. */
  leaves: z.nullable(
    z.object({ commits: z.number(), pulls: z.array(z.object({ number: z.number(), title: z.string() })), others: z.number() }),
  ),
});
export type Back = z.infer<typeof backSchema>;

/** How it ended, and where that is to be seen. */
export const endingSchema = z.object({
  why: z.string(),
  /** Where it failed. */
  at: z.nullable(z.string()),
  line: z.nullable(z.string()),
  log: z.nullable(z.string()),
  logUrl: z.nullable(z.string()),
  report: z.nullable(z.string()),
  /** Nobody reads it, and the version before this one wants it there. */
  told: z._default(z.boolean(), false),
});

const stoodSchema = z.extend(again.stoodSchema, {
  state: z.enum(states),
  startedAt: z.nullable(z.number()),
  lines: z.array(line),
  stopping: z.nullable(z.string()),
  ending: z.nullable(endingSchema),
});
export type Stood = z.infer<typeof stoodSchema>;

/** What its comment tells, and nobody looks for. */
export const storySchema = z.object({
  by: z.nullable(z.object({ id: z.number(), login: z.string(), bot: z.boolean() })),
  /** `#42`, or a branch, a tag, a commit. */
  from: z.string(),
  /** The first line of the commit's message. */
  title: z.string(),
  /** Where the last 🚀 or 😕 goes. */
  sign: z.nullable(z.object({ node: z.string(), thread: z.string() })),
  /** What to say for the same once more, and the sign that commands start with. */
  again: z.string(),
  prefix: z.string(),
  workflow: z.string(),
  /** Whether its runs can be found by our id in their title, and whether they may leave a report. */
  marked: z.boolean(),
  reports: z.boolean(),
  inputs: z.record(z.string(), z.string()),
  branch: z.string(),
  url: z.nullable(z.string()),
  /** The environment that comes next in the file. */
  next: z.nullable(z.string()),
  /** What ran there when it was asked for; a commit of null is one that nobody knows. */
  was: z.nullable(z.object({ sha: z.nullable(z.string()) })),
  brings: z.nullable(
    z.object({
      ahead: z.number(),
      behind: z.number(),
      pulls: z.array(z.object({ number: z.number(), title: z.string() })),
    }),
  ),
  expected: z.nullable(z.number()),
  usual: z.record(z.string(), z.number()),
  /** How its commit was named; rows of before do not say, and were all for what the thread stands for. */
  named: z._default(
    z.object({ how: z.enum(['thread', 'sha', 'tag', 'branch']), said: z.nullable(z.string()), on: z.nullable(z.string()) }),
    { how: 'thread', said: null, on: null },
  ),
  /** While it waits: when GitHub was last asked whether it may go; null when that has to be asked anew. */
  judgedAt: z._default(z.nullable(z.number()), null),
  /** How often something happened that it may wait for: whoever looks at it sees whether that was before or after they asked. */
  woken: z._default(z.number(), 0),
  /** How often it was to start: an order that could not leave in time is taken back. */
  orders: z._default(z.number(), 1),
  /** When it was to start first. */
  turnAt: z._default(z.nullable(z.number()), null),
  /** What it waits for, as its comment shows it; empty when it only waits its turn. */
  checklist: z._default(z.string(), ''),
  /** When it is dropped if it still waits then. */
  expires: z._default(z.nullable(z.number()), null),
  /** Names that were called in its comment, and are not called again. */
  called: z._default(z.array(z.string()), []),
  /** Whose approval let it go. */
  approvedBy: z._default(z.nullable(z.string()), null),
  /** Somebody wants it to go in spite of a freeze, and somebody else said yes to that, or has not yet. */
  override: z._default(z.nullable(z.object({ reason: z.string(), by: whose, second: z.nullable(whose) })), null),
  /** How long its environment stays its pull request's after it. */
  hold: z._default(z.nullable(z.number()), null),
  /** What is not as usual about it, said where all can see it. */
  note: z._default(z.nullable(z.string()), null),
  /** It goes back to a commit that was there before; this is what leaves. */
  back: z.optional(backSchema),
  waited: z.boolean(),
  /** What it waited for; without, it only ever waited its turn. */
  waits: z.optional(z.array(waitSchema)),
  /** When its commit came onto the default branch, by the commit's own date; null when it is not there. Rows of before do not say. */
  landed: z.optional(z.nullable(z.number())),
  /** Its run, once somebody has seen it: number, and the address of the repository's pages. */
  run: z.nullable(z.object({ number: z.number(), web: z.string() })),
  /** Who started this attempt on GitHub, when it was not us. */
  rerunBy: z.nullable(z.string()),
  lines: z.array(line),
  /** What the comment showed last, as far as somebody would notice a change. */
  sight: z.string(),
  /** GitHub's own rules want somebody to let it go. */
  held: z._default(z.boolean(), false),
  /** What began to go wrong there while it ran, or soon after; whether its person was told; and whether its comment lags behind. */
  errors: z._default(z.array(errorSchema), []),
  warned: z._default(z.boolean(), false),
  unsaid: z._default(z.boolean(), false),
  stopping: z.nullable(z.string()),
  ending: z.nullable(endingSchema),
  /** How it had ended when somebody ran it again: if that is skipped as a whole, nothing has changed, and this stands. */
  stood: z._default(z.nullable(stoodSchema), null),
  /** The last attempt that was skipped so. */
  refused: z._default(z.nullable(z.number()), null),
});
export type Story = z.infer<typeof storySchema>;

export interface Deploy {
  id: string;
  environment: string;
  kind: Kind;
  state: State;
  /** Null: somebody started it by hand and nothing says what. */
  sha: string | null;
  tree: string | null;
  thread: number | null;
  run: number | null;
  attempt: number;
  /** The key of the effect that posts its comment; null while there is none. */
  comment: string | null;
  edits: number;
  looks: number;
  askedAt: Date;
  /** Its turn came. */
  startedAt: Date | null;
  /** Its run began. */
  ranAt: Date | null;
  endedAt: Date | null;
  shownAt: Date | null;
  dueAt: Date | null;
  story: Story;
}

export const isUnderWay = ({ state }: Deploy): boolean => state === 'starting' || state === 'running';
export const isOpen = (deploy: Deploy): boolean => deploy.state === 'waiting' || isUnderWay(deploy);
/** Waits for nothing but its turn: who lacks something lets others go first. */
export const isInLine = ({ state, story }: Deploy): boolean => state === 'waiting' && story.checklist === '';
/** When it began to change something, as far as anybody knows. */
export const begunAt = ({ ranAt, startedAt, askedAt }: Deploy): Date => ranAt ?? startedAt ?? askedAt;
export const short = (sha: string): string => sha.slice(0, 7);

/** What runs in an environment, as far as anybody knows. */
export type Running = { known: true; deploy: Deploy; sha: string } | { known: false; deploy: Deploy } | null;

/** From the last deploy there that ended well, or that nobody knows the end of. */
export function runningAfter(last: Deploy | null): Running {
  if (!last) return null;
  return last.state === 'succeeded' && last.sha !== null
    ? { known: true, deploy: last, sha: last.sha }
    : { known: false, deploy: last };
}

/** The same twelve signs for the same words, so that what is done twice has one name. */
export const idOf = (of: string): string => createHash('sha256').update(of).digest('hex').slice(0, 12);

export const newStory = (parts: Pick<Story, 'from' | 'title' | 'workflow' | 'branch'> & Partial<Story>): Story => ({
  by: null,
  sign: null,
  again: '',
  prefix: '/',
  marked: false,
  reports: false,
  inputs: {},
  url: null,
  next: null,
  was: null,
  brings: null,
  expected: null,
  usual: {},
  named: { how: 'thread', said: null, on: null },
  judgedAt: null,
  woken: 0,
  orders: 1,
  turnAt: null,
  checklist: '',
  expires: null,
  called: [],
  approvedBy: null,
  override: null,
  note: null,
  hold: null,
  waited: false,
  run: null,
  rerunBy: null,
  lines: [],
  sight: '',
  held: false,
  errors: [],
  warned: false,
  unsaid: false,
  stopping: null,
  ending: null,
  stood: null,
  refused: null,
  ...parts,
});

export const newDeploy = (
  parts: Pick<Deploy, 'id' | 'environment' | 'kind' | 'sha' | 'askedAt' | 'story'> & Partial<Deploy>,
): Deploy => ({
  state: 'waiting',
  tree: null,
  thread: null,
  run: null,
  attempt: 1,
  comment: null,
  edits: 0,
  looks: 0,
  startedAt: null,
  ranAt: null,
  endedAt: null,
  shownAt: null,
  dueAt: null,
  ...parts,
});

/** The row with these changes, in the row and in what its comment tells. */
export const changed = (deploy: Deploy, row: Partial<Deploy>, story: Partial<Story> = {}): Deploy => ({
  ...deploy,
  ...row,
  story: { ...deploy.story, ...story },
});
