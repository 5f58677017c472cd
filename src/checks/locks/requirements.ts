/** pip's `requirements.txt`. Only what is pinned by `==` is known. */
import { code } from '../../text/inert.ts';
import { hostOf, isAddress, type LockFile, linesOf, type Package, pythonName, Unreadable } from './lock-file.ts';

export const requirements: LockFile = {
  names: ['requirements.txt', 'requirements-*.txt', '*-requirements.txt', 'requirements.*.txt'],
  ecosystem: 'PyPI',
  read: text => saidIn(text).flatMap(packagesOf),
  others: text => saidIn(text).flatMap(line => optionIn(line, /^(?:-[rc]\s*|--(?:requirement|constraint)[\s=])/) ?? []),
};

const saidIn = (text: string): string[] =>
  linesOf(text.replace(/\\(?:\r\n|\r|\n)/g, ' '))
    .map(line => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter(line => line !== '');

/** What an option says; null: it is another. */
function optionIn(line: string, option: RegExp): string | null {
  const said = line.replace(option, '');
  return said === line ? null : said.trim().replace(/^(["'])(.*)\1$/, '$2');
}

function packagesOf(line: string): Package[] {
  const editable = optionIn(line, /^(?:-e\s*|--editable[\s=])/);
  if (editable !== null) return isAddress(editable) || / @ /.test(editable) ? packageOf(editable) : [];
  return line.startsWith('-') ? [] : packageOf(line);
}

function packageOf(line: string): Package[] {
  if (/^file:/i.test(line)) return [];
  if (isAddress(line)) return [{ name: nameAt(line), version: null }];
  // A path: what is in the same repository, or nobody says which package that is.
  if (/^[./~]|^\S+\.(?:whl|zip|gz)$/i.test(line)) return [];
  const [, name, rest = ''] = /^([A-Za-z\d](?:[\w.-]*[A-Za-z\d])?)\s*(?:\[[^\]]*\])?(.*)$/.exec(line) ?? [];
  if (!name || !/^\s*(?:$|[=<>!~;@(-])/.test(rest)) throw new Unreadable(`has a line that cannot be read: ${code(line, 60)}`);
  const [, version = null] = /^\s*\(?={2,3}\s*([\w.!+-]+)\)?\s*(?:$|;|--)/.exec(rest) ?? [];
  return [{ name: pythonName(name), version }];
}

/** `git+https://github.com/acme/fork.git@v1#egg=fork`, `https://example.org/acme_core-1.0.whl`: as it is called there, and not who may read it. */
function nameAt(address: string): string {
  const [whole = ''] = address.split(/[\s;]/, 1);
  const [, egg] = /[#&]egg=([\w.-]+)/.exec(whole) ?? [];
  const [, , , ...path] = whole.replace(/[?#].*$/, '').split('/');
  const [last = ''] = path.findLast(part => part !== '')?.split('@', 1) ?? [hostOf(whole)];
  return pythonName(egg ?? last.replace(/\.git$/, '').replace(/-\d.*$|\.(?:whl|zip|tar\.gz)$/, ''));
}
