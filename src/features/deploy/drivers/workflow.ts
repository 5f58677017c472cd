/** Deploys by a workflow of the team's: dispatched on the default branch, so that a pull request cannot change what runs. */
import { sightingOf } from '../../../core/sighting.ts';
import { failingIn } from '../../../core/watch.ts';
import { type Deploy, short } from '../deploy.ts';
import type { Driver } from './driver.ts';

/** Long enough for the budget of writes, and for one that is doubtful to be looked for; what was judged longer ago is judged anew. */
const inTime = 30_000;
const latest = 10 * 60_000;

export const deploymentKey = ({ id }: Deploy): string => `deploy:${id}:deployment`;
const dispatchKey = ({ id, story: { orders } }: Deploy): string => `deploy:${id}:dispatch${orders > 1 ? `:${orders}` : ''}`;

export const workflowDriver: Driver = {
  start(repository, deploy, now) {
    const { id, sha, environment, story } = deploy;
    const planned = { repository, lane: 'answer' } as const;
    const within = (time: number) => ({ leaveBy: new Date(now.getTime() + time) });
    if (sha === null) return [];
    return [
      {
        ...planned,
        ...within(latest),
        kind: 'deployment',
        key: deploymentKey(deploy),
        environment,
        sha,
        description: descriptionOf(deploy),
      },
      {
        ...planned,
        ...within(inTime),
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
  observe: (github, deploy, told) =>
    sightingOf(
      github,
      {
        run: deploy.run,
        workflow: deploy.story.workflow,
        mark: deploy.story.marked ? deploy.id : null,
        startedAt: deploy.startedAt ?? deploy.askedAt,
        running: deploy.state === 'running',
        looks: deploy.looks,
        reports: deploy.story.reports,
        logOf: (run, jobs) => (run.conclusion === 'success' ? null : (failingIn(jobs)?.job ?? null)),
      },
      told,
    ),
  cancel: (repository, deploy) =>
    deploy.run === null
      ? []
      : [{ kind: 'cancel', key: `deploy:${deploy.id}:cancel:${deploy.attempt}`, repository, lane: 'answer', run: deploy.run }],
};

function descriptionOf({ sha, story: { by, from } }: Deploy): string {
  return `${sha === null ? '' : short(sha)} from ${from}${by ? `, for ${by.login}` : ''}`.slice(0, 140);
}

/** What GitHub is asked to run: our names as the workflow calls them, and only what it declares. */
export function inputsFor(
  declared: string[],
  called: { environment: string; sha: string; shipmate: string; plan: string },
  { id, environment, sha, plan = false }: { id: string; environment: string; sha: string; plan?: boolean },
  said: Record<string, string>,
): Record<string, string> {
  const ours = { [called.environment]: environment, [called.sha]: sha, [called.shipmate]: id, [called.plan]: String(plan) };
  return Object.fromEntries(Object.entries({ ...said, ...ours }).filter(([name]) => declared.includes(name)));
}
