/** Every lock file that can be read. */
import { basename } from 'node:path';
import { matches } from '../wildcard.ts';
import { cargo } from './cargo.ts';
import { gemfile } from './gemfile.ts';
import { goMod } from './go-mod.ts';
import { type LockFile, type Package, Unreadable } from './lock-file.ts';
import { npm } from './npm.ts';
import { pipfile } from './pipfile.ts';
import { pnpm } from './pnpm.ts';
import { poetry } from './poetry.ts';
import { requirements } from './requirements.ts';
import { uv } from './uv.ts';
import { yarn } from './yarn.ts';

export const locks: LockFile[] = [npm, pnpm, yarn, requirements, poetry, uv, pipfile, gemfile, goMod, cargo];

export const lockAt = (path: string): LockFile | undefined =>
  locks.find(({ names }) => names.some(name => matches(name, basename(path))));

export const mostBytes = 20_000_000;

/** Each once. */
export function packagesIn(lock: LockFile, text: string): Package[] {
  if (text.length > mostBytes) throw new Unreadable(`is longer than ${mostBytes / 1_000_000} MB`);
  // In some of them what is between these would be there twice, in others nowhere.
  if (/^(?:<{7}|={7}|>{7})(?:\s|$)/m.test(text)) throw new Unreadable('has the marks of a merge that nobody finished');
  const found = new Map<string, Package>();
  for (const one of lock.read(text.replace(/^\ufeff/, ''))) {
    // They go into sentences and addresses from here on.
    const odd = [one.name, one.version ?? ''].find(said => said.length > 214 || /[\s\p{C}]/u.test(said));
    if (odd !== undefined || one.name === '') throw new Unreadable('names a package as none can be called');
    found.set(`${one.name} ${one.version}`, one);
  }
  return [...found.values()];
}
