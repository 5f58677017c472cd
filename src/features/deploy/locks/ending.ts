/** Locks that end by themselves: at their time, and with the pull request they belong to. None goes without a word where somebody waits. */
import { type Decision, decided } from '../../../core/decision.ts';
import type { Due, PullMoved, Repository } from '../../../core/event.ts';
import { handler } from '../../../core/feature.ts';
import type { TeamFile } from '../../../core/file.ts';
import { environmentsOf } from '../config.ts';
import { type Deploy, isOpen } from '../deploy.ts';
import { queue } from '../store.ts';
import { touched } from '../touch.ts';
import { all, ends } from './decide.ts';
import { holdOf } from './hold.ts';
import { dueOf, type Held, isPast } from './lock.ts';
import { heldNoMore } from './messages.ts';
import { scopesOf } from './place.ts';
import { lockById, locksOfPull, saved } from './store.ts';

interface Facts {
  file: TeamFile;
  /** Null: all. */
  environments: (string | null)[];
  /** Those that a pull request has a deploy on its way to, and would be held for it. */
  held: string[];
}

const scopes = ({ repository }: Due | PullMoved, { file, environments }: Facts): string[] =>
  environments.flatMap(name => scopesOf(repository.id, file, name));
/** One of them; the others follow in `locks`. */
const scope = (event: Due | PullMoved, facts: Facts): string => scopes(event, facts)[0] ?? `locks/${event.repository.id}`;

export const times = handler({
  on: 'Due',
  async facts(event, ask): Promise<Facts | null> {
    if (event.of !== dueOf) return null;
    const lock = await ask.peek(session => lockById(session, event.repository, event.id));
    return lock && !lock.ended ? { file: await ask.file(), environments: [lock.environment], held: [] } : null;
  },
  scope,
  locks: scopes,
  rows: async (session, { repository, id }, { environments }) => ({
    lock: await lockById(session, repository, id),
    queue: await queue(session, repository, environments[0] ?? undefined),
  }),
  decide({ event: { repository, id }, rows: { lock, queue: open }, now }) {
    const about = `the time of lock ${id}`;
    // Somebody lifted it meanwhile, or gave it more time.
    if (!lock || lock.ended || !isPast(lock, now)) return decided({ about, outcome: 'ignored' });
    return over(repository, about, [lock], open, 'time', now);
  },
});

export const pullsEnd = handler({
  on: 'PullMoved',
  async facts(event, ask): Promise<Facts | null> {
    if (event.how !== 'closed' && event.how !== 'merged') return null;
    const { repository, number } = event;
    const rows = await ask.peek(async session => ({
      locks: await locksOfPull(session, repository, number),
      deploys: (await queue(session, repository)).filter(({ thread }) => thread === number),
    }));
    if (rows.locks.length + rows.deploys.length === 0) return null;
    const file = await ask.file();
    const config = environmentsOf(file);
    const held = rows.deploys.map(({ environment }) => environment).filter(name => config[name]?.hold !== undefined);
    const environments = [...new Set([...rows.locks.map(({ environment }) => environment), ...held])];
    return environments.length === 0 ? null : { file, environments, held };
  },
  scope,
  locks: scopes,
  rows: async (session, { repository, number }) => ({
    locks: await locksOfPull(session, repository, number),
    queue: await queue(session, repository),
  }),
  decide({ event, facts, rows, now }) {
    const { repository, number } = event;
    const how = event.how === 'merged' ? 'merged' : 'closed';
    const about = `#${number} is ${how}: what is locked with it`;
    const known = rows.locks.filter(({ environment }) => facts.environments.includes(environment));
    // What it still brings is not held for it afterwards: that hold ends before it begins.
    const never = rows.queue
      .filter(one => one.thread === number && isOpen(one) && facts.held.includes(one.environment))
      .map(one => ({ ...holdOf(one, number, now), ended: { at: now, how, by: null, reason: null } }) satisfies Held);
    const decision = over(repository, about, known, rows.queue, how, now);
    return { ...decision, changes: [...decision.changes, ...never.map(lock => saved(repository, lock))] };
  },
});

function over(
  repository: Repository,
  about: string,
  locks: Held[],
  open: Deploy[],
  how: 'time' | 'merged' | 'closed',
  now: Date,
): Decision {
  const concerned = (lock: Held) =>
    open.filter(one => one.state === 'waiting' && (lock.environment === null || one.environment === lock.environment));
  const waiting = [...new Set(locks.flatMap(concerned))];
  const ended = locks.map(lock => ends(repository, lock, { at: now, how, by: null, reason: null }));
  // A lock with a comment of its own says it there; a hold has none, and nobody has missed it unless somebody waited.
  const lines = ended.flatMap(({ lock }) =>
    lock.kind === 'hold' && lock.thread !== null && concerned(lock).some(({ thread }) => thread !== lock.pull)
      ? [
          {
            kind: 'comment' as const,
            key: `lock:${lock.id}:over`,
            repository,
            lane: 'ending' as const,
            on: lock.thread,
            body: heldNoMore(lock, how),
          },
        ]
      : [],
  );
  return decided({
    about,
    outcome: locks.length > 0 ? 'done' : 'ignored',
    ...all(...ended, { effects: lines }, touched(repository, waiting, now)),
  });
}
