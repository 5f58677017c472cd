/** When something may have to be said next of a pull request that waits for somebody. Pure. */
import type { Person } from '../../../core/event.ts';
import { nextWorking, workDue } from '../../../time/work-time.ts';
import type { Reminders } from '../config.ts';
import type { Nudge, Row } from '../row.ts';
import type { Move } from '../turns/turn.ts';
import { type HearsAt, heeding } from './calling.ts';
import { gistOf } from './gist.ts';

const quarter = 15 * 60_000;
const hour = 60 * 60_000;

const anyTime: HearsAt = (_, due) => due;

/** Null: nothing, as far as is known. Without `hears` it is when somebody has waited for long enough, whether or not anybody may hear then. */
export function nudgeDue(
  row: Row,
  config: Reminders,
  optedOut: ReadonlySet<number> = new Set(),
  hears: HearsAt = anyTime,
): Date | null {
  const { turn, nudge } = row;
  // The turn has passed: what was said is put away at once.
  if (nudge && nudge.episode !== row.episode) return row.readAt;
  if (turn.of === 'nobody' || row.muted) return null;
  if (!nudge || nudge.stands === 'failed') return notSnoozed(calledAt(row, turn, { config, optedOut, hears }), row, config);
  return nudge.stands === 'gone' ? null : first([toldAt(nudge), editAt(row, nudge), escalatedAt(row, nudge, { config, hears })]);
}

interface Hearing {
  config: Reminders;
  hears: HearsAt;
}

/** Of several the first whose time it is; where nobody may be called, the team's turn comes as late as if somebody had been. */
function calledAt(row: Row, turn: Move, { config, optedOut, hears }: Hearing & { optedOut: ReadonlySet<number> }): Date | null {
  const after = (person: Person | null) => workDue(turn.since, config.after[turn.of], config.calendarOf(person?.login ?? null));
  const heardBy = (person: Person | null, due: Date | null) => due && hears(person, due);
  const people = heeding(turn, row, { config, optedOut });
  if (people.length > 0) return first(people.map(one => heardBy(one, after(one))));
  if (turn.teams.length > 0) return heardBy(null, after(null));
  const late = after(null);
  return config.escalate && late && heardBy(null, workDue(late, config.escalate.after, config.calendarOf(null)));
}

/** Whether it got there. */
const toldAt = ({ stands, at }: Nudge): Date | null => (stands === 'leaving' ? new Date(at.getTime() + quarter) : null);

const editAt = (row: Row, { says, saidAt, to }: Nudge): Date | null => {
  const gist = gistOf(row, to);
  return gist === null || gist === says ? null : new Date(saidAt.getTime() + hour);
};

function escalatedAt(row: Row, { at, escalated }: Nudge, { config, hears }: Hearing): Date | null {
  if (!config.escalate || escalated) return null;
  const due = workDue(at, config.escalate.after, config.calendarOf(null));
  return notSnoozed(due && hears(null, due), row, config);
}

function notSnoozed(at: Date | null, { snoozedUntil }: Row, config: Reminders): Date | null {
  if (at === null || snoozedUntil === null || snoozedUntil <= at) return at;
  return nextWorking(config.calendarOf(null), snoozedUntil);
}

function first(times: (Date | null)[]): Date | null {
  const known = times.filter(time => time !== null).map(Number);
  return known.length === 0 ? null : new Date(Math.min(...known));
}
