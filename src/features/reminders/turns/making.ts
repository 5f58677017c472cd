/** How a turn is made. */
import type { Person } from '../../../core/event.ts';
import type { Team } from '../../../core/open-pull.ts';
import { type History, isOne } from './history.ts';
import { latest } from './times.ts';
import type { Move, Nobody, Rest, Why } from './turn.ts';

/** Something that gives somebody the move, from then on. */
export interface Cause {
  at: Date;
  why: Why;
}

/** Whoever has the move and does something starts the clock anew: they are at it. So does what opens the pull request again. */
export function moveOf(
  { deeds, openSince }: History,
  of: Move['of'],
  who: { people: Person[]; teams: Team[] },
  since: Date,
  why: Move['why'],
): Move {
  const own = deeds.filter(deed => isOne(deed.by, who.people)).map(deed => deed.at);
  return { of, ...who, since: latest(since, openSince, ...own), why };
}

export const nobody = (since: Date, ...why: [Rest, ...Rest[]]): Nobody => ({ of: 'nobody', since, why });

/** Only people can be waited for; without one the reason is what the author is. */
export function authorsMove(history: History, of: 'answer' | 'ask', since: Date, why: Move['why']): Move | Nobody {
  const { authors, pull } = history;
  if (authors.length === 0) return nobody(since, { because: pull.author?.bot ? 'bot' : 'ghost' });
  return moveOf(history, of, { people: authors, teams: [] }, since, why);
}
