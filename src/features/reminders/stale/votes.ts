/** Whose thumbs count: those of the author, of assignees, and of people who can triage. A stranger's are only seen. */
import { createHash } from 'node:crypto';
import type { Person } from '../../../core/event.ts';
import type { Ask } from '../../../core/feature.ts';
import type { PullsPage, Vote } from '../../../core/open-pull.ts';
import { type Role, roles } from '../../../core/reads.ts';
import { booksNow } from '../books/store.ts';
import { planNode } from '../plan/vote.ts';

/** What people say to our questions. */
export interface Answers extends Pick<PullsPage, 'seen'> {
  votes: Counted[];
}

/** A vote, and what whoever gave it may do here. */
export type Counted = Vote & { role: Role };

type Asking = Pick<Ask, 'peek'> & { github: Pick<Ask['github'], 'role' | 'repository'> };

interface Asked {
  author: Person | null;
  assignees: Person[];
}

/** Anybody may vote: each of them costs a request. Of a crowd others are asked about each hour. */
const mostAsked = 20;
const atOnce = 4;

/**
 * Everybody is asked about once, however many votes are theirs; whoever wants to keep something first. Of all others only the author and
 * assignees count, and where one of them said 👎 not every 👎 was seen.
 */
export async function countedVotes({ votes, seen }: Pick<PullsPage, 'votes' | 'seen'>, ask: Asking): Promise<Answers> {
  const people = votes.filter(({ by }) => !by.bot);
  const all = voters(people);
  const asked = all.length > mostAsked ? voters(await whoseTurn(people, ask)).slice(0, mostAsked) : all;
  const known = new Map<number, Role>();
  for (let from = 0; from < asked.length; from += atOnce) {
    const few = asked.slice(from, from + atOnce);
    const found = await Promise.all(
      few.map(async (person): Promise<[number, Role]> => [person.id, await ask.github.role(person)]),
    );
    for (const [id, role] of found) known.set(id, role);
  }
  const isUnknown = (node: string) => people.some(one => one.node === node && one.says === 'no' && !known.has(one.by.id));
  return {
    votes: people.map(vote => ({ ...vote, role: known.get(vote.by.id) ?? 'none' })),
    seen: new Map([...seen].map(([node, isWhole]) => [node, isWhole && !isUnknown(node)])),
  };
}

/** Each once, where they come first. */
const voters = (votes: Vote[]): Person[] => [...new Map(votes.map(({ by }) => [by.id, by])).values()];

async function whoseTurn(votes: Vote[], { github: { repository }, peek }: Asking): Promise<Vote[]> {
  const { plan, now } = await peek(async session => {
    const { books, now } = await booksNow(session, repository);
    return { plan: await planNode(session, books), now };
  });
  return inTurn(votes, plan, now);
}

/** While the plan waits for a yes nothing else is done, and a no to it changes nothing: else a crowd could keep that yes from being heard. */
export function inTurn(votes: Vote[], plan: string[], now: Date): Vote[] {
  const hour = Math.floor(now.getTime() / 3_600_000);
  const place = ({ by }: Vote) => createHash('sha256').update(`${by.id}/${hour}`).digest('hex');
  const isOnPlan = ({ node }: Vote) => plan.includes(node);
  const rank = (vote: Vote) => (isOnPlan(vote) ? 0 : vote.says === 'no' ? 1 : 2);
  return votes
    .filter(vote => !isOnPlan(vote) || vote.says === 'yes')
    .map(vote => ({ vote, rank: rank(vote), place: place(vote) }))
    .toSorted((one, other) => one.rank - other.rank || (one.place < other.place ? -1 : 1))
    .map(({ vote }) => vote);
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
