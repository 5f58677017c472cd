/** Whether our own packages are new enough in the lock files. */
import * as z from 'zod/mini';
import { list } from '../../config/words.ts';
import { code } from '../../text/inert.ts';
import { base } from '../asking.ts';
import { beside } from '../beside.ts';
import { kind, type Round } from '../kind.ts';
import { files, type Locked, locked } from '../locks/found.ts';
import { some, variable } from '../parts.ts';
import { plain } from '../plain.ts';
import { compare, isVersion } from '../semver.ts';
import { type Answer, type Finding, fail, held, Unknown } from '../verdict.ts';
import { matches } from '../wildcard.ts';
import { releasesOf } from './internal-versions/registry.ts';

const name = z
  .string()
  .check(z.regex(/^[\w@*][\w@./*-]{0,213}$/), z.meta({ title: 'the name of a package, such as `@acme/core` or `@acme/*`' }));
/** Or what is filled in later. */
const version = z.string().check(
  z.refine(said => isVersion(said) || /^\{\{ ?\w+ ?\}\}$/.test(said), 'has to be a whole version such as `2.3.0`'),
  z.meta({ title: 'a version such as `2.3.0`' }),
);

const shape = {
  packages: z
    .optional(some(name))
    .check(z.describe('Which packages are ours, by name; `*` is anything. Without, those of `at_least`.')),
  at_least: z
    .optional(z.record(name, version).check(z.refine(said => Object.keys(said).length > 0, 'has to name a package')))
    .check(z.describe('The lowest version that may be there, by name.')),
  behind: z
    .optional(z.int().check(z.gte(0), z.lte(1_000)))
    .check(z.describe('How many releases newer than ours there may be. What is tried before a release, or withdrawn, is none.')),
  files,
  registry: z
    .optional(base)
    .check(z.describe('Where releases are listed; without, `https://registry.npmjs.org`, and for Python `https://pypi.org`.')),
  auth: z.optional(variable).check(z.describe('The variable that holds the token for it.')),
};
const keys = list(
  Object.keys(shape).map(key => code(key)),
  'and',
);
const settings = z.strictObject(shape).check(
  z.meta({ title: `a map with ${keys}` }),
  z.refine(
    ({ at_least, behind }) => at_least !== undefined || behind !== undefined,
    'has to say `at_least` or `behind`, or both',
  ),
  z.refine(
    ({ packages, behind }) => packages !== undefined || behind === undefined,
    'has to say by `packages` which may not be `behind`',
  ),
  z.refine(
    ({ registry, behind, auth }) => behind !== undefined || (registry === undefined && auth === undefined),
    'asks a registry only for `behind`',
  ),
  // One registry's token is a secret to another.
  z.refine(
    ({ registry, auth }) => auth === undefined || registry !== undefined,
    'has to say by `registry` who is told the token of `auth`',
  ),
);
type Settings = z.infer<typeof settings>;

export const internalVersions = kind({
  name: 'internal-versions',
  about: 'Whether our own packages in the lock files are at least at a version, or not too many releases behind.',
  within: 60_000,
  schema: settings,
  says: said => patternsOf(said).join(', '),
  async look(said, round) {
    const { all, findings } = await locked(round.folder, said.files);
    const ours = patternsOf(said).map(pattern => ({ pattern, found: found(all, pattern) }));
    if (all.length > 0)
      findings.push(
        ...ours.filter(one => one.found.length === 0).map(({ pattern }) => fail(`no lock file has a package ${plain(pattern)}`)),
      );
    for (const [pattern, least] of Object.entries(said.at_least ?? {}))
      findings.push(...found(all, pattern).map(one => isAtLeast(one, least)));
    return beside(findings, () => behindIn(all, said, round));
  },
});

const patternsOf = ({ packages = [], at_least = {} }: Settings): string[] => [
  ...new Set([...[packages].flat(), ...Object.keys(at_least)]),
];

interface Ours extends Pick<Locked, 'path' | 'ecosystem'> {
  name: string;
  version: string | null;
}

const found = (all: Locked[], pattern: string): Ours[] =>
  all.flatMap(({ path, ecosystem, packages }) =>
    packages.filter(one => matches(pattern, one.name)).map(one => ({ path, ecosystem, ...one })),
  );

const whatOf = ({ name, version, path }: Ours): string => `${plain(name)} ${plain(version ?? '', 40)} (${plain(path)})`;

const unpinned = ({ name, path }: Ours): Finding => fail(`${plain(name)} (${plain(path)}) is at no release, so it can be any`);

function isAtLeast(one: Ours, least: string): Finding {
  if (one.version === null) return unpinned(one);
  const holds = compare(one.version, least) >= 0;
  return held(holds, `${whatOf(one)} is ${holds ? '' : 'not '}at least ${least}`);
}

async function behindIn(all: Locked[], said: Settings, round: Round): Promise<Answer> {
  const { behind: most } = said;
  if (most === undefined) return { findings: [] };
  const ours = [said.packages ?? []].flat().flatMap(pattern => found(all, pattern));
  const releases = await releasesOf(ours, said, round);
  return {
    findings: ours.map(one => {
      if (one.version === null) return unpinned(one);
      return isNear(one, one.version, releases(one), most);
    }),
  };
}

function isNear(one: Ours, version: string, releases: string[], most: number): Finding {
  if (!isVersion(version)) throw new Unknown(`${whatOf(one)} is at a version that nobody can compare`);
  const newer = releases.filter(release => compare(release, version) > 0).toSorted(compare);
  const newest = newer.at(-1);
  if (newest === undefined) return held(true, `${whatOf(one)} is the newest release`);
  const count = `${newer.length} ${newer.length === 1 ? 'release' : 'releases'}`;
  const holds = newer.length <= most;
  return held(holds, `${whatOf(one)} is ${count} behind ${plain(newest, 40)}${holds ? '' : `, more than ${most}`}`);
}
