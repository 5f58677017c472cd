/** Watching a run of a workflow to its end: what a person sees of it, what is worth an edit, and when to look again. Pure. */

import { inert } from '../text/inert.ts';
import { duration } from '../time/duration.ts';
import type { Conclusion, Job, Step } from './run.ts';

export type Mood = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'skipped';

/** One line of the table: a step of a run with one job, else a job. Times are milliseconds since 1970, so that rows can keep them. */
export interface Line {
  name: string;
  mood: Mood;
  since: number | null;
  took: number | null;
}

/** GitHub's own steps round the team's: nobody asked for them. */
const ofGitHub = /^(?:Set up job|Complete job|Post .*|Initialize containers|Stop containers|Set up runner)$/;

export function linesOf(jobs: Job[]): Line[] {
  const [only, ...others] = jobs.filter(job => job.conclusion !== 'skipped');
  if (!only) return [];
  if (others.length === 0) return only.steps.filter(step => !ofGitHub.test(step.name)).map(lineOf);
  return [only, ...others].map(job => {
    const now = job.steps.find(step => step.status === 'running');
    const line = lineOf(job);
    return line.mood === 'running' && now && !ofGitHub.test(now.name) ? { ...line, name: `${job.name}: ${now.name}` } : line;
  });
}

function lineOf({ name, status, conclusion, startedAt, endedAt }: Job | Step): Line {
  const since = startedAt?.getTime() ?? null;
  const took = since !== null && endedAt !== null && status === 'ended' ? Math.max(0, endedAt.getTime() - since) : null;
  return {
    name: name.replace(/^Run (?=\S)/, ''),
    mood: moodOf(status, conclusion),
    since: status === 'waiting' ? null : since,
    took,
  };
}

function moodOf(status: Job['status'], conclusion: Conclusion | null): Mood {
  if (status !== 'ended') return status;
  if (conclusion === 'success' || conclusion === 'neutral') return 'done';
  return conclusion === 'cancelled' || conclusion === 'skipped' ? conclusion : 'failed';
}

/** Two of these are equal when nobody would notice a difference; the clock's hand alone is none. */
export const sightOf = (lines: Line[]): string => lines.map(({ name, mood }) => `${mood} ${name}`).join('\n');

const signs: Record<Mood, string> = { waiting: '⬜', running: '🔄', done: '✅', failed: '❌', cancelled: '⏹️', skipped: '⏭️' };
/** What fits on a phone without scrolling for ever. */
const mostLines = 25;

/** A table of Markdown. `usual`: how long a line that has not begun takes as a rule, by its name. */
export function tableOf(lines: Line[], now: Date, usual: Record<string, number> = {}): string {
  const rows = shortened(lines).map(line =>
    typeof line === 'number'
      ? `| | … ${line} more | |`
      : `| ${signs[line.mood]} | ${inert(line.name, 60)} | ${timeOf(line, now, usual[line.name])} |`,
  );
  return ['| | step | |', '|---|---|---|', ...rows].join('\n');
}

function timeOf({ mood, since, took }: Line, now: Date, usually: number | undefined): string {
  if (took !== null) return mood === 'skipped' ? '' : duration(took);
  if (mood === 'running' && since !== null) return `${duration(Math.max(1000, now.getTime() - since))} …`;
  return mood === 'waiting' && usually !== undefined ? `usually ${duration(usually)}` : '';
}

/** What is over goes first: what runs, failed or comes next is why somebody looks. */
function shortened(lines: Line[]): (Line | number)[] {
  if (lines.length <= mostLines) return lines;
  const here = lines.findIndex(({ mood }) => mood !== 'done' && mood !== 'skipped');
  const from = Math.max(0, Math.min(here < 0 ? lines.length : here - 3, lines.length - mostLines));
  const kept = lines.slice(from, from + mostLines);
  const after = lines.length - from - kept.length;
  return [...(from > 0 ? [from] : []), ...kept, ...(after > 0 ? [after] : [])];
}

/** The job that failed and, where GitHub knows it, the step. A job that ended without one lost its runner or ran out of time. */
export function failingIn(jobs: Job[]): { job: Job; step: Step | null } | null {
  const failed = (one: Job | Step) => one.conclusion === 'failure' || one.conclusion === 'timed_out';
  const job = jobs.find(failed) ?? jobs.find(one => one.conclusion === 'cancelled');
  return job ? { job, step: job.steps.find(failed) ?? null } : null;
}

/** When something last moved in it, by GitHub's clock. */
export function lastSignOf(jobs: Job[], otherwise: Date): Date {
  const times = jobs.flatMap(job => [job, ...job.steps]).flatMap(one => [one.startedAt, one.endedAt]);
  return times.reduce<Date>((last, time) => (time !== null && time > last ? time : last), otherwise);
}

/** When its first step began; null when none did. GitHub gives a job that never ran a beginning too. */
export function beganIn(jobs: Job[]): Date | null {
  const began = jobs
    .filter(({ steps }) => steps.some(step => step.startedAt !== null))
    .flatMap(({ startedAt }) => startedAt ?? []);
  return began.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
}

/** Reads of a run's jobs that one run may cost. */
export const mostLooks = 15;
/** Who waits so short a time does not read a table. */
const tooShortToWatch = 30_000;

/** Milliseconds until the next look, given how many there were and how long such a run takes. */
export function nextLook(looks: number, expected: number | null): number {
  if (looks >= mostLooks) return 10 * 60_000;
  if (expected === null) return looks < 6 ? 20_000 : 60_000;
  if (expected < tooShortToWatch && looks === 0) return 60_000;
  return Math.max(20_000, Math.min(Math.round(expected / mostLooks), 5 * 60_000));
}

/** How long nine in ten took, of those that ended well. */
export function usually(took: number[]): number | null {
  const sorted = took.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * 0.9) - 1)] ?? null;
}

/** "about 3 m": nobody plans by the second. */
export function about(milliseconds: number): string {
  const unit = milliseconds < 60_000 ? 5_000 : milliseconds < 180_000 ? 30_000 : 60_000;
  return duration(Math.max(unit, Math.round(milliseconds / unit) * unit));
}
