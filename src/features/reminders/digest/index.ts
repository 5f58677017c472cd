/** The lists that teams read at their hours: looked at when one is due, when a write for it has ended, and when the file is another. */
import { decided } from '../../../core/decision.ts';
import type { Repository } from '../../../core/event.ts';
import { type Ask, type Handler, handler } from '../../../core/feature.ts';
import { outcomeOf } from '../../../store/outcomes.ts';
import type { Calendar } from '../../../time/work-time.ts';
import { isOn } from '../books/books.ts';
import { booksNow } from '../books/store.ts';
import { remindersOf } from '../config.ts';
import { allRows } from '../store.ts';
import { digestAct, digestMoved, isDue } from './act.ts';
import { awaited, digestDue, digestOf } from './given.ts';
import { membersOf } from './members.ts';
import { type DigestRow, newDigest } from './row.ts';
import { digestByNumber, digestNamed, digestNames, digestSaved } from './store.ts';
import { type Wanted, wantedOf } from './wanted.ts';

const scopeOf = ({ id }: Repository, name: string): string => `reminders-digest/${id}/${name}`;
const namedIn = (all: Wanted[], name: string): Wanted | null => all.find(one => one.name === name) ?? null;
/** Nobody works there: what is not wanted has no hours. */
const never: Calendar = { hours: { days: [], from: 0, to: 0 }, timezone: 'UTC', holidays: [] };

async function factsOf(name: string, ask: Ask) {
  const file = await ask.file();
  const config = remindersOf(file);
  // A slip in the file closes nothing; whoever mends it is heard of.
  if (!config && file.problems.length > 0) return null;
  const wanted = namedIn(wantedOf(config?.digests ?? []), name);
  const calendar = config?.calendarOf(null) ?? never;
  const { row, books, now } = await ask.peek(async session => ({
    row: await digestNamed(session, ask.github.repository, name),
    ...(await booksNow(session, ask.github.repository)),
  }));
  // Whoever looks next once it is has it looked at.
  if (wanted && !isOn(books)) return null;
  const due = wanted !== null && isDue(row ?? newDigest(name, now), wanted, calendar, now) ? [wanted] : [];
  return { wanted, calendar, members: (await membersOf(due, ask.github)).get(name) ?? null, page: ask.github.page };
}

const isSame = (at: Date, before: DigestRow | null): boolean => before?.nextAt?.getTime() === at.getTime();

const lists = handler({
  on: 'Due',
  facts: async ({ of, id }, ask) => (of === digestOf ? factsOf(id, ask) : null),
  scope: ({ repository, id }) => scopeOf(repository, id),
  async rows(session, { repository, id }) {
    const row = await digestNamed(session, repository, id);
    return { row, rows: await allRows(session, repository), outcomes: await outcomeOf(session, row ? awaited(row) : []) };
  },
  decide({ event: { repository, id }, facts, rows, now }) {
    const given = { repository, ...facts, ...rows, row: rows.row ?? newDigest(id, now), now };
    const { row, effects, says } = digestAct(given);
    return decided({
      about: `the list of ${id}`,
      ...(says === null ? { outcome: 'ignored', routine: true } : {}),
      reasons: { says: says ?? 'nothing is to be said', holds: true },
      changes: [digestSaved(repository, row)],
      effects,
      // While it is past, the end of a write brings the next look; one that is as far away as before has its turn.
      raises: row.nextAt && row.nextAt > now && !isSame(row.nextAt, rows.row) ? [digestDue(repository, id, row.nextAt)] : [],
    });
  },
});

const asked = handler({
  on: 'FileChanged',
  async facts({ repository }, ask) {
    const wanted = wantedOf(remindersOf(await ask.file())?.digests ?? []).map(({ name }) => name);
    const names = [...new Set([...wanted, ...(await ask.peek(session => digestNames(session, repository)))])];
    return names.length === 0 ? null : names;
  },
  scope: ({ repository }) => scopeOf(repository, ''),
  decide: ({ event: { repository }, facts, now }) =>
    decided({
      about: `the lists of ${repository.owner}/${repository.name}`,
      ...{ outcome: 'ignored', routine: true },
      raises: facts.map(name => digestDue(repository, name, now)),
    }),
});

const moved = handler({
  on: 'IssueMoved',
  facts: ({ repository, number }, ask) => ask.peek(session => digestByNumber(session, repository, number)),
  scope: ({ repository }, { name }) => scopeOf(repository, name),
  rows: (session, { repository, number }) => digestByNumber(session, repository, number),
  decide({ event, rows }) {
    const about = `the issue of a list was ${event.how} by ${event.by.login}`;
    const next = rows && digestMoved(rows, event);
    if (!next) return decided({ about, outcome: 'ignored' });
    return decided({ about, actor: event.by.login, changes: [digestSaved(event.repository, next.row)], effects: next.effects });
  },
});

export const digests: Handler[] = [lists, asked, moved];
