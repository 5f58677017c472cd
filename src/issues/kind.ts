/** What a feature says of its episodes; the rest is the same for all. */
import type { Section } from '../core/file.ts';
import type { Episode } from './episode.ts';

/** On every issue of ours: a stale bot is told to stay away once, and after our database is gone they are found by it. */
export const ourLabel = 'shipmate';

export interface Round {
  repository: { owner: string; name: string; private: boolean };
  /** The address of the repository's page. */
  page: string;
  prefix: string;
  timezone: string;
}

export interface Shown {
  /** Without counts and ids: it is how people find it in a list. */
  title: string;
  body: string;
  /** The part of it that people should see soon; what only counts on is written less often. All of it when left out. */
  news?: string;
}

export interface Kind {
  of: string;
  /** What switches it on; without, it comes with the others. */
  section?: Section;
  /** By which people tell its issues from the others of ours. */
  label?: string;
  shows(episode: Episode, round: Round): Shown;
  /** Why it is open or closed, for whoever asks in its thread. */
  why(episode: Episode, round: Pick<Round, 'timezone'>): string;
  /** Why it is closed while that goes on, and what opens it again; null: a person has closed it. */
  closed?(episode: Episode): string | null;
  /** What has to be known of its story to go on after our database is gone; a few thousand characters. */
  keeps(episode: Episode): unknown;
  /** What goes on of that, joined to what has begun since (`row`) if anything has; null when it is not enough. */
  again(kept: unknown, row: Episode | null): Pick<Episode, 'state' | 'story'> | null;
}

export const labelsOf = ({ label }: Kind): string[] => (label === undefined ? [ourLabel] : [ourLabel, label]);

/** The hidden name of its issue: says whose it is, and what. Where opening it was refused, it is opened under another. */
export const issueKey = ({ of, key, id, round }: Pick<Episode, 'of' | 'key' | 'id' | 'round'>): string =>
  `episode:${of}:${key}:${id}${round === 0 ? '' : `:${round}`}`;

export function keyIn(issue: string): { of: string; key: string } | null {
  const [, of, key] = /^episode:([^:]+):([^:]+):/.exec(issue) ?? [];
  return of === undefined || key === undefined ? null : { of, key };
}
