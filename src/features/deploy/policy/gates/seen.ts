/** Whether the person could see the commit that their words would take. Who names it by its digits means it. */
import { duration } from '../../../../time/duration.ts';
import { closed, type Gate, type Judging, open, unmerged } from '../gate.ts';
import type { Seen } from '../seen.ts';
import { commit, deployOf, say } from '../words.ts';

export function seen(given: Judging): Gate | null {
  const { named, seen: verdict, asker, commit: head } = given;
  if (asker === null) return null;
  const branch = named.how === 'branch' && named.said !== given.defaultBranch ? named.said : null;
  if (branch === null && (named.how !== 'thread' || !unmerged(given))) return null;
  const parts = { name: 'seen' as const, setting: null, says: `${commit(head.sha)} was there to see when it was asked for` };
  if (verdict === 'seen') return open(parts);
  // A commit of a branch that nobody protects is none to say the digits of; and after this it has been there to see.
  const again = branch === null ? (sha: string) => deployOf(given, sha) : () => say(given, 'deploy', branch);
  return closed({ ...parts, way: unseen(verdict, head.sha, again) });
}

/** `again`: the same with the digits of a commit, to copy. */
export function unseen(verdict: Exclude<Seen, 'seen'>, head: string, again: (sha: string) => string): string {
  if (verdict === 'unknown')
    return `I cannot find out whether ${commit(head)} was already the head when you wrote. Did you mean it? ${again(head)}`;
  const { moved, secondsBefore } = verdict;
  const apart = secondsOf(Math.abs(secondsBefore));
  const when =
    secondsBefore === 0 ? 'in the second of your comment' : `${apart} ${secondsBefore > 0 ? 'before' : 'after'} your comment`;
  return `The head moved to ${commit(moved)} ${when}. Did you mean it? ${again(moved)}`;
}

const secondsOf = (seconds: number): string =>
  seconds < 60 ? `${seconds} ${seconds === 1 ? 'second' : 'seconds'}` : duration(seconds * 1_000);
