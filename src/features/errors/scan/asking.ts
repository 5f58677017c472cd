/** What is asked for a query, and what came of it: nothing of it is written yet. */
import type { Answer, Question, Refusal } from '../../../core/outside.ts';
import { isRefusal } from '../../../core/outside.ts';
import { withoutPrivate } from '../private.ts';
import type { Query } from './config.ts';
import { type Cursor, cursorOf } from './cursor.ts';
import { isTrouble, type Trouble } from './line.ts';
import { afterTooMuch, nextRequest, type Taken, taken } from './scan.ts';

/** From where it was asked: who begins in the middle of an outage is to read all of it. */
type Unanswered = Trouble & { cursor: Cursor | null; missed: string | null };
/** Null: there is nothing to ask for yet. */
export type Came = Taken | Unanswered | null;

/** Others wait while lines are matched; what is left is asked for again. */
const mostMatchingMs = 100;

export async function cameOf(
  query: Query,
  kept: Cursor | null,
  now: Date,
  outside: (question: Question) => Promise<Answer | Refusal>,
): Promise<Came> {
  const asked = nextRequest(query, kept, now);
  if (asked === null) return null;
  const { cursor: from, missed } = asked.window;
  const answer = await outside({ ...asked.request, auth: query.auth });
  if (isRefusal(answer)) {
    const cursor = answer.tooMuch ? afterTooMuch(query, asked.window) : null;
    return cursor ? { alerts: [], cursor, more: true, missed } : { trouble: answer.why, cursor: from, missed };
  }
  const begun = performance.now();
  const read = taken(query, asked.window, answer, now, () => performance.now() - begun > mostMatchingMs);
  // Servers repeat what they were asked, and more.
  return isTrouble(read) ? { trouble: withoutPrivate(read.trouble), cursor: from, missed } : read;
}

export const keptOf = (cursor: string | null): Cursor | null => (cursor === null ? null : cursorOf(JSON.parse(cursor)));
