/** When environments were deployed to last. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { LeftoverReads, UsedEnvironment } from '../../core/leftover.ts';
import { orNull } from '../trouble.ts';

const perPage = 100;
const atOnce = 50;

const Environments = z.object({
  total_count: z.optional(z.number()),
  environments: z.optional(z.array(z.object({ name: z.string(), created_at: z.string() }))),
});
const Deployed = z.object({
  repository: z.record(z.string(), z.object({ nodes: z.array(z.object({ createdAt: z.string() })) })),
});

export function placeReads(octokit: Octokit, here: { owner: string; repo: string }): Pick<LeftoverReads, 'environmentsUsed'> {
  async function deployedAt(names: string[]): Promise<(Date | null)[]> {
    // Names are anybody's text: they travel as values, never in the query.
    const values = Object.fromEntries(names.map((name, place) => [`e${place}`, name]));
    const declared = names.map((_, place) => `, $e${place}: String!`).join('');
    const last = 'first: 1, orderBy: { field: CREATED_AT, direction: DESC }';
    const asked = names.map((_, place) => `e${place}: deployments(environments: [$e${place}], ${last}) { nodes { createdAt } }`);
    const query = `query ($owner: String!, $repo: String!${declared}) { repository(owner: $owner, name: $repo) { ${asked.join(' ')} } }`;
    const { repository } = z.parse(Deployed, await octokit.graphql(query, { ...here, ...values }));
    return names.map((_, place) => {
      const at = repository[`e${place}`]?.nodes[0]?.createdAt;
      return at === undefined ? null : new Date(at);
    });
  }

  return {
    async environmentsUsed() {
      const route = 'GET /repos/{owner}/{repo}/environments';
      // Where the plan of a private repository has no environments there are none.
      const answer = await orNull(octokit.request(route, { ...here, per_page: perPage }));
      const { total_count: count = 0, environments = [] } = answer ? z.parse(Environments, answer.data) : {};
      const all: UsedEnvironment[] = [];
      for (let from = 0; from < environments.length; from += atOnce) {
        const some = environments.slice(from, from + atOnce);
        const times = await deployedAt(some.map(({ name }) => name));
        all.push(
          ...some.map(({ name, created_at: made }, place) => ({
            name,
            madeAt: new Date(made),
            deployedAt: times[place] ?? null,
          })),
        );
      }
      return { all, cut: count > environments.length };
    },
  };
}
