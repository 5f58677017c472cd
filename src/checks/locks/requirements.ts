/** pip's `requirements.txt`. Only what is pinned by `==` is known; files named in it are read where they are found themselves. */
import { code } from '../../core/inert.ts';
import { type LockFile, linesOf, type Package, pythonName, Unreadable } from './lock-file.ts';

export const requirements: LockFile = {
  names: ['requirements.txt', 'requirements-*.txt', '*-requirements.txt', 'requirements.*.txt'],
  ecosystem: 'PyPI',
  read: text =>
    linesOf(text.replace(/\\\r?\n/g, ' '))
      .map(line => line.replace(/(?:^|\s)#.*$/, '').trim())
      .filter(line => line !== '' && !line.startsWith('-'))
      .flatMap(packageOf),
};

function packageOf(line: string): Package[] {
  // A path or an address alone: nobody says which package that is.
  if (/^(?:[./~]|[a-z+]+:\/\/|\S+\.(?:whl|zip|gz)$)/i.test(line)) return [];
  const [, name, rest = ''] = /^([A-Za-z\d](?:[\w.-]*[A-Za-z\d])?)\s*(?:\[[^\]]*\])?(.*)$/.exec(line) ?? [];
  if (!name || !/^\s*(?:$|[=<>!~;@(-])/.test(rest)) throw new Unreadable(`has a line that cannot be read: ${code(line, 60)}`);
  const [, version = null] = /^\s*\(?={2,3}\s*([\w.!+-]+)\)?\s*(?:$|;|--)/.exec(rest) ?? [];
  return [{ name: pythonName(name), version }];
}
