/** A commit from a fork gets the environment's secrets: only once somebody has read it and names it by its digits, or never. */
import { fromFork } from '../../messages.ts';
import { closed, type Gate, type Judging, open, unmerged } from '../gate.ts';
import { bold, deployOf, digits, setting } from '../words.ts';

export function fork(given: Judging): Gate | null {
  const { name, environment, commit, named, prefix } = given;
  if (!unmerged(given)?.fork) return null;
  const parts = {
    name: 'fork' as const,
    setting: setting(given, 'forks'),
    says: 'somebody who has read it named this commit of a fork',
  };
  if (environment.forks === false) return closed({ ...parts, way: fromFork(name, environment.auto !== false, prefix) });
  const said = named.how === 'sha' ? (named.said ?? '') : '';
  if (said.length >= digits && commit.sha.startsWith(said)) return open(parts);
  return closed({
    ...parts,
    way: `This commit comes from a fork. Running it on ${bold(name)} gives it that environment's secrets. Somebody who has read it can say ${deployOf(given, commit.sha)}.`,
  });
}
