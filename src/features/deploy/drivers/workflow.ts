/** Deploys by a workflow of the team's: dispatched on the default branch, so that a pull request cannot change what runs. */
import type { Reads } from '../../../core/reads.ts';
import type { Run } from '../../../core/run.ts';
import { failingIn, mostLooks } from '../../../core/watch.ts';
import { type Deploy, short } from '../deploy.ts';
import { reportArtifact } from '../lacks.ts';
import type { Driver, Sighting } from './driver.ts';
import { nothingSeen } from './driver.ts';

/** A deploy that starts later than this after its turn came surprises everybody. */
const latest = 10 * 60_000;

export const deploymentKey = ({ id }: Deploy): string => `deploy:${id}:deployment`;
const dispatchKey = ({ id }: Deploy): string => `deploy:${id}:dispatch`;

export const workflowDriver: Driver = {
  start(repository, deploy, now) {
    const { id, sha, environment, story } = deploy;
    const planned = { repository, lane: 'answer', leaveBy: new Date(now.getTime() + latest) } as const;
    if (sha === null) return [];
    return [
      { ...planned, kind: 'deployment', key: deploymentKey(deploy), environment, sha, description: descriptionOf(deploy) },
      {
        ...planned,
        kind: 'dispatch',
        key: dispatchKey(deploy),
        workflow: story.workflow,
        ref: story.branch,
        inputs: story.inputs,
        mark: story.marked ? id : null,
        // biome-ignore lint/suspicious/noThenProperty: nobody awaits an effect
        then: { of: 'deploy', id },
      },
    ];
  },
  startKey: dispatchKey,
  observe,
  cancel: (repository, deploy) =>
    deploy.run === null
      ? []
      : [{ kind: 'cancel', key: `deploy:${deploy.id}:cancel:${deploy.attempt}`, repository, lane: 'answer', run: deploy.run }],
};

function descriptionOf({ sha, story: { by, from } }: Deploy): string {
  return `${sha === null ? '' : short(sha)} from ${from}${by ? `, for ${by.login}` : ''}`.slice(0, 140);
}

async function observe(github: Reads, deploy: Deploy, told: Run | null): Promise<Sighting> {
  const id = told?.id ?? deploy.run;
  if (id === null) return { ...nothingSeen, run: await find(github, deploy) };
  if (told && told.status !== 'ended') return { ...nothingSeen, run: told };
  // Until it runs there are no steps to show; once the looks are used up, only whether it is over.
  const steps = told !== null || (deploy.state === 'running' && deploy.looks < mostLooks);
  const jobs = steps ? await github.jobs(id) : null;
  const over = jobs === null || jobs.every(job => job.status === 'ended');
  const run = told ?? (over ? ((await github.run(id)) ?? 'gone') : null);
  if (run === null || run === 'gone' || run.status !== 'ended') return { ...nothingSeen, run, jobs };
  const all = jobs ?? (await github.jobs(id));
  const failing = run.conclusion === 'success' ? null : failingIn(all);
  return {
    run,
    jobs: all,
    log: failing ? await github.log(failing.job.id) : null,
    report: deploy.story.reports ? await github.report(id, reportArtifact) : null,
  };
}

/** GitHub did not say which run it made, or nobody heard: it carries our id in its title. */
async function find(github: Reads, { id, startedAt, story }: Deploy): Promise<Run | null> {
  if (!story.marked || !startedAt) return null;
  const runs = await github.runsSince(story.workflow, new Date(startedAt.getTime() - 60_000));
  return runs.find(({ title }) => title.includes(id)) ?? null;
}

/** What GitHub is asked to run: our names as the workflow calls them, and only what it declares. */
export function inputsFor(
  declared: string[],
  called: { environment: string; sha: string; shipmate: string },
  { id, environment, sha }: { id: string; environment: string; sha: string },
  said: Record<string, string>,
): Record<string, string> {
  const ours = { [called.environment]: environment, [called.sha]: sha, [called.shipmate]: id };
  return Object.fromEntries(Object.entries({ ...said, ...ours }).filter(([name]) => declared.includes(name)));
}
