/** Which checks the file names: of others nobody hears, and what it does not name any more is over. Pure. */
import { namedThere, nameOf } from '../../checks/naming.ts';
import type { Entry } from '../../checks/section.ts';
import type { Standing } from './standing.ts';

export type Named = Pick<Standing, 'environment' | 'name' | 'kind'>;
export type Names = (check: Named) => boolean;

/** An environment with a variable in it is filled in where it runs, and stands for whatever fits. */
const variable = /\{\{ ?\w+ ?\}\}/;
export const isFilledIn = ({ environment }: Named): boolean => variable.test(environment);

/** One for each environment. What runs for pull requests alone says nothing of the default branch. */
export const namedIn = (entries: Entry[]): Named[] =>
  entries.filter(isHeardOf).flatMap(entry => {
    const about = { kind: entry.kind.name, name: nameOf(entry) };
    return environmentsOf(entry).map(environment => ({ ...about, environment }));
  });

function isHeardOf({ when, kind }: Entry): boolean {
  const moments = when === undefined ? kind.when : [when].flat();
  return moments.length === 0 || moments.some(one => one !== 'pull-request');
}

export function namesIn(entries: Entry[]): Names {
  const known = namedIn(entries).map(one => ({ ...one, environment: one.environment.split(variable) }));
  return ({ environment, name, kind }) =>
    known.some(one => one.kind === kind && fits(one.environment, environment) && namedThere(one.name, environment) === name);
}

const environmentsOf = ({ environment }: Entry): string[] => (environment === undefined ? [''] : [environment].flat());

/** Whether these stand there in this order, with anything between them. */
function fits(parts: string[], text: string): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at + last.length <= text.length;
}
