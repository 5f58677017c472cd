/** Whose move it is, from what GitHub says of a pull request alone. Pure: the same history gives the same turn. */
import type { OpenPull } from '../../../core/open-pull.ts';
import { answering } from './answering.ts';
import { asking } from './asking.ts';
import { historyOf } from './history.ts';
import { merging } from './merging.ts';
import { resting } from './resting.ts';
import { reviewing } from './reviewing.ts';
import { latest } from './times.ts';
import type { Around, Turn } from './turn.ts';

export { anewAt } from './answers.ts';
export { counting, isGreen, redNow, runningNow } from './checks.ts';
export { movedAtOf, tendedAtOf } from './history.ts';

/** What stands in the way comes before a review, for the author has to push anyway; a review that is not needed any more does not hold a merge. */
export function turnOf(pull: OpenPull, given: Around): Turn {
  const history = historyOf(pull, given.quietLabels);
  return (
    resting(history, given) ??
    answering(history, given) ??
    merging(history, given) ??
    reviewing(history, given) ??
    asking(history)
  );
}

/** The name of a stretch of waiting: for what, whom, since when. Whoever put it off waits anew from then on. */
export function episodeOf(turn: Turn, snoozedUntil: Date | null = null): string {
  const who = turn.of === 'nobody' ? [] : [...turn.people.map(one => `${one.id}`), ...turn.teams.map(one => `team-${one.id}`)];
  return [
    turn.of,
    who.sort().join('+') || 'none',
    latest(turn.since, ...(snoozedUntil ? [snoozedUntil] : [])).toISOString(),
  ].join(' ');
}
