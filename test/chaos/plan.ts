import * as z from 'zod/mini';
import { points } from '../../src/engine/points.ts';

/** What is to go wrong inside a process. */

export type Point = keyof typeof points;

const isPoint = (name: string): name is Point => Object.hasOwn(points, name);

const Strike = z.object({
  point: z.string().check(z.refine(isPoint, 'no such point')),
  /** The how-manieth time the process passes there. */
  occurrence: z.number(),
  signal: z.enum(['SIGKILL', 'SIGSTOP']),
  /** For SIGSTOP: how many seconds its sleep counts as, by every clock that it can ask. */
  asleep: z.optional(z.number()),
});

export const PlanShape = z.object({
  strike: z.optional(Strike),
  /** Seconds by which its wall clock is wrong. */
  clockAhead: z.optional(z.number()),
  /** Where it reads by how many milliseconds the test has moved all clocks. */
  clockFile: z.optional(z.string()),
});

export interface Plan {
  strike?: { point: Point; occurrence: number; signal: 'SIGKILL' | 'SIGSTOP'; asleep?: number };
  clockAhead?: number;
  clockFile?: string;
}
