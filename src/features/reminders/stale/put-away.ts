/** A question whether to close what is over, or is not asked about any more, is folded away. Pure. */
import type { Effect } from '../../../core/effect.ts';
import type { Repository } from '../../../core/event.ts';
import type { Stale } from '../row.ts';

/** What says that we closed it stands, and so does the way to undo that. */
export const hidesQuestion = (repository: Repository, stale: Stale | null): Effect[] =>
  stale === null || stale.comment === null || stale.closedAt !== null
    ? []
    : [{ kind: 'hide', key: `${stale.comment}:hide`, repository, lane: 'bookkeeping', comment: stale.comment }];
