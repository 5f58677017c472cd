/** Roles, people and teams as lists of which any one will do, compared with each other. Pure. */
import type { Who } from '../../../core/command.ts';
import { roles } from '../../../core/reads.ts';

export const isName = (who: Who): boolean => who.startsWith('@');
const same = (a: Who, b: Who): boolean => a.toLowerCase() === b.toLowerCase();
const rank = (who: Who): number => roles.map(String).indexOf(who);

/**
 * Whoever is this is among those, as far as names tell. That a team lies within another nobody can see in a file; but a name is narrower
 * than the roles that most people of a repository have.
 */
export const isAmong = (who: Who, those: Who[]): boolean =>
  those.some(one => {
    if (isName(one)) return same(one, who);
    return isName(who) ? rank(one) <= rank('write') : rank(one) <= rank(who);
  });

export const areAmong = (some: Who[], those: Who[]): boolean => some.every(one => isAmong(one, those));
