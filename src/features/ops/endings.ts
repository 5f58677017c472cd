/** How a run ended, in words. Pure. */

import type { Run } from '../../core/run.ts';
import type { Sighting } from '../../core/sighting.ts';
import { failingIn } from '../../core/watch.ts';
import { code, inert } from '../../text/inert.ts';
import { endOf, fatalLine } from '../../text/log-end.ts';
import type { End, Ending, OpsRun } from './ops-run.ts';
import { outputOf } from './output.ts';

export type Ends = Ending & { state: End };

const nothing: Ending = { why: '', at: null, line: null, logUrl: null, output: null };
export const lostBy = (why: string): Ends => ({ ...nothing, state: 'lost', why });
export const givenUp = (why: string): Ends => ({ ...nothing, state: 'cancelled', why });
export const failedBy = (why: string): Ends => ({ ...nothing, state: 'failed', why });

export const refused = (error: string | null): string =>
  `GitHub refused to start it: ${inert(error ?? 'it did not say why', 300)}`;

export function endingOf({ story }: OpsRun, run: Run, { jobs, log, report }: Sighting): Ends {
  const words: Ending['output'] = report === null ? null : { of: 'report', text: report };
  const failing = run.conclusion === 'success' ? null : failingIn(jobs ?? []);
  const at = failing ? (failing.step?.name ?? failing.job.name).replace(/^Run (?=\S)/, '') : null;
  const end = log === null ? '' : endOf(log);
  const failed: Ends = {
    state: 'failed',
    why: '',
    at,
    line: log === null ? null : fatalLine(log),
    logUrl: failing?.job.url ?? null,
    output: words ?? (end === '' ? null : { of: 'log', text: end }),
  };
  switch (run.conclusion) {
    case 'success': {
      const printed = log === null ? null : outputOf(log);
      return { ...nothing, state: 'succeeded', output: words ?? (printed === null ? null : { of: 'output', text: printed }) };
    }
    case 'timed_out':
      return { ...failed, why: outOfTime };
    case 'failure':
      if (failing?.job.conclusion === 'timed_out') return { ...failed, why: outOfTime };
      return { ...failed, why: failing && !failing.step ? noStepFailed(failing.job.name) : '' };
    case 'cancelled':
      // A job that ran out of its own time ends its run as cancelled too.
      if (failing?.job.conclusion === 'timed_out') return { ...failed, why: outOfTime };
      return { ...nothing, state: 'cancelled', why: cancelled, output: words };
    case 'startup_failure':
      return failedBy(
        `GitHub cannot run ${code(story.workflow)} as it stands on ${code(story.branch)}; its page shows the mistake.`,
      );
    case 'action_required':
      return failedBy('GitHub wants somebody to approve the run on its page.');
    case 'skipped':
    case 'neutral':
      return failedBy(`Every job of ${code(story.workflow)} was skipped, so nothing was done.`);
    case 'stale':
    case null:
      return lostBy('GitHub gave its run up without saying how it ended.');
  }
}

const outOfTime = 'It ran out of the time that its workflow allows.';
const noStepFailed = (job: string): string => `No step of ${code(job)} failed: its runner was lost or stopped.`;
const cancelled = 'Somebody cancelled its run on GitHub, or a newer run of its concurrency group did.';
