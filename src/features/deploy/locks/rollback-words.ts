/** Every sentence of `/rollback`. */

import { code, inert } from '../../../text/inert.ts';
import { duration } from '../../../time/duration.ts';
import { blocking } from '../comment.ts';
import { type Deploy, short } from '../deploy.ts';
import { bold, counted, typed } from '../policy/words.ts';

const commit = (sha: string): string => `\`${short(sha)}\``;

export const forgotten = (sha: string): string =>
  `${commit(sha)} succeeded there, but GitHub does not have it any more, so I cannot go back to it.`;

export const takesNoCommit = (file: string, input: string, environment: string): string =>
  `${code(file)} has no input ${code(input)}, so it can only deploy the head of the default branch, and ${bold(environment)} cannot go back with it. Declare ${code(input)} in it and check out ${code(`\${{ inputs.${input} }}`)}.`;

export const movedMeanwhile = (environment: string, prefix: string): string =>
  `What runs on ${bold(environment)} changed just now. Look at ${code(`${prefix}status ${environment}`)}, and say it again if it still holds.`;

/** Counted back from what? `current`: what ran there before. */
export function underWay(environment: string, busy: Deploy, current: string | null, prefix: string, now: Date): string {
  const runs = blocking(busy, now).replace(' there', ` to ${bold(environment)}`);
  const stops = `${code(`${prefix}cancel ${environment}`, 150)} stops it.`;
  const to = code(`${prefix}rollback ${environment} @${current === null ? '<sha>' : typed(current)}`, 150);
  return `${runs}, so I cannot count back from what is there. ${stops} ${to} goes back to ${current === null ? 'that commit' : 'what ran before'} as soon as it has ended.`;
}

/** The reason of the lock, for whoever meets it. */
export const reasonOf = (from: string | null): string =>
  from === null ? 'rolled back from a commit that nobody knows' : `rolled back from ${short(from)}`;

const mostNamed = 10;

/** What leaves, what comes, and what keeps it so. Null for a deploy that goes forward. */
export function backLines({ environment, sha, story: { back, prefix } }: Deploy, now: Date): string | null {
  if (!back || sha === null) return null;
  const ago = duration(Math.max(1_000, now.getTime() - back.passed));
  return [`${commit(sha)} succeeded here ${ago} ago. ${leaving(back)}`, locked(environment, prefix)].join('\n\n');
}

/** Where going back came to nothing, nothing has left. */
export const stillLocked = ({ environment, story: { back, prefix } }: Deploy): string | null =>
  back ? locked(environment, prefix) : null;

const locked = (environment: string, prefix: string): string =>
  `${bold(environment)} is locked, so that nothing new goes there by itself or by mistake: ${code(`${prefix}unlock ${environment}`, 150)} lifts that.`;

function leaving({ from, leaves }: NonNullable<Deploy['story']['back']>): string {
  if (from === null) return 'Nobody knows which commit leaves.';
  if (leaves === null) return `${commit(from)} leaves.`;
  if (leaves.commits === 0) return `${commit(from)} leaves; it has no commit that this one has not.`;
  const shown = leaves.pulls.slice(0, mostNamed).map(({ number, title }) => `\`#${number}\` ${inert(title, 80)}`);
  const rest = leaves.pulls.length - shown.length;
  const others = [
    ...(rest > 0 ? [`${counted(rest, 'more pull request')}`] : []),
    ...(leaves.others > 0 && shown.length > 0 ? [`${counted(leaves.others, 'commit')} of no pull request`] : []),
  ];
  const list = [...shown, ...others].map(line => `\n- ${line}`).join('');
  return `${commit(from)} leaves, with ${counted(leaves.commits, 'commit')}${list === '' ? '.' : `:${list}`}`;
}

/** The first text of its comment, before its run is known. */
export const goesBack = (deploy: Deploy, now: Date): string =>
  `### ⏪ ${bold(deploy.environment)} goes back to ${deploy.sha === null ? '' : commit(deploy.sha)}\n${line(deploy)}\n\n${backLines(deploy, now) ?? ''}\n\n${code(`${deploy.story.prefix}cancel`)} stops it.`;

function line({ story: { by, from } }: Deploy): string {
  return `${by ? `for ${code(by.login)} · ` : ''}from ${/^#\d+$/.test(from) ? from : code(from)}`;
}
