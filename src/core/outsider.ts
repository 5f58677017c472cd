/** Who gives a command in a public repository only because a thread of theirs is in it: they make us write as little as can be. */
import type { Invocation } from './command.ts';
import { roles } from './reads.ts';

/** Everybody reads what is public, so that is no tie to it; to be asked for a review is one. */
export const isOutsider = ({
  repository,
  role,
  place,
  actor,
}: Pick<Invocation, 'repository' | 'role' | 'place' | 'actor'>): boolean =>
  !repository.private && roles.indexOf(role) < roles.indexOf('triage') && place.asked.every(({ id }) => id !== actor.id);
