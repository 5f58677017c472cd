/**
 * A commit from a fork gets the environment's secrets: only once somebody has read it and names it by all its digits, or never. With time
 * enough a stranger can make two commits that share the first twelve, and show them the harmless one.
 */
import { fromFork } from '../../messages.ts';
import { closed, type Gate, type Judging, open, unmerged } from '../gate.ts';
import { bold, say, setting } from '../words.ts';

export function fork(given: Judging): Gate | null {
  const { name, environment, commit, named, prefix } = given;
  if (!unmerged(given)?.fork) return null;
  const parts = {
    name: 'fork' as const,
    setting: setting(given, 'forks'),
    says: 'somebody who has read it named this commit of a fork',
  };
  if (environment.forks === false) return closed({ ...parts, way: fromFork(name, environment.auto !== false, prefix) });
  if (named.how === 'sha' && named.said?.toLowerCase() === commit.sha) return open(parts);
  return closed({
    ...parts,
    way: `This commit comes from a fork. Running it on ${bold(name)} gives it that environment's secrets. Somebody who has read it can say ${say(given, 'deploy', `@${commit.sha}`)}.`,
  });
}
