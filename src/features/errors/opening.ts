/** Whether it happens often enough to be told. Pure. */
import { levels } from './alert.ts';
import type { Errors, Threshold } from './config.ts';
import type { Group } from './group.ts';

/** What is looked at of a group. */
export type Often = Pick<Group, 'level' | 'times' | 'counted'>;

/** In one of the places where it was seen, by what the file says of that place; those that count alike count together. */
export function opens({ level, times, counted }: Often, { opensAfter }: Pick<Errors, 'opensAfter'>): boolean {
  const thresholds = new Map(times.map(([, , place]) => [place, opensAfter(level, place)]));
  const last = times.at(-1)?.[0] ?? 0;
  return [...thresholds.values()].some(wanted => {
    if (wanted === null) return false;
    const alike = times.filter(([, , place]) => isSame(thresholds.get(place) ?? null, wanted));
    // Where a source has counted it does not say.
    const many = wanted.within === null && alike.length === times.length ? counted : 0;
    return many >= wanted.count || reached(alike, last, wanted);
  });
}

const isSame = (one: Threshold | null, { count, within }: Threshold): boolean => one?.count === count && one.within === within;

/** So many, the first of them no longer before the last of all than that. */
function reached(times: Group['times'], last: number, { count, within }: Threshold): boolean {
  let left = count;
  for (const [time, many] of times.toReversed()) {
    if (within !== null && last - time > within) return false;
    left -= many;
    if (left <= 0) return true;
  }
  return false;
}

export const isGraver = (a: Group['level'], b: Group['level']): boolean => levels.indexOf(a) > levels.indexOf(b);
