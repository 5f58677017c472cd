/** What of a nudge's text may change while the turn stays: when it does, the comment gets another text. Pure. */
import type { Person } from '../../../core/event.ts';
import type { Row } from '../row.ts';
import { stillMeant } from './called.ts';

/** Null: such a text stays as it is, because it says more than the row knows. */
export function gistOf({ turn, size, green }: Row, to: Person[]): string | null {
  if (turn.of === 'nobody' || turn.of === 'ask' || to.length === 0) return null;
  const { additions, deletions, files } = size;
  const why = turn.why.map(one => ('by' in one ? { ...one, by: [one.by].flat().map(by => by?.id ?? null) } : one));
  // Who is mentioned, and has come.
  const meant = stillMeant(turn, { to });
  const come = to.filter(one => !meant.includes(one)).map(({ id }) => id);
  return JSON.stringify([...(turn.of === 'review' ? [additions, deletions, files, green] : [green, why]), ...come]);
}
