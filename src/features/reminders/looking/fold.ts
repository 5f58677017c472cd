/** What was read of a pull request, and what was known of it, as one row. Pure. */
import type { OpenPull } from '../../../core/open-pull.ts';
import { nextWorking } from '../../../core/work-time.ts';
import type { Reminders } from '../config.ts';
import { nudgeDue } from '../nudge/due.ts';
import type { Row, Stale } from '../row.ts';
import { staleDue } from '../stale/due.ts';
import { episodeOf, isGreen, movedAtOf, redNow, turnOf } from '../turns/turn-of.ts';

export interface Folding {
  config: Reminders;
  /** Until when nothing goes where a merge would take it. */
  frozen(base: string): { until: Date | null } | null;
  /** Who wants no reminders here. */
  optedOut: ReadonlySet<number>;
  now: Date;
}

/** `closed`: what is known of it from when we closed it once. */
export function folded(row: Row | null, pull: OpenPull, given: Folding, closed: Stale | null = null): Row {
  const { config, frozen, now } = given;
  const conflictSince = pull.conflict === false ? null : (row?.conflictSince ?? (pull.conflict ? now : null));
  const redSince = redNow(pull).length === 0 ? null : (row?.redSince ?? redAt(pull) ?? now);
  const turn = turnOf(pull, {
    ...{ quietLabels: config.quietLabels, bots: config.bots, conflictSince, redSince, frozen: frozen(pull.base) },
  });
  const next: Row = {
    ...{ number: pull.number, head: pull.head, node: pull.node, title: pull.title, author: pull.author },
    ...{ openedAt: pull.openedAt, changedAt: pull.updatedAt, readAt: now, turn, episode: episodeOf(turn), size: pull.size },
    ...{ green: isGreen(pull), redSince, conflictSince, movedAt: movedAtOf(pull), dueAt: null },
    ...{
      snoozedUntil: row?.snoozedUntil ?? null,
      muted: row?.muted ?? false,
      nudge: row?.nudge ?? null,
      stale: closed ?? row?.stale ?? null,
    },
  };
  return withDue(next, given);
}

/** When something may have to be said next, as the row stands. */
export function withDue(row: Row, { config, optedOut }: Pick<Folding, 'config' | 'optedOut'>): Row {
  const times = [nudgeDue(row, config, optedOut), atWork(staleDue(row, config), config)].filter(time => time !== null);
  return { ...row, dueAt: times.length === 0 ? null : new Date(Math.min(...times.map(Number))) };
}

/** Nobody is asked at night. */
export const atWork = (time: Date | null, config: Reminders): Date | null => time && nextWorking(config.calendarOf(null), time);

/** The first of those that fail now. */
function redAt(pull: OpenPull): Date | null {
  const names = redNow(pull);
  const times = pull.checks.flatMap(one => (names.includes(one.name) && one.at ? [one.at.getTime()] : []));
  return times.length === 0 ? null : new Date(Math.min(...times));
}
