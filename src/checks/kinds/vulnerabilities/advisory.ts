/** What is known against a version of a package, whoever says so. */
import { compare } from '../../semver.ts';
import { scoreOf } from './cvss.ts';

export const severities = ['low', 'moderate', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

export interface Advisory {
  /** Everything it is called: GHSA-…, CVE-…, PYSEC-… */
  ids: string[];
  summary: string;
  /** Null: nobody says. */
  severity: Severity | null;
  /** The next version without it; null where there is none. */
  mended: string | null;
}

export const rank = (severity: Severity): number => severities.indexOf(severity);

/** By GitHub's word, which knows CVSS 4 as well, or by the score of CVSS 3. */
export function severityOf(word: string | undefined, vectors: string[]): Severity | null {
  const said = word?.toLowerCase() === 'medium' ? 'moderate' : word?.toLowerCase();
  const known = severities.find(one => one === said);
  if (known) return known;
  const scores = vectors.map(scoreOf).filter(score => score !== null);
  if (scores.length === 0) return null;
  const score = Math.max(...scores);
  return score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'moderate' : 'low';
}

export const nextOf = (versions: string[], version: string): string | null =>
  versions.filter(one => compare(one, version) > 0).toSorted(compare)[0] ?? null;

/** GHSA's and PYSEC's of the same thing are one, and the worst that is said of it counts. */
export function merged(all: Advisory[]): Advisory[] {
  const groups: Advisory[] = [];
  for (const one of all) {
    const same = groups.filter(({ ids }) => ids.some(id => one.ids.includes(id)));
    const rest = groups.filter(group => !same.includes(group));
    groups.splice(0, groups.length, ...rest, [...same, one].reduce(joined));
  }
  return groups;
}

function joined(a: Advisory, b: Advisory): Advisory {
  const worst = [a.severity, b.severity].filter(one => one !== null).toSorted((x, y) => rank(y) - rank(x));
  const mended = [a.mended, b.mended].filter(one => one !== null).toSorted(compare);
  return {
    ids: [...new Set([...a.ids, ...b.ids])],
    summary: a.summary || b.summary,
    severity: worst[0] ?? null,
    // Free of both, so the later one.
    mended: mended.at(-1) ?? null,
  };
}

const order = ['GHSA-', 'CVE-'];
/** The name that people look for. */
export const nameOf = ({ ids }: Advisory): string =>
  order.flatMap(start => ids.filter(id => id.startsWith(start)))[0] ?? ids[0] ?? '';
