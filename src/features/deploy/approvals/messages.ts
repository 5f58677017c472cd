/** Every sentence about approvals and about letting one deploy through. */
import type { Who } from '../../../core/command.ts';
import { code, inert } from '../../../text/inert.ts';
import type { Deploy } from '../deploy.ts';
import { ago } from '../messages.ts';
import { unseen } from '../policy/gates/seen.ts';
import { type Hand, yours } from '../policy/hands.ts';
import type { Seen } from '../policy/seen.ts';
import { bold, commit, say, settingOf, typed, whoWords } from '../policy/words.ts';

const word = (prefix: string, name: string, command: string, sha: string | null = null): string =>
  say({ prefix, name }, command, sha === null ? '' : `@${typed(sha)}`);

const before = (seconds: number): string =>
  seconds === 0 ? 'in the second of your comment' : `${seconds} ${seconds === 1 ? 'second' : 'seconds'} before your comment`;

export const needsNone = (name: string, prefix: string): string =>
  `${bold(name)} needs no approval: ${settingOf({ prefix, name }, 'approved_by')} names nobody. ${word(prefix, name, 'deploy')} goes without.`;

export const whichCommit = (name: string, prefix: string): string =>
  `Nothing waits for ${bold(name)} here, so I do not know which commit you mean. Say 12 of its digits: ${code(`${prefix}approve ${name} @<commit>`)}.`;

export const closedUnmerged = (number: number): string =>
  `#${number} is closed and was not merged, so there is nothing to approve in it. Reopen it first.`;

export const notSeen = (seen: Exclude<Seen, 'seen'>, head: string, name: string, prefix: string): string =>
  unseen(seen, head, sha => word(prefix, name, 'approve', sha));

export const tooShort = (said: string, sha: string, name: string, prefix: string, rest = ''): string =>
  `${code(`@${said}`)} is too short to be sure: another commit can be made to start like that. Did you mean ${say({ prefix, name }, 'approve', `@${typed(sha)}${rest}`)}?`;

export const noLongerHead = (sha: string, number: number, head: string, name: string, prefix: string): string =>
  `A push took the place of ${commit(sha)}: the head of #${number} is ${commit(head)} now. Did you mean ${word(prefix, name, 'approve', head)}?`;

/** `why` is part of a sentence of ours: "a push took its place". */
export const endedMeanwhile = (sha: string, why: string, name: string, prefix: string): string =>
  `Your approval of ${commit(sha)} for ${bold(name)} does not count: ${inert(why)} after you wrote. If you still want it, say ${word(prefix, name, 'approve')} again.`;

export const notWaitingAnyMore = (sha: string, name: string, prefix: string): string =>
  `${commit(sha)} does not wait for ${bold(name)} here any more. If you mean it all the same, say ${word(prefix, name, 'approve', sha)}.`;

export const askedJustNow = (sha: string, seconds: number, name: string, prefix: string): string =>
  `${commit(sha)} was asked for ${before(seconds)}. Did you mean it? ${word(prefix, name, 'approve', sha)}`;

/** Without the person who reads it. */
function others(among: Who[], login: string): string {
  const left = among.filter(one => one.toLowerCase() !== `@${login.toLowerCase()}`);
  return left.length === 0 ? ', and the file names nobody else' : `: ${whoWords(left, [])}`;
}

/** Nobody lets their own work go; `among` are those who may. */
export const ownWork = (hand: Hand, sha: string, name: string, among: Who[], login: string): string =>
  `You cannot approve ${commit(sha)} for ${bold(name)}: ${yours[hand]}. It takes somebody else${others(among, login)}.`;

export const already = (login: string, sha: string, name: string, at: Date, now: Date): string =>
  `${code(login)} approved ${commit(sha)} for ${bold(name)} already, ${ago(at, now)}.`;

interface Given {
  login: string;
  sha: string;
  name: string;
  prefix: string;
  /** Pushes here make it void. */
  pushable: boolean;
  /** Deploys of this commit that are open there. */
  open: Deploy[];
  /** The thread stands for another commit. */
  byDigits: boolean;
  here: number;
}

export function approves({ login, sha, name, prefix, pushable, open, byDigits, here }: Given): string {
  const says = `${code(login)} approved ${commit(sha)} for ${bold(name)}`;
  const waiting = open.find(({ state }) => state === 'waiting');
  if (waiting)
    return `${says}; it waits ${waiting.thread === null || waiting.thread === here ? 'above' : `in #${waiting.thread}`}.`;
  if (open.length > 0) return `${says}; it is on its way there already.`;
  const until = pushable ? ', until somebody pushes here' : '';
  return `${says}${until}. ${word(prefix, name, 'deploy', byDigits ? sha : null)}, said by somebody else, takes it there.`;
}

export const nobodyOverrides = (name: string): string =>
  `Nobody can let anything through to ${bold(name)}: ${settingOf({ prefix: '', name }, 'override')} names nobody.`;

export const nothingToLetThrough = (name: string, prefix: string): string =>
  `Nothing that waits for ${bold(name)} asks to be let through. ${code(`${prefix}deploy ${name} --override <reason>`, 150)} asks.`;

/** Several ask, and none of them here. */
export const letWhichThrough = (deploys: Deploy[], name: string, prefix: string): string => {
  const places = deploys.map(({ sha, thread }) => `${commit(sha ?? '')}${thread === null ? '' : ` (#${thread})`}`);
  return `Several ask to be let through to ${bold(name)}: ${places.join(', ')}. Say ${code(`${prefix}approve ${name} --override`, 150)} where you mean it.`;
};

export const ownWish = (among: Who[], login: string): string =>
  `You asked for this yourself. It takes a second person${others(among, login)}.`;

export const letThroughAlready = (login: string, name: string): string =>
  `${code(login)} has let it through to ${bold(name)} already.`;

export const wishedJustNow = (deploy: Deploy, seconds: number, prefix: string): string =>
  `What waits for ${bold(deploy.environment)}, ${commit(deploy.sha ?? '')}, was asked for ${before(seconds)}. Did you mean it? ${say({ prefix, name: deploy.environment }, 'approve', `@${typed(deploy.sha ?? '')} --override`)}`;

export const letThroughElsewhere = (deploy: Deploy): string =>
  `I let ${commit(deploy.sha ?? '')} through to ${bold(deploy.environment)}${deploy.thread === null ? '' : ` (#${deploy.thread})`}.`;
