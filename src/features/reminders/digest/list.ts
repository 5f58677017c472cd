/** Which pull requests wait for somebody of a team, the oldest first. Pure. */
import type { Person } from '../../../core/event.ts';
import { type Calendar, workDue } from '../../../time/work-time.ts';
import type { Digest } from '../config.ts';
import type { Row } from '../row.ts';
import type { Move } from '../turns/turn.ts';

/** More rows than these nobody reads. */
export const mostLines = 10;
const long = { count: 2, unit: 'd' } as const;

/** In the order in which they are shown. */
export const kinds = ['review', 'answer', 'merge', 'red'] as const;

export interface Line {
  number: number;
  title: string;
  kind: (typeof kinds)[number];
  /** Nobody was asked to review: its author has to ask. */
  unasked: boolean;
  /** Logins, and teams as `@acme/web`. */
  who: string[];
  /** Since when it waits, or is red. */
  since: Date;
  size: Row['size'];
}

export interface Listed {
  lines: Line[];
  /** How many there are besides. */
  more: number;
}

export function listed(
  rows: Row[],
  { team }: Pick<Digest, 'team'>,
  members: Person[] | null,
  now: Date,
  calendar: Calendar,
): Listed {
  const ids = new Set(members?.map(({ id }) => id));
  const isTheirs = (row: Row, move: Move): boolean =>
    team === null ||
    [row.author, ...move.people].some(person => person !== null && ids.has(person.id)) ||
    move.teams.some(asked => isSame(asked, team));
  const all = rows.flatMap(row => {
    const { turn } = row;
    if (turn.of === 'nobody' || isQuiet(row, now) || !isTheirs(row, turn)) return [];
    return lineOf(row, turn, now, calendar);
  });
  const sorted = all.toSorted((a, b) => a.since.getTime() - b.since.getTime() || a.number - b.number);
  return { lines: sorted.slice(0, mostLines), more: Math.max(0, sorted.length - mostLines) };
}

/** By the name, in whatever letters the file writes it. */
const isSame = (a: { organisation: string; slug: string }, b: { organisation: string; slug: string }): boolean =>
  `${a.organisation}/${a.slug}`.toLowerCase() === `${b.organisation}/${b.slug}`.toLowerCase();

const isQuiet = ({ muted, snoozedUntil }: Row, now: Date): boolean => muted || (snoozedUntil !== null && snoozedUntil > now);

function lineOf({ number, title, size, redSince }: Row, { of, people, teams, since }: Move, now: Date, calendar: Calendar): Line {
  const who = [...people.map(({ login }) => login), ...teams.map(({ organisation, slug }) => `@${organisation}/${slug}`)];
  const line = { number, title, size, who, unasked: of === 'ask' };
  const redBy = redSince && workDue(redSince, long, calendar);
  if (redSince && redBy && redBy <= now) return { ...line, kind: 'red', since: redSince };
  return { ...line, kind: of === 'ask' ? 'review' : of, since };
}
