/** `package-lock.json` of every version of npm: 1 nests its packages, 2 and 3 list them by where they are installed. */
import * as z from 'zod/mini';
import { code } from '../../text/inert.ts';
import { decoded, maybeText } from './json.ts';
import { type LockFile, type Package, Unreadable } from './lock-file.ts';

const installed = z.object({
  version: z.optional(z.string()),
  /** Where the folder is called something else. */
  name: maybeText,
  resolved: maybeText,
  link: z.catch(z.optional(z.boolean()), undefined),
});
const tree = z.optional(z.record(z.string(), z.unknown()));
const nested = z.object({ version: z.optional(z.string()), resolved: maybeText, dependencies: tree });
const file = z.object({ packages: z.optional(z.record(z.string(), installed)), dependencies: tree });

export const npm: LockFile = {
  names: ['package-lock.json', 'npm-shrinkwrap.json'],
  ecosystem: 'npm',
  read(text) {
    const { packages, dependencies } = decoded(file, text);
    if (!packages) return nestedIn(dependencies ?? {});
    return Object.entries(packages).flatMap(([folder, { version, name, resolved, link }]) => {
      const [, called] = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(folder) ?? [];
      return called && !link ? packageOf(name ?? called, version, resolved) : [];
    });
  },
};

/** With a list of what is left, as a file may nest deeper than calls can. */
function nestedIn(top: Record<string, unknown>): Package[] {
  const found: Package[] = [];
  const waiting = [top];
  for (let level = waiting.pop(); level; level = waiting.pop()) {
    for (const [name, said] of Object.entries(level)) {
      const read = z.safeParse(nested, said);
      if (!read.success) throw new Unreadable(`has something else than expected at ${code(name, 60)}`);
      const { version = '', resolved, dependencies } = read.data;
      const [, real = name, itsVersion = version] = /^npm:((?:@[^/]+\/)?[^@/]+)@(.+)$/.exec(version) ?? [];
      found.push(...packageOf(real, itsVersion, resolved));
      if (dependencies) waiting.push(dependencies);
    }
  }
  return found;
}

function packageOf(name: string, version: string | undefined, resolved: string | undefined): Package[] {
  if (/^(?:file|link):/.test(resolved ?? '') || /^(?:file|link):/.test(version ?? '')) return [];
  const released = /^\d/.test(version ?? '') && !/^git/.test(resolved ?? '');
  return [{ name, version: released && version ? version : null }];
}
