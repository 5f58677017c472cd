/** An old pull request is asked about, not swept away. Pure. */
import type { Acted, Given } from '../act.ts';
import { asking, type Thread } from './asking.ts';
import { hushOf, shieldOfPull } from './shield.ts';
import type { Answers } from './votes.ts';

/** Nobody is called, so nobody has heard of it. */
export function staleAct({ round, row, pull, outcomes, votes, seen }: Given & Answers): Acted {
  const thread: Thread = {
    ...{ kind: 'pull request', number: row.number, author: pull.author, assignees: pull.assignees, open: pull.state === 'open' },
    ...{ movedAt: row.movedAt, head: pull.head, snoozedUntil: row.snoozedUntil },
    hush: hushOf(row, round.config),
    shield: shieldOfPull(pull, row, round.now),
  };
  const { stale, effects, says } = asking({ round, thread, stale: row.stale, outcomes, votes, seen });
  return { row: { ...row, stale }, effects, heard: [], says: says === null ? [] : [says] };
}
