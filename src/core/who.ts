/** A name that a role goes with, `@acme/web & maintain`: who is both. Made where an organisation and a repository each say their part. */
import type { Who } from './command.ts';
import { type Role, roles } from './reads.ts';

export interface WhoParts {
  /** A person or a team; null for a role alone. */
  name: `@${string}` | null;
  /** At least this one; null where any will do. */
  role: Exclude<Role, 'none'> | null;
}

const isRole = (word: string): word is Exclude<Role, 'none'> => word !== 'none' && roles.some(role => role === word);

export function partsOf(who: Who): WhoParts {
  if (isRole(who)) return { name: null, role: who };
  const [name = '', role = ''] = who.slice(1).split(' & ');
  return { name: `@${name}`, role: isRole(role) ? role : null };
}

/** Null for nobody in particular, which no list may hold. */
export function whoFrom({ name, role }: WhoParts): Who | null {
  if (name === null) return role;
  return role === null ? name : `${name} & ${role}`;
}

export const rankOf = (role: Role | null): number => (role === null ? -1 : roles.indexOf(role));
