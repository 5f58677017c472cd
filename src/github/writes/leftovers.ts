/** What lies around is deleted. What is gone already is deleted, whoever did it: so it does no harm to do it twice. */
import type { DeleteArtifact, DeleteCache } from '../../core/effect.ts';
import { orNull } from '../trouble.ts';
import { placeOf, type Writing } from './writing.ts';

export async function deleteArtifact(writing: Writing<DeleteArtifact>): Promise<null> {
  const { octokit, effect } = writing;
  const route = 'DELETE /repos/{owner}/{repo}/actions/artifacts/{artifact_id}';
  await orNull(octokit.request(route, { ...placeOf(writing), artifact_id: effect.id }));
  return null;
}

export async function deleteCache(writing: Writing<DeleteCache>): Promise<null> {
  const { octokit, effect } = writing;
  const route = 'DELETE /repos/{owner}/{repo}/actions/caches/{cache_id}';
  await orNull(octokit.request(route, { ...placeOf(writing), cache_id: effect.id }));
  return null;
}
