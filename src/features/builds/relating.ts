/** What one commit is to another, as far as that says whether the second mends the first. */
import type { Reads } from '../../core/reads.ts';
import type { Relation } from './given.ts';

type Asked = Pick<Reads, 'compare'>;

export const pairOf = (first: string, second: string): string => `${first}...${second}`;

export const isOn = async (sha: string, branch: string, github: Asked): Promise<boolean> =>
  (await github.compare(branch, sha))?.ahead === 0;

export async function relationOf(pair: string, branch: string, github: Asked): Promise<Relation> {
  const [first = '', second = ''] = pair.split('...');
  if ((await github.compare(first, second))?.behind === 0) return 'ahead';
  // Both may be on the branch, by way of a merge: the second was made without the first then, and says nothing of it.
  if (await isOn(first, branch, github)) return 'behind';
  // The branch was written anew, or its queue threw it out: what is there now has taken its place.
  return (await isOn(second, branch, github)) ? 'apart' : 'behind';
}
