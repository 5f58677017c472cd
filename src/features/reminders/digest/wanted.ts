/** The lists that a file asks for, one for each team: whoever names a team twice has one issue with both times. Pure. */
import type { Calendar } from '../../../time/work-time.ts';
import type { Digest } from '../config.ts';
import type { At } from './at.ts';
import { nextDigest } from './when.ts';

export interface Wanted {
  /** `acme/web`; `*` for all that is here. */
  name: string;
  team: Digest['team'];
  ats: At[];
}

export function wantedOf(digests: Digest[]): Wanted[] {
  const all = new Map<string, Wanted>();
  for (const { team, at } of digests) {
    const name = team === null ? '*' : `${team.organisation}/${team.slug}`.toLowerCase();
    const known = all.get(name);
    all.set(name, { name, team, ats: [...(known?.ats ?? []), at] });
  }
  return [...all.values()];
}

/** What the file says of it: another text is another wish. */
export const wishOf = ({ ats }: Wanted): string => JSON.stringify(ats);

/** The first of its times after that. */
export function nextOf({ ats }: Wanted, calendar: Calendar, after: Date): Date | null {
  const times = ats.flatMap(at => nextDigest(at, calendar, after)?.getTime() ?? []);
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** Of those that are past already the last one: what was missed before is not made up for. */
export function dueOf(wanted: Wanted, calendar: Calendar, after: Date, now: Date): Date | null {
  const first = nextOf(wanted, calendar, after);
  if (first === null || first > now) return first;
  let due = first;
  for (let next: Date | null = first; next && next <= now; next = nextOf(wanted, calendar, next)) due = next;
  return due;
}
