/** Who is in the teams whose lists are due, each asked for once. */
import type { Person } from '../../../core/event.ts';
import type { Reads } from '../../../core/reads.ts';
import type { Wanted } from './wanted.ts';

/** By the name of the list; null: the team cannot be seen. A list of all has no entry. */
export type Members = Map<string, Person[] | null>;

export async function membersOf(due: Wanted[], github: Pick<Reads, 'teamMembers'>): Promise<Members> {
  const members: Members = new Map();
  for (const { name, team } of due) if (team !== null) members.set(name, await github.teamMembers(team));
  return members;
}
