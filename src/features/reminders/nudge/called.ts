/** Who was called to the same already: what somebody else does calls nobody again. Pure. */
import type { OpenPull } from '../../../core/open-pull.ts';
import type { CalledAt, Nudge, Row } from '../row.ts';
import { isOne } from '../turns/history.ts';
import type { Move, Turn } from '../turns/turn.ts';
import { anewAt, episodeOf } from '../turns/turn-of.ts';

interface Now {
  turn: Turn;
  pull: OpenPull;
  snoozedUntil: Date | null;
  quietLabels: string[];
}

/** As long as all who are waited for were called, and one of them by what stands there, it stays: it is theirs as before. */
export function stretchOf(row: Row | null, now: Now): Pick<Row, 'episode' | 'called'> {
  const { turn, snoozedUntil } = now;
  const episode = episodeOf(turn, snoozedUntil);
  if (!row || !isShared(turn) || !isShared(row.turn) || row.turn.of !== turn.of) return { episode, called: [] };
  const [earlier, lately] = [stillCalled(row.called, now), stillCalled(hearersOf(row), now)];
  const isTheirs = row.episode === episode || goesOn(row.turn, turn, earlier, lately);
  return isTheirs ? { episode: row.episode, called: earlier } : { episode, called: [...earlier, ...lately] };
}

function goesOn(before: Move, { people, teams }: Move, earlier: CalledAt[], lately: CalledAt[]): boolean {
  const called = [...earlier, ...lately].map(({ person }) => person);
  return (
    people.every(one => isOne(one, called)) &&
    lately.some(({ person }) => isOne(person, people)) &&
    teams.every(({ id }) => before.teams.some(one => one.id === id))
  );
}

/** What an author is waited for is theirs alone: whatever changes there is new to them. */
const isShared = (turn: Turn): turn is Move => turn.of === 'review' || turn.of === 'merge';

const hearersOf = ({ nudge, episode }: Row): CalledAt[] =>
  nudge && nudge.episode === episode && nudge.stands !== 'failed' ? nudge.hearers.map(person => ({ person, at: nudge.at })) : [];

const stillCalled = (called: CalledAt[], now: Now): CalledAt[] => called.filter(one => !waitsAnew(one, now));

/** They were asked again, got an answer, or did something: that is another wait. So is what was put off. */
const waitsAnew = ({ person, at }: CalledAt, { pull, snoozedUntil, quietLabels }: Now): boolean =>
  anewAt(pull, person, quietLabels) > at || (snoozedUntil !== null && snoozedUntil > at);

/** Of those who are mentioned, whose turn it still is; where it was none's own, all of them. */
export function stillMeant({ people }: Move, { to }: Pick<Nudge, 'to'>): Nudge['to'] {
  const meant = to.filter(one => isOne(one, people));
  return meant.length > 0 ? meant : to;
}
