/** The file begins to ask for lists, asks at another time, or does not ask any more. */
import { type Decision, decided } from '../../../core/decision.ts';
import type { Repository } from '../../../core/event.ts';
import { type Ask, type Handler, handler } from '../../../core/feature.ts';
import type { Session } from '../../../core/session.ts';
import type { Calendar } from '../../../time/work-time.ts';
import { remindersOf } from '../config.ts';
import { isFileDue } from '../file.ts';
import { type List, scopeOf } from './list.ts';
import { switchedOff } from './messages.ts';
import { cleanupDue, listAsked } from './schedule.ts';
import { listSaved, nextOf, nextSet, noneWanted, openLists } from './store.ts';
import { endDue, ends } from './writing.ts';

/** Null: it wants none. */
interface Facts {
  calendar: Calendar | null;
}
interface Rows {
  nextAt: Date | null;
  open: List[];
}

async function factsOf(repository: Repository, ask: Ask): Promise<Facts | null> {
  const file = await ask.file();
  const config = remindersOf(file);
  if (config?.cleanup) return { calendar: config.calendarOf(null) };
  // A slip in the file closes nothing; whoever mends it is heard of.
  if (!config && file.problems.length > 0) return null;
  return (await ask.peek(session => nextOf(session, repository))) === null ? null : { calendar: null };
}

interface Switched {
  event: { repository: Repository };
  facts: Facts;
  rows: Rows;
  now: Date;
}
const parts = {
  scope: ({ repository }: { repository: Repository }) => scopeOf(repository),
  rows: async (session: Session, { repository }: { repository: Repository }): Promise<Rows> => ({
    nextAt: (await nextOf(session, repository))?.at ?? null,
    open: await openLists(session, repository),
  }),
  decide: ({ event: { repository }, facts: { calendar }, rows, now }: Switched) =>
    calendar ? asked(repository, calendar, rows, now) : over(repository, rows, now),
};

export const switching: Handler[] = [
  handler({ ...parts, on: 'FileChanged', facts: ({ repository }, ask) => factsOf(repository, ask) }),
  handler({
    ...parts,
    on: 'Due',
    facts: async (event, ask) => (isFileDue(event) ? await factsOf(event.repository, ask) : null),
  }),
];

function asked(repository: Repository, calendar: Calendar, { nextAt }: Rows, now: Date): Decision {
  const about = aboutOf(repository);
  const at = listAsked(nextAt, calendar, now);
  if (nextAt !== null && (nextAt <= now || nextAt.getTime() === at.getTime()))
    return decided({
      about,
      ...{ outcome: 'ignored', routine: true, reasons: { says: 'it is asked for as before', holds: true } },
      // While the file had a slip its turn went by; one that is being read finds that somebody has looked.
      raises: nextAt <= now ? [cleanupDue(repository, nextAt)] : [],
    });
  return decided({
    about,
    reasons: { says: `it is asked for from ${at.toISOString()} on`, holds: true },
    changes: [nextSet(repository, at)],
    raises: [cleanupDue(repository, at)],
  });
}

function over(repository: Repository, { open }: Rows, now: Date): Decision {
  const ended = open.map(list => ends(list, switchedOff));
  return decided({
    about: aboutOf(repository),
    reasons: { says: 'the file does not ask for it any more', holds: true },
    changes: [noneWanted(repository), ...ended.map(list => listSaved(repository, list))],
    raises: ended.map(list => endDue(list, { repository }, now)),
  });
}

const aboutOf = ({ owner, name }: Repository): string => `the clean-up of ${owner}/${name}`;
