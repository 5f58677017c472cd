/** Which branches pull requests are to be merged into, or were, a hundred in one request. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { LeftoverReads } from '../../core/leftover.ts';
import { most, orFewer, within } from './fewer.ts';

const patience = 10_000;

const Counts = z.object({ repository: z.record(z.string(), z.object({ totalCount: z.number() })) });

export function baseReads(
  octokit: Octokit,
  here: { owner: string; repo: string },
  elapsed = () => performance.now(),
): Pick<LeftoverReads, 'basesAmong'> {
  async function amongThese(names: string[]): Promise<string[]> {
    // Names are strangers' text: they travel as values, never in the query.
    const values = Object.fromEntries(names.map((name, place) => [`b${place}`, name]));
    const declared = names.map((_, place) => `, $b${place}: String!`).join('');
    const asked = names.map(
      (_, place) => `b${place}: pullRequests(baseRefName: $b${place}, states: [OPEN, MERGED], first: 1) { totalCount }`,
    );
    const counting = `query ($owner: String!, $repo: String!${declared}) { repository(owner: $owner, name: $repo) { ${asked.join(' ')} } }`;
    const { repository } = z.parse(Counts, await octokit.graphql(counting, { ...here, ...values }));
    return names.filter((_, place) => (repository[`b${place}`]?.totalCount ?? 1) > 0);
  }

  return {
    async basesAmong(branches) {
      const inTime = within(patience, elapsed);
      const bases = new Set<string>();
      let [from, size] = [0, most];
      while (from < branches.length && inTime()) {
        const some = branches.slice(from, from + size);
        const found = await orFewer(amongThese(some), some.length);
        for (const name of found ?? []) bases.add(name);
        if (found) from += some.length;
        else size = Math.ceil(some.length / 2);
      }
      return { bases, unasked: branches.slice(from) };
    },
  };
}
