/** `enforced.environments` of an organisation: by a name or a pattern, what the environments of its repositories ask for at least. */
import * as z from 'zod/mini';
import type { Floor } from '../../../core/file.ts';
import type { Environments } from '../config.ts';
import { type EnforcedPolicy, enforcedPolicy } from './config.ts';
import { strictest } from './strictest.ts';

const pattern = z
  .string()
  .check(
    z.regex(/^[a-z\d*][\w./*-]{0,99}$/i),
    z.meta({ title: 'the name of an environment, or a pattern such as `prod*`, or `*` for all' }),
  );
const schema = z.record(pattern, enforcedPolicy);

export const floor: Floor<Environments> = {
  schema,
  raise(enforced, own) {
    const floors = Object.entries(z.parse(schema, enforced));
    const all = Object.entries(own).map(([name, environment]) => {
      const raised: { own: string[]; enforced: string[] }[] = [];
      const above = floors
        .filter(([one]) => matches(one, name))
        .reduce((below, [one, policy]: [string, EnforcedPolicy]) => {
          const joined = strictest(policy, below);
          raised.push(...joined.raised.map(key => ({ own: [name, key], enforced: [one, key] })));
          return joined.environment;
        }, environment);
      return { name, environment: above, raised };
    });
    return {
      value: Object.fromEntries(all.map(({ name, environment }) => [name, environment])),
      raised: all.flatMap(one => one.raised),
    };
  },
};

/**
 * GitHub knows no capitals in the names of environments, so neither does whoever wants to get past this. No regular expression: many stars
 * would take it for ever.
 */
export function matches(pattern: string, name: string): boolean {
  const [first = '', ...more] = pattern.toLowerCase().split('*');
  const said = name.toLowerCase();
  const last = more.pop();
  if (last === undefined) return said === first;
  if (!said.startsWith(first) || !said.endsWith(last) || said.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of more) {
    const found = said.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= said.length - last.length;
}
