/** One query is asked, what it found is counted once, and its next turn is set: all of it or nothing. */
import { type Decision, decided } from '../../core/decision.ts';
import type { Repository } from '../../core/event.ts';
import { type Ask, type Handler, handler } from '../../core/feature.ts';
import type { Session } from '../../core/session.ts';
import { closedTo } from './claiming.ts';
import { errorsOf } from './config.ts';
import { type Counted, foldedAll, nextLook, placesOf } from './counting.ts';
import type { Group } from './group.ts';
import { printOf } from './print.ts';
import { type Came, cameOf, keptOf } from './scan/asking.ts';
import type { Query } from './scan/config.ts';
import { isTrouble } from './scan/line.ts';
import type { Taken } from './scan/scan.ts';
import { againAfter, hookOf, scanDue, scanOf, scanSource } from './scan/schedule.ts';
import { type Scanned, scanGone, scanHeld, scanNow, scanRead, scanTroubled } from './scan/store.ts';
import { groupsHeld, groupsSaved, homesOf, type Looks, lookAsked, looksHeld, type Place } from './store.ts';

type Facts = { asked: null } | { asked: Scanned; query: Query; came: Came; counted: Counted[] };

interface Rows {
  scan: Scanned | null;
  groups: (Place & { group: Group })[];
  looks: Looks | null;
}

export const scans: Handler = handler({
  on: 'Due',
  facts: async ({ of, id, repository }, ask) => (of === scanOf ? await factsOf(repository, id, ask) : null),
  scope: ({ repository, id }) => `error-scan/${repository.id}/${id}`,
  async rows(session, { repository, id }, facts): Promise<Rows> {
    const counted = facts.asked ? facts.counted : [];
    // In the order of whoever reads the file and of whoever counts, or two would wait for each other.
    const [looks = null] = counted.length === 0 ? [] : await looksHeld(session, [repository.id]);
    const scan = await scanHeld(session, repository, id);
    return { scan, looks, groups: await groupsHeld(session, placesOf(counted)) };
  },
  decide: ({ event: { repository, id }, facts, rows, now }) => next({ repository, name: id }, facts, rows, now),
});

async function factsOf(repository: Repository, name: string, ask: Ask): Promise<Facts | null> {
  const query = errorsOf(await ask.file())
    ?.scans()
    .find(one => one.name === name);
  if (!query) return { asked: null };
  const { known, closed } = await ask.peek(async session => ({
    known: await scanNow(session, repository, name),
    closed: await whyClosed(session, repository),
  }));
  // Somebody else has been there: whoever said when it is next has raised its turn, too.
  if (!known || known.nextAt > known.now) return null;
  const came = closed
    ? { trouble: closed, cursor: null, missed: null }
    : await cameOf(query, keptOf(known.cursor), known.now, ask.outside);
  const counted = came && !isTrouble(came) ? countedOf(repository, query, came, known.now) : [];
  return { asked: known, query, came, counted };
}

async function whyClosed(session: Session, repository: Repository): Promise<string | null> {
  const homes = await homesOf(session, [repository.owner]);
  const home = homes.find(({ id }) => id === repository.id);
  return home ? closedTo(home, homes) : null;
}

/** What a tool would have told of it. */
function countedOf(repository: Repository, { name }: Query, { alerts }: Taken, now: Date): Counted[] {
  const hook = hookOf(name);
  return alerts.map(alert => {
    // It was found late, and happened when it says: it was read in the order of its time.
    const receivedAt = alert.at && alert.at < now ? alert.at : now;
    const arrived = { alert: { ...alert, count: null }, many: alert.count ?? 1, hook, source: scanSource, receivedAt };
    // Two repositories may call theirs the same, and tell in one place.
    return { repository: repository.id, arrived: { ...arrived, print: printOf(`${repository.id}/${hook}`, alert) } };
  });
}

function next({ repository, name }: { repository: Repository; name: string }, facts: Facts, rows: Rows, now: Date): Decision {
  const about = `the scan ${name} of ${repository.owner}/${repository.name}`;
  const nothing = (says: string) => ({ about, outcome: 'ignored' as const, routine: true, reasons: { says, holds: true } });
  const { scan } = rows;
  if (!facts.asked)
    return scan
      ? decided({ about, reasons: { says: 'the file does not ask for it', holds: true }, changes: [scanGone(repository, name)] })
      : decided(nothing('it is over'));
  const { asked, query, came, counted } = facts;
  if (scan?.cursor !== asked.cursor || scan.nextAt.getTime() !== asked.nextAt.getTime())
    return decided(nothing('it was read on meanwhile'));
  if (came && isTrouble(came)) {
    const at = new Date(now.getTime() + againAfter(query.every, scan.trouble?.since ?? null, now));
    return decided({
      ...nothing(came.trouble),
      routine: scan.trouble?.says === came.trouble,
      changes: [scanTroubled(repository, name, { ...came, nextAt: at })],
      raises: [scanDue(repository, name, at)],
    });
  }
  const at = came?.more ? now : new Date(now.getTime() + query.every);
  const look = rows.looks && nextLook(repository, rows.looks, now);
  const hits = counted.reduce((sum, { arrived }) => sum + (arrived.many ?? 1), 0);
  const read = { cursor: came?.cursor ?? null, nextAt: at, hits, missed: came?.missed ?? null };
  return decided({
    ...(hits === 0 ? nothing('it found nothing') : { about, reasons: { says: `it found ${hits}`, holds: true } }),
    changes: [
      scanRead(repository, name, read),
      ...(hits === 0
        ? []
        : [{ what: `${hits} counted`, write: (session: Session) => groupsSaved(session, foldedAll(counted, rows.groups)) }]),
      ...(look ? [{ what: 'a look is asked for', write: (session: Session) => lookAsked(session, repository.id, look.at) }] : []),
    ],
    raises: [scanDue(repository, name, at), ...(look ? [look] : [])],
  });
}
