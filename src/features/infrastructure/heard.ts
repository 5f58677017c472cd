/** What the reports of one run say of the checks that the file names. Pure. */
import type { Report } from '../../checks/report.ts';
import { worst } from '../../checks/verdict.ts';
import { fingerprintOf } from '../../core/fingerprint.ts';
import type { LoggedError } from '../../core/logged-error.ts';
import type { Run } from '../../core/run.ts';
import type { Names } from './named.ts';
import type { Standing } from './standing.ts';

/** As many as a file may have. */
const most = 500;
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

/** What several jobs say of one check, or one job twice: the worst of it counts, and each error that any of them found. */
export function heardIn(reports: Report[], run: Run, names: Names): Heard[] {
  const heard = new Map<string, Heard>();
  for (const outcome of reports.flatMap(({ checks }) => checks)) {
    const standing = standingOf(outcome, run);
    const key = keyOf(standing);
    const other = heard.get(key);
    if (other) heard.set(key, both(other, { standing, outcome, errors: outcome.errors }));
    else if (heard.size < most && names(standing)) heard.set(key, { standing, outcome, errors: outcome.errors });
  }
  return [...heard.values()];
}

function both(one: Heard, other: Heard): Heard {
  const errors = Map.groupBy([...one.errors, ...other.errors], ({ print }) => print);
  return {
    ...(isWorse(other.outcome, one.outcome) ? other : one),
    errors: [...errors.values()].flatMap(all => joinedErrors(all) ?? []),
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
    name: kept(outcome.name),
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
