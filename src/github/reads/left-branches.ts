/** Branches with their pull requests, a hundred in one request. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { Branch, LeftoverReads } from '../../core/leftover.ts';
import { type InTime, most, orFewer, within } from './fewer.ts';

const mostRead = 1_000;
const patience = 20_000;

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
type Page = z.infer<typeof Refs>['repository']['refs'];
type Node = Page['nodes'][number];

const query = `query ($owner: String!, $repo: String!, $size: Int!, $after: String) { repository(owner: $owner, name: $repo) {
  refs(refPrefix: "refs/heads/", first: $size, after: $after) { pageInfo { hasNextPage endCursor } nodes {
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

export function branchReads(
  octokit: Octokit,
  here: { owner: string; repo: string },
  elapsed = () => performance.now(),
): Pick<LeftoverReads, 'branches'> {
  /** REST says it to everybody who can read; GraphQL only to whoever administers. Null: there is no time for all of them. */
  async function protectedNames(inTime: InTime): Promise<Set<string> | null> {
    const route = 'GET /repos/{owner}/{repo}/branches';
    const pages = octokit.paginate.iterator(route, { ...here, protected: true, per_page: 100 });
    const names = new Set<string>();
    for await (const { data } of pages) {
      if (!inTime()) return null;
      for (const { name } of z.parse(Names, data)) names.add(name);
    }
    return names;
  }

  async function pageOf(size: number, after: string | null) {
    return z.parse(Refs, await octokit.graphql(query, { ...here, size, after })).repository.refs;
  }

  return {
    async branches() {
      const inTime = within(patience, elapsed);
      const guarded = await protectedNames(inTime);
      const all: Branch[] = [];
      let [read, size] = [0, most];
      let after: string | null = null;
      while (guarded && read < mostRead && inTime()) {
        const page: Page | null = await orFewer(pageOf(size, after), size);
        if (!page) {
          size = Math.ceil(size / 2);
          continue;
        }
        all.push(...page.nodes.flatMap(node => branchOf(node, guarded.has(node.name))));
        if (!page.pageInfo.hasNextPage) return { all, cut: false };
        read += page.nodes.length;
        after = page.pageInfo.endCursor;
      }
      return { all, cut: true };
    },
  };
}
