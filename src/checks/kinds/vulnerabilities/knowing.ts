/** Whom to ask about which package. */
import type { Round } from '../../kind.ts';
import { Unknown } from '../../verdict.ts';
import type { Settings } from '../vulnerabilities.ts';
import type { Added } from './added.ts';
import { type Advisory, merged } from './advisory.ts';
import { type Asked, askOsv } from './osv.ts';
import { type Reviewed, review } from './review.ts';

/** One thing that is known against one package. */
export interface Known {
  name: string;
  version: string;
  paths: string[];
  advisory: Advisory;
}

export async function knownOf(added: Added[], said: Settings, round: Round): Promise<Known[]> {
  const asked = [...eachOnce(added).values()];
  if (asked.length === 0) return [];
  const reviewed = said.all || said.via === 'osv' ? null : await reviewIn(round, said.via === 'github');
  const told = asked.map(one => ({ ...one, advisories: reviewed && said.via !== 'osv' ? byReview(reviewed, one) : null }));
  const open = told.filter(({ advisories }) => advisories === null);
  if (open.length > 0 && said.via === 'github')
    throw new Unknown(
      `GitHub's dependency review does not know ${open.length} of ${asked.length} packages, as ${open[0]?.name} of ${open[0]?.paths[0]}`,
    );
  const answers = open.length > 0 ? await askOsv(said.from, open, round) : [];
  const osv = new Map(open.map((one, at) => [one, answers[at] ?? []]));
  return told.flatMap(one =>
    merged(one.advisories ?? osv.get(one) ?? []).map(advisory => ({
      ...{ name: one.name, version: one.version, paths: one.paths },
      advisory,
    })),
  );
}

type Each = Asked & { paths: string[] };

function eachOnce(added: Added[]): Map<string, Each> {
  const all = new Map<string, Each>();
  for (const { path, ecosystem, packages } of added)
    for (const { name, version } of packages) {
      if (version === null) continue;
      const key = `${ecosystem} ${name} ${version}`;
      const known = all.get(key);
      if (known) known.paths.push(path);
      else all.set(key, { ecosystem, name, version, paths: [path] });
    }
  return all;
}

/** Of a package in several files it is enough that GitHub knows it in one. */
function byReview(reviewed: Reviewed, { name, version, paths }: Each): Advisory[] | null {
  const told = paths.map(path => reviewed(path, name, version)).filter(one => one !== null);
  return told.length > 0 ? told.flat() : null;
}

/** Null: OSV is asked instead. */
async function reviewIn({ github, pull, signal }: Round, only: boolean): Promise<Reviewed | null> {
  if (!pull || !github) {
    if (only) throw new Unknown("GitHub's dependency review needs a pull request and a token");
    return null;
  }
  try {
    const reviewed = await review(github, pull, signal);
    if (!reviewed && only)
      throw new Unknown("GitHub's dependency review is not to be had here; on private repositories it needs Advanced Security");
    return reviewed;
  } catch (error) {
    if (error instanceof Unknown && !only) return null;
    throw error;
  }
}
