/** What happens on GitHub only says which pull requests are to be read again; what became of them, the next look asks. */
import { decided } from '../../core/decision.ts';
import type { EventOf, Repository } from '../../core/event.ts';
import { type Ask, type Handler, handler } from '../../core/feature.ts';
import type { Session } from '../../core/session.ts';
import { booksNow, lookSoon } from './books/store.ts';
import { remindersOf } from './config.ts';
import { fileDue } from './file.ts';
import { mark, numbersAt } from './store.ts';

type Telling = 'CommentPosted' | 'HeadMoved' | 'PullMoved' | 'ReviewGiven' | 'PullTouched' | 'CommitChecked';

interface Told {
  repository: Repository;
  numbers: number[];
  /** The file asks for reminders, and nobody looks: the App is younger than the file. */
  begins: boolean;
}

const hears = <K extends Telling>(on: K, facts: (event: EventOf<K>, ask: Ask) => Promise<Told | null>): Handler<K> =>
  handler({
    on,
    facts,
    // Each for itself: what must not be decided twice, the look decides.
    scope: (_event, { repository, numbers }) => `reminders-heard/${repository.id}/${numbers[0] ?? 0}`,
    decide: ({ facts: { repository, numbers, begins }, now }) =>
      decided({
        about: `something happened to #${numbers.join(', #')}`,
        ...{ outcome: 'ignored', routine: true },
        changes: begins ? [] : [readAgain(repository, numbers)],
        raises: begins ? [fileDue(repository, now)] : [],
      }),
  });

const readAgain = (repository: Repository, numbers: number[]) => ({
  what: 'they are read again',
  async write(session: Session) {
    if (await lookSoon(session, repository)) await mark(session, repository, numbers);
  },
});

type AboutOne = Exclude<Telling, 'CommitChecked'>;

const about = <K extends AboutOne>(on: K, numberOf: (event: EventOf<K>) => number | null): Handler<K> =>
  hears(on, async (event, ask) => {
    const number = numberOf(event);
    if (number === null) return null;
    const { repository } = ask.github;
    const { books } = await ask.peek(session => booksNow(session, repository));
    if (books) return { repository, numbers: [number], begins: false };
    return remindersOf(await ask.file()) ? { repository, numbers: [number], begins: true } : null;
  });

export const hearing: Handler[] = [
  // What bots say changes nobody's turn, and what we say ourselves least of all.
  about('CommentPosted', ({ subject, author }) => (subject.kind === 'pull_request' && !author.bot ? subject.number : null)),
  about('HeadMoved', ({ number }) => number),
  about('PullMoved', ({ number }) => number),
  about('ReviewGiven', ({ number }) => number),
  about('PullTouched', ({ number }) => number),
  hears('CommitChecked', async ({ repository, head }, ask) => {
    const numbers = await ask.peek(session => numbersAt(session, repository, head));
    return numbers.length === 0 ? null : { repository, numbers, begins: false };
  }),
];
