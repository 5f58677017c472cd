/** Who had a hand in a commit, and who moved a branch: people, by what GitHub itself has noted. */
import * as z from 'zod/mini';
import type { Person } from '../../core/event.ts';
import type { Asked, Judged, Move } from '../../core/reads.ts';
import { personOf, User } from '../answers.ts';
import { whoOf } from './place.ts';
import type { Answer } from './question.ts';

export const Activity = z.object({ timestamp: z.string(), before: z.string(), after: z.string(), actor: z.nullable(User) });
const nothing = /^0+$/;

export const moveOf = ({ timestamp, before, after, actor }: z.infer<typeof Activity>): Move => ({
  at: new Date(timestamp),
  by: actor && personOf(actor),
  before: nothing.test(before) ? null : before,
  after,
});

/** Who had a hand in it by way of any pull request that it is part of or came by; null when these are too many to ask about. */
export async function involvedIn(
  { commit, pull }: Asked,
  about: Answer[],
  ask: { pull(number: number): Promise<Answer[]>; activity(branch: string): Promise<Move[]> },
): Promise<Judged['involved']> {
  const related = about.flatMap(one => one.repository.commit?.associatedPullRequests ?? [])[0];
  if (related && related.totalCount > related.nodes.length) return null;
  const others = (related?.nodes ?? []).filter(({ number }) => number !== pull);
  const answers = [about, ...(await Promise.all(others.map(({ number }) => ask.pull(number))))].flat();
  const pulls = answers.flatMap(one => one.repository.pull ?? []);
  const all = [
    ...answers.flatMap(one => one.repository.commit ?? []),
    ...pulls.flatMap(one => one.hands?.nodes ?? []).map(one => one.commit),
  ];
  const people = all
    .flatMap(one => [...(one.authors?.nodes ?? []), ...(one.committer ? [one.committer] : [])])
    .flatMap(({ user }) => (user ? whoOf(user) : []));
  // A fork keeps its own notes of who pushed, and shows them to its own people.
  const branch = pulls.find(one => one.number === pull && one.isCrossRepository === false)?.headRefName;
  const moves = branch === undefined ? [] : await ask.activity(branch);
  return {
    authors: once(pulls.flatMap(({ author }) => (author ? whoOf(author) : []))),
    pusher: moves.find(one => one.after === commit)?.by ?? null,
    committers: once(people),
  };
}

const once = (people: Person[]): Person[] =>
  people.filter((one, place) => people.findIndex(other => other.id === one.id) === place);
