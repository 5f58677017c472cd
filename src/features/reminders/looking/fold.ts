/** What was read of a pull request, and what was known of it, as one row. Pure. */
import type { Person } from '../../../core/event.ts';
import type { OpenPull } from '../../../core/open-pull.ts';
import { nextWorking } from '../../../time/work-time.ts';
import type { Reminders } from '../config.ts';
import { stretchOf } from '../nudge/called.ts';
import { hearsAt } from '../nudge/calling.ts';
import { nudgeDue } from '../nudge/due.ts';
import type { Peace, Row, Stale } from '../row.ts';
import { staleDue } from '../stale/due.ts';
import { latest } from '../turns/times.ts';
import { counting, isGreen, tendedAtOf, turnOf } from '../turns/turn-of.ts';
import { standing, stuckAt } from './standing.ts';

export interface Folding {
  config: Reminders;
  /** Until when nothing goes where a merge would take it. */
  frozen(base: string): { until: Date | null } | null;
  /** Who wants no reminders here. */
  optedOut: ReadonlySet<number>;
  /** Has heard something today. */
  hasHeard(person: Person): boolean;
  /** Where somebody asked for quiet. */
  peace: ReadonlyMap<number, Peace>;
  now: Date;
}

const noPeace: Peace = { snoozedUntil: null, muted: false };

/** `closed`: what is known of it from when we closed it once. */
export function folded(row: Row | null, pull: OpenPull, given: Folding, closed: Stale | null = null): Row {
  const { config, frozen, now } = given;
  const peace = given.peace.get(pull.number) ?? noPeace;
  const { redAgain, ...since } = standing(row, pull, now);
  const turn = turnOf(pull, {
    ...{ quietLabels: config.quietLabels, bots: config.bots, frozen: frozen(pull.base) },
    ...{ ...since, redAgain, greenSince: isGreen(pull) || isToldToMerge(row) ? since.greenSince : null },
    stuckSince: since.runningSince && stuckAt(since.runningSince) <= now ? since.runningSince : null,
  });
  const next: Row = {
    ...{ number: pull.number, head: pull.head, node: pull.node, title: pull.title, author: pull.author },
    ...{
      openedAt: pull.openedAt,
      changedAt: pull.updatedAt,
      readAt: now,
      turn,
      size: pull.size,
    },
    ...{ green: isGreen(pull) && counting(pull).length > 0, ...since, dueAt: null },
    movedAt: latest(tendedAtOf(pull, row?.readAt ?? null), ...(row ? [row.movedAt] : [])),
    ...peace,
    ...stretchOf(row, { turn, pull, snoozedUntil: peace.snoozedUntil, quietLabels: config.quietLabels }),
    ...{ nudge: row?.nudge ?? null, stale: closed ?? row?.stale ?? null },
  };
  return withDue(next, given);
}

/** Whoever was called to merge is not called anew because a check has run again. */
const isToldToMerge = (row: Row | null): boolean => row?.turn.of === 'merge' && row.nudge?.episode === row.episode;

/** When something may have to be said next, as the row stands. */
export function withDue(row: Row, given: Omit<Folding, 'frozen'>): Row {
  const times = duesOf(row, given);
  return { ...row, dueAt: times.length === 0 ? null : new Date(Math.min(...times.map(Number))) };
}

/** When somebody is to be told, and when it is to be asked whether to close: never at night, however long it is due. */
export function duesOf(row: Row, given: Omit<Folding, 'frozen'>): Date[] {
  const stale = staleDue(row, given.config);
  const asked = stale && nextWorking(given.config.calendarOf(null), latest(stale, given.now));
  return [callDue(row, given), asked, endsAt(row)].filter(time => time !== null);
}

/** When it is somebody's turn, though nobody does anything. */
function endsAt({ turn, runningSince }: Row): Date | null {
  if (turn.of !== 'nobody') return null;
  const frozen = turn.why.find(one => one.because === 'frozen');
  const waits = turn.why.some(one => one.because === 'checks run' || one.because === 'merges itself');
  return frozen?.until ?? (waits && runningSince ? stuckAt(runningSince) : null);
}

export const callDue = (row: Row, given: Omit<Folding, 'frozen'>): Date | null =>
  nudgeDue(row, given.config, given.optedOut, hearsAt(given));
