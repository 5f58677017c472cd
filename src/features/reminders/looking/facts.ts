/** What a look asks: its page of pull requests, what people say to our questions, and help for those who are to be called. */
import { prefix, timezone } from '../../../config/sections.ts';
import type { Person, Repository } from '../../../core/event.ts';
import type { Ask } from '../../../core/feature.ts';
import type { TeamFile } from '../../../core/file.ts';
import type { OpenPull, PullsPage } from '../../../core/open-pull.ts';
import type { Session } from '../../../core/session.ts';
import type { Books } from '../books/books.ts';
import { booksNow } from '../books/store.ts';
import { type Reminders, remindersOf } from '../config.ts';
import { type Help, helpFor, peopleOf } from '../nudge/help.ts';
import { episodeKey } from '../nudge/telling.ts';
import { planNode } from '../plan/vote.ts';
import { pullsRead } from '../reading.ts';
import { hiddenKey, type Row } from '../row.ts';
import { issueQuestions } from '../stale/store.ts';
import { type Answers, countedVotes } from '../stale/votes.ts';
import {
  dueNumbers,
  heardLately,
  loads,
  marked,
  optedOut,
  peaceOf,
  type Question,
  questions,
  questionsNamed,
  rowsNamed,
} from '../store.ts';
import { askingOnce } from './asking-once.ts';
import { type Errand, errandOf, mayAct, page as pageSize } from './errand.ts';
import { callDue, type Folding, folded } from './fold.ts';
import { mayActOn } from './next.ts';
import { hasHeardToday, leftToday } from './today.ts';

export interface Facts extends Answers {
  /** Null: the file asks for none. */
  config: Reminders | null;
  /** That is for a slip in it. */
  broken: boolean;
  page: string;
  prefix: string;
  timezone: string;
  frozen: Folding['frozen'];
  books: Books | null;
  now: Date;
  errand: Errand;
  /** Of those that are read because of it. */
  marks: Map<number, string>;
  /** Something was heard of others before. */
  marksWait: boolean;
  read: PullsPage;
  /** Where people have answered our question. */
  answered: number[];
  /** The same of an issue. */
  answeredIssue: boolean;
  help: Map<number, Help>;
  /** Of those, what folded away would be called that was said before in the same wait. */
  keys: string[];
  /** Who may be called. */
  people: Person[];
  /** Whose turn it is on one of them. */
  holders: Person[];
}

export type Frozen = (
  file: TeamFile,
  branch: string,
  given: { defaultBranch: string; now: Date },
) => { until: Date | null } | null;

const nothing: PullsPage = { pulls: [], next: null, size: pageSize, votes: [], seen: new Map(), unread: [] };
const unasked = {
  votes: [],
  seen: new Map(),
  answered: [],
  answeredIssue: false,
  help: new Map(),
  keys: [],
  people: [],
  holders: [],
};
/** Among so many somebody is found who may be called. */
const mostDue = 20;
/** To help each of them is some requests, one after the other, and all of that has to be over long before the lease is. */
const mostHelped = 10;
const mostQuestions = 100;
const mostIssues = 30;

