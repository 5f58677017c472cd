/** When and where what happens now began, and where it was seen last. Pure. */
import type { Group } from './group.ts';
import type { Problem } from './story.ts';

type Last = Pick<Problem, 'endedAt'> | null;

export const endOf = (last: Last): number => last?.endedAt?.getTime() ?? 0;

/** Times are those of whole seconds: what happens in the second of its end is not before it. */
export const timesSince = ({ times }: Pick<Group, 'times'>, last: Last): Group['times'] =>
  times.filter(([time]) => time >= endOf(last) - 999);

/** What was over before is no part of it. */
export function beginningOf(group: Group, last: Last): { at: Date; environment: string | null } {
  const end = endOf(last);
  if (group.firstAt.getTime() > end) return { at: group.firstAt, environment: firstOf(group.environments) };
  const [first] = timesSince(group, last);
  if (!first) return { at: group.lastAt, environment: placeOf(group) };
  const [time, , environment] = first;
  return { at: new Date(Math.max(time, end)), environment };
}

const firstOf = (places: Group['environments']): string | null =>
  Object.entries(places).toSorted(([, a], [, b]) => a.first - b.first)[0]?.[0] ?? null;

/** Where it happened last; null: that time nobody said. */
export const placeOf = ({ environments, lastAt }: Pick<Group, 'environments' | 'lastAt'>): string | null =>
  seenAt(environments, lastAt);
export const releaseOf = ({ releases, lastAt }: Pick<Group, 'releases' | 'lastAt'>): string | null => seenAt(releases, lastAt);

const seenAt = (places: Group['environments'], at: Date): string | null =>
  Object.entries(places).find(([, { last }]) => last === at.getTime())?.[0] ?? null;
