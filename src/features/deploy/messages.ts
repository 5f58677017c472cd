/** Every sentence of the deploy commands that is not a deploy's own comment. */

import { code, inert } from '../../text/inert.ts';
import { duration } from '../../time/duration.ts';
import { blocking } from './comment.ts';
import { type Deploy, short } from './deploy.ts';

const bold = (environment: string): string => `**${inert(environment)}**`;

/** For GitHub's own lists: one line of plain text, at most 140 characters. */
export function describe({ state, sha, environment, story }: Deploy): string {
  const what = sha === null ? 'somebody’s commit' : short(sha);
  const who = story.by ? ` for ${story.by.login}` : '';
  const sentences: Record<Deploy['state'], string> = {
    waiting: `${what} waits for ${environment}`,
    starting: `${what} goes to ${environment}${who}`,
    running: `${what} goes to ${environment}${who}`,
    succeeded: `${what} is on ${environment}${who}`,
    failed: `${what} failed${story.ending?.at ? ` in ${story.ending.at}` : ''}`,
    cancelled: `${what} was cancelled`,
    lost: `nobody knows how ${what} ended`,
    dropped: `${what} did not get its turn`,
  };
  return sentences[state].slice(0, 140);
}

export const workflowMissing = (file: string, environment: string, others: string[]): string =>
  `${code(file)} is not in ${code('.github/workflows')} on the default branch, so I cannot deploy to ${bold(environment)}. ${
    others.length === 0
      ? 'There are no workflows there.'
      : `There ${others.length === 1 ? 'is' : 'are'} ${others
          .slice(0, 8)
          .map(one => code(one))
          .join(', ')}; name one with ${code(`environments.${environment}.workflow`)}.`
  }`;

export const workflowUnreadable = (file: string, problem: string): string => `${code(file)} ${problem}, so I cannot start it.`;

/** `takesIt`: how the environment gets the commit once it is merged. */
export const fromFork = (environment: string, auto: boolean, prefix: string): string =>
  `This commit comes from a fork. Running it on ${bold(environment)} gives it that environment's secrets. Merge it first: ${
    auto
      ? `${bold(environment)} gets it by itself.`
      : `then ${code(`${prefix}deploy ${environment}`)} here takes the merge commit.`
  }`;

export const closedUnmerged = (number: number, environment: string, prefix: string): string =>
  `#${number} is closed and was not merged, so there is nothing to deploy from it. Reopen it, or name a branch: ${code(`${prefix}deploy ${environment} <branch>`)}.`;

export const emptyRepository = 'There is no commit here yet, so there is nothing to deploy.';

export const unknownRef = (name: string): string =>
  `I do not find ${code(name)} here: no branch, no tag and no single commit has that name.`;

export const onlyHead = (file: string, input: string, main: string): string =>
  `${code(file)} has no input ${code(input)}, so it can only deploy the head of the default branch, \`${short(main)}\`. Declare ${code(input)} in it and check out ${code(`\${{ inputs.${input} }}`)}.`;

export const unknownInputs = (file: string, names: string[]): string =>
  `${code(file)} has no input ${names.map(name => code(name)).join(', ')}.`;

export const missingInputs = (file: string, names: string[]): string =>
  `${code(file)} needs ${names.map(name => code(`${name}=…`)).join(' ')}.`;

export const noEnvironment = (name: string, known: string[]): string =>
  `${code(name)} is no environment here; there ${known.length === 1 ? 'is' : 'are'} ${known.map(one => code(one)).join(', ')}.`;

/** The very same is under way. */
export function underWayAlready(deploy: Deploy, thread: number, now: Date): string {
  const where = deploy.thread === thread || deploy.thread === null ? 'see above' : `see #${deploy.thread}`;
  const what = `\`${deploy.sha === null ? '' : short(deploy.sha)}\` already ${deploy.state === 'waiting' ? 'waits for' : 'goes to'} ${bold(deploy.environment)}`;
  const who = deploy.story.by ? `, for ${code(deploy.story.by.login)}` : '';
  const since = deploy.startedAt ?? deploy.askedAt;
  return `${what}${who} since ${duration(Math.max(1_000, now.getTime() - since.getTime()))}: ${where}. I did not start it again.`;
}

export const nothingToCancel = (environment: string | null): string =>
  environment === null ? 'No deploy from here is under way.' : `Nothing is on its way to ${bold(environment)}.`;

export const cancelWhich = (prefix: string, environments: string[]): string =>
  `Several deploys from here are under way: ${environments.map(one => code(`${prefix}cancel ${one}`)).join(' or ')}?`;

