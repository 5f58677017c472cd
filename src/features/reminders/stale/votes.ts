/** Whose thumbs count: those of the author, of assignees, and of people who can triage. A stranger's are only seen. */
import type { Person } from '../../../core/event.ts';
import type { Ask } from '../../../core/feature.ts';
import type { Vote } from '../../../core/open-pull.ts';
import { type Role, roles } from '../../../core/reads.ts';

/** A vote, and what whoever gave it may do here. */
export type Counted = Vote & { role: Role };

interface Asked {
  author: Person | null;
  assignees: Person[];
}

/** Everybody is asked about once, however many votes are theirs. */
export async function countedVotes(votes: Vote[], { github }: { github: Pick<Ask['github'], 'role'> }): Promise<Counted[]> {
  const known = new Map<number, Promise<Role>>();
  const roleOf = (person: Person): Promise<Role> => {
    const role = known.get(person.id) ?? github.role(person);
    known.set(person.id, role);
    return role;
  };
  const people = votes.filter(({ by }) => !by.bot);
  return Promise.all(people.map(async vote => ({ ...vote, role: await roleOf(vote.by) })));
}

export interface Verdict {
  says: Vote['says'];
  by: Person;
}

/** Whoever wants to keep it outweighs all who do not. */
export function verdictOf(votes: Counted[], node: string | null, thread: Asked): Verdict | null {
  const counting = votes.filter(vote => node !== null && vote.node === node && mayDecide(vote, thread));
  return counting.find(({ says }) => says === 'no') ?? counting[0] ?? null;
}

function mayDecide({ by, role }: Counted, { author, assignees }: Asked): boolean {
  if (by.bot) return false;
  return roles.indexOf(role) >= roles.indexOf('triage') || [author, ...assignees].some(one => one?.id === by.id);
}
