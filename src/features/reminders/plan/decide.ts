/** The first run on a repository is a plan: an issue that says what would happen, and waits for a word. Pure. */
import type { Effect } from '../../../core/effect.ts';
import type { Repository } from '../../../core/event.ts';
import type { Books, Plan } from '../books/books.ts';
import type { Reminders } from '../config.ts';
import type { Row } from '../row.ts';
import * as messages from './messages.ts';

const keyOf = ({ id }: Repository): string => `reminders-plan:${id}`;
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

/** Everything is read for the first time. Where nothing waits there is nothing to ask about. */
export function begins({ repository, page, config, books, now }: Given, rows: Row[]): Begun {
  const waiting = rows.filter(({ dueAt }) => dueAt !== null && dueAt <= now);
  if (waiting.length === 0) return { books: started(books, now), effects: [], says: 'nothing waits yet, so it begins at once' };
  const says = messages.plan({ waiting, page, mostADay: config.mostADay, at: now });
  const issue = keyOf(repository);
  const effect: Effect = {
    ...{ kind: 'issue', key: issue, repository, lane: 'bookkeeping', title: messages.title, body: says },
    ...{ labels: [planLabel], adopts: issue },
  };
  return {
    books: { ...books, state: 'asked', plan: { issue, says, edits: 0 } },
    effects: [effect],
    says: 'it says what it would do',
  };
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
