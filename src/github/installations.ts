/** The App about itself: what it may, what it hears, and where it is installed. For whoever looks after it. */
import * as z from 'zod/mini';
import type { Repository } from '../core/event.ts';
import type { GitHub } from './client.ts';
import { isNotFound } from './trouble.ts';

const permissions = z.record(z.string(), z.string());
const App = z.object({
  slug: z.string(),
  html_url: z.string(),
  owner: z.object({ login: z.string() }),
  permissions,
  events: z.array(z.string()),
});
export type App = z.infer<typeof App>;

const Installation = z.object({
  id: z.number(),
  html_url: z.string(),
  account: z.object({ login: z.string() }),
  permissions,
  suspended_at: z.nullish(z.string()),
});
export type Installation = z.infer<typeof Installation>;

const Found = z.object({
  id: z.number(),
  name: z.string(),
  private: z.boolean(),
  archived: z.optional(z.boolean()),
  default_branch: z.string(),
  owner: z.object({ login: z.string() }),
});

const Delivery = z.object({ guid: z.string(), delivered_at: z.string(), status_code: z.number(), status: z.string() });
export type Delivery = z.infer<typeof Delivery>;

export async function appItself({ app }: GitHub): Promise<App> {
  return z.parse(App, (await app.request('GET /app')).data);
}

export async function installationsOf({ app }: GitHub): Promise<Installation[]> {
  return z.parse(z.array(Installation), await app.paginate('GET /app/installations', { per_page: 100 }));
}

/** Null when the App is not installed there, or there is no such repository. */
export async function installationOn({ app }: GitHub, owner: string, repo: string): Promise<Installation | null> {
  try {
    return z.parse(Installation, (await app.request('GET /repos/{owner}/{repo}/installation', { owner, repo })).data);
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** Archived ones are left out: nothing happens there. */
export async function repositoriesOf(github: GitHub, { id }: Installation): Promise<Repository[]> {
  const all: unknown = await github.whole(id).paginate('GET /installation/repositories', { per_page: 100 });
  return z
    .parse(z.array(Found), all)
    .filter(({ archived }) => !archived)
    .map(found => ({
      id: found.id,
      owner: found.owner.login,
      name: found.name,
      installation: id,
      private: found.private,
      defaultBranch: found.default_branch,
    }));
}

/** The last hundred, newest first. */
export async function lastDeliveries({ app }: GitHub): Promise<Delivery[]> {
  return z.parse(z.array(Delivery), (await app.request('GET /app/hook/deliveries', { per_page: 100 })).data);
}
