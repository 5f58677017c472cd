/**
 * Whom a repository's CODEOWNERS names for a file, by GitHub's own rules: the last line that fits counts, and one that names nobody
 * says that nobody owns it. Case counts; `!` and `[…]` mean nothing special there.
 */

export type Owner = { is: 'person'; login: string } | { is: 'team'; organisation: string; slug: string };

interface Owned {
  /** As it stands in the file. */
  pattern: string;
  owners: Owner[];
}

interface Line extends Owned {
  segments: string[];
}

/** GitHub reads the first of these that is there. */
export const places = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** GitHub reads no larger ones. */
const longest = 3 * 1024 * 1024;

/** Null: nobody is said to own that path. */
export function ownersIn(text: string): (path: string) => Owned | null {
  const lines = text.length > longest ? [] : text.split(/\r?\n/).flatMap(lineOf).toReversed();
  return path => {
    const segments = path.split('/');
    const found = lines.find(line => fits(line.segments, segments, isAnyDepth, fitsName));
    return found && found.owners.length > 0 ? { pattern: found.pattern, owners: found.owners } : null;
  };
}

/** A line that GitHub cannot read counts for nothing. */
function lineOf(written: string): Line[] {
  const words = written.match(/(?:\\.|\S)+/g) ?? [];
  const end = words.findIndex(word => word.startsWith('#'));
  const [pattern, ...names] = end < 0 ? words : words.slice(0, end);
  if (pattern === undefined || pattern.startsWith('!') || /[[\]]/.test(pattern)) return [];
  const owners = names.map(ownerOf);
  if (owners.includes('none')) return [];
  const segments = segmentsOf(pattern.replace(/\\(.)/g, '$1'));
  return segments.length === 0 ? [] : [{ pattern, segments, owners: owners.filter(one => typeof one !== 'string') }];
}

function ownerOf(name: string): Owner | 'mail' | 'none' {
  const [, login, slug] = /^@([A-Za-z\d][\w-]*)(?:\/([\w.-]+))?$/.exec(name) ?? [];
  if (login !== undefined && slug !== undefined) return { is: 'team', organisation: login, slug: slug.toLowerCase() };
  if (login !== undefined) return { is: 'person', login };
  // Whose address that is, nobody says.
  return /^[^@\s]+@[^@\s]+$/.test(name) ? 'mail' : 'none';
}

/** `**` stands for folders, any number of them. */
function segmentsOf(pattern: string): string[] {
  const names = pattern.split('/').filter(name => name !== '');
  const last = names.at(-1);
  if (last === undefined) return [];
  const anchored = pattern.replace(/\/$/, '').includes('/');
  const start = anchored ? names : ['**', ...names];
  if (pattern.endsWith('/') || last === '**') return [...start, '**', '*'];
  // `docs/*` is what lies in `docs` itself; any other name may be a folder's, with all that is in it.
  return last === '*' ? start : [...start, '**'];
}

const isAnyDepth = (segment: string): boolean => segment === '**';
const isAnyText = (sign: string): boolean => sign === '*';
const fitsSign = (sign: string, letter: string): boolean => sign === '?' || sign === letter;
const fitsName = (segment: string, name: string): boolean => fits([...segment], [...name], isAnyText, fitsSign);

/** Goes back to the last star only: however many there are, it takes no longer than one length times the other. */
function fits<T>(pattern: T[], items: T[], isStar: (one: T) => boolean, same: (one: T, item: T) => boolean): boolean {
  let at = 0;
  let star: { at: number; from: number } | null = null;
  for (let place = 0; place < items.length; ) {
    const [wanted, item] = [pattern[at], items[place]];
    if (wanted !== undefined && isStar(wanted)) {
      star = { at, from: place };
      at += 1;
    } else if (wanted !== undefined && item !== undefined && same(wanted, item)) {
      at += 1;
      place += 1;
    } else if (star) {
      star.from += 1;
      at = star.at + 1;
      place = star.from;
    } else return false;
  }
  return pattern.slice(at).every(isStar);
}
