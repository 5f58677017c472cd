/** What was said is folded away once the turn has passed. Pure. */
import type { Effect } from '../../../core/effect.ts';
import type { Repository } from '../../../core/event.ts';
import type { Acted, Given } from '../act.ts';
import { hiddenKey, type Row } from '../row.ts';

export function putAway({ row, round }: Pick<Given, 'row' | 'round'>): Acted {
  const { nudge, turn } = row;
  const done = { row, effects: [], heard: [], says: [] };
  if (!nudge || (nudge.episode === row.episode && turn.of !== 'nobody')) return done;
  const effects = hides(round.repository, row);
  return {
    ...done,
    row: { ...row, nudge: null },
    effects,
    says: effects.length > 0 ? [`#${row.number}: the turn has passed`] : [],
  };
}

export function hides(repository: Repository, { nudge }: Pick<Row, 'nudge'>): Effect[] {
  if (!nudge || nudge.stands === 'gone' || nudge.stands === 'failed') return [];
  const comments = new Set([nudge.comment, nudge.escalated?.comment].filter(key => key != null));
  return [...comments].map(comment => ({
    ...{ kind: 'hide', key: hiddenKey(comment), repository, lane: 'bookkeeping', comment },
  }));
}
