/** A hold: after a deploy from a pull request its environment stays that one's, until merge, close, `/unlock` or the time. Pure. */
import type { Change } from '../../../core/decision.ts';
import type { Due, Repository } from '../../../core/event.ts';
import type { Deploy } from '../deploy.ts';
import { idOf } from '../deploy.ts';
import { dueFor, type Held, newLock } from './lock.ts';
import { saved } from './store.ts';

/** Its hold has a name of its own, so that it can end before it begins. */
export const holdId = ({ id }: Pick<Deploy, 'id'>): string => idOf(`hold/${id}`);

export const holdOf = (deploy: Deploy, pull: number, now: Date): Held =>
  newLock({
    id: holdId(deploy),
    environment: deploy.environment,
    kind: 'hold',
    by: deploy.story.by && { id: deploy.story.by.id, login: deploy.story.by.login },
    pull,
    thread: pull,
    since: now,
  });

interface Given {
  repository: Repository;
  /** As it ended. */
  deploy: Deploy;
  /** `hold` of its environment, as the file says it now. */
  hold: number;
  /** Open locks of the environment, and whether its pull request ended while it ran (`holdIsOver`). */
  locks: Held[];
  over: boolean;
  now: Date;
}

/** Empty where nothing is held: not asked for, not from a pull request that is open, a rollback, or no success. */
export function heldAfter({ repository, deploy, hold, locks, over, now }: Given): { changes: Change[]; raises: Due[] } {
  const pull = pullOf(deploy);
  if (pull === null || over || deploy.state !== 'succeeded') return { changes: [], raises: [] };
  const before = locks.filter(one => one.kind === 'hold' && one.environment === deploy.environment);
  const until = new Date(now.getTime() + hold);
  const held = { ...holdOf(deploy, pull, now), until };
  const replaced = before
    .filter(({ id }) => id !== held.id)
    .map(lock => saved(repository, { ...lock, ended: { at: now, how: 'replaced', by: null, reason: null } }));
  return { changes: [...replaced, saved(repository, held)], raises: dueFor(repository, held) };
}

/** The open pull request whose work it brought. What is merged is nobody's alone any more. */
export function pullOf({ kind, thread, story }: Deploy): number | null {
  const from = kind === 'asked' && thread !== null && (story.from === `#${thread}` || story.from.startsWith(`#${thread} @`));
  return from && !story.landed && !story.back ? thread : null;
}
