/** Whether it happens often enough to be told. Pure. */
import { levels } from './alert.ts';
import type { Errors, Threshold } from './config.ts';
import type { Group } from './group.ts';

/** What is looked at of a group. */
export type Often = Pick<Group, 'level' | 'times' | 'counted' | 'alerts' | 'environments'>;

/** In any of the places where it is seen, and what the file says of that place. */
export function opens(group: Often, { opensAfter }: Pick<Errors, 'opensAfter'>): boolean {
  const places = Object.keys(group.environments);
  return (places.length === 0 ? [null] : places)
    .map(place => opensAfter(group.level, place))
    .some(threshold => threshold !== null && reached(group, threshold));
}

/** So many, the first of them no longer before the last than that. */
function reached({ times, counted, alerts }: Often, { count, within }: Threshold): boolean {
  if (within === null) return Math.max(counted, alerts) >= count;
  let left = count;
  const last = times.at(-1)?.[0] ?? 0;
  for (const [time, many] of times.toReversed()) {
    if (last - time > within) return false;
    left -= many;
    if (left <= 0) return true;
  }
  return false;
}

export const isGraver = (a: Group['level'], b: Group['level']): boolean => levels.indexOf(a) > levels.indexOf(b);
