/** A stretch of failing of one thing, from the first red to the mend, and the one issue that it may have: the row, in our own words. */

/** `watching`: it may go by itself, and nobody is told yet. `moot`: what failed is not there any more. */
export type State = 'watching' | 'open' | 'closed' | 'moot';

export interface Episode<S = unknown> {
  id: string;
  /** Whose: the name of a kind. */
  of: string;
  /** Where its feature looks for it. */
  about: string;
  /** What it is; of one repository, one at a time. */
  key: string;
  state: State;
  beganAt: Date;
  /** When it was last seen failing. */
  badAt: Date;
  endedAt: Date | null;
  /** The key of the effect that opened its issue. */
  issue: string | null;
  /** Known once it was opened. */
  number: number | null;
  openedAt: Date | null;
  /** How often its issue was opened again. */
  round: number;
  /** Who closed its issue; `kept`: we did, and a person opened it again. */
  shut: 'us' | 'person' | 'kept' | null;
  /** When a person closed it last, or opened it again. */
  shutAt: Date | null;
  /** Why its issue is not ours to write in any more. */
  left: string | null;
  locked: boolean;
  snoozedUntil: Date | null;
  muted: boolean;
  /** The episode whose issue shows it, because there were too many at once. */
  rolled: string | null;
  edits: number;
  /** Comments that nobody has posted yet. */
  notes: string[];
  noted: number;
  /** What stands in the issue, as a digest. */
  says: string | null;
  shownAt: Date | null;
  /** What its feature knows of it. */
  story: S;
}

export const newEpisode = <S>(
  parts: Pick<Episode<S>, 'id' | 'of' | 'about' | 'key' | 'beganAt' | 'story'> & Partial<Episode<S>>,
): Episode<S> => ({
  state: 'watching',
  badAt: parts.beganAt,
  endedAt: null,
  issue: null,
  number: null,
  openedAt: null,
  round: 0,
  shut: null,
  shutAt: null,
  left: null,
  locked: false,
  snoozedUntil: null,
  muted: false,
  rolled: null,
  edits: 0,
  notes: [],
  noted: 0,
  says: null,
  shownAt: null,
  ...parts,
});

export const isOn = ({ state }: Pick<Episode, 'state'>): boolean => state === 'watching' || state === 'open';

/** The same again within this time is the same issue again. */
export const sameFor = 14 * 24 * 3_600_000;

/** Somebody sees it, or saw it: whatever becomes of it has to be shown. */
export const isTold = ({ state, issue, rolled }: Pick<Episode, 'state' | 'issue' | 'rolled'>): boolean =>
  state === 'open' || issue !== null || rolled !== null;

/** Asked for quiet, by somebody in its thread. */
export const isQuiet = ({ muted, snoozedUntil }: Pick<Episode, 'muted' | 'snoozedUntil'>, now: Date): boolean =>
  muted || (snoozedUntil !== null && snoozedUntil > now);
