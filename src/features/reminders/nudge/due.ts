/** When something may have to be said next of a pull request that waits for somebody. Pure. */
import { nextWorking, workDue } from '../../../core/work-time.ts';
import type { Reminders } from '../config.ts';
import type { Nudge, Row } from '../row.ts';
import type { Move } from '../turns/turn.ts';
import { isSilent } from './calling.ts';
import { gistOf } from './gist.ts';

const quarter = 15 * 60_000;
const hour = 60 * 60_000;

/** Null: nothing, as far as is known. */
export function nudgeDue(row: Row, config: Reminders, optedOut: ReadonlySet<number> = new Set()): Date | null {
  const { turn, nudge } = row;
  // The turn has passed: what was said is put away at once.
  if (nudge && nudge.episode !== row.episode) return row.readAt;
  if (turn.of === 'nobody' || row.muted) return null;
  if (!nudge) return notSnoozed(calledAt(turn, config, optedOut), row, config);
  return nudge.stands === 'gone' ? null : first([toldAt(nudge), editAt(row, nudge), escalatedAt(row, nudge, config)]);
}

/** Of several the first whose time it is; where nobody may be called, the team's turn comes as late as if somebody had been. */
function calledAt(turn: Move, config: Reminders, optedOut: ReadonlySet<number>): Date | null {
  const after = (login: string | null) => workDue(turn.since, config.after[turn.of], config.calendarOf(login));
  const people = turn.people.filter(one => !isSilent(one, config, optedOut));
  if (people.length > 0) return first(people.map(one => after(one.login)));
  if (turn.teams.length > 0) return after(null);
  const late = after(null);
  return config.escalate && late && workDue(late, config.escalate.after, config.calendarOf(null));
}

/** Whether it got there. */
const toldAt = ({ stands, at }: Nudge): Date | null => (stands === 'leaving' ? new Date(at.getTime() + quarter) : null);

const editAt = (row: Row, { says, saidAt, to }: Nudge): Date | null => {
  const gist = gistOf(row, to);
  return gist === null || gist === says ? null : new Date(saidAt.getTime() + hour);
};

const escalatedAt = (row: Row, { at, escalated }: Nudge, config: Reminders): Date | null =>
  config.escalate && !escalated ? notSnoozed(workDue(at, config.escalate.after, config.calendarOf(null)), row, config) : null;

function notSnoozed(at: Date | null, { snoozedUntil }: Row, config: Reminders): Date | null {
  if (at === null || snoozedUntil === null || snoozedUntil <= at) return at;
  return nextWorking(config.calendarOf(null), snoozedUntil);
}

function first(times: (Date | null)[]): Date | null {
  const known = times.filter(time => time !== null).map(Number);
  return known.length === 0 ? null : new Date(Math.min(...known));
}
