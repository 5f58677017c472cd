/** Which of the checks are meant this time. */
import { suggestion } from '../config/explain.ts';
import { code } from '../text/inert.ts';
import type { Moment } from './kind.ts';
import type { Check } from './reading.ts';

export interface Choice {
  /** Null: those of all, and those of none. */
  environment: string | null;
  /** Null: at any time, but not those for pull requests alone. */
  when: Moment | null;
  /** Words that name a check, a kind, an environment or a moment; any of them. Empty: all. */
  only: string[];
}

export type Chosen = { ok: true; checks: Check[] } | { ok: false; says: string };

/** `known`: the environments that the file names beside its checks. */
export function choose(all: Check[], known: string[], { environment, when, only }: Choice): Chosen {
  const words = new Set(all.flatMap(wordsOf));
  const strange = only.find(word => !words.has(word));
  if (strange !== undefined)
    return {
      ok: false,
      says: `No check is called ${code(strange)}, or tagged with it; ${suggestion(strange, [...words], 'words')}`,
    };
  const isNamed = (one: string) => one.toLowerCase() === environment?.toLowerCase();
  const tagged = all.map(one => one.environment).filter(one => one !== null);
  const isAboutNone = (): boolean => tagged.length < all.length && (tagged.length + known.length === 0 || known.some(isNamed));
  // One that no check is about in particular has those that are about none; but one that nobody names is a slip.
  if (environment !== null && !tagged.some(isNamed) && !isAboutNone()) {
    const there = [...new Set([...tagged, ...known])];
    return { ok: false, says: `No check is about ${code(environment)}; ${suggestion(environment, there, 'environments')}` };
  }
  const checks = all.filter(
    one =>
      (environment === null || one.environment === null || isNamed(one.environment)) &&
      isTime(one, when) &&
      (only.length === 0 || wordsOf(one).some(word => only.includes(word))),
  );
  if (checks.length > 0) return { ok: true, checks };
  return {
    ok: false,
    says: `${all.length === 1 ? 'The only check is not' : `None of the ${all.length} checks is`} for this${when === null ? '' : ` (${when})`}, so nothing would be checked.`,
  };
}

const isTime = ({ when }: Check, now: Moment | null): boolean =>
  now === null
    ? when.length === 0 || when.some(one => one !== 'pull-request')
    : when.length === 0
      ? now !== 'pull-request'
      : when.includes(now);

const wordsOf = ({ name, kind, environment, when }: Check): string[] => [
  name,
  kind.name,
  ...(environment === null ? [] : [environment]),
  ...when,
];
