/** Alerts counted into the rows that they belong to, and somebody asked to look: whoever brought them, it is done in one way. Pure. */
import type { Due, Repository } from '../../core/event.ts';
import { type Arrived, folded } from './fold.ts';
import type { Group } from './group.ts';
import { betweenLooks, lookDue } from './heard.ts';
import type { Looks, Place } from './store.ts';

export interface Counted {
  repository: number;
  arrived: Arrived;
}

export const keyOf = ({ repository, print }: Place): string => `${repository}/${print}`;
const placeOf = ({ repository, arrived: { print } }: Counted): Place => ({ repository, print });

/** Each once. */
export const placesOf = (counted: Counted[]): Place[] => [
  ...new Map(counted.map(placeOf).map(place => [keyOf(place), place])).values(),
];

/** `held`: what was known of these places. */
export function foldedAll(counted: Counted[], held: (Place & { group: Group })[]): (Place & { group: Group; isNew: boolean })[] {
  const things = Map.groupBy(counted, one => keyOf(placeOf(one)));
  const known = new Map(held.map(one => [keyOf(one), one.group]));
  return placesOf(counted).flatMap(place => {
    const before = known.get(keyOf(place)) ?? null;
    const group = (things.get(keyOf(place)) ?? []).reduce<Group | null>((left, { arrived }) => folded(left, arrived), before);
    return group ? [{ ...place, group, isNew: before === null }] : [];
  });
}

/** Whoever looks has done so by then. */
const lookTakes = 10 * 60_000;

/** One look is enough for all that arrives until then; null: it is asked for already. */
export function nextLook(
  repository: Repository,
  { lookedAt, lookAt }: Pick<Looks, 'lookedAt' | 'lookAt'>,
  now: Date,
): Due | null {
  const at = new Date(Math.max(now.getTime(), (lookedAt?.getTime() ?? 0) + betweenLooks));
  // One that was asked for long ago came to nothing.
  const asked = lookAt !== null && lookAt <= at && lookAt.getTime() > now.getTime() - lookTakes;
  return asked ? null : lookDue(repository, at);
}
