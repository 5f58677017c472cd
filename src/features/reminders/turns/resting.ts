/** Nobody's turn, whatever else is said on the pull request. */
import type { Deed } from '../../../core/open-pull.ts';
import { type History, isQuiet, movedAtOf } from './history.ts';
import { nobody } from './making.ts';
import { earliest } from './times.ts';
import type { Around, Nobody, Rest } from './turn.ts';

export function resting(history: History, { quietLabels, bots }: Around): Nobody | null {
  const { pull } = history;
  const moved = movedAtOf(pull);
  if (pull.state !== 'open') return nobody(moved, { because: pull.state });
  const quiet = pull.labels.filter(label => isQuiet(label, quietLabels)).sort();
  const all: [boolean, Rest, Date][] = [
    [pull.draft, { because: 'draft' }, lastOf(history, deed => deed.what === 'drafted') ?? pull.openedAt],
    [pull.locked, { because: 'locked' }, moved],
    ...quiet.map((label): [boolean, Rest, Date] => [true, { because: 'label', label }, labelledAt(history, label) ?? moved]),
    [pull.author?.bot === true && !bots, { because: 'bot' }, pull.openedAt],
  ];
  const [first, ...more] = all.filter(([holds]) => holds);
  if (!first) return null;
  return nobody(earliest(first[2], ...more.map(([, , at]) => at)), first[1], ...more.map(([, rest]) => rest));
}

const lastOf = ({ deeds }: History, is: (deed: Deed) => boolean): Date | null => deeds.findLast(is)?.at ?? null;

const labelledAt = (history: History, label: string): Date | null =>
  lastOf(history, deed => deed.what === 'labelled' && deed.label === label);
