/** Branches with their pull requests, a hundred in one request. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { Branch, LeftoverReads } from '../../core/leftover.ts';

const mostPages = 10;

const Refs = z.object({
  repository: z.object({
    refs: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.nullable(z.string()) }),
      nodes: z.array(
        z.object({
          name: z.string(),
          // A branch of what is no commit is possible, and nobody has one.
          target: z.nullable(z.object({ oid: z.string(), committedDate: z.optional(z.string()) })),
          open: z.object({ totalCount: z.number() }),
          merged: z.object({
            nodes: z.array(z.object({ number: z.number(), headRefOid: z.string(), mergedAt: z.nullable(z.string()) })),
          }),
        }),
      ),
    }),
  }),
});
type Node = z.infer<typeof Refs>['repository']['refs']['nodes'][number];

const query = `query ($owner: String!, $repo: String!, $after: String) { repository(owner: $owner, name: $repo) {
  refs(refPrefix: "refs/heads/", first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes {
    name target { oid ... on Commit { committedDate } }
    open: associatedPullRequests(first: 1, states: OPEN) { totalCount }
    merged: associatedPullRequests(first: 3, states: MERGED, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes { number headRefOid mergedAt } } } } } }`;

function branchOf({ name, target, open, merged }: Node, isProtected: boolean): Branch[] {
  if (!target?.committedDate) return [];
  const pulls = merged.nodes.flatMap(({ number, headRefOid: head, mergedAt }) =>
    mergedAt === null ? [] : { number, head, at: new Date(mergedAt) },
  );
  const committedAt = new Date(target.committedDate);
  return [{ name, head: target.oid, committedAt, isProtected, hasOpenPull: open.totalCount > 0, merged: pulls }];
}

const Names = z.array(z.object({ name: z.string() }));
const Counts = z.object({ repository: z.record(z.string(), z.object({ totalCount: z.number() })) });

export function branchReads(
  octokit: Octokit,
  here: { owner: string; repo: string },
): Pick<LeftoverReads, 'branches' | 'basesAmong'> {
  /** REST says it to everybody who can read; GraphQL only to whoever administers. */
  async function protectedNames(): Promise<Set<string>> {
    const route = 'GET /repos/{owner}/{repo}/branches';
    const pages = octokit.paginate.iterator(route, { ...here, protected: true, per_page: 100 });
    const names = new Set<string>();
    for await (const { data } of pages) for (const { name } of z.parse(Names, data)) names.add(name);
    return names;
  }

  return {
    async branches() {
      const guarded = await protectedNames();
      const all: Branch[] = [];
      let after: string | null = null;
      for (let page = 0; page < mostPages; page++) {
        const answer: unknown = await octokit.graphql(query, { ...here, after });
        const { nodes, pageInfo } = z.parse(Refs, answer).repository.refs;
        all.push(...nodes.flatMap(node => branchOf(node, guarded.has(node.name))));
        if (!pageInfo.hasNextPage) return { all, cut: false };
        after = pageInfo.endCursor;
      }
      return { all, cut: true };
    },

    async basesAmong(branches) {
      const bases = new Set<string>();
      for (let from = 0; from < branches.length; from += 100) {
        const some = branches.slice(from, from + 100);
        // Names are strangers' text: they travel as values, never in the query.
        const values = Object.fromEntries(some.map((name, place) => [`b${place}`, name]));
        const declared = some.map((_, place) => `, $b${place}: String!`).join('');
        const asked = some.map(
          (_, place) => `b${place}: pullRequests(baseRefName: $b${place}, states: OPEN, first: 1) { totalCount }`,
        );
        const counting = `query ($owner: String!, $repo: String!${declared}) { repository(owner: $owner, name: $repo) { ${asked.join(' ')} } }`;
        const { repository } = z.parse(Counts, await octokit.graphql(counting, { ...here, ...values }));
        for (const [place, name] of some.entries()) if ((repository[`b${place}`]?.totalCount ?? 1) > 0) bases.add(name);
      }
      return bases;
    },
  };
}
