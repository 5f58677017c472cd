/** Runs of workflows: started, told to stop, and what failed of them run again. */
import { RequestError } from '@octokit/request-error';
import * as z from 'zod/mini';
import type { CancelRun, Dispatch, RerunFailed } from '../../core/effect.ts';
import { carries } from '../../core/run.ts';
import { personOf, RunAnswer, sinceThen } from '../answers.ts';
import { isNotFound, orNull } from '../trouble.ts';
import { Gone, type Look, placeOf, untold, type Writing } from './writing.ts';

const Details = z.object({ workflow_run_id: z.number() });
const Runs = z.object({ workflow_runs: z.array(z.pick(RunAnswer, { id: true, display_title: true, event: true, actor: true })) });

/** Null where GitHub does not say which run it became: an older GitHub Enterprise Server. */
export async function dispatch(writing: Writing<Dispatch>): Promise<string | null> {
  const { octokit, effect } = writing;
  const route = 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches';
  const start = (more: object) =>
    octokit.request(route, {
      ...placeOf(writing),
      workflow_id: effect.workflow,
      ref: effect.ref,
      inputs: effect.inputs,
      ...more,
    });
  try {
    const details = z.safeParse(Details, (await start({ return_run_details: true })).data);
    return details.success ? String(details.data.workflow_run_id) : null;
  } catch (error) {
    // It knows no such field, and started nothing for it.
    const unknown = error instanceof RequestError && error.status === 422 && error.message.includes('return_run_details');
    if (!unknown) throw error;
    await start({});
    return null;
  }
}

export async function lookForRun(writing: Writing<Dispatch>, since: Date): Promise<Look> {
  const { octokit, effect } = writing;
  const { mark } = effect;
  if (mark === null) return untold;
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', {
    ...placeOf(writing),
    workflow_id: effect.workflow,
    event: 'workflow_dispatch',
    created: sinceThen(since),
    per_page: 100,
  });
  const found = z
    .parse(Runs, data)
    .workflow_runs.find(({ display_title: title = '', event, actor }) =>
      carries({ title, event, startedBy: actor ? personOf(actor) : null }, mark),
    );
  return found ? String(found.id) : null;
}

export async function cancel(writing: Writing<CancelRun>): Promise<null> {
  const { octokit, effect } = writing;
  try {
    await octokit.request('POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel', {
      ...placeOf(writing),
      run_id: effect.run,
    });
  } catch (error) {
    if (isNotFound(error)) throw new Gone('somebody deleted the run');
    // It has ended by itself.
    if (!(error instanceof RequestError && error.status === 409)) throw error;
  }
  return null;
}

/** GitHub says no in the same manner to whoever comes too late and to whoever may not: its words tell them apart. */
const notAgain: [RegExp, string][] = [
  [/already running/i, 'the run is under way again already'],
  [/over a month ago/i, 'GitHub runs nothing again that is older than a month'],
  [/cannot be (retried|rerun)/i, 'GitHub does not run this one again'],
];

/** What comes back is the attempt that it became. */
export async function rerunFailed(writing: Writing<RerunFailed>): Promise<string> {
  const { octokit, effect } = writing;
  try {
    await octokit.request('POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun-failed-jobs', {
      ...placeOf(writing),
      run_id: effect.run,
    });
  } catch (error) {
    if (isNotFound(error)) throw new Gone('somebody deleted the run');
    if (!(error instanceof RequestError) || error.status !== 403) throw error;
    const why = notAgain.find(([pattern]) => pattern.test(error.message));
    throw why ? new Gone(why[1]) : error;
  }
  return String(effect.attempt + 1);
}

const Attempt = z.object({ run_attempt: z.optional(z.number()) });

/** Whoever asked for it: the failed jobs have run again, or are about to. */
export async function lookForAttempt(writing: Writing<RerunFailed>): Promise<Look> {
  const { octokit, effect } = writing;
  const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';
  const answer = await orNull(octokit.request(route, { ...placeOf(writing), run_id: effect.run }));
  const attempt = answer ? (z.parse(Attempt, answer.data).run_attempt ?? 1) : 1;
  return attempt > effect.attempt ? String(attempt) : null;
}
