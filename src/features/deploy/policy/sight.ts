/** Whether somebody could see the head of a pull request when they spoke. Facts: GitHub is asked where our own rows do not tell. */
import type { Ask } from '../../../core/feature.ts';
import type { Move, Pull } from '../../../core/reads.ts';
import { type Seen, seenBy } from './seen.ts';

/** GitHub answers so many of a branch's moves at once. */
export const mostMoves = 100;

export interface Sight {
  seen: Seen;
  /** What is known of its moves, oldest first. */
  moves: Move[];
}

/** The same of a branch that was named. One that has not moved since GitHub notes it has long been where it is. */
export async function sightOfBranch(
  ask: Ask,
  { branch, head, said }: { branch: string; head: string; said: Date },
): Promise<Sight> {
  const activity = await ask.github.activity(branch, mostMoves);
  const moves = activity.toReversed();
  if (activity.length === 0) return { seen: 'seen', moves };
  return { seen: seenBy({ heads: [], head, said, opened: said, activity }), moves };
}

export async function sightOf(
  ask: Ask,
  { pull, head, said, heads }: { pull: Pull; head: string; said: Date; heads: Move[] },
): Promise<Sight> {
  const asked = { heads, head, said, opened: pull.openedAt };
  const seen = seenBy({ ...asked, activity: null });
  if (seen !== 'unknown' || pull.fork) return { seen, moves: heads };
  const activity = await ask.github.activity(pull.branch, mostMoves);
  return { seen: seenBy({ ...asked, activity }), moves: activity.toReversed() };
}
