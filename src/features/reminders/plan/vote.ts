/** The issue that asks whether reminders may begin, to be asked for the thumbs on it. */
import { readIssueId } from '../../../core/issue-id.ts';
import type { Session } from '../../../core/session.ts';
import { outcomeOf } from '../../../store/outcomes.ts';
import type { Books } from '../books/books.ts';

/** Its node, as soon as it is opened; nothing once that is answered. */
export async function planNode(session: Session, books: Books | null): Promise<string[]> {
  if (books?.state !== 'asked' || !books.plan) return [];
  const opening = (await outcomeOf(session, [books.plan.issue])).get(books.plan.issue);
  const id = readIssueId(opening?.remoteId ?? null);
  return id ? [id.node] : [];
}
