/** Whether the person could see the commit that their words would take. Who names it by its digits means it. */
import { duration } from '../../../../core/duration.ts';
import { closed, type Gate, type Judging, open, unmerged } from '../gate.ts';
import { commit, deployOf } from '../words.ts';

export function seen(given: Judging): Gate | null {
  const { named, seen: verdict, asker, commit: head } = given;
  if (named.how !== 'thread' || asker === null || !unmerged(given)) return null;
  const parts = { name: 'seen' as const, setting: null, says: `${commit(head.sha)} was there to see when it was asked for` };
  if (verdict === 'seen') return open(parts);
  if (verdict === 'unknown') {
    return closed({
      ...parts,
      way: `I cannot find out whether ${commit(head.sha)} was already the head when you wrote. Did you mean it? ${deployOf(given, head.sha)}`,
    });
  }
  const { moved, secondsBefore } = verdict;
  const apart = secondsOf(Math.abs(secondsBefore));
  const when =
    secondsBefore === 0 ? 'in the second of your comment' : `${apart} ${secondsBefore > 0 ? 'before' : 'after'} your comment`;
  return closed({ ...parts, way: `The head moved to ${commit(moved)} ${when}. Did you mean it? ${deployOf(given, moved)}` });
}

const secondsOf = (seconds: number): string =>
  seconds < 60 ? `${seconds} ${seconds === 1 ? 'second' : 'seconds'}` : duration(seconds * 1_000);
