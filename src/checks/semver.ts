/**
 * Which of two versions is newer, and which of them are releases: by the rules of semver, which those of PyPI and RubyGems agree with as far as anybody here
 * needs. Without numbers, as those of a version may be longer than a number can hold.
 */

interface Version {
  /** Before all others: PyPI's `1!2.0`. */
  epoch: string;
  numbers: string[];
  /** Empty: a release. */
  before: string[];
  /** PyPI's corrections of what a release says of itself. */
  post: string;
}

const shape =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[._-]?post[._-]?(\d*))?(?:[._-]?(?!x\b)([a-z][\da-z.-]*|(?<=-)[\da-z.-]+))?(?:\+[\da-z._-]+)?$/i;

function read(said: string): Version | null {
  const [, epoch = '0', numbers, post = '0', before = ''] = (said.length <= 256 && shape.exec(said)) || [];
  if (numbers === undefined) return null;
  // `rc1` and `rc.1` are the same.
  const parts = before
    .toLowerCase()
    .replace(/(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])/g, '.')
    .split(/[.-]+/);
  return { epoch, numbers: numbers.split('.'), before: parts.filter(part => part !== ''), post: post || '0' };
}

export const isVersion = (said: string): boolean => read(said) !== null;

/** Neither a try before one nor anything that cannot be read. */
export const isRelease = (said: string): boolean => read(said)?.before.length === 0;

/** Above 0: the first is newer. What cannot be read is older than all that can. */
export function compare(one: string, other: string): number {
  const [a, b] = [read(one), read(other)];
  if (!a || !b) return Number(a !== null) - Number(b !== null);
  return (
    size(a.epoch, b.epoch) ||
    inOrder(a.numbers, b.numbers, (x = '0', y = '0') => size(x, y)) ||
    Number(a.before.length === 0) - Number(b.before.length === 0) ||
    inOrder(a.before, b.before, identifiers) ||
    size(a.post, b.post)
  );
}

function inOrder(a: string[], b: string[], each: (x: string | undefined, y: string | undefined) => number): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = each(a[at], b[at]);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Numbers are before words, and what has ended before what goes on. */
function identifiers(x: string | undefined, y: string | undefined): number {
  if (x === undefined || y === undefined) return Number(x !== undefined) - Number(y !== undefined);
  const [xs, ys] = [/^\d+$/.test(x), /^\d+$/.test(y)];
  if (xs && ys) return size(x, y);
  if (xs !== ys) return xs ? -1 : 1;
  return Number(rank(x) > rank(y)) - Number(rank(x) < rank(y));
}

/** Python's `dev` is before its `a`, `b` and `rc`. */
const rank = (word: string): string => (word === 'dev' ? '' : word);

/** Of whole numbers, however long. */
function size(x: string, y: string): number {
  const [a, b] = [x.replace(/^0+/, ''), y.replace(/^0+/, '')];
  return a.length - b.length || Number(a > b) - Number(a < b);
}
