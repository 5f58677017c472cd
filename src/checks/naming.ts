/** What a check is called: here, where it runs, and there, where its report is read. */
import { withoutSecrets } from '../text/secrets.ts';
import type { Entry } from './section.ts';

/** A report takes no longer one. */
export const longestName = 200;

/** By its own name, or by what it looks at, which may be an address with a token in it. */
export function nameOf({ name, kind, probe }: Pick<Entry, 'name' | 'kind' | 'probe'>): string {
  const whole = withoutSecrets(name ?? `${kind.name} ${probe.says}`);
  return whole.length > longestName ? `${whole.slice(0, longestName - 1).toWellFormed()}…` : whole;
}

/** What was filled in is another in each run, and it is the same check: only its environment tells it from others. */
export const namedThere = (name: string, environment: string): string =>
  environment === '' ? name : name.replaceAll(/\{\{ ?environment ?\}\}/g, () => environment);
