/** Which files a pull request changes, who owns them by CODEOWNERS, and who worked on them. */
import type { Person } from '../../../core/event.ts';
import type { Ask } from '../../../core/feature.ts';
import type { OpenPull } from '../../../core/open-pull.ts';
import { type Owner, ownersIn, places } from './codeowners.ts';

export interface Files {
  /** Who owns most of them first. */
  owners: Owning[];
  /** Who worked on most of them first. */
  workers: Person[];
}

interface Owning {
  owner: Owner;
  /** As it stands in CODEOWNERS. */
  pattern: string;
  files: number;
}

/** `owned`: who owns them has to be known, too. */
export async function filesOf({ number, base }: OpenPull, ask: Ask, owned = false): Promise<Files> {
  const paths = await ask.github.changedFiles(number);
  const ownersOf = owned ? ownersIn((await codeowners(base, ask)) ?? '') : () => null;
  const all = paths.map(ownersOf).filter(one => one !== null);
  const owning = all.flatMap(({ pattern, owners }) => owners.map(owner => ({ owner, pattern })));
  const workers = (await ask.github.workedOn(paths)).flat();
  return {
    owners: mostFirst(owning, ({ owner }) => nameOf(owner)).map(([one, files]) => ({ ...one, files })),
    workers: mostFirst(workers, ({ id }) => String(id)).map(([person]) => person),
  };
}

async function codeowners(base: string, ask: Ask): Promise<string | null> {
  for (const place of places) {
    const file = await ask.github.file(place, base);
    if (file) return file.text;
  }
  return null;
}

export function owningTeam({ owners }: Files): { organisation: string; slug: string } | null {
  for (const { owner } of owners) if (owner.is === 'team') return owner;
  return null;
}

export const nameOf = (owner: Owner): string =>
  (owner.is === 'team' ? `${owner.organisation}/${owner.slug}` : owner.login).toLowerCase();

export const leastLoaded = (people: Person[], loads: Map<number, number>): Person[] =>
  people.toSorted((one, other) => (loads.get(one.id) ?? 0) - (loads.get(other.id) ?? 0));

/** Each once, as it came first, with how often it came. */
function mostFirst<T>(all: T[], nameOfOne: (one: T) => string): [one: T, times: number][] {
  const counted = new Map<string, [one: T, times: number]>();
  for (const one of all) {
    const [first, times] = counted.get(nameOfOne(one)) ?? [one, 0];
    counted.set(nameOfOne(one), [first, times + 1]);
  }
  return [...counted.values()].toSorted(([, one], [, other]) => other - one);
}
