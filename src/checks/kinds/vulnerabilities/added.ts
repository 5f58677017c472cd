/** What a pull request adds to lock files. */
import type { Round } from '../../kind.ts';
import { type Locked, othersOf } from '../../locks/found.ts';
import { packagesIn } from '../../locks/index.ts';
import { type LockFile, type Package, Unreadable } from '../../locks/lock-file.ts';
import { type Before, before } from './before.ts';

export type Added = Pick<Locked, 'path' | 'ecosystem' | 'packages'>;

/** Of those alone that changed. */
export async function addedSince(all: Locked[], pull: NonNullable<Round['pull']>, round: Round): Promise<Added[]> {
  const was = await before(pull, round);
  const added: Added[] = [];
  for (const one of all) {
    const { path, ecosystem, packages, lock, text } = one;
    const texts = (await wasTakenIn(one, was)) ? await was(path) : [];
    if (texts.includes(text)) continue;
    const known = new Set(texts.flatMap(one => readable(lock, one)).map(keyOf));
    added.push({ path, ecosystem, packages: packages.filter(one => !known.has(keyOf(one))) });
  }
  return added;
}

/** A file that lay there and that nobody took in brings all of it now. */
async function wasTakenIn({ path, lock, by }: Locked, was: Before): Promise<boolean> {
  return by === null || (await was(by)).some(text => othersOf({ path: by, lock, text }).includes(path));
}

const keyOf = ({ name, version }: Package): string => `${name} ${version}`;

/** What nobody could read before is all new now. */
function readable(lock: LockFile, text: string): Package[] {
  try {
    return packagesIn(lock, text);
  } catch (error) {
    if (error instanceof Unreadable) return [];
    throw error;
  }
}
