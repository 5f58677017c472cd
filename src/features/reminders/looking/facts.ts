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
import { planNode } from '../plan/vote.ts';
import type { Row } from '../row.ts';
import { issueQuestions } from '../stale/store.ts';
import { type Counted, countedVotes } from '../stale/votes.ts';
import { dueNumbers, heardLately, loads, marked, optedOut, questions, rowsNamed } from '../store.ts';
import { type Errand, errandOf, mayAct, page as pageSize } from './errand.ts';
import { type Folding, folded } from './fold.ts';
import { leftToday } from './today.ts';

export interface Facts {
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
  marks: Map<number, string>;
  read: PullsPage;
  /** With what whoever gave them may do here. */
  votes: Counted[];
  /** Where people have answered our question. */
  answered: number[];
  /** The same of an issue. */
  answeredIssue: boolean;
  help: Map<number, Help>;
  /** Who may be called. */
  people: Person[];
}

export type Frozen = (
  file: TeamFile,
  branch: string,
  given: { defaultBranch: string; now: Date },
) => { until: Date | null } | null;

const nothing = { pulls: [], next: null, size: pageSize, votes: [] };
/** Among so many somebody is found who may be called. */
const mostCandidates = 20;
const mostQuestions = 100;
const mostIssues = 30;

/** Null: somebody else has been here, or nobody asks. */
export async function factsOf(repository: Repository, ask: Ask, isFrozen: Frozen): Promise<Facts | null> {
  const file = await ask.file();
  const config = remindersOf(file);
  const seen = await ask.peek(session => known(session, repository, config));
  const { books, now, waiting, marks } = seen;
  if (!books || (config && books.nextAt > now)) return null;
  const frozen = (base: string) => isFrozen(file, base, { defaultBranch: repository.defaultBranch, now });
  const common = {
    ...{ config, page: ask.github.page, prefix: file.read(prefix) ?? '/', timezone: file.read(timezone) ?? 'UTC' },
    ...{ frozen, books, now, marks, broken: !config && file.problems.length > 0 },
  };
  const errand: Errand = config ? errandOf(books, waiting, now) : { what: 'nothing' };
  if (!config || errand.what === 'nothing')
    return { ...common, errand, read: nothing, votes: [], answered: [], answeredIssue: false, help: new Map(), people: [] };
  const asked = errand.what === 'named' ? seen.questions.filter(({ number }) => errand.numbers.includes(number)) : seen.questions;
  const ofIssues = errand.what === 'news' ? seen.ofIssues : [];
  const votesOn =
    errand.what === 'sweep' ? [] : [...seen.plan, ...ofIssues, ...asked.map(({ node }) => node)].slice(0, mostQuestions);
  const read = await ask.github.pulls({ which: errand.which, votesOn });
  const votes = await countedVotes(read.votes, ask);
  const candidates = mayAct(books) ? await called(read.pulls, { config, frozen, optedOut: seen.out, now }, ask) : [];
  const counts = candidates.length === 0 ? new Map<number, number>() : await ask.peek(session => loads(session, repository));
  const help = new Map<number, Help>();
  for (const { row, pull } of candidates)
    help.set(row.number, await helpFor({ pull, row, config, loads: counts, optedOut: seen.out }, ask));
  const people = [...candidates.flatMap(({ row }) => holdersOf(row)), ...[...help.values()].flatMap(peopleOf)];
  const answered = asked.filter(({ node }) => votes.some(vote => vote.node === node)).map(({ number }) => number);
  const answeredIssue = votes.some(({ node }) => ofIssues.includes(node));
  return { ...common, errand, read, votes, answered, answeredIssue, help, people };
}

async function known(session: Session, repository: Repository, config: Reminders | null) {
  const { books, now } = await booksNow(session, repository);
  const marks = await marked(session, repository, pageSize);
  const { here } = await heardLately(session, repository, []);
  const acts = books && config && mayAct(books) && leftToday(here, config, now) > 0;
  const due = acts ? await dueNumbers(session, repository, mostCandidates) : [];
  return {
    ...{ books, now, marks, waiting: { marked: [...marks.keys()], due } },
    plan: await planNode(session, books),
    questions: await questions(session, repository, mostQuestions),
    ofIssues: (await issueQuestions(session, repository, mostIssues)).map(({ node }) => node),
    out: await optedOut(session, repository),
  };
}

/** Those of the page for whom it is time, as the rows stand now. */
async function called(pulls: OpenPull[], given: Folding, ask: Ask): Promise<{ row: Row; pull: OpenPull }[]> {
  const numbers = pulls.map(({ number }) => number);
  const rows = await ask.peek(session => rowsNamed(session, ask.github.repository, numbers));
  return pulls
    .filter(({ state }) => state === 'open')
    .map(pull => ({ pull, row: folded(rows.get(pull.number) ?? null, pull, given) }))
    .filter(({ row }) => row.dueAt !== null && row.dueAt <= given.now)
    .slice(0, mostCandidates);
}

const holdersOf = ({ turn }: Row): Person[] => (turn.of === 'nobody' ? [] : turn.people);