/** Null: somebody else has been here, or nobody asks. */
export async function factsOf(repository: Repository, ask: Ask, isFrozen: Frozen): Promise<Facts | null> {
  const file = await ask.file();
  const config = remindersOf(file);
  const seen = await ask.peek(session => known(session, repository, config));
  const { books, now, waiting } = seen;
  const broken = !config && file.problems.length > 0;
  // Where the file asks for none any more nobody waits for that.
  if (!books || ((config || broken) && books.nextAt > now)) return null;
  const frozen = (base: string) => isFrozen(file, base, { defaultBranch: repository.defaultBranch, now });
  const errand: Errand = config ? errandOf(books, waiting, now) : { what: 'nothing' };
  const common = {
    ...{ config, page: ask.github.page, prefix: file.read(prefix) ?? '/', timezone: file.read(timezone) ?? 'UTC' },
    ...{ frozen, books, now, broken },
    ...{ marks: new Map([...seen.marks].filter(([number]) => isNamed(errand, number))) },
    marksWait: waiting.marked.some(number => !isNamed(errand, number)),
  };
  if (!config || errand.what === 'nothing') return { ...common, ...unasked, errand, read: nothing };
  // A look at all of them stands for that of its hour: what people say is heard with its first page.
  const begins = errand.what === 'named' || errand.stand === null;
  const asked = begins ? await ask.peek(session => questionsOn(session, repository, errand)) : [];
  const ofIssues = begins && errand.what !== 'named' ? seen.ofIssues : [];
  const votesOn = begins ? [...seen.plan, ...ofIssues, ...asked.map(({ node }) => node)].slice(0, mostQuestions) : [];
  const read = await pullsRead({ which: errand.which, votesOn }, ask);
  const { votes, seen: whole } = await countedVotes(read, ask);
  const { holders, due } = await called(read.pulls, { config, frozen, optedOut: seen.out, now }, ask);
  const candidates = mayActOn(books, { errand, read }, now) ? due.slice(0, Math.min(seen.left, mostHelped)) : [];
  const counts = candidates.length === 0 ? new Map<number, number>() : await ask.peek(session => loads(session, repository));
  const help = new Map<number, Help>();
  const once = askingOnce(ask);
  for (const { row, pull } of candidates)
    help.set(row.number, await helpFor({ pull, row, config, loads: counts, optedOut: seen.out }, once));
  const people = [...candidates.flatMap(({ row }) => holdersOf(row)), ...[...help.values()].flatMap(peopleOf)];
  const answered = asked.filter(({ node }) => votes.some(vote => vote.node === node)).map(({ number }) => number);
  const answeredIssue = votes.some(({ node }) => ofIssues.includes(node));
  const isUnread = (number: number) => read.unread !== 'page' && read.unread.includes(number);
  const met: Errand =
    errand.what === 'named' ? { ...errand, numbers: errand.numbers.filter(number => !isUnread(number)) } : errand;
  const seenMarks = new Map([...common.marks].filter(([number]) => !isUnread(number)));
  return {
    ...common,
    marks: seenMarks,
    errand: met,
    read,
    votes,
    seen: whole,
    answered,
    answeredIssue,
    help,
    keys: candidates.map(({ row }) => hiddenKey(episodeKey(repository, row))),
    people,
    holders,
  };
}

const isNamed = (errand: Errand, number: number): boolean => errand.what === 'named' && errand.numbers.includes(number);

async function known(session: Session, repository: Repository, config: Reminders | null) {
  const { books, now } = await booksNow(session, repository);
  const marks = await marked(session, repository, pageSize);
  const { here } = await heardLately(session, repository, []);
  const left = books && config && mayAct(books) ? leftToday(here, config, now) : 0;
  const due = left > 0 ? await dueNumbers(session, repository, mostDue) : [];
  return {
    ...{ books, now, left, marks, waiting: { marked: [...marks.keys()], due } },
    plan: await planNode(session, books),
    ofIssues: (await issueQuestions(session, repository, mostIssues)).map(({ node }) => node),
    out: await optedOut(session, repository),
  };
}

function questionsOn(session: Session, repository: Repository, errand: Errand): Promise<Question[]> {
  return errand.what === 'named'
    ? questionsNamed(session, repository, errand.numbers)
    : questions(session, repository, mostQuestions);
}

/** Those of the page for whom it is time, and of whom somebody may hear it, as the rows stand now. */
async function called(
  pulls: OpenPull[],
  given: Omit<Folding, 'hasHeard' | 'peace'>,
  ask: Ask,
): Promise<{ holders: Person[]; due: { row: Row; pull: OpenPull }[] }> {
  const numbers = pulls.map(({ number }) => number);
  const { repository } = ask.github;
  const { known, peace } = await ask.peek(async session => ({
    known: await rowsNamed(session, repository, numbers),
    peace: await peaceOf(session, repository, numbers),
  }));
  const hasHeard = () => false;
  const open = pulls
    .filter(({ state }) => state === 'open')
    .map(pull => ({ pull, row: folded(known.get(pull.number) ?? null, pull, { ...given, peace, hasHeard }) }));
  const holders = open.flatMap(({ row }) => holdersOf(row));
  const { them } = await ask.peek(session => heardLately(session, repository, holders));
  const folding: Folding = { ...given, peace, hasHeard: person => hasHeardToday(them, person, given.config, given.now) };
  const due = open.filter(({ row }) => {
    const call = callDue(row, folding);
    return call !== null && call <= given.now;
  });
  // Those are told first, too.
  return { holders, due: due.toSorted((one, other) => other.row.turn.since.getTime() - one.row.turn.since.getTime()) };
}

const holdersOf = ({ turn }: Row): Person[] => (turn.of === 'nobody' ? [] : turn.people);
