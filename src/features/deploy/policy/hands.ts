/** Whoever had a hand in a deploy does not approve it: four eyes are of two people. Pure. */
import type { Person } from '../../../core/event.ts';
import type { Judged } from '../../../core/reads.ts';

type Who = Pick<Person, 'id'>;

/** `asked`: for the deploy. */
export type Hand = 'asked' | 'wrote' | 'pushed' | 'committed';

export function handOf({ id }: Who, asker: Who | null, involved: NonNullable<Judged['involved']>): Hand | null {
  const { authors, pusher, committers } = involved;
  if (id === asker?.id) return 'asked';
  if (authors.some(one => one.id === id)) return 'wrote';
  if (id === pusher?.id) return 'pushed';
  return committers.some(one => one.id === id) ? 'committed' : null;
}

/** Said to others of somebody. */
export const theirs: Record<Hand, string> = {
  asked: 'they asked for this deploy',
  wrote: 'they wrote the pull request',
  pushed: 'they pushed it last',
  committed: 'they have a commit in it',
};

/** Said to them. */
export const yours: Record<Hand, string> = {
  asked: 'you asked for this deploy',
  wrote: 'you wrote the pull request',
  pushed: 'you pushed it last',
  committed: 'you have a commit in it',
};
