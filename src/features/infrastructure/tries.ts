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

/** Of one job its newest try; the jobs of a matrix have one name, so where an earlier one left more, some were not repeated. */
function standing<T extends { nth: number }>(told: T[]): T[] {
  const tries = [...Map.groupBy(told, ({ nth }) => nth)].toSorted(([a], [b]) => b - a).map(([, all]) => all);
  return tries.filter((all, place) => tries.slice(0, place).every(later => later.length < all.length)).flat();
}
