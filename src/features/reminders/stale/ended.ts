/** What was said of closing or opening something, and GitHub did not do, is taken back where it was said. */
import { decided } from '../../../core/decision.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Repository } from '../../../core/event.ts';
import { handler } from '../../../core/feature.ts';
import { outcomeOf } from '../../../store/outcomes.ts';
import * as messages from './messages.ts';

export const endedOf = 'stale-ended';

/** `id`: `close` and the comment that says so, or `reopen` and the number of the thread. */
export const staleEnded = handler({
  on: 'Due',
  facts: async ({ of, ended }) => (of === endedOf && ended !== undefined ? { key: ended } : null),
  scope: ({ repository, id }) => `stale/${repository.id}/${id}`,
  rows: async (session, _event, { key }) => (await outcomeOf(session, [key])).get(key) ?? null,
  decide({ event: { repository, id }, facts: { key }, rows: outcome }) {
    const failed = outcome?.state === 'failed' || outcome?.state === 'dropped';
    return decided({
      about: `whether GitHub did ${key}`,
      outcome: failed ? 'refused' : 'done',
      reasons: { says: failed ? (outcome.error ?? 'it did not say why') : 'it did', holds: !failed },
      effects: failed ? [takenBack(repository, { id, key, error: outcome.error })] : [],
    });
  },
});

function takenBack(repository: Repository, { id, key, error }: { id: string; key: string; error: string | null }): Effect {
  const [what, about = ''] = id.split(' ');
  const planned = { repository, lane: 'ending', key: `${key}:not` } as const;
  return what === 'close'
    ? { ...planned, kind: 'edit', comment: about, body: messages.notClosed(error) }
    : { ...planned, kind: 'comment', on: Number(about), body: messages.notReopened(error) };
}
