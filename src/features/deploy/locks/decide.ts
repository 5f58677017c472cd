/** What `/lock` and `/unlock` come to, and how a lock ends. Pure. */
import { answer, type Invocation, type Outcome, refuse } from '../../../core/command.ts';
import type { Change } from '../../../core/decision.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Event, Repository } from '../../../core/event.ts';
import { type Deploy, idOf, isUnderWay } from '../deploy.ts';
import { touched } from '../touch.ts';
import { dueFor, type Held, isPast, newLock } from './lock.ts';
import * as messages from './messages.ts';
import { saved } from './store.ts';

/** Under the locks of all that is concerned. */
export interface Rows {
  /** Open ones, and those whose time is over and of whom nobody has said so. */
  locks: Held[];
  /** Waiting and under way, of the environment or of all. */
  queue: Deploy[];
}

interface Given {
  invocation: Invocation;
  /** Null: all. */
  environment: string | null;
  rows: Rows;
  timezone: string;
  now: Date;
}

interface Parts {
  changes: Change[];
  effects: Effect[];
  raises: Event[];
}

export const nothing: Parts = { changes: [], effects: [], raises: [] };
export const all = (...parts: Partial<Parts>[]): Parts => ({
  changes: parts.flatMap(one => one.changes ?? []),
  effects: parts.flatMap(one => one.effects ?? []),
  raises: parts.flatMap(one => one.raises ?? []),
});

const refused = (says: string, parts: Partial<Parts> = {}): Outcome => ({
  reply: refuse(says),
  reasons: { says, holds: false },
  ...parts,
});

const longest = 366 * 86_400_000;

export function decideLock(given: Given & { reason: string | null; length: number | null }): Outcome {
  const { invocation, environment, rows, now, length, reason } = given;
  const { repository, actor, place, prefix } = invocation;
  const words = { prefix, timezone: given.timezone, now };
  const { standing, past } = split(repository, rows, now);
  if (length !== null && length > longest) return refused(messages.tooLong, past);
  const held = standing.find(one => one.kind === 'person' && one.environment === environment);
  if (held && held.by?.id !== actor.id) return refused(messages.lockedAlready(held, words), past);
  if (held && reason === null && length === null) {
    const says = messages.yoursAlready(held, words);
    return { reply: answer(says), reasons: { says, holds: true }, ...past };
  }
  const until = length === null ? null : new Date(now.getTime() + length);
  const lock = held
    ? { ...held, reason: reason ?? held.reason, until: until ?? held.until }
    : newLock({
        id: idOf(`${invocation.id}/lock/${environment ?? ''}`),
        environment,
        kind: 'person',
        reason,
        by: { id: actor.id, login: actor.login },
        pull: place.pull?.state === 'open' ? place.subject.number : null,
        thread: place.subject.number,
        comment: invocation.comment,
        since: now,
        until,
      });
  const running = rows.queue.filter(isUnderWay);
  const shown = shows(repository, lock, messages.lockBody(lock, running, words), 'answer');
  return {
    reply: held ? answer(messages.renewed(lock, place.subject.number, words)) : null,
    reasons: { says: `${messages.where(lock)} is locked${lock.reason === null ? '' : `: ${lock.reason}`}`, holds: true },
    ...all(
      past,
      { changes: [saved(repository, shown.lock)], effects: shown.effects, raises: dueFor(repository, lock) },
      touched(repository, rows.queue, now),
    ),
  };
}

/** Its own comment, posted or with a new text. */
function shows(repository: Repository, lock: Held, body: string, lane: 'answer' | 'ending'): { lock: Held; effects: Effect[] } {
  const { id, comment, thread } = lock;
  if (comment === null) {
    const key = `lock:${id}`;
    if (thread === null) return { lock, effects: [] };
    return { lock: { ...lock, comment: key }, effects: [{ kind: 'comment', key, repository, lane, on: thread, body }] };
  }
  const edits = lock.edits + 1;
  const edit: Effect = { kind: 'edit', key: `lock:${id}:edit:${edits}`, repository, lane, comment, body };
  return { lock: { ...lock, edits }, effects: [edit] };
}

