/** How a run ended, in words: why a deploy failed, was cancelled, or is lost. Pure. */

import type { Run } from '../../core/run.ts';
import type { Sighting } from '../../core/sighting.ts';
import { failingIn } from '../../core/watch.ts';
import { code, inert } from '../../text/inert.ts';
import { endOf, fatalLine } from '../../text/log-end.ts';
import { type Deploy, type Story, short } from './deploy.ts';

export interface Ends {
  state: 'succeeded' | 'failed' | 'cancelled' | 'lost';
  why: string;
  at?: string | null;
  line?: string | null;
  log?: string | null;
  logUrl?: string | null;
  report?: string | null;
}

export const restoredWaiting = (again: string): string =>
  `My database was put back from a backup while it waited, and it may have gone since. ${code(again)} asks again.`;
export const beside = ({ kind, sha, story }: Deploy): string => {
  const what = kind === 'hand' ? code(story.workflow) : `\`${short(sha ?? '')}\``;
  return `Its run ended well, but ${story.by ? code(story.by.login) : 'somebody'} ran ${what} there at the same time, and nobody knows which of the two stands.`;
};
/** The sender names the request first, which helps an operator and nobody else. */
const request = /^[A-Z]+ \S+: (?:\d{3} )?/;
export const refused = (error: string | null): string =>
  `GitHub refused to start it: ${inert((error ?? 'it did not say why').replace(request, ''), 300).replace(/[.\s]*$/, '')}.`;

export const replacedBy = (sha: string | null): string =>
  `${sha === null ? 'A newer wish' : `\`${short(sha)}\``} from here took its place in the queue.`;
export const takenBack = (login: string): string => `${code(login)} took it back before its turn.`;
export const headMoved = (head: string, again: string): string =>
  `A push took its place: the head is \`${short(head)}\` now. ${code(again)} takes that.`;
export const branchGone = (branch: string): string => `The branch ${code(branch, 100)} is gone.`;
export const pullLeft = (number: number, state: 'closed' | 'merged' | 'open', again: string): string =>
  state === 'merged'
    ? `#${number} was merged meanwhile. ${code(again)} takes what the merge made.`
    : `#${number} was closed meanwhile.`;
export const noLongerTheirs = (login: string, environment: string): string =>
  `${code(login)} may not deploy to ${code(environment)} any more.`;
export const threadGone = 'The thread that it was asked for in is gone.';
export const waitedTooLong = (again: string): string => `It has waited as long as it may. ${code(again)} asks again.`;
export const noLongerThere = 'The team’s file does not have this environment any more.';
export const newerIsGreen = (sha: string | null): string =>
  `${sha === null ? 'A newer commit' : `\`${short(sha)}\``} is green and goes instead.`;

/** Of a deploy, or of whatever else runs such a workflow. */
interface Ran {
  story: Pick<Story, 'workflow' | 'branch' | 'stopping'>;
}

export function endingOf(deploy: Ran, run: Run, { jobs, log, report }: Sighting): Ends {
  const failing = failingIn(jobs ?? []);
  const seen = {
    report,
    logUrl: failing?.job.url ?? null,
    log: log === null ? null : endOf(log) || null,
    line: log === null ? null : fatalLine(log),
  };
  const at = failing ? (failing.step?.name ?? failing.job.name).replace(/^Run (?=\S)/, '') : null;
  const nothing = { state: 'failed', why: '', report } as const;
  switch (run.conclusion) {
    case 'success':
      return { state: 'succeeded', why: '', report };
    case 'cancelled':
      // A job that ran out of its own time ends its run as cancelled too.
      if (failing && failing.job.conclusion === 'timed_out') return { ...seen, state: 'failed', at, why: outOfTime };
      return { state: 'cancelled', why: cancelledBy(deploy.story.stopping), report };
    case 'timed_out':
      return { ...seen, state: 'failed', at, why: outOfTime };
    case 'failure':
      if (failing && failing.job.conclusion === 'timed_out') return { ...seen, state: 'failed', at, why: outOfTime };
      return { ...seen, state: 'failed', at, why: failing && !failing.step ? noStepFailed(failing.job.name) : '' };
    case 'startup_failure':
      return {
        ...nothing,
        why: `GitHub cannot run ${code(deploy.story.workflow)} as it stands on ${code(deploy.story.branch)}; its page shows the mistake.`,
      };
    case 'action_required':
      return { ...nothing, why: 'GitHub wants somebody to approve the run on its page.' };
    case 'skipped':
    case 'neutral':
      return {
        ...nothing,
        why: `Every job of ${code(deploy.story.workflow)} was skipped, so nothing was deployed. If it has a guard, that has to name this App.`,
      };
    case 'stale':
    case null:
      return { state: 'lost', why: 'GitHub gave its run up without saying how it ended.', report };
  }
}

const outOfTime = 'It ran out of the time that its workflow allows.';
const noStepFailed = (job: string): string => `No step of ${code(job)} failed: its runner was lost or stopped.`;
const cancelledBy = (login: string | null): string =>
  login === null
    ? 'Somebody cancelled its run on GitHub, or a newer run of its concurrency group did.'
    : `${code(login)} stopped it.`;
