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
  /** What the workflow calls itself; without, its file is its name. */
  name?: string;
  /** `run-name`, where our id stands. */
  title: string;
  /** What started it: `workflow_dispatch`, `push` … */
  event: string;
  branch: string | null;
  head: string;
  status: 'waiting' | 'running' | 'ended';
  /** It waits for people: a rule of its environment on GitHub wants a review or some time first. */
  held?: true;
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
  /** Of its run. */
  attempt: number;
  name: string;
  status: 'waiting' | 'running' | 'ended';
  /** As of a run. */
  held?: true;
  conclusion: Conclusion | null;
  startedAt: Date | null;
  endedAt: Date | null;
  url: string;
  steps: Step[];
}

/** Whether an App started it: whoever may write can start one by hand and give it any title. GitHub's own token is in such hands too. */
export const startedByApp = ({ event, startedBy }: Pick<Run, 'event' | 'startedBy'>): boolean =>
  event === 'workflow_dispatch' && startedBy?.bot === true && startedBy.login !== 'github-actions[bot]';

/** Ours, by our id in its title as a word of its own: `7` is not in `17`. */
export function carries(run: Pick<Run, 'event' | 'startedBy' | 'title'>, mark: string): boolean {
  const { title } = run;
  const inside = /[\p{L}\p{N}]/u;
  if (!startedByApp(run)) return false;
  for (let at = title.indexOf(mark); at >= 0; at = title.indexOf(mark, at + 1)) {
    if (!inside.test(title[at - 1] ?? '') && !inside.test(title[at + mark.length] ?? '')) return true;
  }
  return false;
}
