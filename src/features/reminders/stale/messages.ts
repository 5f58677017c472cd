/** What is said to ask whether something old may be closed, and what came of it. Nobody is called: a name is only a name here. */
import type { Person } from '../../../core/event.ts';
import { code, inert } from '../../../text/inert.ts';
import { dayOf } from '../../../time/moment.ts';
import type { Hush, Shield } from './shield.ts';

export type Kind = 'pull request' | 'issue';

/** Days as the team's calendar has them. */
export interface Days {
  timezone: string;
  now: Date;
}

interface Question {
  kind: Kind;
  author: Person | null;
  movedAt: Date;
  prefix: string;
  again: boolean;
  /** What happens if nobody answers, and when. */
  next: { what: 'ask' | 'close'; at: Date } | null;
}

export const daysKept = 90;
export const daysBetween = 14;

export function question({ kind, author, movedAt, prefix, again, next }: Question, days: Days): string {
  const since = dayOf(movedAt, days.timezone, days.now);
  return [
    `Nobody has moved here since ${since}${again ? ', and nobody has answered me' : ''}. Close it? 👍 close · 👎 keep (I do not ask again for ${daysKept} days).`,
    `I read reactions once an hour. Those of ${deciders(author)} and people who can triage count.`,
    ...(next === null ? [] : [promise(kind, prefix, { what: next.what, at: dayOf(next.at, days.timezone, days.now) })]),
  ].join('\n\n');
}

const deciders = (author: Person | null): string =>
  author === null || author.bot ? 'assignees' : `${code(author.login)}, assignees`;

function promise(kind: Kind, prefix: string, { what, at }: { what: 'ask' | 'close'; at: string }): string {
  const stops = `Their 👎 stops that, and so does whatever a person ${kind === 'issue' ? 'writes' : 'writes or pushes'} here.`;
  return what === 'ask'
    ? `If nobody answers, I ask once more on ${at} or soon after, and close it ${daysBetween} working days after that. ${stops}`
    : `If nobody answers, I close it on ${at} or soon after. ${stops} ${code(`${prefix}reopen`)} undoes it.`;
}

const notBefore = (until: Date, { timezone, now }: Days): string => `I do not ask again before ${dayOf(until, timezone, now)}.`;

export const keptBy = (by: Person, until: Date, days: Days): string => `${code(by.login)} keeps it. ${notBefore(until, days)}`;
export const keptByMove = (until: Date, days: Days): string => `Somebody moved here, so it stays. ${notBefore(until, days)}`;

const shields: Record<Shield, string> = {
  milestone: 'it has a milestone',
  assignee: 'somebody is assigned to it',
  security: 'it carries a label about security',
  commits: 'it has commits of the last 30 days',
  waits: 'whoever moved last waits for an answer',
  'not its fault': 'checks, a freeze or the merge queue hold it up',
};
export const shielded = (shield: Shield, until: Date, days: Days): string =>
  `I do not close it by myself, because ${shields[shield]}. ${notBefore(until, days)}`;

export const unread = (until: Date, days: Days): string =>
  `I cannot read all answers here, so it stays. ${notBefore(until, days)}`;

export const closedBy = (by: Person, prefix: string): string => `${code(by.login)} said 👍, so I close it. ${undo(prefix)}`;
export const closedAlone = (movedAt: Date, prefix: string, { timezone, now }: Days): string =>
  `Nobody has moved here since ${dayOf(movedAt, timezone, now)}, and nobody answered when I asked, twice. I close it. ${undo(prefix)}`;
const undo = (prefix: string): string =>
  `${code(`${prefix}reopen`)} opens it again; its author may say that, and whoever can triage.`;

const hushes: Record<Exclude<Hush['because'], 'label'>, string> = {
  off: 'the file does not want it',
  muted: 'it is muted',
  snoozed: 'somebody put it off',
  bot: 'a bot opened it',
  locked: 'it is locked',
  over: 'it is over',
};
export const putAway = (hush: Hush): string =>
  `I do not ask about this any more: ${hush.because === 'label' ? `it is labelled ${code(hush.label)}` : hushes[hush.because]}.`;

export const notClosed = (error: string | null): string =>
  /somebody closed it/.test(error ?? '') ? 'Somebody has closed it.' : `It stays open: ${whyNot(error)}`;
export const notReopened = (error: string | null): string => `😕 It stays closed: ${whyNot(error)}`;

/** GitHub's own words, where there is nothing better to say. */
const refusals: [RegExp, string][] = [
  [/somebody moved there/, 'somebody moved here just then.'],
  [/branch has been deleted/i, 'its branch is gone. Restore that first.'],
  [/force-pushed|recreated/i, 'its branch was rewritten since, and GitHub opens no such pull request again. Open a new one.'],
  [/no new commits/i, 'its branch has nothing that is not merged.'],
  [/repository that submitted/i, 'the fork that it came from is gone.'],
  [/already exists/i, 'another pull request of the same branch is open.'],
  [/too late to leave/i, 'GitHub was out of reach when it was time.'],
];
const whyNot = (error: string | null): string =>
  refusals.find(([pattern]) => pattern.test(error ?? ''))?.[1] ??
  `GitHub refuses that: ${inert(error ?? 'it does not say why', 300)}`;

export const reopens = (until: Date, days: Days): string => `I open it again. ${notBefore(until, days)}`;
export const notOurs = (word: string): string =>
  `😕 ${code(word)} opens again what I closed because nobody had moved there, and I did not close this.`;
export const isOpen = 'It is open already.';
export const isMerged = '😕 It is merged, so there is nothing to open again.';
export const branchGone = (branch: string, word: string): string =>
  `😕 Its branch ${code(branch)} is gone, and GitHub opens no pull request again without it. Restore the branch, then ${code(word)}.`;
