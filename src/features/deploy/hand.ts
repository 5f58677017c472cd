/** What was started past us, a run by hand or somebody's own deployment: kept as a row, shown, and told once where the environment was last spoken of. */
import { prefix as prefixSection } from '../../config/sections.ts';
import { type Decision, decided } from '../../core/decision.ts';
import type { Effect } from '../../core/effect.ts';
import type { DeploymentMoved, Repository, RunMoved } from '../../core/event.ts';
import { type Ask, handler } from '../../core/feature.ts';
import { type Run, startedByApp } from '../../core/run.ts';
import { nothingSeen } from '../../core/sighting.ts';
import { readWorkflow } from '../../core/workflow.ts';
import { boardTouched } from './board/store.ts';
import { lockOf } from './commands/deploy.ts';
import { type Environments, environmentsOf } from './config.ts';
import { changed, type Deploy, idOf, isOpen, isUnderWay, newDeploy, newStory } from './deploy.ts';
import { workflowDriver as driver } from './drivers/workflow.ts';
import { names } from './lacks.ts';
import { byHand, deploysItself } from './messages.ts';
import { isOfPlan, ranAbout } from './plans/store.ts';
import { reconcile } from './reconcile.ts';
import { byMark, byRun, lastThread, queue, recentlyEnded, saved } from './store.ts';
import { roundIt } from './surroundings.ts';

interface Started {
  prefix: string;
  environment: string;
  sha: string | null;
  tree: string | null;
  /** Of a run that is run again: where its commit came from. */
  from?: string;
}

export const runsByHand = handler({
  on: 'RunMoved',
  facts: startedPastUs,
  scope: (event, { environment }) => lockOf(event.repository.id, environment),
  async rows(session, { repository, run }, { environment, prefix }) {
    const known = await byRun(session, repository, run.id);
    const deploy = rowFor(repository, run, { environment, prefix, sha: null, tree: null });
    return {
      known,
      thread: await lastThread(session, repository, environment),
      round: await roundIt(session, repository, deploy),
    };
  },
  decide({ event: { repository, run }, facts, rows, now }): Decision {
    const about = `run ${run.id} of ${run.file}, started past us`;
    // Of a run that goes on as it was, whoever follows it tells.
    if (rows.known && rows.known.attempt >= run.attempt) return decided({ about, outcome: 'ignored' });
    const seen = { ...nothingSeen, ...rows.round, start: null, run };
    const next = reconcile({ repository, deploy: rowFor(repository, run, facts), seen, driver, now });
    // What a workflow does on each push is no news to anybody.
    const busy = rows.round.before.find(isUnderWay) ?? null;
    const told = run.event === 'workflow_dispatch' ? telling(repository, next.deploy, rows.thread, busy) : [];
    const [comment = null] = told.map(({ key }) => key);
    return decided({
      about,
      changes: [saved(repository, changed(next.deploy, { comment })), boardTouched(repository)],
      effects: [...next.effects, ...told],
      raises: next.raises,
    });
  },
});

async function startedPastUs({ run, repository }: RunMoved, ask: Ask): Promise<Started | null> {
  const file = await ask.file();
  const all = environmentsOf(file);
  const prefix = file.read(prefixSection) ?? '/';
  const known = await ask.peek(session => byRun(session, repository, run.id));
  // Run again while another deploy of its environment is under way: it takes what it took before.
  if (known && isOpen(known)) return null;
  if (known) return run.attempt > known.attempt ? { ...known, prefix, from: known.story.from } : null;
  const environment = meant(all, run);
  if (environment === null) return null;
  const ours = await ask.peek(async session => {
    if (await byMark(session, repository, run)) return true;
    if (await isOfPlan(session, repository, run)) return true;
    // One that we start right now and cannot know by its title: who asks which run it is gets the answer with the start.
    return (await queue(session, repository)).some(
      one =>
        one.state === 'starting' && one.run === null && one.story.workflow === run.file && !one.story.marked && startedByApp(run),
    );
  });
  if (ours) return null;
  return { environment, prefix, ...(await commitOf(ask, all, environment, run)) };
}

/** The one that uses this workflow; of several, the one that the run's title names. */
function meant(all: Environments, run: Run): string | null {
  const using = Object.entries(all).filter(([, { workflow }]) => workflow === run.file);
  const words = new Set(run.title.toLowerCase().split(/[^\w./-]+/));
  const named = using.filter(([name]) => words.has(name.toLowerCase()));
  const [only] = using.length === 1 ? using : named.length === 1 ? named : [];
  return only?.[0] ?? null;
}

