/** Which reports count where a run was tried again: GitHub repeats the jobs that failed, and what the others said still stands. Pure. */
import { type Report, readReport } from '../../checks/report.ts';
import type { Run } from '../../core/run.ts';

/** A text that a run left, and whether its newest try did. */
export interface Left {
  text: string;
  newest: boolean;
}

interface Told {
  /** Of the newest try. */
  now: Report[];
  earlier: Report[];
}

export function toldIn(left: Left[], { attempt }: Pick<Run, 'attempt'>): Told {
  const told = left.flatMap(({ text, newest }) => {
    const report = readReport(text);
    const nth = newest ? attempt : report?.attempt;
    return report && nth ? [{ report, nth, newest }] : [];
  });
  const counting = [...Map.groupBy(told, ({ report }) => report.job).values()].flatMap(standing);
  return {
    now: told.filter(({ newest }) => newest).map(({ report }) => report),
    earlier: counting.filter(({ newest }) => !newest).map(({ report }) => report),
  };
}

/** Of one job what no later try spoke of as often: the jobs of a matrix have one name, so where an earlier try said more of a check, some were not repeated. */
function standing<T extends { nth: number; report: Report }>(told: T[]): T[] {
  const tries = [...Map.groupBy(told, ({ nth }) => nth)].toSorted(([a], [b]) => b - a).map(([, all]) => all);
  const counts = tries.map(countsOf);
  return tries.flatMap((all, place) => {
    const isMore = (key: string) => counts.slice(0, place).every(later => (later.get(key) ?? 0) < (counts[place]?.get(key) ?? 0));
    return all.map(one => ({
      ...one,
      report: { ...one.report, checks: one.report.checks.filter(check => isMore(keyOf(check))) },
    }));
  });
}

type Check = Report['checks'][number];
const keyOf = ({ environment, entry, name }: Check): string => JSON.stringify([environment, entry ?? name]);

function countsOf(told: { report: Report }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of told.flatMap(({ report }) => report.checks).map(keyOf)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
