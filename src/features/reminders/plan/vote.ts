/** The issue that asks whether reminders may begin, to be asked for the thumbs on it. */
import { readIssueId } from '../../../core/issue-id.ts';
import type { Session } from '../../../core/session.ts';
import { type Outcome, outcomeOf } from '../../../store/outcomes.ts';
import type { Books } from '../books/books.ts';

/** Its node, as soon as it is opened; nothing once that is answered. */
export async function planNode(session: Session, books: Books | null): Promise<string[]> {
  const opening = await planOpening(session, books);
  const id = readIssueId(opening?.remoteId ?? null);
  return id ? [id.node] : [];
}

/** What became of its opening, while nobody has answered. */
export async function planOpening(session: Session, books: Books | null): Promise<Outcome | null> {
  if (books?.state !== 'asked' || !books.plan) return null;
  return (await outcomeOf(session, [books.plan.issue])).get(books.plan.issue) ?? null;
}
