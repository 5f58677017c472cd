/** The file begins to ask for lists, asks at another time, or does not ask any more. */
import { type Decision, decided } from '../../../core/decision.ts';
import type { Repository } from '../../../core/event.ts';
import { type Handler, handler } from '../../../core/feature.ts';
import type { Calendar } from '../../../core/work-time.ts';
import { remindersOf } from '../config.ts';
import { type List, scopeOf } from './list.ts';
import { switchedOff } from './messages.ts';
import { cleanupDue, nextList } from './schedule.ts';
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

export const switching: Handler = handler({
  on: 'FileChanged',
  async facts({ repository }, ask): Promise<Facts | null> {
    const config = remindersOf(await ask.file());
    if (config?.cleanup) return { calendar: config.calendarOf(null) };
    return (await ask.peek(session => nextOf(session, repository))) === null ? null : { calendar: null };
  },
  scope: ({ repository }) => scopeOf(repository),
  rows: async (session, { repository }): Promise<Rows> => ({
    nextAt: (await nextOf(session, repository))?.at ?? null,
    open: await openLists(session, repository),
  }),
  decide: ({ event: { repository }, facts: { calendar }, rows, now }) =>
    calendar ? asked(repository, calendar, rows, now) : over(repository, rows, now),
});

function asked(repository: Repository, calendar: Calendar, { nextAt }: Rows, now: Date): Decision {
  const about = aboutOf(repository);
  const at = nextList(calendar, now);
  // One that is due is being read, or GitHub does not answer: it goes on by itself.
  const stays = nextAt !== null && (nextAt <= now || nextAt.getTime() === at.getTime());
  if (stays)
    return decided({ about, outcome: 'ignored', routine: true, reasons: { says: 'it is asked for as before', holds: true } });
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
