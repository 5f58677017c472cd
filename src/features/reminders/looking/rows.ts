/** What the database knows of the pull requests of a page, read under the lock. */
import type { Effect } from '../../../core/effect.ts';
import type { Repository } from '../../../core/event.ts';
import type { Session } from '../../../core/session.ts';
import { type Outcome, outcomeOf } from '../../../store/outcomes.ts';
import type { Books } from '../books/books.ts';
import { booksHeld } from '../books/store.ts';
import { nextOf } from '../cleanup/store.ts';
import { digestTimes } from '../digest/store.ts';
import { hides } from '../nudge/put-away.ts';
import { planNode, planOpening } from '../plan/vote.ts';
import { nudgeKeys, type Peace, type Row, type Stale } from '../row.ts';
import { withdrawn } from '../stale/asking.ts';
import { closedPulls, staleIssues } from '../stale/store.ts';
import { allRows, firstDueAt, type HeardAt, heardLately, marked, optedOut, peaceOf, rowsNamed, unmet } from '../store.ts';
import { isLast } from './errand.ts';
import type { Facts } from './facts.ts';
import type { Lists } from './lists.ts';

export interface Rows extends Lists {
  books: Books | null;
  rows: Map<number, Row>;
  /** Those of them that we closed once. */
  closed: Map<number, Stale>;
  outcomes: Map<string, Outcome>;
  optedOut: Set<number>;
  peace: Map<number, Peace>;
  lately: { them: HeardAt[]; here: HeardAt[] };
  /** Something was heard of others, or again of these, since the look began. */
  heardMore: boolean;
  /** When the first of all others is due. */
  firstDue: Date | null;
  /** To be read by their numbers: a look at all has not met them, or people have answered our question there. */
  asksAgain: number[];
  /** At the end of the first of these: all the others. */
  others: Row[];
  /** The node of the issue that asks whether to begin. */
  plan: string | null;
  /** What became of opening that. */
  opening: Outcome | null;
  /** Where nothing is asked for any more, what is put away, and the issues that nobody has to answer for. */
  hides: Effect[];
  over: number[];
}

const none = {
  rows: new Map(),
  closed: new Map(),
  outcomes: new Map(),
  optedOut: new Set<number>(),
  peace: new Map(),
  lately: { them: [], here: [] },
};
const nothing = {
  ...none,
  ...{ heardMore: false, firstDue: null, asksAgain: [], others: [], plan: null, opening: null, hides: [], over: [] },
  ...{ digests: new Map(), cleanupAt: null },
};

export async function rowsOf(session: Session, repository: Repository, facts: Facts): Promise<Rows> {
  const books = await booksHeld(session, repository);
  if (!facts.config) {
    const all = await allRows(session, repository);
    const issues = await staleIssues(session, repository);
    const asked = [...all.map(({ stale }) => stale), ...issues].flatMap(stale => withdrawn(repository, stale));
    const over = issues.filter(({ closedAt }) => closedAt === null).map(({ number }) => number);
    return { ...nothing, books, over, hides: [...all.flatMap(row => hides(repository, row)), ...asked] };
  }
  if (!books) return { ...nothing, books };
  const numbers = numbersOf(facts);
  const rows = await rowsNamed(session, repository, numbers);
  const left = await marked(session, repository, facts.marks.size + 1);
  const ends = facts.errand.what === 'sweep' && isLast(facts.read);
  const since = facts.errand.what === 'sweep' ? (facts.errand.stand?.since ?? null) : null;
  const others = ends && books.state === 'reading' ? await allRows(session, repository) : [];
  return {
    closed: await closedPulls(session, repository, numbers),
    ...{
      books,
      rows,
      outcomes: await outcomeOf(session, [
        ...facts.keys,
        ...[...rows.values()].flatMap(row => [...nudgeKeys(row), ...(row.stale?.comment ? [row.stale.comment] : [])]),
      ]),
    },
    optedOut: await optedOut(session, repository),
    peace: await peaceOf(session, repository, numbers),
    lately: await heardLately(session, repository, [...facts.people, ...facts.holders]),
    heardMore: [...left].some(([number, mark]) => facts.marks.get(number) !== mark),
    firstDue: await firstDueAt(session, repository, numbers),
    // What this page met was read after it began.
    asksAgain: [
      ...(ends ? (await unmet(session, repository, since ?? facts.now)).filter(number => !numbers.includes(number)) : []),
      ...(facts.errand.what === 'named' ? [] : facts.answered),
    ],
    others: others.filter(({ number }) => !numbers.includes(number)),
    plan: (await planNode(session, books))[0] ?? null,
    opening: await planOpening(session, books),
    digests: await digestTimes(session, repository),
    cleanupAt: (await nextOf(session, repository))?.at ?? null,
    ...{ hides: [], over: [] },
  };
}

export const numbersOf = ({ errand, read }: Pick<Facts, 'errand' | 'read'>): number[] => [
  ...new Set([...read.pulls.map(({ number }) => number), ...(errand.what === 'named' ? errand.numbers : [])]),
];
