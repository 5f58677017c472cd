import { addRepository } from '../changes/accounts.ts';
import { setRef } from '../changes/refs.ts';
import type { Account, Repository } from '../rows.ts';
import type { Site } from '../site.ts';

/** This account's fork of a repository, made when there is none yet. */
export function fork(site: Site, of: Repository, owner: Account): Repository {
  const { world } = site;
  const known = world.repositories.first(row => row.owner === owner.id && row.forkOf === of.id);
  if (known) return known;
  const made = addRepository(world, owner, of.name, { private: of.private, forkOf: of, defaultBranch: of.defaultBranch });
  for (const ref of world.refs.where(ref => ref.repository === of.id && ref.name.startsWith('refs/heads/')))
    setRef(world, made, ref.name, ref.sha);
  return made;
}
