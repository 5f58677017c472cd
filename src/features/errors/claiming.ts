/** Whose an alert is. Pure. */
import type { Hook } from '../../core/hook.ts';
import type { Alert } from './alert.ts';
import type { Errors } from './config.ts';

/** A repository whose file asks for errors. */
export interface Home {
  id: number;
  owner: string;
  name: string;
  private: boolean;
  settings: Pick<Errors, 'from' | 'elsewhere' | 'mayBePublic'>;
}

export type Claim = { home: Home } | { nobody: string };

export function claimOf(alert: Pick<Alert, 'from'>, hook: Hook, homes: Home[]): Claim {
  const found = hook.repository === null ? claimant(alert, hook, homes) : homes.find(one => isNamed(one, hook.repository));
  if (!found) return { nobody: whyNobody(alert, hook) };
  const closed = closedTo(found, homes);
  return closed === null ? { home: found } : { nobody: closed };
}

const isNamed = ({ owner, name }: Home, wanted: string | null): boolean =>
  `${owner}/${name}`.toLowerCase() === wanted?.toLowerCase();

/** Whoever claims it by name goes before whoever takes all; of several the one that was there first. */
function claimant({ from }: Pick<Alert, 'from'>, { owner, name, kind }: Hook, homes: Home[]): Home | undefined {
  const said = new Set(from.map(one => one.toLowerCase()));
  const near = homes.filter(one => one.owner.toLowerCase() === owner.toLowerCase()).toSorted((a, b) => a.id - b.id);
  const byName = near.find(home => {
    const claimed = claimsOf(home, { name, kind });
    return Array.isArray(claimed) && claimed.some(one => said.has(one.toLowerCase()));
  });
  return byName ?? near.find(home => claimsOf(home, { name, kind }) === true);
}

/** What its file claims of a hook: some, all, or undefined for nothing. */
export const claimsOf = ({ settings: { from } }: Pick<Home, 'settings'>, { name, kind }: Pick<Hook, 'name' | 'kind'>) =>
  from[name] ?? from[kind];

const whyNobody = ({ from }: Pick<Alert, 'from'>, { owner, name, repository }: Hook): string => {
  if (repository !== null) return `the file of ${repository} has no errors section, or it was not read yet`;
  const what = from.length === 0 ? 'what names nothing to claim it by' : from.slice(0, 5).join(', ').slice(0, 200);
  return `no file in ${owner} claims ${what} from ${name}`;
};

/** Everybody can read a public repository, and its issues: that has to be wanted. Null: it may have them. */
export function closedTo(home: Home, homes: Home[]): string | null {
  const { elsewhere, mayBePublic } = home.settings;
  const here = `${home.owner}/${home.name}`;
  if (elsewhere === null || isNamed(home, elsewhere))
    return home.private || mayBePublic ? null : `${here} is public: its file names a private repository, or says public: true`;
  if (elsewhere.split('/')[0]?.toLowerCase() !== home.owner.toLowerCase())
    return `${here} sends its errors to ${elsewhere}, which belongs to somebody else`;
  const there = homes.find(one => isNamed(one, elsewhere));
  if (!there) return `${here} sends its errors to ${elsewhere}, whose file does not say errors: true`;
  return there.private || (there.settings.mayBePublic && home.settings.mayBePublic)
    ? null
    : `${here} sends its errors to ${elsewhere}, which is public, and not both files say public: true`;
}

/** Where its issues are opened, as things are now; null: nowhere may they be. */
export function targetOf<H extends Home>(home: H, homes: H[]): H | null {
  if (closedTo(home, homes) !== null) return null;
  return [home, ...homes].find(one => isNamed(one, home.settings.elsewhere)) ?? home;
}
