/** A lock: whose it is, why, and what ends it. A deploy that runs keeps others out by its own row, and is none. */
import type { Due, Repository } from '../../../core/event.ts';
import type { Lock } from '../policy/rows.ts';

export const endings = ['unlocked', 'time', 'merged', 'closed', 'replaced'] as const;
export type Ending = (typeof endings)[number];

type Person = NonNullable<Lock['by']>;

/** The row. */
export interface Held extends Lock {
  id: string;
  /** Where it was made, and is spoken of. */
  thread: number | null;
  /** The key of the effect that posts its own comment; null when it has none. */
  comment: string | null;
  edits: number;
  ended: { at: Date; how: Ending; by: Person | null; reason: string | null } | null;
}

export const newLock = (parts: Pick<Held, 'id' | 'environment' | 'kind' | 'by' | 'since'> & Partial<Held>): Held => ({
  reason: null,
  pull: null,
  thread: null,
  comment: null,
  edits: 0,
  until: null,
  ended: null,
  ...parts,
});

/** Its time is over, whether or not anybody has said so yet. */
export const isPast = ({ until }: Lock, now: Date): boolean => until !== null && until <= now;

export const dueOf = 'deploy-lock';

/** Its own turn, at its time; nothing for one that has none. */
export const dueFor = (repository: Repository, { id, until }: Held): Due[] =>
  until === null ? [] : [{ type: 'Due', at: until, repository, of: dueOf, id }];

/** Who decides on locks of all environments decides on each of them. */
export const everywhere = '*';
