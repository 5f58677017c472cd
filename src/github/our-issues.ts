/** Issues that this App opened. Anybody can write a marker, so who opened them decides. */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod/mini';
import { keyIn } from '../core/marker.ts';

const Listed = z.array(
  z.object({
    number: z.number(),
    node_id: z.string(),
    body: z.optional(z.nullable(z.string())),
    state: z.string(),
    created_at: z.string(),
    pull_request: z.optional(z.unknown()),
    performed_via_github_app: z.optional(z.nullable(z.object({ id: z.number() }))),
  }),
);

interface Listing {
  owner: string;
  repo: string;
  state: 'open' | 'all';
  labels?: string;
  since?: string;
}

export interface Ours {
  number: number;
  node: string;
  /** By the marker in its text. */
  key: string;
  body: string;
  open: boolean;
  openedAt: Date;
}

/** Newest first, page by page as they are asked for. The list and not the search, which lags by minutes. */
export async function* oursAmong(octokit: Octokit, appId: number, listing: Listing): AsyncGenerator<Ours> {
  const route = 'GET /repos/{owner}/{repo}/issues';
  for await (const { data } of octokit.paginate.iterator(route, { ...listing, per_page: 100 })) {
    for (const one of z.parse(Listed, data)) {
      const body = one.body ?? '';
      const key = one.performed_via_github_app?.id === appId && !one.pull_request ? keyIn(body) : null;
      if (key === null) continue;
      yield { number: one.number, node: one.node_id, key, body, open: one.state === 'open', openedAt: new Date(one.created_at) };
    }
  }
}
