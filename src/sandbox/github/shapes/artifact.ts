import { stamp } from '../clock.ts';
import type { Artifact, Cache } from '../rows-actions.ts';
import type { Site } from '../site.ts';
import { repositoryUrl } from './urls.ts';

export function artifactJson(site: Site, artifact: Artifact) {
  const { world } = site;
  const url = `${repositoryUrl(site, world.repositories.get(artifact.repository))}/actions/artifacts/${artifact.id}`;
  const run = world.runs.find(artifact.run);
  return {
    id: artifact.id,
    node_id: `A_${artifact.id}`,
    name: artifact.name,
    size_in_bytes: artifact.size,
    url,
    archive_download_url: `${url}/zip`,
    expired: artifact.expiresAt <= world.clock.now(),
    created_at: stamp(artifact.createdAt),
    expires_at: stamp(artifact.expiresAt),
    updated_at: stamp(artifact.createdAt),
    digest: null,
    workflow_run: run
      ? {
          id: run.id,
          repository_id: run.repository,
          head_repository_id: run.headRepository,
          head_branch: run.branch,
          head_sha: run.head,
        }
      : null,
  };
}

export const cacheJson = (cache: Cache) => ({
  id: cache.id,
  ref: cache.ref,
  key: cache.key,
  version: 'f0e1',
  last_accessed_at: stamp(cache.usedAt),
  created_at: stamp(cache.createdAt),
  size_in_bytes: cache.size,
});
