/** Roles, people and teams as lists of which any one will do, compared with each other. Pure. */
import type { Who } from '../../../core/command.ts';
import { partsOf, rankOf, type WhoParts, whoFrom } from '../../../core/who.ts';

export const isName = (who: Who): boolean => who.startsWith('@');
const same = (a: string | null, b: string | null): boolean => a?.toLowerCase() === b?.toLowerCase();

/**
 * Whoever is this is among those, as far as names tell. That a team lies within another nobody can see in a file; but a name is narrower
 * than the roles that most people of a repository have.
 */
export const isAmong = (who: Who, those: Who[]): boolean => those.some(one => implies(partsOf(who), partsOf(one), 'write'));
export const areAmong = (some: Who[], those: Who[]): boolean => some.every(one => isAmong(one, those));

/** `known`: the role that whoever is named is taken to have. */
function implies(one: WhoParts, other: WhoParts, known: 'write' | null): boolean {
  if (other.name !== null && !same(one.name, other.name)) return false;
  const has = one.name === null ? rankOf(one.role) : Math.max(rankOf(one.role), rankOf(known));
  return has >= rankOf(other.role);
}

/**
 * Whoever is among both. A name and a role are both; of different names nobody can tell who is both, and then the ones that are enforced
 * count alone. Who names people or teams above has thought of what they may do here: no role that everybody needs is asked of them.
 */
export function among(enforced: Who[], own: Who[]): Who[] {
  const both = enforced.flatMap(above => own.flatMap(below => meet(partsOf(above), partsOf(below)) ?? []));
  const lean = both.filter((one, place) => !both.some((other, at) => at !== place && weaker(other, one, at < place)));
  const said = lean.flatMap(one => whoFrom(one) ?? []);
  if (said.length > 0) return said.toSorted();
  return enforced === own ? enforced : among(enforced, enforced);
}

function meet(above: WhoParts, below: WhoParts): WhoParts | null {
  if (above.name !== null && below.name !== null && !same(above.name, below.name)) return null;
  const role = rankOf(above.role) >= rankOf(below.role) ? above.role : below.role;
  const name = above.name ?? below.name;
  const broad = above.name !== null && below.name === null && rankOf(below.role) <= rankOf('write');
  return { name, role: broad ? above.role : role };
}

/** Of two that are the same the first stays. */
const weaker = (other: WhoParts, one: WhoParts, first: boolean): boolean =>
  implies(one, other, null) && (first || !implies(other, one, null));
