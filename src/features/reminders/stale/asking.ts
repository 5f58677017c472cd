/** Asks about something old, hears what people say to it, and does what it said it would. The same for pull requests and issues; pure. */
import type { Effect } from '../../../core/effect.ts';
import type { Person, Repository } from '../../../core/event.ts';
import type { Outcome } from '../../../store/outcomes.ts';
import { isWorking, workDue } from '../../../time/work-time.ts';
import type { Round } from '../act.ts';
import type { Stale } from '../row.ts';
import { dueOf, isAsked, keptFrom, movedSince, snoozedSince, waitSpan } from './due.ts';
import { endedOf } from './ended.ts';
import * as messages from './messages.ts';
import type { Hush, Shield } from './shield.ts';
import { type Answers, verdictOf } from './votes.ts';

export interface Thread {
  kind: messages.Kind;
  number: number;
  author: Person | null;
  assignees: Person[];
  open: boolean;
  /** The last sign of a person. */
  movedAt: Date;
  head: string | null;
  snoozedUntil: Date | null;
  hush: Hush | null;
  shield: Shield | null;
}

export interface Given extends Answers {
  round: Round;
  thread: Thread;
  stale: Stale | null;
  outcomes: Map<string, Outcome>;
}

export interface Asked {
  stale: Stale | null;
  effects: Effect[];
  /** For the audit; null: nothing was done. */
  says: string | null;
}

/** Later, somebody may have moved without our knowing. */
const closeWithin = 15 * 60_000;

export function asking(given: Given): Asked {
  const { stale, thread, round } = given;
  const unchanged: Asked = { stale, effects: [], says: null };
  const heard = isAsked(stale) ? answered(given, stale) : null;
  if (heard) return heard;
  if (stale?.closedAt && stale.comment !== null && isOpenAgain(given, stale, stale.closedAt))
    return hidden(given, { ...stale, closedAt: null }, stale.comment);
  if (stale && stale.closedAt === null && stale.comment !== null && (!thread.open || movedSince(thread, stale)))
    return hidden(given, stale, stale.comment);
  const due = thread.open ? dueOf({ ...thread, hushed: thread.hush !== null }, stale, round.config) : null;
  if (due === null || due > round.now || !isWorking(round.config.calendarOf(null), round.now)) return unchanged;
  return (isAsked(stale) ? goesOn(given, stale) : asks(given, null)) ?? unchanged;
}

/** The file asks for nothing any more: no question stands there that says what happens next. */
export function withdrawn(repository: Repository, stale: Stale | null): Effect[] {
  if (!stale?.comment || stale.closedAt !== null) return [];
  const { comment } = stale;
  const of = { repository, lane: 'bookkeeping', comment } as const;
  const body = messages.putAway({ because: 'off' });
  return [
    ...(isAsked(stale) ? [{ ...of, kind: 'edit' as const, key: `${comment}:over`, body }] : []),
    { ...of, kind: 'hide', key: `${comment}:hide` },
  ];
}

type Open = Stale & { comment: string };

/** What somebody said or did since it was asked; null: nothing. Whatever somebody did counts more than a thumb. */
function answered(given: Given, stale: Open): Asked | null {
  const { thread, outcomes, votes, seen } = given;
  const { now } = given.round;
  if (!thread.open) return null;
  const hush = thread.hush ?? (snoozedSince(thread, stale) ? ({ because: 'snoozed' } as const) : null);
  const moved = movedSince(thread, stale);
  if (hush) {
    const effects = [edit(given, stale, 'over', messages.putAway(hush)), hide(given, stale.comment)];
    // Whoever ends the quiet tomorrow does not have the same asked tomorrow.
    const until = moved ? keptFrom(now) : workDue(stale.askedAt, waitSpan, given.round.config.calendarOf(null));
    return done(given, { ...stale, comment: null, nextAt: null, keptUntil: until }, 'it is not asked about any more', effects);
  }
  if (moved) {
    const says = messages.keptByMove(keptFrom(now), daysOf(given));
    const kept = { ...stale, comment: null, nextAt: null, keptUntil: keptFrom(now) };
    return done(given, kept, 'somebody moved there', [edit(given, stale, 'kept', says), hide(given, stale.comment)]);
  }
  const node = outcomes.get(stale.comment)?.remoteId ?? null;
  const verdict = verdictOf(votes, node, thread);
  // Among those that were not seen may be one who keeps it.
  if (!verdict || (verdict.says === 'yes' && !seen.get(node ?? ''))) return null;
  return verdict.says === 'yes'
    ? closes(given, stale, verdict.by)
    : keeps(given, stale, messages.keptBy(verdict.by, keptFrom(now), daysOf(given)), `${verdict.by.login} keeps it`);
}

