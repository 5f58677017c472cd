/** The file switches reminders on, off, or lets them begin without a word. */
import { type Decision, decided } from '../../core/decision.ts';
import type { Due, IssueMoved, Repository } from '../../core/event.ts';
import { type Handler, handler } from '../../core/feature.ts';
import { readIssueId } from '../../core/issue-id.ts';
import type { Session } from '../../core/session.ts';
import { outcomeOf } from '../../store/outcomes.ts';
import { type Books, newBooks, newSweep } from './books/books.ts';
import { agreedOnce, agreementSaved, booksHeld, booksNow, booksSaved, type Late, lookDue, overdue } from './books/store.ts';
import { type Reminders, remindersOf } from './config.ts';
import { lockOf } from './lock.ts';
import { agreed } from './plan/decide.ts';

interface Known {
  books: Books | null;
  /** Somebody has said yes before: who agreed once is not asked again. */
  agreed: boolean;
}

function read(repository: Repository, config: Reminders | null, { books, agreed: before }: Known, now: Date): Decision {
  const about = `reminders of ${repository.owner}/${repository.name}`;
  // Whoever looks next sees that the file asks for none.
  if (!config) return decided({ about, changes: [], raises: [lookDue(repository, now)] });
  const begun = books && books.state !== 'on' && config.startsNow ? agreed(repository, books, null, now) : null;
  // With other times and labels all of them may be due at another time.
  const anew = { sweep: newSweep(now), nextAt: now };
  const next = { ...(begun?.books ?? books ?? newBooks(now, config.startsNow || before)), ...anew };
  return decided({
    about,
    reasons: { says: begun?.says ?? (books ? 'the file is another one' : 'the file asks for them'), holds: true },
    changes: [booksSaved(repository, next), ...(config.startsNow ? [agreementSaved(repository)] : [])],
    effects: begun?.effects ?? [],
    raises: [lookDue(repository, now)],
  });
}

const fileOf = 'reminders-file';
export const isFileDue = ({ of }: Due): boolean => of === fileOf;

/** Asked for by whoever hears of a pull request where nobody looks and the file asks for it: the App came later than the file. */
export const fileDue = (repository: Repository, at: Date): Due => ({
  ...{ type: 'Due', at, repository, of: fileOf, id: String(repository.id) },
});

const parts = {
  scope: ({ repository }: { repository: Repository }) => lockOf(repository),
  rows: async (session: Session, { repository }: { repository: Repository }): Promise<Known> => ({
    books: await booksHeld(session, repository),
    agreed: await agreedOnce(session, repository),
  }),
};

export const files: Handler[] = [
  handler({
    ...parts,
    on: 'FileChanged',
    async facts({ repository }, ask) {
      const config = remindersOf(await ask.file());
      return config || (await ask.peek(session => booksNow(session, repository))).books ? { config } : null;
    },
    decide: ({ event: { repository }, facts: { config }, rows, now }) => read(repository, config, rows, now),
  }),
  handler({
    ...parts,
    on: 'Due',
    facts: async (event, ask) => (isFileDue(event) ? { config: remindersOf(await ask.file()) } : null),
    decide: ({ event: { repository }, facts: { config }, rows, now }) => read(repository, config, rows, now),
  }),
  /** Whoever closes the issue that asks says no; whoever opens it again has thought better of it. */
  handler({
    ...parts,
    on: 'IssueMoved',
    async facts({ repository, number }, ask) {
      const { books, opening } = await ask.peek(async session => {
        const kept = (await booksNow(session, repository)).books;
        const key = kept?.plan?.issue;
        return { books: kept, opening: key === undefined ? undefined : (await outcomeOf(session, [key])).get(key) };
      });
      return books?.plan && readIssueId(opening?.remoteId ?? null)?.number === number ? {} : null;
    },
    decide({ event, rows: { books: rows }, now }) {
      const about = `the plan for reminders was ${event.how} by ${event.by.login}`;
      const state = rows && answerOf(event, rows);
      if (!rows || !state) return decided({ about, outcome: 'ignored' });
      return decided({
        about,
        actor: event.by.login,
        changes: [booksSaved(event.repository, { ...rows, state, nextAt: now })],
        raises: [lookDue(event.repository, now)],
      });
    },
  }),
];

function answerOf({ how }: IssueMoved, { state }: Books): Books['state'] | null {
  if (state === 'asked' && (how === 'closed' || how === 'deleted' || how === 'moved')) return 'refused';
  return state === 'refused' && how === 'reopened' ? 'asked' : null;
}

/** Whose pull requests should have been looked at an hour ago, and how many of them were read by then. A turn that got lost has another one. */
export async function looksLate(session: Session, now: Date): Promise<{ late: Late[]; lost: Due[] }> {
  const late = await overdue(session, 200);
  return { late, lost: late.filter(({ lost }) => lost).map(({ repository }) => lookDue(repository, now)) };
}