/** Over: the row, and the end of its own comment if it has one. */
export function ends(repository: Repository, lock: Held, ended: NonNullable<Held['ended']>): Parts & { lock: Held } {
  const over = { ...lock, ended };
  const shown = lock.comment === null ? { lock: over, effects: [] } : shows(repository, over, messages.endedBody(over), 'ending');
  return { ...nothing, lock: shown.lock, changes: [saved(repository, shown.lock)], effects: shown.effects };
}

/** Turns do not survive a restore, and may come a moment late: whoever comes by says that a time is over. */
export function split(repository: Repository, { locks }: Pick<Rows, 'locks'>, now: Date): { standing: Held[]; past: Parts } {
  const over = locks.filter(lock => isPast(lock, now));
  return {
    standing: locks.filter(lock => !isPast(lock, now)),
    past: all(...over.map(lock => ends(repository, lock, { at: lock.until ?? now, how: 'time', by: null, reason: null }))),
  };
}

export function decideUnlock(given: Given & { reason: string | null; override: string | null }): Outcome {
  const { invocation, environment, rows, now, override } = given;
  const { repository, actor, place, prefix } = invocation;
  const words = { prefix, timezone: given.timezone, now };
  const { standing, past } = split(repository, rows, now);
  const mine = standing.filter(one => one.environment === environment);
  const others = standing.filter(one => one.environment !== environment);
  const running = rows.queue.filter(isUnderWay);
  const of = { environment };
  if (mine.length === 0 && others.length === 0 && running.length > 0) return refused(messages.onlyRuns(of, running, words), past);
  if (mine.length === 0) return refused(messages.notLocked(of, others, words), past);
  if (running.length > 0 && override === null) return refused(messages.runsNow(of, mine, running, words, actor.id), past);
  const by = { id: actor.id, login: actor.login };
  const reason = override ?? given.reason;
  const over = mine.map(lock => ends(repository, lock, { at: now, how: 'unlocked', by, reason }));
  const waiting = rows.queue.filter(({ state }) => state === 'waiting');
  const here = place.subject.number;
  const told = tells(
    repository,
    over.map(({ lock }) => lock),
    running,
    { actor: by, here, reason: reason ?? '', id: invocation.id },
  );
  const [still] = environment === null ? [] : others;
  const lines = [
    ...over.map(({ lock }) => messages.unlocked(lock, told.names.get(lock.id))),
    still ? messages.stillLocked(still, words) : messages.looksAgain(waiting),
  ];
  return {
    reply: answer(lines.filter(line => line !== null).join('\n')),
    reasons: {
      says: `${messages.where(of)} is unlocked${running.length > 0 ? ' in the middle of a deploy' : ''}${reason === null ? '' : `: ${reason}`}`,
      holds: true,
    },
    ...all(past, ...over, { effects: told.effects }, touched(repository, rows.queue, now)),
  };
}

/** People who read a thread are at most so many called by us at once. */
const mostCalled = 2;

/** Whose locks these were, and who is deploying there, each once: in the answer where that stands in their thread, else in a line there. */
function tells(
  repository: Repository,
  over: Held[],
  running: Deploy[],
  { actor, here, reason, id }: { actor: { id: number; login: string }; here: number; reason: string; id: string },
): { names: Map<string, string>; effects: Effect[] } {
  const called = new Set([actor.id]);
  const names = new Map<string, string>();
  const effects: Effect[] = [];
  const line = (on: number, key: string, body: string) =>
    effects.push({ kind: 'comment', key: `unlock:${id}:${key}`, repository, lane: 'ending', on, body });
  const calls = (person: { id: number } | null): boolean => {
    if (!person || called.has(person.id) || called.size > mostCalled) return false;
    called.add(person.id);
    return true;
  };
  for (const lock of over) {
    if (!lock.by || !calls(lock.by)) continue;
    const name = `@${lock.by.login}`;
    if (lock.thread === here || lock.thread === null) names.set(lock.id, name);
    else line(lock.thread, lock.id, messages.lifted(lock, actor.login, name));
  }
  for (const deploy of running) {
    const { by } = deploy.story;
    if (!by || by.bot || deploy.thread === null || deploy.thread === here || !calls(by)) continue;
    line(deploy.thread, deploy.id, messages.unlockedBeside(deploy, actor.login, reason, `@${by.login}`));
  }
  return { names, effects };
}
