/** The section `builds`: which branches are watched, and how long a failure may mend itself before anybody is told. */
import * as z from 'zod/mini';
import type { Section, TeamFile } from '../../core/file.ts';
import { fits } from './branches.ts';

const branch = z
  .string()
  .check(z.regex(/^[^\s~^:?[\\]{1,200}$/), z.meta({ title: 'the name of a branch, or a pattern such as `release/*`' }));
const time = z.string().check(z.regex(/^[1-9]\d{0,2}[smh]$/), z.meta({ title: 'a time such as `2m`' }));
const times = z
  .string()
  .check(z.regex(/^(?:[2-9]|1\.[1-9]|[1-9]\d)x$/), z.meta({ title: 'how many times as long as usual, such as `2x`' }));

const schema = z.strictObject({
  branches: z
    ._default(z.array(branch).check(z.minLength(1), z.maxLength(20)), [])
    .check(z.describe('Whose builds are watched; the default branch if nothing is said. `*` stands for a part of a name.')),
  confirm: z
    ._default(z.union([z.literal('rerun'), time]), '2m')
    .check(
      z.describe('How long a failure may mend itself before there is an issue; `rerun` runs its failed jobs once again first.'),
    ),
  slow: z
    .optional(times)
    .check(z.describe('A run that takes so many times as long as nine of ten did is told to who pushed it.')),
});

type Written = z.infer<typeof schema>;

export const builds: Section<Written> = {
  key: 'builds',
  about:
    'An issue when the build of a branch breaks, which closes itself when that is mended. Switches on `/rerun`, `/retry` and `/flaky`.',
  example: 'builds: true',
  schema,
};

export interface Builds {
  isWatched(branch: string): boolean;
  /** By its whole name: what fits a pattern may be a tag. */
  isNamed(branch: string): boolean;
  /** In milliseconds; null: what the failed jobs say when they are run again. */
  confirm: number | null;
  slow: number | null;
}

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** Null: nothing is watched. */
export function buildsOf(file: TeamFile, defaultBranch: string): Builds | null {
  const said = file.read(builds);
  if (said === undefined) return null;
  const names = said.branches.length === 0 ? [defaultBranch] : said.branches;
  return {
    isWatched: name => names.some(pattern => fits(pattern, name)),
    isNamed: name => names.includes(name),
    confirm: said.confirm === 'rerun' ? null : Number.parseInt(said.confirm, 10) * (units[said.confirm.slice(-1)] ?? 0),
    slow: said.slow === undefined ? null : Number.parseFloat(said.slow),
  };
}
