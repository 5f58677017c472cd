/** Wakes deploys that wait: something that may stand in their way has changed, so they are looked at anew, and at once. Pure. */
import type { Change } from '../../core/decision.ts';
import type { Due, Repository } from '../../core/event.ts';
import { changed, type Deploy } from './deploy.ts';
import { dueFor } from './reconcile.ts';
import { saved } from './store.ts';

/** Many checks may end within a moment; one look after the last of them is enough. */
const together = 3_000;

/** With `soon` what else happens within a moment is looked at in the same go. */
export function touched(
  repository: Repository,
  deploys: Deploy[],
  now: Date,
  how: 'now' | 'soon' = 'now',
): { changes: Change[]; raises: Due[] } {
  const at = how === 'now' ? now : new Date(now.getTime() + together);
  const waiting = deploys.filter(({ state }) => state === 'waiting');
  const late = waiting.filter(({ dueAt, story }) => story.judgedAt !== null || dueAt === null || dueAt > at);
  return {
    changes: waiting.map(deploy => {
      const woken = deploy.story.woken + 1;
      return saved(
        repository,
        late.includes(deploy) ? changed(deploy, { dueAt: at }, { judgedAt: null, woken }) : changed(deploy, {}, { woken }),
      );
    }),
    raises: late.map(({ id }) => dueFor(repository, id, at)),
  };
}