/** Stopping it needs what deploying there needs, and only the named environment says what that is. */
export const cancelByName = (prefix: string, environment: string): string =>
  `${code(`${prefix}cancel ${environment}`)} stops it, said by somebody who may deploy there.`;

export const startedByHandNotOurs = (deploy: Deploy): string =>
  `${deploy.story.by ? code(deploy.story.by.login) : 'Somebody'} started ${code(deploy.story.workflow)} by hand; I leave it to them. Cancel it on its page${deploy.story.run && deploy.run !== null ? `: [#${deploy.story.run.number}](${deploy.story.run.web}/actions/runs/${deploy.run})` : ''}.`;

export const stoppingElsewhere = (deploy: Deploy): string =>
  `I stop \`${deploy.sha === null ? '' : short(deploy.sha)}\` on its way to ${bold(deploy.environment)}${deploy.thread === null ? '' : ` (#${deploy.thread})`}.`;

export const takenOut = (deploy: Deploy): string =>
  `\`${deploy.sha === null ? '' : short(deploy.sha)}\` does not go to ${bold(deploy.environment)} any more${deploy.thread === null ? '' : ` (#${deploy.thread})`}.`;

/** Beside a word that a question offers. `locked`: who keeps deploys out, from `lockedBy`. */
export function choice(current: Deploy | null, busy: Deploy | null, now: Date, locked: string | null = null): string {
  const runs =
    current === null
      ? 'nothing yet'
      : current.state === 'succeeded' && current.sha !== null
        ? `runs \`${short(current.sha)}\``
        : 'nobody knows what runs there';
  const under = busy ? blocking(busy, now).replace(' there', '') : null;
  return [runs, under ?? (locked === null ? 'free' : null), locked].filter(part => part !== null).join(', ');
}

/** The way in, while there is no file. */
export function wayIn(workflows: string[], environments: string[], link: string): string {
  const files = workflows
    .slice(0, 4)
    .map(one => code(one))
    .join(', ');
  const found = [
    files === '' ? null : files,
    environments.length === 0
      ? null
      : environments
          .slice(0, 6)
          .map(one => code(one))
          .join(' and '),
  ].filter(part => part !== null);
  const seen = found.length === 0 ? '' : ` I found ${found.join(' with ')}.`;
  return `Shipmate has no file here yet.${seen} [Add ${code('.github/shipmate.yml')}](${link}): it opens a pull request in your name, and nothing runs until that is merged.`;
}

/** Told once, on the last thread of the environment; what its workflow refused is told as that. */
export function byHand(deploy: Deploy, busy: Deploy | null): string {
  const { by, workflow, run } = deploy.story;
  const who = by ? code(by.login) : 'Somebody';
  const where = bold(deploy.environment);
  const link = run && deploy.run !== null ? ` (run [#${run.number}](${run.web}/actions/runs/${deploy.run}))` : '';
  const again = deploy.attempt > 1;
  const how = `${code(workflow)} for ${where} ${again ? 'again' : 'by hand'}`;
  if (deploy.attempt === deploy.story.refused)
    return `⚠️ ${who} tried to ${again ? 'run' : 'start'} ${how}, past me${link}. The workflow refused: it skipped every job, so nothing was deployed.`;
  const what = workflow === '' ? `made a deployment to ${where} by hand` : `${again ? 'ran' : 'started'} ${how}`;
  const next = `the next ${code(deploy.story.again)}`;
  const known = deploy.sha === null ? `What runs there is known again after ${next}.` : `It names \`${short(deploy.sha)}\`.`;
  const both = busy
    ? ` \`${short(busy.sha ?? '')}\` is on its way there too: if the two run at the same time, nobody knows which one stands until ${next}.`
    : '';
  return `⚠️ ${who} ${what}, past me${link}. ${busy && deploy.sha === null ? '' : known}${both}`.replace(/\s+/g, ' ');
}

export const deploysItself = 'GitHub made a deployment of its own for the run';

export const whyNothing = 'Nothing was decided here yet.';
export const whyOnly = (prefix: string, known: string[]): string =>
  `I can say why a deploy would go or not: ${known
    .slice(0, 3)
    .map(name => code(`${prefix}why deploy ${name}`))
    .join(', ')}. ${code(`${prefix}why`)} alone explains what was decided here last.`;

export const ago = (date: Date, now: Date): string => `${duration(Math.max(1_000, now.getTime() - date.getTime()))} ago`;
