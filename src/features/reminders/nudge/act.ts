/** What a look says about a pull request that waits; what was said before the turn passed is put away by then. Pure. */
import type { Acted } from '../act.ts';
import { type Nudge, nudgeEditKey } from '../row.ts';
import { teamTomorrow } from './calling.ts';
import { nudgeDue } from './due.ts';
import { called, edited, escalated, type Given, waits } from './telling.ts';

const quarter = 15 * 60_000;

export function nudgeAct(given: Given): Acted {
  const { row, round } = given;
  const nudge = row.nudge && landed(row.nudge, given);
  // What was asked for somebody to be called says nothing of the team above: that is asked at the next look.
  const help = row.nudge?.stands === 'leaving' && nudge?.stands === 'there' ? null : given.help;
  const acted = step({ ...given, help, row: { ...row, nudge } });
  const dueAt = acted.row.dueAt ?? nudgeDue(acted.row, round.config, round.optedOut);
  return { ...acted, row: { ...acted.row, dueAt } };
}

/** Each try takes a day of those who are called. */
const mostTries = 3;

/** What never got there may be said again. Where nobody knows, it counts as said. */
function landed(nudge: Nudge, { outcomes }: Given): Nudge {
  if (nudge.stands === 'gone' || nudge.stands === 'failed') return nudge;
  const told = outcomes.get(nudge.comment);
  const edited = outcomes.get(nudgeEditKey(nudge, nudge.edits));
  if (edited?.state === 'dropped') return { ...nudge, stands: 'gone' };
  // It was too late to leave: that is nobody's refusal.
  if (told?.state === 'dropped' && told.remoteId === null) return { ...nudge, stands: 'failed', tries: nudge.tries - 1 };
  if (told?.state === 'dropped' || (told?.state === 'failed' && !told.unsure))
    return { ...nudge, stands: told.remoteId === null && nudge.tries < mostTries ? 'failed' : 'gone' };
  return told?.state === 'done' || told?.state === 'failed' ? { ...nudge, stands: 'there' } : nudge;
}

function step(given: Given): Acted {
  const { row, round } = given;
  const { turn, nudge, snoozedUntil } = row;
  const due = nudgeDue({ ...row, nudge }, round.config, round.optedOut);
  const still = { row: { ...row, dueAt: null }, effects: [], heard: [], says: [] };
  if (turn.of === 'nobody' || row.muted || nudge?.stands === 'gone') return still;
  if (due === null || due > round.now) return still;
  const edit = nudge?.stands !== 'failed' && nudge && edited(given, turn, nudge);
  if (edit) return edit;
  // Whether it got there is not known yet: nothing more is said on top of it.
  if (nudge?.stands === 'leaving') return waits(row, new Date(round.now.getTime() + quarter));
  if (snoozedUntil && snoozedUntil > round.now) return still;
  // It became due while GitHub was asked about others.
  if (!given.help) return waits(row, round.now);
  if (round.left <= 0) return waits(row, teamTomorrow(round));
  return nudge && nudge.stands !== 'failed' ? escalated(given, turn, nudge) : called(given, turn);
}
