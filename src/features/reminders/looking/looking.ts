/** One look at a repository's pull requests: what was read becomes rows, whoever's time has come is told, and the next look gets its turn. */
import { type Decision, decided } from '../../../core/decision.ts';
import type { Repository } from '../../../core/event.ts';
import { type Handler, handler } from '../../../core/feature.ts';
import { rankOf } from '../../../core/who.ts';
import { type Books, isOn } from '../books/books.ts';
import { agreementSaved, booksGone, booksSaved, lookDue, lookOf } from '../books/store.ts';
import type { Reminders } from '../config.ts';
import { lockOf } from '../lock.ts';
import { teamTomorrow } from '../nudge/calling.ts';
import { agreed, begins, unopened, withdrawn } from '../plan/decide.ts';
import { issuesDue } from '../stale/looking.ts';
import { threadsGone, threadsSaved } from '../stale/store.ts';
import { dueLater, forgotten, heard, mark, rowsGone, rowsMet, rowsSaved, unmark } from '../store.ts';
import { acted, type Done } from './acting.ts';
import { betweenNews } from './errand.ts';
import { type Facts, type Frozen, factsOf } from './facts.ts';
import { listsDue } from './lists.ts';
import { nextLookAt, readOn } from './next.ts';
import { type Rows, rowsOf } from './rows.ts';
import { leftToday } from './today.ts';

export const looksWith = (frozen: Frozen): Handler =>
  handler({
    on: 'Due',
    facts: ({ of, repository }, ask) => (of === lookOf ? factsOf(repository, ask, frozen) : Promise.resolve(null)),
    scope: ({ repository }) => lockOf(repository),
    // Nobody hears twice in a day, in whichever repositories that would be.
    locks: (_event, { people }) => people.map(({ id }) => `reminders-to/${id}`),
    rows: (session, { repository }, facts) => rowsOf(session, repository, facts),
    decide: ({ event: { repository }, facts, rows, now }) => look(repository, facts, rows, now),
  });

function look(repository: Repository, facts: Facts, rows: Rows, now: Date): Decision {
  const about = `the pull requests of ${repository.owner}/${repository.name}`;
  const { config, books: asked } = facts;
  const { books } = rows;
  if (!config && !facts.broken)
    return decided({
      about,
      reasons: { says: 'the file asks for no reminders', holds: true },
      changes: [forgotten(repository), threadsGone(repository, rows.over), booksGone(repository)],
      effects: [...rows.hides, ...(books ? withdrawn(repository, books) : [])],
    });
  if (!books || books.nextAt.getTime() !== asked?.nextAt.getTime())
    return decided({ about, outcome: 'ignored', routine: true, reasons: { says: 'somebody has looked meanwhile', holds: true } });
  if (!config) return waits(repository, { ...books, nextAt: new Date(now.getTime() + betweenNews) });
  const done = acted(repository, { ...facts, config }, { ...rows, books }, now);
  const after = readOn(books, facts, now);
  const given = { repository, page: facts.page, config, books: after.books, now };
  const yes = facts.votes.find(({ node, says, role }) => node === rows.plan && says === 'yes' && rankOf(role) >= rankOf('write'));
  const plan = yes
    ? agreed(repository, after.books, yes.by.login, now)
    : after.sweepEnded && after.books.state === 'reading'
      ? begins(given, [...rows.others, ...done.rows])
      : (unopened(after.books, rows.opening) ?? { books: after.books, effects: [], says: '' });
  const left = leftToday(rows.lately.here, config, now, done.heard);
  const nextAt = nextLookAt(plan.books, facts, { ...rows, saved: done.rows, left }, now);
  const next = { ...plan.books, nextAt, issuesAt: issuesAt(plan.books, { ...facts, config }, now) };
  const says = [...done.says, plan.says].filter(one => one !== '');
  return decided({
    about,
    ...(says.length === 0 ? { outcome: 'ignored', routine: true } : {}),
    reasons: { says: says.join('; ') || 'nothing is to be said', holds: true },
    changes: [
      rowsSaved(repository, done.rows),
      rowsMet(repository, facts.errand.what === 'sweep' ? done.rows.map(({ number }) => number) : [], now),
      ...(left > 0 ? [] : [dueLater(repository, now, teamTomorrow({ config, now }))]),
      rowsGone(repository, done.over),
      threadsSaved(repository, false, closedBy(done, rows)),
      threadsGone(repository, settledBy(done, rows)),
      heard(repository, done.heard),
      { what: 'what was heard of is read', write: session => unmark(session, repository, facts.marks) },
      { what: 'who was not met is read by name', write: session => mark(session, repository, rows.asksAgain) },
      booksSaved(repository, next),
      ...(yes ? [agreementSaved(repository)] : []),
    ],
    effects: [...done.effects, ...plan.effects],
    raises: [
      lookDue(repository, nextAt),
      ...(next.issuesAt && next.issuesAt <= now ? [issuesDue(repository, now)] : []),
      // Once an hour: a turn that fails each time has not many.
      ...(isOn(plan.books) && plan.books.newsAt !== books.newsAt ? listsDue(repository, config, rows, now) : []),
    ],
  });
}

/** What we close has to be known when it is open again. */
const closedBy = ({ rows }: Done, { closed }: Rows) =>
  rows.flatMap(({ number, stale }) => (stale && (stale.closedAt !== null || closed.has(number)) ? [{ ...stale, number }] : []));

/** Somebody has moved there since. */
const settledBy = ({ rows }: Done, { closed }: Rows) =>
  rows.flatMap(({ number, stale }) => (stale === null && closed.has(number) ? [number] : []));

/** Whoever mends the file is heard of; nobody loses a plan that was agreed to by a slip of the pen. */
const waits = (repository: Repository, books: Books): Decision =>
  decided({
    about: `the pull requests of ${repository.owner}/${repository.name}`,
    ...{ outcome: 'ignored', routine: true, reasons: { says: 'the file has a mistake', holds: false } },
    changes: [booksSaved(repository, books)],
    raises: [lookDue(repository, books.nextAt)],
  });

/** Old issues are looked at from when the file asks for it, and whenever people have answered there. */
function issuesAt(
  { issuesAt: at, state }: Books,
  { config, answeredIssue }: Facts & { config: Reminders },
  now: Date,
): Date | null {
  if (state !== 'on' || (at === null && !config.issues)) return at;
  // Where the file asks for it no more, what was asked is put away.
  return at === null || answeredIssue || !config.issues ? now : at;
}
