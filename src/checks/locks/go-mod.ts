/** `go.mod`: what is required, directly or not, after what replaces it. */
import { code } from '../../text/inert.ts';
import { type LockFile, linesOf, type Package, Unreadable } from './lock-file.ts';

const known = ['module', 'go', 'toolchain', 'require', 'exclude', 'replace', 'retract', 'tool', 'godebug', 'ignore'];

export const goMod: LockFile = {
  names: ['go.mod'],
  ecosystem: 'Go',
  read(text) {
    const said = directivesIn(text);
    const replaced = new Map(said.filter(({ verb }) => verb === 'replace').map(({ words }) => replacementOf(words)));
    return said
      .filter(({ verb }) => verb === 'require')
      .flatMap(({ words: [name = '', version = ''] }): Package[] => {
        if (!name || !/^v\d/.test(version)) throw new Unreadable(`requires what cannot be read: ${code(name, 60)}`);
        const instead = replaced.get(`${name} ${version}`) ?? replaced.get(name) ?? { name, version };
        return instead.version === undefined ? [] : [{ name: instead.name, version: instead.version.slice(1) }];
      });
  },
};

interface Directive {
  verb: string;
  words: string[];
}

function directivesIn(text: string): Directive[] {
  const found: Directive[] = [];
  let block: string | null = null;
  for (const line of linesOf(text)) {
    const words = line.replace(/\/\/.*$/, '').match(/"[^"]*"|`[^`]*`|[^\s()]+|[()]/g) ?? [];
    const plain = words.map(word => word.replace(/^["`]|["`]$/g, ''));
    const [verb = '', next] = plain;
    if (verb === '') continue;
    if (block !== null && verb === ')') block = null;
    else if (block !== null) found.push({ verb: block, words: plain });
    else if (!known.includes(verb)) throw new Unreadable(`has a line that cannot be read: ${code(line.trim(), 60)}`);
    else if (next === '(') block = verb;
    else found.push({ verb, words: plain.slice(1) });
  }
  if (block !== null) throw new Unreadable(`has a \`${block}\` that never ends`);
  return found;
}

/** `a => b v1`, `a v1 => b v2`, `a => ../a`: of a folder there is no version. */
function replacementOf(words: string[]): [string, { name: string; version: string | undefined }] {
  const arrow = words.indexOf('=>');
  const [name = '', version] = words.slice(arrow + 1);
  if (arrow < 1 || !name) throw new Unreadable(`replaces what cannot be read: ${code(words.join(' '), 60)}`);
  return [words.slice(0, arrow).join(' '), { name, version: version && /^v\d/.test(version) ? version : undefined }];
}
