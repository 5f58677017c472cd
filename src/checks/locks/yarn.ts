/** `yarn.lock`: the first yarn's own format, and what newer ones write, which is YAML of the same shape. */
import { code } from '../../text/inert.ts';
import { type LockFile, linesOf, type Package, Unreadable } from './lock-file.ts';

interface Block {
  key: string;
  version: string;
  resolution: string;
}

export const yarn: LockFile = {
  names: ['yarn.lock'],
  ecosystem: 'npm',
  read: text => blocksIn(text).flatMap(block => (block.resolution ? ofResolution(block) : ofKey(block))),
};

function blocksIn(text: string): Block[] {
  const blocks: Block[] = [];
  for (const line of linesOf(text)) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const [, key] = /^(\S.*):$/.exec(line) ?? [];
    if (key !== undefined) blocks.push({ key: key.replaceAll('"', ''), version: '', resolution: '' });
    // A long key stands behind a question mark, its colon in the next line.
    else if (/^\? \S/.test(line)) blocks.push({ key: line.slice(2).replaceAll('"', ''), version: '', resolution: '' });
    else if (line === ':') continue;
    else if (!/^\s/.test(line)) throw new Unreadable(`has a line that cannot be read: ${code(line, 60)}`);
    const last = blocks.at(-1);
    const [, what, said] = /^ {2}"?(version|resolution)"?:? "?([^"]+)"?$/.exec(line) ?? [];
    if (last && said !== undefined && what === 'version') last.version = said;
    if (last && said !== undefined && what === 'resolution') last.resolution = said;
  }
  return blocks.filter(({ key }) => key !== '__metadata');
}

/** `lodash@npm:4.17.21`, `typescript@patch:typescript@npm%3A5.4.5#…`, `acme@workspace:.` */
function ofResolution({ version, resolution }: Block): Package[] {
  const [, name, from] = /^((?:@[^/@]+\/)?[^/@]+)@([a-z+]+):/.exec(resolution) ?? [];
  if (!name) throw new Unreadable(`has a package that cannot be read: ${code(resolution, 60)}`);
  if (from === 'workspace' || from === 'link' || from === 'portal' || from === 'file') return [];
  return [{ name, version: (from === 'npm' || from === 'patch') && version ? version : null }];
}

/** `@acme/core@^1.0.0, @acme/core@~1.1.0`, `other@npm:lodash@^4.0.0` */
function ofKey({ key, version }: Block): Package[] {
  const [first = ''] = key.split(', ');
  const [, called, wanted = ''] = /^((?:@[^/@]+\/)?[^/@]+)@(.*)$/.exec(first) ?? [];
  if (!called || !version) throw new Unreadable(`has a package that cannot be read: ${code(first, 60)}`);
  if (/^(?:file|link):/.test(wanted)) return [];
  const [, real] = /^npm:((?:@[^/@]+\/)?[^/@]+)(?:@|$)/.exec(wanted) ?? [];
  const elsewhere = /:\/\/|^(?:git|github|gitlab|bitbucket)[+:]|^[^@/]+\/[^/]+$/.test(wanted);
  return [{ name: real ?? called, version: elsewhere ? null : version }];
}
