/** Since when a pull request is red, in conflict, or green, as far as the looks at it saw. Pure. */
import type { OpenPull } from '../../../core/open-pull.ts';
import type { Row } from '../row.ts';
import { latest } from '../turns/times.ts';
import type { Around } from '../turns/turn.ts';
import { counting, isGreen, redNow, runningNow } from '../turns/turn-of.ts';

export type Standing = Pick<Around, 'conflictSince' | 'redSince' | 'clearSince' | 'greenSince' | 'redAgain'> &
  Pick<Row, 'runningSince'>;

/** Most checks have ended by then. */
const patience = 24 * 3_600_000;
export const stuckAt = (runningSince: Date): Date => new Date(runningSince.getTime() + patience);

export function standing(row: Row | null, pull: OpenPull, now: Date): Standing {
  const conflictSince = pull.conflict === false ? null : (row?.conflictSince ?? (pull.conflict ? now : null));
  const again = redAgain(row, pull);
  const redSince = redNow(pull).length + again.length === 0 ? null : (row?.redSince ?? redAt(pull) ?? now);
  const isClear = redSince === null && conflictSince === null;
  const wasClear = row === null || (row.redSince === null && row.conflictSince === null);
  const clearSince = isClear && !wasClear ? now : (row?.clearSince ?? null);
  return {
    conflictSince,
    redSince,
    clearSince,
    greenSince: greenSince(row, pull),
    redAgain: again,
    runningSince: runningSince(row, pull, now),
  };
}

/** A bot may run what was red again each hour. Until that has ended, it is as red as it was. */
function redAgain(row: Row | null, pull: OpenPull): string[] {
  if (row?.head !== pull.head || row.turn.of === 'nobody') return [];
  const before = row.turn.why.flatMap(why => (why.because === 'red' ? why.checks : []));
  return runningNow(pull).filter(name => before.includes(name));
}

/** What was green at this commit is green since then, however often a check says so again. */
function greenSince(row: Row | null, pull: OpenPull): Date | null {
  if (redNow(pull).length > 0) return null;
  const before = row?.head === pull.head ? row.greenSince : null;
  const [first, ...more] = counting(pull).flatMap(one => one.at ?? []);
  return before ?? (isGreen(pull) && first ? latest(first, ...more) : null);
}

function runningSince(row: Row | null, pull: OpenPull, now: Date): Date | null {
  if (runningNow(pull).length === 0) return null;
  return (row?.head === pull.head ? row.runningSince : null) ?? now;
}

/** The first of those that fail now. */
function redAt(pull: OpenPull): Date | null {
  const names = redNow(pull);
  const times = pull.checks.flatMap(one => (names.includes(one.name) && one.at ? [one.at.getTime()] : []));
  return times.length === 0 ? null : new Date(Math.min(...times));
}
