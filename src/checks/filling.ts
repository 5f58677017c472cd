/** `{{host}}` in a setting is what was given as `host`. */
import { suggestion } from '../config/explain.ts';
import { code } from '../text/inert.ts';
import type { Kind } from './kind.ts';

const place = /\{\{ ?(\w{1,100}) ?\}\}/g;

export const isUnfilled = (said: string): boolean => said.search(place) >= 0;

interface Missing {
  path: PropertyKey[];
  says: string;
}

export type Filled = { ok: true; value: unknown } | { ok: false; missing: Missing[] };

export function filled(
  value: unknown,
  variables: Readonly<Record<string, string>>,
  { name, shell }: Pick<Kind, 'name' | 'shell'>,
): Filled {
  const missing: Missing[] = [];
  const within = (one: unknown, path: PropertyKey[]): unknown => {
    if (typeof one === 'string') {
      return one.replace(place, (whole, key: string) => {
        const known = Object.hasOwn(variables, key) ? variables[key] : undefined;
        if (shell && path[0] === name) missing.push({ path, says: inShell(whole, key) });
        else if (known === undefined) missing.push({ path, says: notGiven(whole, key, Object.keys(variables)) });
        return known ?? whole;
      });
    }
    if (Array.isArray(one)) return one.map((item, at) => within(item, [...path, at]));
    if (typeof one !== 'object' || one === null) return one;
    for (const key of Object.keys(one))
      if (isUnfilled(key))
        missing.push({ path: [...path, key], says: `${code(key)} is a name, and in names nothing is filled in.` });
    return Object.fromEntries(Object.entries(one).map(([key, item]) => [key, within(item, [...path, key])]));
  };
  const full = within(value, []);
  return missing.length > 0 ? { ok: false, missing } : { ok: true, value: full };
}

const notGiven = (whole: string, key: string, known: string[]): string =>
  `${code(whole)} is filled in by nothing that was given as \`variables\`; ${suggestion(key, known, 'variables')}`;
const inShell = (whole: string, key: string): string =>
  `${code(whole)} is not filled in here, because this goes to a shell; say ${code(`$${key}`)}, which is in its environment.`;
