/** Which checks the file names: of others nobody hears, and what it does not name any more is over. Pure. */
import type { Entry } from '../../checks/section.ts';
import type { Standing } from './standing.ts';

export type Names = (check: Pick<Standing, 'environment' | 'name' | 'kind'>) => boolean;

/** Variables are filled in where it runs, so a name with one in it stands for whatever fits. */
const variable = /\{\{ ?\w+ ?\}\}/;
/** As an address says it. */
const inAddress = /\{\{|%7b%7b/i;

export function namesIn(entries: Entry[]): Names {
  const known = entries.map(entry => ({
    kind: entry.kind.name,
    environments: environmentsOf(entry).map(one => one.split(variable)),
    name: partsOf(entry),
  }));
  return ({ environment, name, kind }) =>
    known.some(
      one =>
        one.kind === kind &&
        one.environments.some(parts => fits(parts, environment)) &&
        (one.name === null || fits(one.name, name)),
    );
}

const environmentsOf = ({ environment }: Entry): string[] => (environment === undefined ? [''] : [environment].flat());

/** Null: it may be called anything. */
function partsOf({ name, kind, probe }: Entry): string[] | null {
  const whole = name ?? `${kind.name} ${probe.says}`;
  return name === undefined && inAddress.test(probe.says) ? null : whole.split(variable);
}

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