/** Nobody said anything, and the time has come that was named. Null: not yet. */
function goesOn(given: Given, stale: Open): Asked | null {
  const { round, thread, outcomes, seen } = given;
  const { config, now } = round;
  if (!config.closes) {
    const says = questionOf(given, { again: stale.asks > 1, next: null });
    return done(given, { ...stale, nextAt: null }, 'the file has nothing closed any more', [edit(given, stale, 'open', says)]);
  }
  if (thread.shield) return keeps(given, stale, messages.shielded(thread.shield, keptFrom(now), daysOf(given)), thread.shield);
  const posted = outcomes.get(stale.comment);
  // What nobody could read was not asked.
  if (posted?.state === 'failed' || posted?.state === 'dropped') return asks(given, null);
  if (posted?.state !== 'done') return null;
  const over = workDue(posted.settledAt ?? stale.askedAt, waitSpan, config.calendarOf(null));
  if (over === null || over > now) return null;
  const isWhole = seen.get(posted.remoteId ?? '');
  if (isWhole === undefined) return null;
  // Somebody deleted the question, or it has more answers than anybody reads: that is no silence.
  if (!isWhole) return keeps(given, stale, messages.unread(keptFrom(now), daysOf(given)), 'its answers cannot be read');
  return stale.asks === 1 ? asks(given, stale) : closes(given, stale, null);
}

/** Null: enough was said today. */
function asks(given: Given, first: Open | null): Asked | null {
  const { round, thread, stale } = given;
  const { repository, config, now } = round;
  if (round.left <= 0) return null;
  const nextAt = config.closes && thread.shield === null ? workDue(now, waitSpan, config.calendarOf(null)) : null;
  const comment = `stale:${repository.id}:${thread.number}:${now.getTime()}`;
  const next = nextAt && ({ what: first ? 'close' : 'ask', at: nextAt } as const);
  const body = questionOf(given, { again: first !== null, next });
  const effects: Effect[] = [
    ...(stale?.comment ? [hide(given, stale.comment)] : []),
    { ...planned(given), kind: 'comment', key: comment, on: thread.number, body },
  ];
  const asks = first ? first.asks + 1 : 1;
  const says = first ? 'it is asked about once more' : 'it is asked about';
  return done(given, { comment, askedAt: now, head: thread.head, asks, nextAt, keptUntil: null, closedAt: null }, says, effects);
}

/** `by`: who decided so; null: nobody answered. */
function closes(given: Given, stale: Open, by: Person | null): Asked {
  const { round, thread } = given;
  const { now, prefix } = round;
  const says = by ? messages.closedBy(by, prefix) : messages.closedAlone(thread.movedAt, prefix, daysOf(given));
  const close: Effect = {
    ...{
      ...planned(given),
      lane: 'ending',
      kind: 'thread-state',
      key: `${stale.comment}:close`,
      number: thread.number,
      state: 'closed',
    },
    ...(thread.kind === 'issue' ? { reason: 'not_planned' } : {}),
    leaveBy: new Date(now.getTime() + closeWithin),
    unlessMoved: { since: `${stale.askedAt.toISOString().slice(0, 19)}Z`, head: stale.head, alone: by === null },
    // biome-ignore lint/suspicious/noThenProperty: nobody awaits an effect
    then: { of: endedOf, id: `close ${stale.comment}` },
  };
  const closed = { ...stale, nextAt: null, keptUntil: keptFrom(now), closedAt: now };
  return done(given, closed, by ? `${by.login} has it closed` : 'it is closed: nobody answered twice', [
    close,
    edit(given, stale, 'closed', says),
  ]);
}

/** Until then it may be on its way to be closed. */
const isOpenAgain = ({ thread, round }: Given, stale: Stale, closedAt: Date): boolean =>
  thread.open && movedSince(thread, stale) && closedAt.getTime() + closeWithin < round.now.getTime();

/** The comment stays, to be put away when somebody moves. */
function keeps(given: Given, stale: Open, says: string, because: string): Asked {
  const kept = { ...stale, nextAt: null, keptUntil: keptFrom(given.round.now) };
  return done(given, kept, `it stays: ${because}`, [edit(given, stale, 'kept', says)]);
}

function hidden(given: Given, stale: Stale, comment: string): Asked {
  return done(given, { ...stale, comment: null, nextAt: null }, 'the question is put away', [hide(given, comment)]);
}

function questionOf(given: Given, more: Pick<Parameters<typeof messages.question>[0], 'again' | 'next'>): string {
  const { thread, round } = given;
  const { kind, author, movedAt } = thread;
  return messages.question({ kind, author, movedAt, prefix: round.prefix, ...more }, daysOf(given));
}

const daysOf = ({ round: { config, now } }: Given): messages.Days => ({ timezone: config.calendarOf(null).timezone, now });
const planned = ({ round: { repository } }: Given) => ({ repository, lane: 'bookkeeping' }) as const;
const hide = (given: Given, comment: string): Effect => ({ ...planned(given), kind: 'hide', key: `${comment}:hide`, comment });
const edit = (given: Given, { comment }: Open, what: string, body: string): Effect => ({
  ...{ ...planned(given), kind: 'edit', key: `${comment}:${what}`, comment, body },
});
const done = ({ thread }: Given, stale: Stale | null, says: string, effects: Effect[]): Asked => ({
  ...{ stale, effects, says: `#${thread.number}: ${says}` },
});
