/** What runs left behind: artifacts and caches, those first that lie there for the longest time. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import type { Artifact, Cache, LeftoverReads } from '../../core/leftover.ts';
import { Artifacts } from './artifact-list.ts';

const perPage = 100;
const mostArtifactPages = 10;
const mostCachePages = 5;

const Caches = z.object({
  actions_caches: z.array(
    z.object({
      id: z.optional(z.number()),
      key: z.optional(z.string()),
      ref: z.optional(z.string()),
      size_in_bytes: z.optional(z.number()),
      created_at: z.optional(z.string()),
      last_accessed_at: z.optional(z.string()),
    }),
  ),
});

const artifactsIn = ({ artifacts }: z.infer<typeof Artifacts>): Artifact[] =>
  artifacts.flatMap(({ created_at: at, size_in_bytes: size, ...one }) =>
    at === null ? [] : { ...one, size, createdAt: new Date(at) },
  );

/** GitHub describes each of a cache's fields as one that may be missing: what nobody can name is not listed. */
const cachesIn = ({ actions_caches: all }: z.infer<typeof Caches>): Cache[] =>
  all.flatMap(({ id, key, ref, size_in_bytes: size = 0, created_at: made, last_accessed_at: used }) =>
    id === undefined || key === undefined || ref === undefined || made === undefined || used === undefined
      ? []
      : { id, key, ref, size, createdAt: new Date(made), usedAt: new Date(used) },
  );

export function storageReads(
  octokit: Octokit,
  here: { owner: string; repo: string },
): Pick<LeftoverReads, 'artifacts' | 'caches'> {
  async function artifactPage(page: number, name: string | undefined) {
    const asked = { ...here, per_page: perPage, page, ...(name === undefined ? {} : { name }) };
    return z.parse(Artifacts, (await octokit.request('GET /repos/{owner}/{repo}/actions/artifacts', asked)).data);
  }

  return {
    async artifacts(name) {
      // GitHub lists the newest first and knows no other order, so the oldest are on its last pages.
      const first = await artifactPage(1, name);
      const last = Math.ceil(first.total_count / perPage);
      const cut = last > mostArtifactPages;
      const all = new Map((cut ? [] : artifactsIn(first)).map(one => [one.id, one]));
      for (let page = last; page > Math.max(1, last - mostArtifactPages); page--) {
        // What is deleted meanwhile moves others to the page before.
        for (const one of artifactsIn(await artifactPage(page, name))) all.set(one.id, one);
      }
      return { all: [...all.values()], cut };
    },

    async caches(of) {
      const all: Cache[] = [];
      for (let page = 1; page <= mostCachePages; page++) {
        const order = { sort: 'last_accessed_at', direction: 'asc' } as const;
        const asked = { ...here, ...order, ...of, per_page: perPage, page };
        const { data } = await octokit.request('GET /repos/{owner}/{repo}/actions/caches', asked);
        const answer = z.parse(Caches, data);
        all.push(...cachesIn(answer));
        if (answer.actions_caches.length < perPage) return { all, cut: false };
      }
      return { all, cut: true };
    },
  };
}
