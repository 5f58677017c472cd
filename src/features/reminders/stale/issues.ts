/** Old issues are asked about by the same rules as pull requests: a few a week, the quietest first. */
import type { Effect } from '../../../core/effect.ts';
import type { Ask } from '../../../core/feature.ts';
import type { QuietIssue } from '../../../core/reads.ts';
import { ourLabel } from '../../../issues/kind.ts';
import type { Outcome } from '../../../store/outcomes.ts';
import type { Round } from '../act.ts';
import type { Reminders } from '../config.ts';
import type { Stale } from '../row.ts';
import { isQuiet } from '../turns/history.ts';
import { asking, type Thread } from './asking.ts';
import { nextOf } from './due.ts';
import { type Hush, type Shield, shieldOf } from './shield.ts';
import type { Answers } from './votes.ts';

/** What we asked about an issue, and what came of it: a row. */
export interface StaleIssue extends Stale {
  number: number;
}

export const mostAWeek = 5;
export const betweenIssues = 7 * 24 * 3_600_000;

/** Those that somebody should be asked about, and those that somebody was, as they are now. Two requests at most times, weekly. */
export async function issuesToAsk(
  { github }: { github: Pick<Ask['github'], 'quietIssues' | 'issuesNow'> },
  { config, known, now }: { config: Reminders; known: StaleIssue[]; now: Date },
): Promise<QuietIssue[]> {
  const asked = await github.issuesNow(known.map(one => one.number));
  if (!config.issues || config.staleAfter === null) return asked;
  const numbers = new Set(known.map(one => one.number));
  const before = new Date(now.getTime() - config.staleAfter);
  const isWanted = (issue: QuietIssue) => !numbers.has(issue.number) && hushOfIssue(issue, config) === null;
  return [...asked, ...(await github.quietIssues(before, mostAWeek, isWanted))];
}

export interface Issues extends Answers {
  round: Round;
  issues: QuietIssue[];
  known: StaleIssue[];
  outcomes: Map<string, Outcome>;
}

export interface IssuesActed {
  /** As their rows are now. */
  known: StaleIssue[];
  /** Nothing has to be known of these any more. */
  over: number[];
  effects: Effect[];
  says: string[];
}

/** The quietest first; whoever is asked uses up one of this week's. */
export function issuesAct({ round, issues, known, outcomes, votes, seen }: Issues): IssuesActed {
  const states = new Map(known.map(one => [one.number, one]));
  const lately = known.filter(({ askedAt }) => askedAt.getTime() + betweenIssues > round.now.getTime()).length;
  const acted: IssuesActed = { known: [], over: [], effects: [], says: [] };
  let left = Math.min(round.left, mostAWeek - lately);
  for (const issue of issues.toSorted((a, b) => a.movedAt.getTime() - b.movedAt.getTime())) {
    const one = issueAct({ round: { ...round, left }, issue, state: states.get(issue.number) ?? null, outcomes, votes, seen });
    left -= one.effects.filter(({ kind }) => kind === 'comment').length;
    if (one.state) acted.known.push(one.state);
    else acted.over.push(issue.number);
    acted.effects.push(...one.effects);
    acted.says.push(...one.says);
  }
  return acted;
}

interface Given extends Omit<Issues, 'issues' | 'known'> {
  issue: QuietIssue;
  state: StaleIssue | null;
}

export function issueAct({ round, issue, state, outcomes, votes, seen }: Given): {
  state: StaleIssue | null;
  effects: Effect[];
  says: string[];
} {
  const { number, author, assignees, open, movedAt } = issue;
  const thread: Thread = {
    ...{ kind: 'issue', number, author, assignees, open, movedAt, head: null, snoozedUntil: null },
    hush: hushOfIssue(issue, round.config),
    shield: shieldOf(issue) ?? waits(issue),
  };
  const { stale, effects, says } = asking({ round, thread, stale: state, outcomes, votes, seen });
  // What somebody else closed is theirs; what we closed may be opened again.
  const kept = open || stale?.closedAt ? stale : null;
  return { state: kept && { ...kept, number }, effects, says: says === null ? [] : [says] };
}

/** When its row has to be looked at besides the weekly round; votes are heard without it. */
export const issueDue = (state: StaleIssue, config: Reminders): Date | null => nextOf(state, config);

/** Whoever opened it has had no answer since they wrote last. */
const waits = ({ author, movedBy }: QuietIssue): Shield | null => (author !== null && movedBy?.id === author.id ? 'waits' : null);

function hushOfIssue({ author, labels, locked }: QuietIssue, config: Reminders): Hush | null {
  if (!config.issues || config.staleAfter === null) return { because: 'off' };
  if (author?.bot && !config.bots) return { because: 'bot' };
  if (locked) return { because: 'locked' };
  const quiet = labels.find(label => label === ourLabel || isQuiet(label, config.quietLabels));
  return quiet === undefined ? null : { because: 'label', label: quiet };
}
