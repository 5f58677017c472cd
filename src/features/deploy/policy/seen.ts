/**
 * Whether somebody could see the commit that a command of theirs would take. A comment carries no commit, and the dates in commits are
 * whoever pushes them to write; so only what GitHub's own clock says of the head counts, here in two tellings: the webhooks that we kept,
 * and the activity of the branch. Pure.
 */
import type { Move } from '../../../core/reads.ts';

/** Negative: it moved after they spoke. */
export type Seen = 'seen' | 'unknown' | { moved: string; secondsBefore: number };

/** So long a page takes to be read, and a push to show on it. GitHub dates to the second, so it is a second less at worst. */
export const readingTime = 10_000;

interface Given {
  /** Moves of the pull request's head as its webhooks told them, in any order, some perhaps missing. */
  heads: Move[];
  /** What the API says its head is. */
  head: string;
  /** When they spoke, by GitHub's clock. */
  said: Date;
  /** When the pull request was opened. */
  opened: Date;
  /** Of its branch; null: not asked, or not ours to ask. Worth a question only where this answers `unknown` without. */
  activity: Move[] | null;
}

export function seenBy({ heads, head, said, opened, activity }: Given): Seen {
  // It has been nowhere else: whoever found the pull request found this.
  if (isAll(heads, head) && heads[0]?.at.getTime() === opened.getTime()) return 'seen';
  // A head that somebody only found there was there before, nobody knows how long; a branch was not there before it was made.
  const told = judge(heads, head, said, move => move.before !== null);
  if (told !== 'unknown' || activity === null) return told;
  if (isAll(activity, head)) return 'seen';
  return judge(activity, head, said, () => true);
}

/** It began there, and that is all. */
const isAll = ([first, ...others]: Move[], head: string): boolean =>
  others.length === 0 && first?.before === null && first.after === head;

function judge(all: Move[], head: string, said: Date, tellsWhen: (move: Move) => boolean): Seen {
  const from = said.getTime() - readingTime;
  const before = all.filter(one => one.at.getTime() <= from);
  const later = all.filter(one => one.at.getTime() > from);
  const reading = later.filter(one => one.at <= said);
  if (reading.length === 0 && follows(later, head) && isAt(before, head)) return 'seen';
  const moved = newest(later.filter(one => one.after === head && tellsWhen(one)));
  return moved ? { moved: head, secondsBefore: Math.round((said.getTime() - moved.at.getTime()) / 1000) } : 'unknown';
}

/** Where all these moves have left it, as far as that is sure: two in one second may have come either way. */
function isAt(moves: Move[], head: string): boolean {
  const last = newest(moves);
  const together = moves.filter(one => one.at.getTime() === last?.at.getTime());
  const ends = together.filter(one => !together.some(other => other !== one && other.before === one.after));
  return ends.length > 0 && ends.every(one => one.after === head);
}

/** What came after began there; else a move in between is missing, and it was elsewhere. */
function follows(later: Move[], head: string): boolean {
  const first = later.reduce((least, one) => Math.min(least, one.at.getTime()), Number.POSITIVE_INFINITY);
  const together = later.filter(one => one.at.getTime() === first && one.before !== null);
  return together.length === 0 || together.some(one => one.before === head);
}

const newest = (moves: Move[]): Move | undefined =>
  moves.reduce<Move | undefined>((last, one) => (last && last.at > one.at ? last : one), undefined);
