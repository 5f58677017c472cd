/** What a command of the team's own printed: a log holds much that nobody asked for. Pure. */
import { endOf } from '../../core/log-end.ts';
import type { Job, Run } from '../../core/run.ts';
import { failingIn } from '../../core/watch.ts';

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

const begins = /^##\[group\](?:Run )?(.*)$/;
const anAction = /^(?:\.\/|docker:\/\/|[\w.-]+\/[\w./-]+@)\S*$/;
/** GitHub's own words, when the steps of the team are over. */
const tidying = /^(?:Post job cleanup\.|Cleaning up orphan processes)$/;

/** The words of the last step that ran a script; null when it printed nothing, or the log does not say where steps begin. */
export function outputOf(log: string, most = 6_000): string | null {
  const lines = log.replace(/\r\n?/g, '\n').split('\n');
  const end = lines.findIndex(line => tidying.test(line.trim()));
  const own = end < 0 ? lines : lines.slice(0, end);
  const start = own.findLastIndex(line => {
    const [, what] = begins.exec(line) ?? [];
    return what !== undefined && /^##\[group\]Run /.test(line) && !anAction.test(what.trim());
  });
  if (start < 0) return endOf(own.join('\n'), most) || null;
  const rest = own.slice(start + 1);
  // Its command, shell and environment stand in the group, what it printed below; the next step's group begins another story.
  const below = rest.slice(rest.indexOf('##[endgroup]') + 1);
  const next = below.findIndex(line => /^##\[group\]Run /.test(line));
  return endOf((next < 0 ? below : below.slice(0, next)).join('\n'), most) || null;
}
