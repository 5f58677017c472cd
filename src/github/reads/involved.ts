/** Who had a hand in a commit, and who moved a branch: people, by what GitHub itself has noted. */
import * as z from 'zod/mini';
import type { Person } from '../../core/event.ts';
import type { Judged, Move } from '../../core/reads.ts';
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

export async function involvedIn(
  answers: Answer[],
  head: string,
  activity: (branch: string) => Promise<Move[]>,
): Promise<Judged['involved']> {
  const pulls = answers.flatMap(one => one.repository.pull ?? []);
  const about = pulls.find(one => one.headRefName !== undefined);
  const all = [
    ...answers.flatMap(one => one.repository.commit ?? []),
    ...pulls.flatMap(one => one.hands?.nodes ?? []).map(one => one.commit),
  ];
  const people = all
    .flatMap(one => [...(one.authors?.nodes ?? []), ...(one.committer ? [one.committer] : [])])
    .flatMap(({ user }) => (user ? whoOf(user) : []));
  // A fork keeps its own notes of who pushed, and shows them to its own people.
  const branch = about?.isCrossRepository === false ? about.headRefName : undefined;
  const moves = branch === undefined ? [] : await activity(branch);
  return {
    author: about?.author ? whoOf(about.author) : null,
    pusher: moves.find(one => one.after === head)?.by ?? null,
    committers: once(people),
  };
}

const once = (people: Person[]): Person[] =>
  people.filter((one, place) => people.findIndex(other => other.id === one.id) === place);
