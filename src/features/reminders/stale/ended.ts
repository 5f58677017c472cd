/** What became of closing or opening something: what GitHub did not do is taken back where it was said, and is not taken for done. */
import { decided } from '../../../core/decision.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Repository } from '../../../core/event.ts';
import { handler } from '../../../core/feature.ts';
import { outcomeOf } from '../../../store/outcomes.ts';
import { lockOf } from '../lock.ts';
import { keptFrom } from './due.ts';
import * as messages from './messages.ts';
import { closedHere, notClosed, reopened } from './store.ts';

export const endedOf = 'stale-ended';

/** `id`: `close` and the comment that says so, or `reopen` and the number of the thread. */
export const staleEnded = handler({
  on: 'Due',
  facts: async ({ of, ended }) => (of === endedOf && ended !== undefined ? { key: ended } : null),
  scope: ({ repository }) => lockOf(repository),
  async rows(session, { repository, id }, { key }) {
    const [what, about = ''] = id.split(' ');
    return {
      outcome: (await outcomeOf(session, [key])).get(key) ?? null,
      closed: what === 'reopen' ? await closedHere(session, repository, Number(about)) : null,
    };
  },
  decide({ event: { repository, id }, facts: { key }, rows: { outcome, closed }, now }) {
    const failed = outcome?.state === 'failed' || outcome?.state === 'dropped';
    const [what, about = ''] = id.split(' ');
    const next = failed
      ? {
          // Where nobody knows whether it happened, it can still be undone.
          changes: what === 'close' && !outcome.unsure ? [notClosed(repository, about)] : [],
          effects: [takenBack(repository, { id, key, error: outcome.error })],
        }
      : {
          changes: closed ? [reopened(repository, Number(about), keptFrom(now))] : [],
          effects: closed?.comment ? [hidden(repository, key, closed.comment)] : [],
        };
    return decided({
      about: `whether GitHub did ${key}`,
      outcome: failed ? 'refused' : 'done',
      reasons: { says: failed ? (outcome.error ?? 'it did not say why') : 'it did', holds: !failed },
      ...next,
    });
  },
});

/** What says that we closed it. */
const hidden = (repository: Repository, key: string, comment: string): Effect => ({
  ...{ kind: 'hide', key: `${key}:hide`, repository, lane: 'bookkeeping', comment },
});

function takenBack(repository: Repository, { id, key, error }: { id: string; key: string; error: string | null }): Effect {
  const [what, about = ''] = id.split(' ');
  const planned = { repository, lane: 'ending', key: `${key}:not` } as const;
  return what === 'close'
    ? { ...planned, kind: 'edit', comment: about, body: messages.notClosed(error) }
    : { ...planned, kind: 'comment', on: Number(about), body: messages.notReopened(error) };
}
