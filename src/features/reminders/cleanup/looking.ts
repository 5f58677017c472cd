/** Once a month: what lies around is read, and listed in an issue; where nothing does, there is none. */
import { type Decision, decided } from '../../../core/decision.ts';
import type { Due } from '../../../core/event.ts';
import { type Ask, type Handler, handler } from '../../../core/feature.ts';
import type { Session } from '../../../core/session.ts';
import { isOn } from '../books/books.ts';
import { booksNow } from '../books/store.ts';
import { type Reminders, remindersOf } from '../config.ts';
import type { Page } from './body.ts';
import { cutIn, listed } from './choosing.ts';
import { foundIn, type Named, wantedIn } from './finding.ts';
import { type Findings, type List, listKey, scopeOf } from './list.ts';
import { nothingFound, nothingLeft } from './messages.ts';
import { cleanupDue, cleanupOf, monthOf, nextList } from './schedule.ts';
import { listNamed, listSaved, nextOf, nextSet, openLists } from './store.ts';
import { asWritten, endDue, ends, opened } from './writing.ts';

interface Facts extends Page {
  config: Reminders;
  /** When it was to be, and when it was read. */
  dueAt: Date;
  readAt: Date;
  findings: Findings | null;
  /** All of it was read: where nothing was found, nothing is there. */
  isWhole: boolean;
}

interface Rows {
  nextAt: Date | null;
  open: List[];
  /** Of this month. */
  known: List | null;
}

export const looking = (named: Named): Handler =>
  handler({
    on: 'Due',
    facts: async (event, ask) => (event.of === cleanupOf ? await factsOf(event, ask, named) : null),
    scope: ({ repository }) => scopeOf(repository),
    rows: async (session: Session, { repository }, { config, readAt }): Promise<Rows> => ({
      nextAt: (await nextOf(session, repository))?.at ?? null,
      open: await openLists(session, repository),
      known: await listNamed(session, listKey(repository, monthOf(config.calendarOf(null), readAt))),
    }),
    decide: ({ facts, rows, now }) => look(facts, rows, now),
  });

async function factsOf(event: Due, ask: Ask, named: Named): Promise<Facts | null> {
  const file = await ask.file();
  const config = remindersOf(file);
  const { next, books } = await ask.peek(async session => ({
    next: await nextOf(session, event.repository),
    ...(await booksNow(session, event.repository)),
  }));
  // Switched off, or it is at another time now: whoever said so raised that turn, too.
  if (!config?.cleanup || next?.at.getTime() !== event.at.getTime()) return null;
  // Whoever looks next once it is has it looked at.
  if (!isOn(books)) return null;
  const { at: dueAt, now: readAt } = next;
  const found = await foundIn(ask, wantedIn(file, named, event.repository), readAt);
  const findings = listed(found, readAt, config.calendarOf(null).timezone);
  const isWhole = cutIn(found).length === 0;
  return { repository: event.repository, page: ask.github.page, config, dueAt, readAt, findings, isWhole };
}

function look({ config, dueAt, readAt, findings, isWhole, ...page }: Facts, { nextAt, open, known }: Rows, now: Date): Decision {
  const { repository } = page;
  const about = `the clean-up of ${repository.owner}/${repository.name}`;
  const nothing = (says: string): Decision =>
    decided({ about, outcome: 'ignored', routine: true, reasons: { says, holds: true } });
  if (nextAt?.getTime() !== dueAt.getTime()) return nothing('somebody else has looked');
  const calendar = config.calendarOf(null);
  const at = nextList(calendar, now);
  const goesOn = { changes: [nextSet(repository, at)], raises: [cleanupDue(repository, at)] };
  if (known) return { ...nothing('this month has a list'), ...goesOn };
  if (!findings) {
    const over = open.map(list => ends(list, isWhole ? nothingLeft : nothingFound));
    return decided({
      about,
      outcome: over.length > 0 ? 'done' : 'ignored',
      reasons: { says: 'nothing lies around', holds: true },
      changes: [...goesOn.changes, ...over.map(list => listSaved(repository, list))],
      raises: [...goesOn.raises, ...over.map(list => endDue(list, page, now))],
    });
  }
  const list = asWritten(newList(page, monthOf(calendar, readAt), findings), page);
  return decided({
    about,
    reasons: { says: 'a list is opened', holds: true },
    changes: [...goesOn.changes, listSaved(repository, list)],
    effects: [opened(list, page)],
    raises: goesOn.raises,
  });
}

const newList = ({ repository }: Page, month: string, findings: Findings): List => ({
  ...{ issue: listKey(repository, month), month, state: 'open', ending: null, findings, rewordedAt: null, edits: 0 },
  ...{ written: [], judged: [] },
});
