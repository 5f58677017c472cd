import * as z from 'zod/mini';
import type { Repository } from '../core/event.ts';
import type { GitHub } from './client.ts';
import { isNotFound } from './trouble.ts';

/** An organisation's repository `.github`, which holds the defaults of all its others. */

const Installation = z.object({ id: z.number() });
const Found = z.object({
  id: z.number(),
  name: z.string(),
  private: z.boolean(),
  default_branch: z.string(),
  owner: z.object({ login: z.string() }),
});

/** Null when there is none, or the App may not read it. A token for one repository cannot read another: this one gets its own. */
export async function organisationRepository(github: GitHub, owner: string): Promise<Repository | null> {
  const there = { owner, repo: '.github' };
  try {
    const installation = z.parse(Installation, (await github.app.request('GET /repos/{owner}/{repo}/installation', there)).data);
    const found = z.parse(
      Found,
      (await github.named(installation.id, there.repo).request('GET /repos/{owner}/{repo}', there)).data,
    );
    return {
      id: found.id,
      owner: found.owner.login,
      name: found.name,
      installation: installation.id,
      private: found.private,
      defaultBranch: found.default_branch,
    };
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}
