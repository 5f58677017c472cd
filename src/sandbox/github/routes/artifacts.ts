/** What runs leave behind: artifacts and caches. */
import { type Answer, type Call, nothing, ok, route } from '../call.ts';
import { page } from '../pages.ts';
import { notFound } from '../refusal.ts';
import type { Artifact, Cache } from '../rows-actions.ts';
import { artifactJson, cacheJson } from '../shapes/artifact.ts';
import { stored } from './storage.ts';

export const artifacts = [
  route('GET /repos/{owner}/{repo}/actions/artifacts', call => list(call, () => true)),
  route('GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', call => {
    const run = call.number('run_id');
    return list(call, row => row.run === run);
  }),
  route('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}', call => ok(artifactJson(call.site, artifactOf(call)))),
  route('DELETE /repos/{owner}/{repo}/actions/artifacts/{artifact_id}', call => {
    const found = artifactOf(call);
    call.site.world.artifacts.remove(found.id);
    call.wrote({ repository: call.repository, ids: { artifact: found.id } });
    return nothing();
  }),
  route('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', call => {
    if (call.param('archive_format') !== 'zip') throw notFound();
    return stored(call, `artifacts/${artifactOf(call).id}.zip`);
  }),
  route('GET /repos/{owner}/{repo}/actions/caches', call => {
    const found = cachesOf(call);
    return page(call, found, cacheJson, actions_caches => ({ total_count: found.length, actions_caches }));
  }),
  route('DELETE /repos/{owner}/{repo}/actions/caches', call => {
    const key = call.query('key');
    const found = cachesOf(call).filter(row => row.key === key);
    if (found.length === 0) throw notFound();
    for (const row of found) remove(call, row);
    return ok({ total_count: found.length, actions_caches: found.map(cacheJson) });
  }),
  route('DELETE /repos/{owner}/{repo}/actions/caches/{cache_id}', call => {
    const found = cachesOf(call).find(row => row.id === call.number('cache_id'));
    if (!found) throw notFound();
    remove(call, found);
    return nothing();
  }),
];

function list(call: Call, asked: (row: Artifact) => boolean): Answer {
  const { repository } = call;
  const name = call.query('name');
  const found = call.site.world.artifacts
    .where(row => row.repository === repository.id && asked(row) && (name ?? row.name) === row.name)
    .toReversed();
  return page(
    call,
    found,
    row => artifactJson(call.site, row),
    all => ({ total_count: found.length, artifacts: all }),
  );
}

function artifactOf(call: Call): Artifact {
  const { repository } = call;
  const found = call.site.world.artifacts.find(call.number('artifact_id'));
  if (found?.repository !== repository.id) throw notFound();
  return found;
}

/** The last used first, or in the order asked for; of a ref, or with keys that begin like this, when asked. */
function cachesOf(call: Call): Cache[] {
  const { repository } = call;
  const [ref, key] = [call.query('ref'), call.query('key')];
  const by = orders[call.query('sort') ?? 'last_accessed_at'] ?? (row => row.usedAt.getTime());
  const found = call.site.world.caches
    .where(row => row.repository === repository.id && (ref ?? row.ref) === row.ref && row.key.startsWith(key ?? ''))
    .toSorted((a, b) => by(b) - by(a));
  return call.query('direction') === 'asc' ? found.toReversed() : found;
}

const orders: Record<string, (row: Cache) => number> = {
  created_at: row => row.createdAt.getTime(),
  last_accessed_at: row => row.usedAt.getTime(),
  size_in_bytes: row => row.size,
};

function remove(call: Call, row: Cache): void {
  call.site.world.caches.remove(row.id);
  call.wrote({ repository: call.repository, ids: { cache: row.id } });
}
