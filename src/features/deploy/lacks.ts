/** What a team's workflow lacks for deploying, as sentences that name the lines to write. Pure. */
import { infrastructure } from '../../checks/section.ts';
import type { TeamFile } from '../../core/file.ts';
import type { Lack, Named } from '../../core/lack.ts';
import { runNameCarries, type Workflow } from '../../core/workflow.ts';
import { code } from '../../text/inert.ts';
import { type Environment, type Environments, environmentsOf } from './config.ts';

/** The inputs that we fill, by what the workflow calls them. */
export function names({ inputs }: Pick<Environment, 'inputs'>): {
  environment: string;
  sha: string;
  shipmate: string;
  /** Nobody may say it to a deploy, which would then end well and have changed nothing. */
  plan: string;
} {
  const { environment = 'environment', sha = 'sha', shipmate = 'shipmate', plan = 'plan' } = inputs;
  return { environment, sha, shipmate, plan };
}

/** Why this workflow cannot say what it would do; null when it can. */
export function notPlannable(environment: Pick<Environment, 'workflow' | 'inputs'>, workflow: Workflow): string | null {
  const { plan } = names(environment);
  if (workflow.inputs.some(({ name, type }) => name === plan && type === 'boolean')) return null;
  return `${code(environment.workflow)} cannot plan yet. Two lines make it: ${code(`${plan}: { type: boolean, default: false }`)} among its inputs, and ${code(`if: \${{ !inputs.${plan} }}`)} at each step that changes something.`;
}

/** Each environment names one. */
export function namedBy(file: TeamFile): Named[] {
  const all = environmentsOf(file);
  return Object.entries(all).map(([name, environment]) => ({
    path: ['environments', name],
    file: environment.workflow,
    lacks: workflow => [
      ...uncheckedIn(file, name, environment),
      ...lacksOf(name, environment, workflow, isShared(environment, all)),
    ],
  }));
}

function uncheckedIn(file: TeamFile, name: string, environment: Environment): Lack[] {
  // Of a file with mistakes nobody knows what it has.
  if (!environment.infrastructure || file.problems.length > 0 || file.read(infrastructure)) return [];
  const [asks, section] = [code(`environments.${name}.infrastructure`), code(infrastructure.key)];
  return [{ weight: 'stops', says: `${asks} asks for checks, and the file has no ${section}, so nothing could ever go there.` }];
}

export const isShared = ({ workflow }: Environment, all: Environments): boolean =>
  Object.values(all).filter(one => one.workflow === workflow).length > 1;

/** `shared`: several environments use this workflow, so it has to be told which one is meant. */
export function lacksOf(name: string, environment: Environment, workflow: Workflow, shared: boolean): Lack[] {
  const called = names(environment);
  const file = code(environment.workflow);
  const has = (input: string) => workflow.inputs.find(one => one.name === input);
  const lacks: Lack[] = [];
  const stops = (says: string) => lacks.push({ weight: 'stops', says });
  const less = (says: string) => lacks.push({ weight: 'less', says });

  if (!workflow.dispatchable) stops(`${file} cannot be started: it needs ${code('workflow_dispatch:')} under ${code('on:')}.`);
  const where = has(called.environment);
  if (workflow.dispatchable && !where && shared)
    stops(
      `${file} serves several environments and has no input ${code(called.environment)}, so it cannot be told which one is meant.`,
    );
  if (where?.type === 'choice' && !where.options.includes(name))
    stops(
      `${file} does not know ${code(name)}: it is not among the options of its input ${code(where.name)}. Add it there, or name another workflow with ${code(`environments.${name}.workflow`)}.`,
    );
  for (const given of Object.values(environment.inputs))
    if (workflow.dispatchable && given !== undefined && !has(given))
      stops(`${file} has no input ${code(given)}, which ${code(`environments.${name}.inputs`)} names.`);
  const trial = has(called.plan);
  if (trial && trial.type !== 'boolean')
    stops(
      `The input ${code(trial.name)} of ${file} is no ${code('boolean')}, and deploys and plans are told apart by it. Make it one, or name another input with ${code(`environments.${name}.inputs: { plan: dry_run }`)}.`,
    );
  else if (workflow.dispatchable && environment.plan !== false) {
    const says = notPlannable(environment, workflow);
    if (says !== null) stops(`${code(`environments.${name}.plan`)} wants a plan of each commit, and ${says}`);
  }
  if (workflow.dispatchable && !has(called.sha))
    less(
      `${file} has no input ${code(called.sha)}, so it can only deploy the head of the default branch. Check out ${code(`\${{ inputs.${called.sha} }}`)} in it.`,
    );
  if (workflow.dispatchable && !has(called.shipmate))
    less(
      `${file} has no input ${code(called.shipmate)}; with one, and ${code(`run-name: … \${{ inputs.${called.shipmate} }}`)}, its runs are found again whatever happens.`,
    );
  else if (workflow.dispatchable && !runNameCarries(workflow, called.shipmate))
    less(
      `The ${code('run-name')} of ${file} does not carry ${code(`\${{ inputs.${called.shipmate} }}`)}, so a run whose start went unanswered cannot be found again.`,
    );
  for (const job of workflow.jobs)
    if (job.environment?.deployment)
      less(
        `The job ${code(job.id)} of ${file} makes a deployment of its own, at the wrong commit; write ${code(`environment: { name: ${job.environment.name}, deployment: false }`, 120)}.`,
      );
  if (workflow.dispatchable && !workflow.looksAtWhoTriggered)
    less(
      `Anybody who can write can start ${file} by hand, past every rule here; a first step that looks at ${code('github.triggering_actor')} can refuse that.`,
    );
  return lacks;
}
