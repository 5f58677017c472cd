/** What a look says about a pull request that waits; what was said before the turn passed is put away by then. Pure. */
import type { Acted } from '../act.ts';
import { type Nudge, nudgeEditKey } from '../row.ts';
import { teamTomorrow } from './calling.ts';
import { nudgeDue } from './due.ts';
import { called, edited, escalated, type Given, waits } from './telling.ts';

const quarter = 15 * 60_000;

export function nudgeAct(given: Given): Acted {
  const { row, round } = given;
  const acted = step({ ...given, row: { ...row, nudge: row.nudge && landed(row.nudge, given) } });
  const dueAt = acted.row.dueAt ?? nudgeDue(acted.row, round.config, round.optedOut);
  return { ...acted, row: { ...acted.row, dueAt } };
}

/** Null: it never got there, so it may be said again. Where nobody knows, it counts as said. */
function landed(nudge: Nudge, { outcomes }: Given): Nudge | null {
  if (nudge.stands === 'gone') return nudge;
  const told = outcomes.get(nudge.comment);
  const edited = outcomes.get(nudgeEditKey(nudge, nudge.edits));
  if (edited?.state === 'dropped') return { ...nudge, stands: 'gone' };
  if (told?.state === 'dropped' || (told?.state === 'failed' && !told.unsure))
    return told.remoteId === null ? null : { ...nudge, stands: 'gone' };
  return told?.state === 'done' || told?.state === 'failed' ? { ...nudge, stands: 'there' } : nudge;
}

function step(given: Given): Acted {
  const { row, round } = given;
  const { turn, nudge, snoozedUntil } = row;
  const due = nudgeDue({ ...row, nudge }, round.config, round.optedOut);
  const still = { row: { ...row, dueAt: null }, effects: [], heard: [], says: [] };
  if (turn.of === 'nobody' || row.muted || nudge?.stands === 'gone') return still;
  if (due === null || due > round.now) return still;
  const edit = nudge && edited(given, turn, nudge);
  if (edit) return edit;
  // Whether it got there is not known yet: nothing more is said on top of it.
  if (nudge?.stands === 'leaving') return waits(row, new Date(round.now.getTime() + quarter));
  if (snoozedUntil && snoozedUntil > round.now) return still;
  // It became due while GitHub was asked about others.
  if (!given.help) return waits(row, round.now);
  if (round.left <= 0) return waits(row, teamTomorrow(round));
  return nudge ? escalated(given, turn, nudge) : called(given, turn);
}
