/** What keeps an old pull request or issue from being closed by itself, and what keeps us from asking about it at all. */
import type { Person } from '../../../core/event.ts';
import type { OpenPull } from '../../../core/open-pull.ts';
import type { Reminders } from '../config.ts';
import type { Row } from '../row.ts';
import { silent } from '../turns/answers.ts';
import { historyOf, isOne } from '../turns/history.ts';
import type { Rest } from '../turns/turn.ts';

export type Shield = 'milestone' | 'assignee' | 'security' | 'commits' | 'waits' | 'not its fault';

/** Why nobody is asked about it. */
export type Hush = { because: 'off' | 'muted' | 'snoozed' | 'bot' | 'locked' | 'over' } | { because: 'label'; label: string };

const day = 24 * 3_600_000;
const freshCommits = 30 * day;

export interface Labelled {
  labels: string[];
  milestone: string | null;
  assignees: Person[];
}

export function shieldOf({ labels, milestone, assignees }: Labelled): Shield | null {
  if (labels.some(label => label.toLowerCase().includes('security'))) return 'security';
  if (milestone !== null) return 'milestone';
  return assignees.length > 0 ? 'assignee' : null;
}

/** Only people count: what a bot adds to it answers nobody. */
export function shieldOfPull(pull: OpenPull, { turn }: Pick<Row, 'turn'>, now: Date): Shield | null {
  const shield = shieldOf(pull);
  if (shield) return shield;
  if (pull.committedAt.getTime() + freshCommits > now.getTime()) return 'commits';
  if (turn.of === 'nobody') return turn.why.some(one => held.includes(one.because)) ? 'not its fault' : null;
  if (turn.of === 'ask') return isAuthors(pull) ? 'waits' : null;
  if (turn.why[0].because === 'stuck') return 'not its fault';
  // Whoever labels it, or says that they come to it next week, leaves its author waiting.
  return turn.people.some(one => one.id === pull.author?.id) || turn.of === 'answer' ? null : 'waits';
}

/** It would go on, if it were let. */
const held: Rest['because'][] = ['frozen', 'merges itself', 'checks run'];

/** The last deed that says something; opening it is one. */
function isAuthors(pull: OpenPull): boolean {
  const { deeds, authors } = historyOf(pull);
  const last = deeds.findLast(({ what }) => !silent.includes(what));
  return last === undefined || isOne(last.by, authors);
}

export function hushOf({ author, muted, turn }: Row, config: Reminders): Hush | null {
  if (config.staleAfter === null) return { because: 'off' };
  if (muted) return { because: 'muted' };
  if (author?.bot && !config.bots) return { because: 'bot' };
  if (turn.of !== 'nobody') return null;
  for (const one of turn.why) {
    if (one.because === 'label') return one;
    if (one.because === 'locked') return { because: 'locked' };
    if (one.because === 'merged' || one.because === 'closed') return { because: 'over' };
  }
  return null;
}
