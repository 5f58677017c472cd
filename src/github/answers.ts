/** What several of GitHub's answers and payloads have in common, parsed once. */
import * as z from 'zod/mini';
import type { Person } from '../core/event.ts';
import type { Conclusion, Job, Run } from '../core/run.ts';

export const User = z.object({ id: z.number(), login: z.string(), type: z.optional(z.string()) });

/** GitHub dates to the second: what was made in the second that `since` lies in was perhaps made after it. */
export const sinceThen = (since: Date) => `>=${since.toISOString().slice(0, 19)}Z`;

export const personOf = (user: z.infer<typeof User>): Person => ({ id: user.id, login: user.login, bot: user.type !== 'User' });

const conclusions = [
  'success',
  'failure',
  'cancelled',
  'timed_out',
  'skipped',
  'neutral',
  'action_required',
  'stale',
  'startup_failure',
] as const satisfies Conclusion[];

/** A word that GitHub adds one day must not stop a deploy: it ended, and not well. */
export const conclusionOf = (word: string | null): Conclusion | null =>
  word === null ? null : (conclusions.find(one => one === word) ?? 'failure');

/** GitHub knows six ways to wait. */
function statusOf(word: string | null): Run['status'] {
  if (word === 'completed') return 'ended';
  return word === 'in_progress' ? 'running' : 'waiting';
}

const at = (text: string | null | undefined): Date | null => (text ? new Date(text) : null);

const longestAddress = 2_000;

/**
 * Whoever reports may write anything where an address belongs: only what a browser opens without harm becomes a link, and nothing in it may
 * end that link.
 */
export function webAddress(text: string | null | undefined): string | null {
  const url = text ? URL.parse(text) : null;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.href.length > longestAddress) return null;
  return url.href.replace(/[()<>[\]"'`|\\]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

export const RunAnswer = z.object({
  id: z.number(),
  // What the workflow calls itself, or its path.
  name: z.optional(z.nullable(z.string())),
  run_number: z.number(),
  run_attempt: z.optional(z.number()),
  path: z.string(),
  // GitHub's description of a run that begins forgets it.
  display_title: z.optional(z.string()),
  event: z.string(),
  head_branch: z.nullable(z.string()),
  head_sha: z.string(),
  status: z.nullable(z.string()),
  conclusion: z.nullable(z.string()),
  actor: z.optional(z.nullable(User)),
  triggering_actor: z.optional(z.nullable(User)),
  html_url: z.string(),
  created_at: z.string(),
  run_started_at: z.optional(z.nullable(z.string())),
  updated_at: z.string(),
});

export function runOf(run: z.infer<typeof RunAnswer>): Run {
  const status = statusOf(run.status);
  // GitHub may put the ref that the file was taken from behind its path.
  const path = run.path.replace(/@.*$/, '');
  return {
    id: run.id,
    number: run.run_number,
    attempt: run.run_attempt ?? 1,
    file: path.replace(/^\.github\/workflows\//, ''),
    ...(run.name && run.name !== path ? { name: run.name } : {}),
    title: run.display_title ?? '',
    event: run.event,
    branch: run.head_branch,
    head: run.head_sha,
    status,
    ...(run.status === 'waiting' ? { held: true } : {}),
    conclusion: conclusionOf(run.conclusion),
    startedBy: run.actor ? personOf(run.actor) : null,
    triggeredBy: run.triggering_actor ? personOf(run.triggering_actor) : null,
    url: run.html_url,
    createdAt: new Date(run.created_at),
    // GitHub fills it in when the run is made.
    startedAt: status === 'waiting' ? null : at(run.run_started_at),
    updatedAt: new Date(run.updated_at),
  };
}

const StepAnswer = z.object({
  number: z.number(),
  name: z.string(),
  status: z.string(),
  conclusion: z.nullable(z.string()),
  started_at: z.optional(z.nullable(z.string())),
  completed_at: z.optional(z.nullable(z.string())),
});

export const JobAnswer = z.object({
  id: z.number(),
  run_attempt: z.optional(z.number()),
  name: z.string(),
  status: z.string(),
  conclusion: z.nullable(z.string()),
  started_at: z.optional(z.nullable(z.string())),
  completed_at: z.optional(z.nullable(z.string())),
  html_url: z.nullable(z.string()),
  steps: z.optional(z.array(StepAnswer)),
});

export function jobOf(job: z.infer<typeof JobAnswer>): Job {
  const status = statusOf(job.status);
  return {
    id: job.id,
    attempt: job.run_attempt ?? 1,
    name: job.name,
    status,
    ...(job.status === 'waiting' ? { held: true } : {}),
    conclusion: conclusionOf(job.conclusion),
    // A job that waits for a runner carries the time it was made here.
    startedAt: status === 'waiting' ? null : at(job.started_at),
    endedAt: at(job.completed_at),
    url: job.html_url ?? '',
    steps: (job.steps ?? []).map(step => ({
      number: step.number,
      name: step.name,
      status: statusOf(step.status),
      conclusion: conclusionOf(step.conclusion),
      startedAt: at(step.started_at),
      endedAt: at(step.completed_at),
    })),
  };
}
