/** Any other tool, by what the team says of it: how a run ends, and what it prints, that brought something new. */
import * as z from 'zod/mini';
import type { Ran } from '../../child.ts';
import { pattern, some } from '../../parts.ts';
import { plain } from '../../plain.ts';
import { both, failedWith, type Go, nothing, type Seen } from './tool.ts';

const exits = z
  .optional(some(z.int().check(z.gte(0), z.lte(255))))
  .check(z.describe('With which exit code it ends then; of several, any.'));

export const changed = z
  .strictObject({ exit: exits, matches: z.optional(some(pattern)).check(z.describe('What it prints then, on any line.')) })
  .check(z.refine(said => said.exit !== undefined || said.matches !== undefined, 'says nothing; give it `exit` or `matches`'));
export const clean = z.strictObject({
  exit: exits,
  matches: z.optional(some(pattern)).check(z.describe('What it has to print, too, so that nothing has changed.')),
});

export interface Rules {
  changed: z.infer<typeof changed>;
  clean?: z.infer<typeof clean> | undefined;
}

export const once = async (go: Go, rules: Rules): Promise<Seen> => seenIn(await go(), rules);

export async function twice(go: Go, rules: Rules): Promise<Seen> {
  const first = seenIn(await go(), rules);
  return first.broken === null ? seenIn(await go(), rules) : first;
}

function seenIn(ran: Ran, { changed, clean = {} }: Rules): Seen {
  const diff = both(ran);
  const lines = linesWith(diff, [changed.matches ?? []].flat());
  if (lines.length > 0) return { ...nothing, changes: lines, diff };
  if ([changed.exit ?? []].flat().includes(ran.exit))
    return { ...nothing, changes: [`something (it ended with ${ran.exit})`], diff };
  if (![clean.exit ?? 0].flat().includes(ran.exit)) return { ...nothing, broken: failedWith(ran, {}), diff };
  const missing = [clean.matches ?? []].flat().find(one => linesWith(diff, [one]).length === 0);
  if (missing !== undefined) return { ...nothing, broken: `it does not say ${plain(missing)}`, diff };
  return { ...nothing, looked: 'nothing has changed', diff };
}

const linesWith = (output: string, patterns: string[]): string[] => {
  const all = patterns.map(one => new RegExp(one, 'u'));
  return output.split('\n').flatMap(line => (all.some(one => one.test(line)) ? [plain(line)] : []));
};
