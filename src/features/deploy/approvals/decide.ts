/** Whether somebody's word lets a commit go. Pure. */
import { answer, type Invocation, type Outcome, refuse } from '../../../core/command.ts';
import type { Effect } from '../../../core/effect.ts';
import { environmentsOf } from '../config.ts';
import { nudged } from '../decide.ts';
import { type Deploy, idOf, isOpen } from '../deploy.ts';
import { approversOf } from '../policy/config.ts';
import { handOf } from '../policy/hands.ts';
import type { Approval } from '../policy/rows.ts';
import { readingTime } from '../policy/seen.ts';
import { touched } from '../touch.ts';
import type { Facts } from './facts.ts';
import * as messages from './messages.ts';
import { approved, type End } from './store.ts';

/** As they are under the environment's lock. */
export interface Rows {
  /** Of this environment and commit. */
  approvals: Approval[];
  /** Of this environment. */
  queue: Deploy[];
  /** What last made approvals of the pull request void. */
  end: End | null;
}

interface Given {
  invocation: Invocation;
  environment: string;
  facts: Facts;
  rows: Rows;
  now: Date;
}

const no = (says: string): Outcome => ({ reply: refuse(says), reasons: { says, holds: false } });

export function decideApproval({ invocation, environment: name, facts, rows, now }: Given): Outcome {
  if (!facts.ok) return no(facts.says);
  const { actor, repository, place, prefix, at, sign, comment, file } = invocation;
  const { sha, pull, how } = facts;
  const here = place.subject.number;
  const open = rows.queue.filter(one => isOpen(one) && one.sha === sha);
  const waiting = open.filter(({ state }) => state === 'waiting');
  // What was said first may be decided last: a push in between makes it void all the same.
  if (rows.end && rows.end.at >= at) return no(messages.endedMeanwhile(sha, rows.end.why, name, prefix));
  if (how === 'waiting') {
    const meant = waiting.find(({ thread }) => thread === here);
    if (!meant) return no(messages.notWaitingAnyMore(sha, name, prefix));
    const seconds = secondsUnread(meant, at);
    if (seconds !== null) return no(messages.askedJustNow(sha, seconds, name, prefix));
  }
  const hand = facts.hand ?? askedByAll(waiting, actor);
  const config = environmentsOf(file)[name];
  if (hand !== null) return no(messages.ownWork(hand, sha, name, config ? (approversOf(config) ?? []) : [], actor.login));
  const before = rows.approvals.find(one => one.void === null && one.by.id === actor.id);
  if (before) {
    const says = messages.already(actor.login, sha, name, before.at, now);
    return { reply: answer(says), reasons: { says, holds: false }, raises: nudged(repository, rows.queue, now) };
  }
  const by = { id: actor.id, login: actor.login };
  const id = idOf(`${invocation.id}/approve/${name}`);
  const given = approved(repository, { id, environment: name, sha, pull, by, at, thread: here });
  const woken = touched(repository, waiting, now);
  // Its own comment shows who approved it, so a sign is enough.
  const shown = sign !== null && comment === null && waiting.some(({ thread }) => thread === here);
  const pushable = pull !== null && place.pull?.state === 'open';
  const byDigits = how === 'digits' && sha !== place.pull?.head.sha;
  const says = messages.approves({ login: actor.login, sha, name, prefix, pushable, open, byDigits, here });
  return {
    reply: shown ? null : answer(says),
    reasons: { says: `${actor.login} approved ${sha} for ${name}`, holds: true },
    changes: [given, ...woken.changes],
    effects: shown ? [thumbsUp(invocation, sign)] : [],
    raises: woken.raises,
  };
}

const thumbsUp = ({ repository, id }: Invocation, node: string): Effect => ({
  kind: 'react',
  key: `approved:${id}`,
  repository,
  lane: 'answer',
  node,
  content: '+1',
});

/** How long before the comment it was asked for, when that is too short for anybody to have read it; else null. */
export function secondsUnread({ askedAt }: Deploy, said: Date): number | null {
  const apart = said.getTime() - askedAt.getTime();
  return apart < readingTime ? Math.max(0, Math.round(apart / 1000)) : null;
}

/** Who asked for all that waits cannot mean any of it. */
function askedByAll(waiting: Deploy[], actor: { id: number }): 'asked' | null {
  const nobody = { authors: [], pusher: null, committers: [] };
  return waiting.length > 0 && waiting.every(({ story }) => handOf(actor, story.by, nobody) !== null) ? 'asked' : null;
}
