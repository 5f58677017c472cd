import { stamp } from '../clock.ts';
import type { Repository } from '../rows.ts';
import type { CommitStatus } from '../rows-actions.ts';
import type { Site } from '../site.ts';
import { accountJson } from './account.ts';
import { repositoryJson } from './repository.ts';
import { repositoryUrl } from './urls.ts';

export function statusJson(site: Site, status: CommitStatus) {
  const repository = site.world.repositories.get(status.repository);
  const creator = accountJson(site, site.world.accounts.get(status.creator));
  return {
    url: `${repositoryUrl(site, repository)}/statuses/${status.sha}`,
    avatar_url: creator.avatar_url,
    id: status.id,
    node_id: `SC_${status.id}`,
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: stamp(status.createdAt),
    updated_at: stamp(status.createdAt),
    creator,
  };
}

/** GitHub's sum of the statuses, which knows nothing of check runs: nothing at all is `pending`. */
export function combinedJson(site: Site, repository: Repository, sha: string, latest: CommitStatus[]) {
  const states = latest.map(row => row.state);
  const bad = states.some(state => state === 'failure' || state === 'error');
  const url = repositoryUrl(site, repository);
  return {
    state: bad ? 'failure' : states.length > 0 && states.every(state => state === 'success') ? 'success' : 'pending',
    statuses: latest.map(row => {
      const { creator: _, ...simple } = statusJson(site, row);
      return simple;
    }),
    sha,
    total_count: latest.length,
    repository: repositoryJson(site, repository),
    commit_url: `${url}/commits/${sha}`,
    url: `${url}/commits/${sha}/status`,
  };
}
