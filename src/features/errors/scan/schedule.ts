/** When a query is asked, and which of them a file has. Pure. */
import type { Due, Repository } from '../../../core/event.ts';
import type { Query } from './config.ts';
import { digest } from './line.ts';

export const scanOf = 'error-scan';

export const scanDue = (repository: Repository, name: string, at: Date): Due => ({
  ...{ type: 'Due', at, repository, of: scanOf, id: name },
});

/** What its groups have for the name of a hook; no hook has such a one. */
export const hookOf = (name: string): string => `scan:${name}`;
export const queryOf = (hook: string): string => hook.replace(/^scan:/, '');

/** The kind of a source that is none of the tools'. */
export const scanSource = 'scan';

/** Another one is asked at once, whatever stood in the way of the one before. */
export const wordsOf = ({ pattern, ignore, ...rest }: Query): string =>
  digest(JSON.stringify({ ...rest, pattern: pattern?.text ?? null, ignore: ignore.map(({ text }) => text) }));

const longest = 15 * 60_000;

/** As long again as it has lasted, within bounds. */
export const againAfter = (every: number, since: Date | null, now: Date): number =>
  Math.max(every, Math.min(longest, since === null ? 0 : now.getTime() - since.getTime()));

export interface Planned {
  begins: { name: string; words: string }[];
  gone: string[];
}

export function planned(queries: Query[], known: { name: string; words: string }[]): Planned {
  const wanted = queries.map(query => ({ name: query.name, words: wordsOf(query) }));
  return {
    begins: wanted.filter(({ name, words }) => !known.some(one => one.name === name && one.words === words)),
    gone: known.map(({ name }) => name).filter(name => !wanted.some(one => one.name === name)),
  };
}
