import type { Repository } from '../rows.ts';
import type { World } from '../world.ts';

/** Points a branch, or the head of a pull request, at a commit. */
export function setRef(world: World, repository: Repository, name: string, sha: string): void {
  const known = world.ref(repository, name);
  if (known) world.refs.change(known.id, { sha });
  else world.refs.add({ id: world.nextId(), repository: repository.id, name, sha });
}
