/** A look at a run of a workflow that we started: what is read of it, and what is not worth a request. Reads, and decides nothing. */
import { mayRunAction } from './action.ts';
import type { Reads } from './reads.ts';
import { carries, type Job, type Run } from './run.ts';
import { mostLooks } from './watch.ts';

/** What somebody saw of it; null where nobody looked. */
export interface Sighting {
  run: Run | 'gone' | null;
  jobs: Job[] | null;
  /** The end of the log of the job that was asked for. */
  log: string | null;
  report: string | null;
}

export const nothingSeen: Sighting = { run: null, jobs: null, log: null, report: null };

/** The artifact in which a run may leave a text for the comment: only a workflow that names it is asked for it. */
export const reportArtifact = 'shipmate-report';

/** Whether runs of a workflow may leave one: it names the artifact, or uses the Action, which leaves it itself. */
export const reportsIn = (workflow: string): boolean => workflow.includes(reportArtifact) || mayRunAction(workflow);

interface Watched {
  run: number | null;
  workflow: string;
  /** What its title carries; null when it cannot. */
  mark: string | null;
  startedAt: Date;
  running: boolean;
  looks: number;
  reports: boolean;
  /** Once it is over: the job whose log is wanted. */
  logOf(run: Run, jobs: Job[], report: string | null): Job | null;
}

/** With `told`: what GitHub has just said of its run. */
export async function sightingOf(github: Reads, watched: Watched, told: Run | null): Promise<Sighting> {
  const id = told?.id ?? watched.run;
  if (id === null) return { ...nothingSeen, run: await find(github, watched) };
  if (told && told.status !== 'ended') return { ...nothingSeen, run: told };
  // Until it runs there are no steps to show; once the looks are used up, only whether it is over.
  const steps = told !== null || (watched.running && watched.looks < mostLooks);
  const jobs = steps ? await github.jobs(id) : null;
  const over = jobs === null || jobs.every(job => job.status === 'ended');
  const run = told ?? (over ? ((await github.run(id)) ?? 'gone') : null);
  if (run === null || run === 'gone' || run.status !== 'ended') return { ...nothingSeen, run, jobs };
  const all = jobs ?? (await github.jobs(id));
  const report = watched.reports ? await github.report(id, reportArtifact) : null;
  const job = watched.logOf(run, all, report);
  return { run, jobs: all, log: job && (await github.log(job.id)), report };
}

/** GitHub did not say which run it made, or nobody heard: it carries our id in its title. */
async function find(github: Reads, { mark, workflow, startedAt }: Watched): Promise<Run | null> {
  if (mark === null) return null;
  const runs = await github.runsSince(workflow, new Date(startedAt.getTime() - 60_000));
  return runs.find(run => carries(run, mark)) ?? null;
}
