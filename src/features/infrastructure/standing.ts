/** How a check stands, whatever order its runs were heard in. Pure. */
import type { Verdict } from '../../checks/verdict.ts';

/** What a try of a run said of it. */
export interface Look {
  /** When that try began, by GitHub's clock. */
  at: Date;
  run: number;
  attempt: number;
  says: string;
}

export interface Known extends Look {
  verdict: Exclude<Verdict, 'unknown'>;
}

export interface Standing {
  /** Empty: it is about none. */
  environment: string;
  name: string;
  kind: string;
  /** Where it stands in the file. */
  line: number;
  /** The last time that somebody could know. */
  known: Known | null;
  /** Since then nobody could; the newest of it. */
  unknown: Look | null;
}

export interface Health {
  /** When the one began that was looked at longest ago; null: there is none. */
  at: Date | null;
  failing: string[];
  /** Their newest look could not know, and what was known before is no failure. */
  unknown: string[];
  count: number;
}

/** Whether this began after that: of two tries of one moment, the later run, and of one run the later try. */
export const isAfter = (one: Omit<Look, 'says'>, that: Omit<Look, 'says'>): boolean =>
  (one.at.getTime() - that.at.getTime() || one.run - that.run || one.attempt - that.attempt) > 0;

/** With what was heard now. Null: something newer was known already. */
export function joined(before: Standing | null, heard: Standing): Standing | null {
  const known = newest(before?.known ?? null, heard.known);
  const lost = newest(before?.unknown ?? null, heard.unknown);
  const unknown = lost && (!known || isAfter(lost, known)) ? lost : null;
  if (before && known === before.known && unknown === before.unknown) return null;
  return { ...heard, known, unknown };
}

const newest = <L extends Look>(before: L | null, heard: L | null): L | null =>
  before && heard ? (isAfter(heard, before) ? heard : before) : (before ?? heard);

export const isFailing = ({ known }: Pick<Standing, 'known'>): boolean => known?.verdict === 'fail';

export function healthIn(checks: Standing[]): Health {
  const times = checks.flatMap(({ known, unknown }) => (unknown ?? known)?.at.getTime() ?? []);
  return {
    at: times.length === 0 ? null : new Date(Math.min(...times)),
    failing: checks.filter(isFailing).map(({ name }) => name),
    unknown: checks.filter(one => one.unknown !== null && !isFailing(one)).map(({ name }) => name),
    count: checks.length,
  };
}
