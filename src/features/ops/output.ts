/** What a command of the team's own printed: a log holds much that nobody asked for. Pure. */

import type { Job, Run } from '../../core/run.ts';
import { failingIn } from '../../core/watch.ts';
import { endOf } from '../../text/log-end.ts';

/** The job whose words are the command's: the one that failed, else the last that did something. A report says all there is to say. */
export function speakingIn(run: Run, jobs: Job[], report: string | null): Job | null {
  const failing = run.conclusion === 'success' ? null : failingIn(jobs);
  if (failing) return failing.job;
  if (report !== null || run.conclusion !== 'success') return null;
  return (
    jobs
      .filter(job => job.conclusion === 'success')
      .toSorted((a, b) => endedAt(a) - endedAt(b))
      .at(-1) ?? null
  );
}

const endedAt = ({ endedAt: time }: Job): number => time?.getTime() ?? 0;

const begins = /^##\[group\]Run (.*)$/;
const anAction = /^(?:docker:\/\/|[\w.-]+\/[\w./-]+@)\S*$/;
/** GitHub's own words, when the steps of the team are over. */
const tidying = /^(?:Post job cleanup\.|Cleaning up orphan processes)$/;

/** The words of the last step that ran a script and printed anything; null when nothing did. */
export function outputOf(log: string, most = 6_000): string | null {
  const lines = log.replace(/\r\n?/g, '\n').split('\n');
  const end = lines.findIndex(line => tidying.test(line.trim()));
  const own = end < 0 ? lines : lines.slice(0, end);
  const starts = own.flatMap((line, place) => (begins.test(line) ? [place] : []));
  if (starts.length === 0) return endOf(own.join('\n'), most) || null;
  const printed = starts.map((start, at) => {
    const isAction = anAction.test(begins.exec(own[start] ?? '')?.[1]?.trim() ?? '');
    const step = own.slice(start + 1, starts[at + 1]);
    // Its command, shell and environment stand in the group, and what it printed below.
    return isAction ? '' : endOf(step.slice(step.indexOf('##[endgroup]') + 1).join('\n'), most);
  });
  return printed.findLast(text => text !== '') ?? null;
}
