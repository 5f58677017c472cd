/** Which releases of a package there are. */
import * as z from 'zod/mini';
import { ask, decoded } from '../../asking.ts';
import type { Round } from '../../kind.ts';
import type { Ecosystem } from '../../locks/lock-file.ts';
import { isRelease } from '../../semver.ts';
import { Unknown } from '../../verdict.ts';

interface Registry {
  usual: string;
  url(base: string, name: string): string;
  accept: string;
  read(text: string, who: string): string[];
}

/** Its owner may say of a version why nobody should take it, or have said so once and taken it back. */
const npmPackage = z.object({
  versions: z.record(z.string(), z.object({ deprecated: z.optional(z.union([z.string(), z.boolean()])) })),
});
const pythonPackage = z.object({ releases: z.record(z.string(), z.array(z.object({ yanked: z.optional(z.boolean()) }))) });

const registries: Partial<Record<Ecosystem, Registry>> = {
  npm: {
    usual: 'https://registry.npmjs.org',
    url: (base, name) => `${base}/${encodeURIComponent(name).replace('%40', '@')}`,
    // Without what is only for readers: a hundredth of the whole.
    accept: 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8',
    read: (text, who) =>
      Object.entries(decoded(npmPackage, text, who).versions).flatMap(([version, { deprecated }]) => (deprecated ? [] : version)),
  },
  PyPI: {
    usual: 'https://pypi.org',
    url: (base, name) => `${base}/pypi/${encodeURIComponent(name)}/json`,
    accept: 'application/json',
    read: (text, who) =>
      Object.entries(decoded(pythonPackage, text, who).releases).flatMap(([version, files]) =>
        files.some(({ yanked }) => !yanked) ? version : [],
      ),
  },
};

interface Package {
  ecosystem: Ecosystem;
  name: string;
}

interface Asked {
  registry?: string | undefined;
  auth?: string | undefined;
}

/** Each is asked for once. Throws `Unknown` where one is not known. */
export async function releasesOf(all: Package[], said: Asked, round: Round): Promise<(one: Package) => string[]> {
  const token = said.auth === undefined ? null : round.env(said.auth);
  if (token === undefined) throw new Unknown(`\`${said.auth}\` is not in the environment`);
  const releases = new Map<string, Promise<string[]>>();
  for (const { ecosystem, name } of all) {
    const key = `${ecosystem} ${name}`;
    if (!releases.has(key)) releases.set(key, askFor(ecosystem, name, said.registry, token, round.signal));
  }
  const known = new Map(await Promise.all([...releases].map(async ([key, told]) => [key, await told] as const)));
  return ({ ecosystem, name }) => known.get(`${ecosystem} ${name}`) ?? [];
}

async function askFor(
  ecosystem: Ecosystem,
  name: string,
  given: string | undefined,
  token: string | null,
  signal: AbortSignal,
): Promise<string[]> {
  const registry = registries[ecosystem];
  if (!registry) throw new Unknown(`nobody can be asked which releases of ${name} there are: it is of ${ecosystem}`);
  const base = given ?? registry.usual;
  const who = new URL(base).host;
  const headers = { accept: registry.accept, ...(token !== null && { authorization: `Bearer ${token}` }) };
  const { status, text } = await ask({ who, url: registry.url(base, name), headers }, signal);
  if (status !== 200) throw new Unknown(`${who} answered ${status} for ${name}`);
  return registry.read(text, who).filter(isRelease);
}
