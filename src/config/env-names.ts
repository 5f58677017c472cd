/** Names in the environment that nobody reads, though somebody hoped so. */
import { nearest } from '../text/nearest.ts';

/** Probot reads these and Shipmate does not; silence would send an Enterprise's App to github.com. */
const replaced: Record<string, string> = {
  GHE_HOST: 'GITHUB_API_URL=https://<host>/api/v3',
  GHE_PROTOCOL: 'GITHUB_API_URL=https://<host>/api/v3',
};

/** One sentence for each name that is a slip away from one of ours which is not set. */
export function misspelt(env: Record<string, string>, ours: string[]): string[] {
  const bare = (name: string) => name.toUpperCase().replace(/[^A-Z]/g, '');
  const missing = new Map(ours.filter(name => env[name] === undefined).map(name => [bare(name), name]));
  return Object.keys(env)
    .filter(name => !ours.includes(name))
    .flatMap(name => {
      const instead = replaced[name];
      if (instead !== undefined)
        return env.GITHUB_API_URL === undefined ? [`${name} is not read here; set ${instead} instead.`] : [];
      const said = bare(name);
      // Short names (PORT, HOST, ROLE) are one letter from names that mean something else.
      const meant = missing.get(nearest(said, missing.keys(), { most: said.length < 8 ? 0 : 1 }) ?? '');
      return meant === undefined ? [] : [`${name} is not read by anything; did you mean ${meant}?`];
    });
}
