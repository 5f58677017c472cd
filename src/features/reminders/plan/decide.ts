/** The first run on a repository is a plan: an issue that says what would happen, and waits for a word. Pure. */
import type { Effect } from '../../../core/effect.ts';
import type { Repository } from '../../../core/event.ts';
import type { Outcome } from '../../../store/outcomes.ts';
import type { Books, Plan } from '../books/books.ts';
import type { Reminders } from '../config.ts';
import { nudgeDue } from '../nudge/due.ts';
import type { Row } from '../row.ts';
import { staleDue } from '../stale/due.ts';
import * as messages from './messages.ts';

/** Each time it is asked anew another one: who closed the last one has answered that. */
const keyOf = ({ id }: Repository, now: Date): string => `reminders-plan:${id}:${now.getTime()}`;
const editKey = ({ issue, edits }: Plan): string => `${issue}:edit:${edits}`;
export const planLabel = 'shipmate: reminders';

export interface Begun {
  books: Books;
  effects: Effect[];
  says: string;
}

interface Given {
  repository: Repository;
  page: string;
  config: Reminders;
  books: Books;
  now: Date;
}

/** Everything is read for the first time, perhaps at night. Where nothing waits there is nothing to ask about. */
export function begins({ repository, page, config, books, now }: Given, rows: Row[]): Begun {
  const waiting = rows.filter(row => [nudgeDue(row, config), staleDue(row, config)].some(due => due !== null && due <= now));
  if (waiting.length === 0) return { books: started(books, now), effects: [], says: 'nothing waits yet, so it begins at once' };
  const says = messages.plan({ waiting, page, mostADay: config.mostADay, at: now });
  const issue = keyOf(repository, now);
  const effect: Effect = {
    ...{ kind: 'issue', key: issue, repository, lane: 'bookkeeping', title: messages.title, body: says },
    labels: [planLabel],
  };
  return {
    books: { ...books, state: 'asked', plan: { issue, says, edits: 0 } },
    effects: [effect],
    says: 'it says what it would do',
  };
}

/** Nobody asks for reminders any more: there is nothing to say yes to. */
export function withdrawn(repository: Repository, { state, plan }: Books): Effect[] {
  if (state !== 'asked' || !plan) return [];
  const says = messages.withdrawn(plan.says);
  const of = { repository, lane: 'bookkeeping', issue: plan.issue } as const;
  return [
    { ...of, kind: 'issue-edit', key: editKey({ ...plan, edits: plan.edits + 1 }), body: says },
    { ...of, kind: 'issue-state', key: `${plan.issue}:withdrawn`, state: 'closed', reason: 'not_planned' },
  ];
}

/** Where issues are switched off, or not ours to open, nobody could ever say yes: each look at everything asks anew. Null: it was not refused. */
export function unopened(books: Books, opening: Outcome | null): Begun | null {
  if (books.state !== 'asked' || (opening?.state !== 'failed' && opening?.state !== 'dropped')) return null;
  const says = `nobody can be asked whether to begin: ${opening.error ?? 'the issue was not opened'}`;
  return { books: { ...books, state: 'reading', plan: null }, effects: [], says };
}

export const started = (books: Books, now: Date): Books => ({ ...books, state: 'on', beganAt: now });

/** Somebody who may has said yes, or the file has: its issue says so and closes. */
export function agreed(repository: Repository, books: Books, by: string | null, now: Date): Begun {
  const says = by === null ? 'the file says `start: now`' : `${by} said yes`;
  const { plan } = books;
  if (!plan) return { books: started(books, now), effects: [], says };
  const next = { ...plan, says: messages.began(plan.says, by), edits: plan.edits + 1 };
  const of = { repository, lane: 'bookkeeping', issue: plan.issue } as const;
  return {
    books: { ...started(books, now), plan: next },
    effects: [
      { ...of, kind: 'issue-edit', key: editKey(next), body: next.says },
      { ...of, kind: 'issue-state', key: `${plan.issue}:closed`, state: 'closed', reason: 'completed' },
    ],
    says,
  };
}
