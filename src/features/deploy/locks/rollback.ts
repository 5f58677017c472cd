/** Whether an environment goes back, and the lock that keeps it there. Pure. */
import { answer, type Invocation, type Outcome, refuse } from '../../../core/command.ts';
import type { Effect } from '../../../core/effect.ts';
import { asked } from '../asked.ts';
import { enters, leaves, together } from '../decide.ts';
import { changed, type Deploy, idOf, isUnderWay } from '../deploy.ts';
import { replacedBy } from '../endings.ts';
import { underWayAlready } from '../messages.ts';
import { closed, type Gate, open } from '../policy/gate.ts';
import type { Lock } from '../policy/rows.ts';
import { bold, typed } from '../policy/words.ts';
import type { Rows as Round } from '../surroundings.ts';
import { touched } from '../touch.ts';
import type { BackFacts, Return } from './back.ts';
import { all, split } from './decide.ts';
import { type Held, newLock } from './lock.ts';
import { keepsOut } from './messages.ts';
import { find, type Past, type To, withUnderWay } from './pasts.ts';
import * as words from './rollback-words.ts';
import { saved } from './store.ts';

export interface Rows {
  round: Round;
  pasts: Past[];
  locks: Held[];
}

interface Given {
  invocation: Invocation;
  environment: string;
  to: To | undefined;
  facts: BackFacts;
  rows: Rows;
  now: Date;
}

const refused = (says: string): Outcome => ({ reply: refuse(says), reasons: { says, holds: false } });

/**
 * All that a rollback has to pass. It passed this policy before, and at night nobody reviews: no checks, no approval, no freeze, no hold, no
 * lock of an earlier rollback. Only what a person has locked may be mid-migration; whoever locked knows that, and may go back all the same.
 */
export function rollbackGate({
  name,
  prefix,
  by,
  locks,
  now,
}: {
  name: string;
  prefix: string;
  by: { id: number } | null;
  locks: Lock[];
  now: Date;
}): Gate {
  const parts = { name: 'lock' as const, says: `${bold(name)} is not locked by anybody else`, setting: null };
  const first = locks.find(
    one => one.kind === 'person' && (one.until === null || one.until > now) && (by === null || one.by?.id !== by.id),
  );
  return first ? closed({ ...parts, way: keepsOut(first, { prefix, now }) }) : open(parts);
}

export function decideRollback(given: Given): Outcome {
  const { facts, rows, invocation, environment, to, now } = given;
  if (!facts.ok) return refused(facts.says);
  const { repository, place, prefix, actor } = invocation;
  const { standing, past } = split(repository, rows, now);
  const { queue } = rows.round;
  const gate = rollbackGate({ name: environment, prefix, by: actor, locks: standing, now });
  if (gate.way !== null) return { ...refused(gate.way), ...past };
  const busy = alreadyBusy({ invocation, environment, to, queue, pasts: rows.pasts, now });
  if (busy !== null) return { ...refused(busy), ...past };
  const same = queue.find(one => one.story.back && one.sha === facts.to.sha);
  if (same) {
    const says = underWayAlready(same, place.subject.number, now);
    return { reply: answer(says), reasons: { says, holds: false }, ...past };
  }
  const still = find({ environment, prefix, pasts: withUnderWay(rows.pasts, queue), to });
  if (!still.ok || still.to.sha !== facts.to.sha || still.leaving.sha !== facts.back.from)
    return { ...refused(words.movedMeanwhile(environment, prefix)), ...past };
  return goes(given, facts, standing, past);
}

/** Nothing can be counted back from what is under way, and a rollback that somebody else asked for is nothing to repeat. */
export function alreadyBusy({
  invocation: { place, prefix },
  environment,
  to,
  queue,
  pasts,
  now,
}: Pick<Given, 'invocation' | 'environment' | 'to' | 'now'> & { queue: Deploy[]; pasts: Past[] }): string | null {
  if (to && 'sha' in to) return null;
  const back = queue.find(({ story }) => story.back);
  if (back) return underWayAlready(back, place.subject.number, now);
  const busy = queue.find(isUnderWay);
  const [last] = pasts;
  return busy ? words.underWay(environment, busy, last?.good ? last.sha : null, prefix, now) : null;
}

function goes(
  { invocation, environment, rows, now }: Given,
  facts: Return,
  locks: Held[],
  past: ReturnType<typeof all>,
): Outcome {
  const { repository, place, actor } = invocation;
  const wanted = deployOf(invocation, environment, facts, rows.round, now);
  const replaced = rows.round.queue.filter(
    one => one.state === 'waiting' && one.kind === 'asked' && one.thread === wanted.thread,
  );
  const queue = rows.round.queue.filter(one => !replaced.includes(one));
  const shown = queue.length === 0 ? opened(wanted, invocation, now) : { deploy: wanted, effects: [] };
  const next = enters(repository, shown.deploy, { ...rows.round, queue }, 0, now);
  const out = replaced.map(one => leaves(repository, one, replacedBy(wanted.sha), now));
  const older = locks.filter(one => one.kind === 'rollback' && one.environment === environment);
  const lock = newLock({
    id: idOf(`${invocation.id}/rollback/${environment}`),
    environment,
    kind: 'rollback',
    reason: words.reasonOf(facts.back.from),
    by: { id: actor.id, login: actor.login },
    thread: place.subject.number,
    since: now,
  });
  return {
    reply: null,
    reasons: {
      says: `${environment} goes back to ${facts.to.sha}, which succeeded there, and is locked: ${lock.reason}`,
      holds: true,
    },
    ...all(
      past,
      together(repository, [...out, { ...next, effects: [...shown.effects, ...next.effects] }]),
      {
        changes: [
          ...older.map(one => saved(repository, { ...one, ended: { at: now, how: 'replaced', by: null, reason: null } })),
          saved(repository, lock),
        ],
      },
      touched(repository, queue, now),
    ),
  };
}

/** At night people want to see at once what will happen; its run is known seconds later. */
function opened(wanted: Deploy, { repository }: Invocation, now: Date): { deploy: Deploy; effects: Effect[] } {
  const { id, thread, comment } = wanted;
  const planned = { repository, lane: 'answer', body: words.goesBack(wanted, now) } as const;
  if (comment !== null) {
    const edits = wanted.edits + 1;
    return {
      deploy: changed(wanted, { edits, shownAt: now }),
      effects: [{ ...planned, kind: 'edit', key: `deploy:${id}:edit:${edits}`, comment }],
    };
  }
  if (thread === null) return { deploy: wanted, effects: [] };
  const key = `deploy:${id}`;
  return {
    deploy: changed(wanted, { comment: key, shownAt: now }),
    effects: [{ ...planned, kind: 'comment', key, on: thread }],
  };
}

const deployOf = (invocation: Invocation, environment: string, { wish, back, to }: Return, round: Round, now: Date): Deploy =>
  asked(invocation, environment, wish, round, now, {
    again: `${invocation.prefix}rollback ${environment} @${typed(to.sha)}`,
    landed: null,
    back,
  });
