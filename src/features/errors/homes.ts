/** Which repositories want errors, as their files say: known before anything arrives for them. */
import { type Decision, decided } from '../../core/decision.ts';
import type { Due, Repository } from '../../core/event.ts';
import { type Ask, handler } from '../../core/feature.ts';
import type { Session } from '../../core/session.ts';
import { going, saved } from '../../issues/store.ts';
import { lockOf, visitDue } from '../../issues/visit.ts';
import { type Errors, errorsOf } from './config.ts';
import { over } from './judge.ts';
import { planned, scanDue } from './scan/schedule.ts';
import { overdue, type Scanned, scanBegun, scanGone, scansOf } from './scan/store.ts';
import { homeSaved, unread } from './store.ts';
import { type Problem, problemOf } from './story.ts';

/** The chore that asks whose file was not read for a while. */
export const whoseErrors = 'whose errors';
const homeOf = 'error-home';
/** Whoever has many repositories is not asked for all of them at once. */
const mostAtOnce = 200;

/**
 * Files are read again each hour, in case the push that changed one got lost; and first of all when somebody adds a hook. And a scan whose
 * turn got lost has another one: whoever comes too often finds that it is not time yet.
 */
export async function homesDue(session: Session, now: Date): Promise<Due[]> {
  const repositories = await unread(session, mostAtOnce);
  const lost = await overdue(session, mostAtOnce);
  return [
    ...repositories.map((repository): Due => ({ type: 'Due', at: now, repository, of: homeOf, id: String(repository.id) })),
    ...lost.map(({ repository, name }) => scanDue(repository, name, now)),
  ];
}

const factsOf = async (_event: unknown, ask: Ask) => ({ said: errorsOf(await ask.file()) });
const scopeOf = ({ repository }: { repository: Repository }) => `errors/${repository.id}`;
const locksOf = ({ repository }: { repository: Repository }) => [lockOf(repository)];

interface Rows {
  problems: Problem[];
  scans: Scanned[];
}

async function rowsOf(
  session: Session,
  { repository }: { repository: Repository },
  { said }: { said: Errors | null },
): Promise<Rows> {
  const problems = said === null ? (await going(session, repository, 'errors')).map(problemOf) : [];
  return { problems, scans: await scansOf(session, repository) };
}

/** The file stops asking: what is told of it stops too, and says so. */
function read(repository: Repository, said: Errors | null, { problems, scans }: Rows, now: Date): Decision {
  const ended = problems.map(problem => over(problem, { endedAt: now, ending: 'off', by: null }));
  const { begins, gone } = planned(said?.scans() ?? [], scans);
  return decided({
    about: `errors of ${repository.owner}/${repository.name}`,
    outcome: ended.length > 0 ? 'done' : 'ignored',
    reasons: { says: said === null ? 'none are wanted' : 'they are wanted', holds: said !== null },
    changes: [
      homeSaved(repository, said),
      ...ended.map(problem => saved(repository, problem)),
      ...gone.map(name => scanGone(repository, name)),
      ...begins.map(one => scanBegun(repository, one, now)),
    ],
    raises: [
      ...ended.map(problem => visitDue(repository, problem, now)),
      ...begins.map(({ name }) => scanDue(repository, name, now)),
    ],
  });
}

export const rereads = [
  handler({
    on: 'FileChanged',
    facts: factsOf,
    scope: scopeOf,
    locks: locksOf,
    rows: rowsOf,
    decide: ({ event: { repository }, facts: { said }, rows, now }) => read(repository, said, rows, now),
  }),
  handler({
    on: 'Due',
    facts: async (event, ask) => (event.of === homeOf ? factsOf(event, ask) : null),
    scope: scopeOf,
    locks: locksOf,
    rows: rowsOf,
    decide: ({ event: { repository }, facts: { said }, rows, now }) => read(repository, said, rows, now),
  }),
];
