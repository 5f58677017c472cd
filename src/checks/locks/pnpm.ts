/**
 * `pnpm-lock.yaml`, versions 5 to 9: only the keys below `packages` matter. Read line by line, as pnpm writes it: a parser of YAML takes
 * seconds for a hostile megabyte, and nothing else would run meanwhile.
 */
import { code } from '../../text/inert.ts';
import { type LockFile, linesOf, type Package, Unreadable } from './lock-file.ts';

export const pnpm: LockFile = {
  names: ['pnpm-lock.yaml'],
  ecosystem: 'npm',
  read(text) {
    if (!/^lockfileVersion:/m.test(text)) throw new Unreadable('does not say its `lockfileVersion`');
    return keysIn(text).flatMap(({ key, named }) => (named === null ? packageOf(key) : [{ name: named, version: null }]));
  },
};

interface Key {
  key: string;
  /** Said only of what comes from elsewhere than a registry. */
  named: string | null;
}

function keysIn(text: string): Key[] {
  const keys: Key[] = [];
  let within = false;
  let margin: number | null = null;
  /** Where a package's own keys stand: what it depends on may be called like one of them. */
  let inner: number | null = null;
  for (const line of linesOf(text)) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const indent = line.search(/\S/);
    if (indent === 0) {
      if (/^["'?!&]|^packages\s+:/.test(line)) throw new Unreadable(`has a line that cannot be read: ${code(line, 60)}`);
      within = /^packages:\s*(?:\{\s*\}\s*)?$/.test(line);
      if (/^packages:\s*\S/.test(line) && !within) throw new Unreadable('has its `packages` in one line');
      continue;
    }
    if (!within) continue;
    margin ??= indent;
    const said = line.slice(indent);
    if (indent < margin) throw new Unreadable('has `packages` with several margins');
    if (indent === margin) {
      keys.push(...keyIn(said));
      inner = null;
      continue;
    }
    inner ??= indent;
    if (indent === inner) {
      const [, name] = /^name:\s+['"]?([^'"\s]+)['"]?$/.exec(said) ?? [];
      const last = keys.at(-1);
      if (name && last) last.named ??= name;
    }
  }
  return keys;
}

/** A long key stands behind a question mark, its colon in the next line. */
function keyIn(said: string): Key[] {
  if (said.startsWith(':')) return [];
  const [, single, double, plain] = /^(?:\? )?(?:'([^']+)'|"([^"\\]+)"|([^'"\s][^\s]*?))(?::(?:\s.*)?)?$/.exec(said) ?? [];
  const key = single ?? double ?? plain;
  if (key === undefined) throw new Unreadable(`has a package that cannot be read: ${code(said, 60)}`);
  return [{ key, named: null }];
}

function packageOf(key: string): Package[] {
  if (/^\/?(?:[^@]+@|@[^@]+@)?(?:file|link):/.test(key)) return [];
  const [, name, version] =
    // `/@acme/core@1.0.0(react@18.2.0)`, since 9 without the slash.
    /^\/?((?:@[^/@]+\/)?[^/@]+)@([^(]+)/.exec(key) ??
    // `/@acme/core/1.0.0_react@18.2.0`, with a registry before it where it is not the usual one.
    /^[^/@]*\/((?:@[^/@]+\/)?[^/@]+)\/(\d[^/_(]*)/.exec(key) ??
    [];
  if (!name || !version) throw new Unreadable(`has a package that cannot be read: ${code(key, 60)}`);
  return [{ name, version: /^\d/.test(version) ? version : null }];
}