/** GitHub does not say what a run was given: only its title may, or a workflow that knows no other commit than its own. */
async function commitOf(ask: Ask, all: Environments, environment: string, run: Run): Promise<Pick<Started, 'sha' | 'tree'>> {
  const config = all[environment];
  const seen = await ask.workflow(run.file);
  const read = seen && readWorkflow(seen.text);
  const takes = config && read && 'workflow' in read && read.workflow.inputs.some(({ name }) => name === names(config).sha);
  const said = takes ? /\b(?=[\da-f]*\d)[\da-f]{7,40}\b/.exec(run.title)?.[0] : run.head;
  const commit = said === undefined ? null : await ask.github.commit(said);
  return { sha: commit?.sha ?? null, tree: commit?.tree ?? null };
}

function rowFor(repository: Repository, run: Run, { environment, prefix, sha, tree, from }: Started): Deploy {
  const since = run.attempt > 1 ? (run.startedAt ?? run.updatedAt) : run.createdAt;
  return newDeploy({
    id: idOf(`hand/${repository.id}/${run.id}/${run.attempt}`),
    environment,
    kind: 'hand',
    state: 'starting',
    sha,
    tree,
    run: run.id,
    attempt: run.attempt,
    askedAt: since,
    startedAt: since,
    story: newStory({
      by: run.triggeredBy,
      from: from ?? run.branch ?? repository.defaultBranch,
      title: run.title,
      workflow: run.file,
      branch: repository.defaultBranch,
      again: `${prefix}deploy ${environment}`,
    }),
  });
}

/** `busy`: what was under way there already. */
function telling(repository: Repository, deploy: Deploy, thread: number | null, busy: Deploy | null = null): Effect[] {
  if (thread === null) return [];
  return [{ kind: 'comment', key: `hand:${deploy.id}`, repository, lane: 'progress', on: thread, body: byHand(deploy, busy) }];
}

interface Foreign {
  environment: string;
  /** GitHub made it for the job of a run: it names the run's commit, not the deployed one. */
  ofJob: boolean;
  tree: string | null;
}

export const deploymentsByHand = handler({
  on: 'DeploymentMoved',
  async facts({ deployment, state }: DeploymentMoved, ask): Promise<Foreign | null> {
    // Until it stands as what runs there it says nothing that would be wrong.
    if (deployment.ours || state !== 'success') return null;
    const known = Object.keys(environmentsOf(await ask.file()));
    const environment = known.find(name => name.toLowerCase() === deployment.environment.toLowerCase());
    if (environment === undefined) return null;
    const ofJob = deployment.by?.login === 'github-actions[bot]';
    const commit = ofJob ? null : await ask.github.commit(deployment.sha);
    return { environment, ofJob, tree: commit?.tree ?? null };
  },
  scope: (event, { environment }) => lockOf(event.repository.id, environment),
  rows: async (session, { repository, at }, { environment }) => ({
    planned: await ranAbout(session, repository, environment, at),
    near: [...(await queue(session, repository, environment)), ...(await recentlyEnded(session, repository, environment))],
    thread: await lastThread(session, repository, environment),
  }),
  decide({ event: { repository, deployment, at }, facts, rows, now }): Decision {
    const about = `deployment ${deployment.id} to ${facts.environment}, made by ${deployment.by?.login ?? 'somebody'}`;
    const ours = rows.near.find(one => one.run !== null && one.kind !== 'hand');
    if (facts.ofJob && ours) return decided({ about, effects: [retired(repository, deployment.id)] });
    // Its run has a row of its own.
    if (facts.ofJob && rows.near.some(({ kind }) => kind === 'hand')) return decided({ about, outcome: 'ignored' });
    // A plan has changed nothing there.
    if (facts.ofJob && rows.planned) return decided({ about, effects: [retired(repository, deployment.id)] });
    const deploy = newDeploy({
      id: idOf(`deployment/${repository.id}/${deployment.id}`),
      environment: facts.environment,
      kind: 'hand',
      state: 'succeeded',
      sha: deployment.sha,
      tree: facts.tree,
      askedAt: at,
      endedAt: now,
      story: newStory({
        by: deployment.by,
        from: '',
        title: '',
        workflow: '',
        branch: repository.defaultBranch,
      }),
    });
    return decided({
      about,
      changes: [saved(repository, deploy), boardTouched(repository)],
      effects: telling(repository, deploy, rows.thread),
    });
  },
});

/** At the wrong commit: ours stands beside it, at the right one. */
const retired = (repository: Repository, deployment: number): Effect => ({
  kind: 'deployment-status',
  key: `deployment:${deployment}:inactive`,
  repository,
  lane: 'bookkeeping',
  deployment,
  state: 'inactive',
  description: deploysItself,
  url: null,
  log: null,
});
