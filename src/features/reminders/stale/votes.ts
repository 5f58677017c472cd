/** Whose thumbs count: those of the author, of assignees, and of people who can triage. A stranger's are only seen. */
import type { Person } from '../../../core/event.ts';
import type { Ask } from '../../../core/feature.ts';
import type { PullsPage, Vote } from '../../../core/open-pull.ts';
import { type Role, roles } from '../../../core/reads.ts';

/** What people say to our questions. */
export interface Answers extends Pick<PullsPage, 'seen'> {
  votes: Counted[];
}

/** A vote, and what whoever gave it may do here. */
export type Counted = Vote & { role: Role };

interface Asked {
  author: Person | null;
  assignees: Person[];
}

/** Anybody may vote: each of them costs a request. */
const mostAsked = 20;
const atOnce = 4;

/**
 * Everybody is asked about once, however many votes are theirs; whoever wants to keep something first. Of all others only the author and
 * assignees count, and where one of them said 👎 not every 👎 was seen.
 */
export async function countedVotes(
  { votes, seen }: Pick<PullsPage, 'votes' | 'seen'>,
  { github }: { github: Pick<Ask['github'], 'role'> },
): Promise<Answers> {
  const people = votes.filter(({ by }) => !by.bot);
  const asked = [...new Map(people.toSorted(noFirst).map(({ by }) => [by.id, by])).values()].slice(0, mostAsked);
  const known = new Map<number, Role>();
  for (let from = 0; from < asked.length; from += atOnce) {
    const few = asked.slice(from, from + atOnce);
    const found = await Promise.all(few.map(async (person): Promise<[number, Role]> => [person.id, await github.role(person)]));
    for (const [id, role] of found) known.set(id, role);
  }
  const isUnknown = (node: string) => people.some(one => one.node === node && one.says === 'no' && !known.has(one.by.id));
  return {
    votes: people.map(vote => ({ ...vote, role: known.get(vote.by.id) ?? 'none' })),
    seen: new Map([...seen].map(([node, isWhole]) => [node, isWhole && !isUnknown(node)])),
  };
}

const noFirst = (one: Vote, other: Vote): number => Number(other.says === 'no') - Number(one.says === 'no');

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
