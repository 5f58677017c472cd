/** What a check found in a log is counted once for each run, and a look is asked for: all of it or nothing. */
import { type Decision, decided } from '../../core/decision.ts';
import type { ErrorsLogged } from '../../core/event.ts';
import { type Handler, handler } from '../../core/feature.ts';
import type { Session } from '../../core/session.ts';
import { closedTo } from './claiming.ts';
import { type Errors, errorsOf } from './config.ts';
import { type Counted, foldedAll, nextLook, placesOf } from './counting.ts';
import type { Group } from './group.ts';
import { countedOf } from './logged/found.ts';
import { isCounted, wasCounted } from './logged/store.ts';
import { groupsHeld, groupsSaved, homeSaved, homesOf, type Looks, lookAsked, looksHeld, type Place } from './store.ts';

interface Facts {
  said: Errors;
  counted: Counted[];
}

interface Rows {
  before: boolean;
  /** Why it may be told nowhere. */
  closed: string | null;
  /** Null: nobody has noted yet that its file wants errors. */
  looks: Looks | null;
  groups: (Place & { group: Group })[];
}

/** Where the file wants no errors, the check is told of and nothing else. */
export const logs: Handler = handler({
  on: 'ErrorsLogged',
  async facts(event, ask): Promise<Facts | null> {
    const said = errorsOf(await ask.file());
    return said && { said, counted: countedOf(event) };
  },
  scope: ({ repository }) => `errors-logged/${repository.id}`,
  async rows(session, event, { said, counted }): Promise<Rows> {
    const { repository } = event;
    // In the order of whoever counts besides, or two would wait for each other.
    const [looks = null] = await looksHeld(session, [repository.id]);
    const homes = await homesOf(session, [repository.owner]);
    return {
      before: await wasCounted(session, event),
      closed: closedTo({ ...repository, settings: said }, homes),
      looks,
      groups: await groupsHeld(session, placesOf(counted)),
    };
  },
  decide: ({ event, facts, rows, now }) => next(event, facts, rows, now),
});

function next(event: ErrorsLogged, { said, counted }: Facts, { before, closed, looks, groups }: Rows, now: Date): Decision {
  const { repository, source } = event;
  const about = `errors in the log that ${source.check} looked at`;
  const nothing = (says: string) => decided({ about, outcome: 'ignored', routine: true, reasons: { says, holds: true } });
  if (before) return nothing(`those of run ${source.run} are counted`);
  if (closed !== null) return nothing(closed);
  if (counted.length === 0) return nothing('there are none that are not over for long');
  const many = counted.reduce((sum, { arrived }) => sum + (arrived.many ?? 1), 0);
  const look = nextLook(repository, looks ?? { lookedAt: null, lookAt: null }, now);
  return decided({
    about,
    reasons: { says: `it found ${many}`, holds: true },
    changes: [
      isCounted(event),
      ...(looks ? [] : [homeSaved(repository, said)]),
      { what: `${many} counted`, write: (session: Session) => groupsSaved(session, foldedAll(counted, groups)) },
      ...(look ? [{ what: 'a look is asked for', write: (session: Session) => lookAsked(session, repository.id, look.at) }] : []),
    ],
    raises: look ? [look] : [],
  });
}
