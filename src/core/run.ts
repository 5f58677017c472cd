/** A run of GitHub Actions, in our own words. */
import type { Person } from './event.ts';

export type Conclusion =
  | 'success'
  | 'failure'
  | 'cancelled'
  | 'timed_out'
  | 'skipped'
  | 'neutral'
  | 'action_required'
  | 'stale'
  | 'startup_failure';

export interface Run {
  id: number;
  number: number;
  attempt: number;
  /** The workflow's file, below `.github/workflows`. */
  file: string;
  /** `run-name`, where our id stands. */
  title: string;
  /** What started it: `workflow_dispatch`, `push` … */
  event: string;
  branch: string | null;
  head: string;
  status: 'waiting' | 'running' | 'ended';
  conclusion: Conclusion | null;
  startedBy: Person | null;
  /** Who started this attempt. */
  triggeredBy: Person | null;
  url: string;
  createdAt: Date;
  startedAt: Date | null;
  updatedAt: Date;
}

export interface Step {
  number: number;
  name: string;
  status: 'waiting' | 'running' | 'ended';
  conclusion: Conclusion | null;
  startedAt: Date | null;
  endedAt: Date | null;
}

export interface Job {
  id: number;
  name: string;
  status: 'waiting' | 'running' | 'ended';
  conclusion: Conclusion | null;
  startedAt: Date | null;
  endedAt: Date | null;
  url: string;
  steps: Step[];
}
