/** What the reports of one run say of the checks that the file names. Pure. */
import type { Report } from '../../checks/report.ts';
import { worst } from '../../checks/verdict.ts';
import { filePath } from '../../config/file.ts';
import type { LoggedError } from '../../core/logged-error.ts';
import type { Run } from '../../core/run.ts';
import { fingerprintOf } from '../../text/fingerprint.ts';
import type { Names } from './named.ts';
import type { Standing } from './standing.ts';

/** As many as a report may have. */
const most = 2_000;
const longest = 300;

export type Outcome = Report['checks'][number];

export interface Heard {
  standing: Standing;
  outcome: Outcome;
  /** Of all that spoke of it. */
  errors: LoggedError[];
}

/** Which it is, in the names of issues: they take no colon. */
export const keyOf = ({ environment, name }: Pick<Standing, 'environment' | 'name'>): string => fingerprintOf(environment, name);

type Said = Pick<Heard, 'standing' | 'outcome'>;

/**
 * What several jobs say of one check, or one job twice: the worst of it counts, and each error that any of them found. `earlier`: what an
 * earlier try left that this one did not repeat, as a job that was well; it can only make worse what this one says.
 */
export function heardIn(reports: Report[], run: Run, names: Names, earlier: Report[] = []): Heard[] {
  const all = new Map<string, Said[]>();
  for (const said of saidIn(reports, run)) {
    const key = keyOf(said.standing);
    const others = all.get(key);
    if (others) others.push(said);
    else if (all.size < most && names(said.standing)) all.set(key, [said]);
  }
  for (const { standing, outcome } of saidIn(earlier, run))
    all.get(keyOf(standing))?.push({ standing, outcome: { ...outcome, errors: [] } });
  return [...all.values()].map(whole);
}

const saidIn = (reports: Report[], run: Run): Said[] =>
  reports
    .filter(({ path }) => path === filePath)
    .flatMap(({ checks }) => checks)
    .map(outcome => ({ outcome, standing: standingOf(outcome, run) }));

function whole(all: Said[]): Heard {
  const errors = Map.groupBy(
    all.flatMap(({ outcome }) => outcome.errors),
    ({ print }) => print,
  );
  return {
    ...all.reduce((worse, one) => (isWorse(one.outcome, worse.outcome) ? one : worse)),
    errors: [...errors.values()].flatMap(same => joinedErrors(same) ?? []),
  };
}

/** The same, found by several. */
function joinedErrors([first, ...others]: LoggedError[]): LoggedError | null {
  if (!first) return null;
  const all = [first, ...others];
  const times = (which: 'first' | 'last') => all.flatMap(one => one[which] ?? []).toSorted();
  return {
    ...first,
    count: all.reduce((sum, { count }) => sum + count, 0),
    first: times('first')[0] ?? null,
    last: times('last').at(-1) ?? null,
  };
}

const isWorse = (one: Outcome, than: Outcome): boolean =>
  one.verdict !== than.verdict && worst([one.verdict, than.verdict]) === one.verdict;

function standingOf(outcome: Outcome, run: Run): Standing {
  const { verdict, kind, line } = outcome;
  const look = { at: run.startedAt ?? run.createdAt, run: run.id, attempt: run.attempt, says: saysOf(outcome) };
  return {
    environment: kept(outcome.environment ?? ''),
    name: kept(outcome.entry ?? outcome.name),
    kind: kept(kind),
    line: Math.min(Math.max(line, 1), 1_000_000),
    ...(verdict === 'unknown' ? { known: null, unknown: look } : { known: { ...look, verdict }, unknown: null }),
  };
}

/** Why it is that, in one line. */
function saysOf({ verdict, findings }: Outcome): string {
  const told = findings.filter(one => one.verdict === verdict).map(({ says }) => says);
  return kept(told.join('; ').slice(0, longest));
}

/** Strangers' text may hold what PostgreSQL does not take. */
const kept = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');
