/** What may be said of a log. */
import * as z from 'zod/mini';
import { code } from '../../../text/inert.ts';
import { milliseconds, pattern, size, some, variable } from '../../parts.ts';
import { mostTimes, type Threshold } from './counting.ts';
import { inBraces } from './matching.ts';

const glob = z.string().check(z.minLength(1), z.maxLength(500));
const unit = z
  .string()
  .check(z.regex(/^[\w@.:\\*][\w@.:\\*-]{0,199}$/), z.meta({ title: 'a unit of systemd such as `web` or `worker@*.service`' }));

const threshold = z.pipe(
  z.union([
    z.int().check(z.gte(1), z.lte(mostTimes)),
    z
      .string()
      .check(
        z.regex(/^(?:[1-9]\d{0,2}|1000) in [1-9]\d{0,3}[smhd]$/),
        z.meta({ title: 'how often within which time, such as `3 in 10m`' }),
      ),
  ]),
  z.transform((said: string | number): Threshold => {
    if (typeof said === 'number') return { count: said, within: null };
    const [count, , within = ''] = said.split(' ');
    return { count: Number(count), within: milliseconds(within) };
  }),
);

const map = z
  .strictObject({
    files: z
      .optional(some(glob, 20))
      .check(z.describe('Files, with `*` and `**`, within the checkout or anywhere. Those that were rotated are found again.')),
    journal: z.optional(some(unit, 20)).check(z.describe('Units of systemd, whose journal is read.')),
    command: z
      .optional(z.string().check(z.minLength(1), z.maxLength(4_000)))
      .check(
        z.describe(
          'A command for `sh` whose output is read; `$SINCE` is when it was asked last, in ISO 8601, and empty before that.',
        ),
      ),
    env: z
      .optional(some(variable))
      .check(
        z.describe('Variables of the environment that the command gets, besides `PATH` and what was given to be filled in.'),
      ),
    pattern: z
      .optional(pattern)
      .check(
        z.describe(
          'What an error matches, by any of its lines; without, what most programs write of one. Groups named `message` and `level` say what it is called and how bad it is.',
        ),
      ),
    ignore: z._default(some(pattern), []).check(z.describe('What is no error after all, by any of its lines.')),
    print: z
      .optional(z.string().check(z.minLength(1), z.maxLength(200)))
      .check(
        z.describe(
          'What makes two of them one, with groups of the pattern in braces: `{where} {1}`; without, what it says but for numbers, ids, times and what is quoted.',
        ),
      ),
    threshold: z
      .prefault(threshold, 1)
      .check(z.describe('How often one has to happen to count: `3`, or `3 in 10m` by the times of its lines.')),
    first: z
      .prefault(z.union([z.literal('end'), size]), '1MB')
      .check(z.describe('How much of the end the first look reads; `end`: nothing.')),
  })
  .check(
    z.refine(
      ({ files, journal, command }) => [files, journal, command].filter(said => said !== undefined).length === 1,
      'has to say what is read, by one of `files`, `journal` and `command`',
    ),
    z.refine(({ env, command }) => env === undefined || command !== undefined, 'has `env`, which only a `command` gets'),
    z.superRefine(({ print, pattern: said }, context) => {
      const message = print === undefined ? null : printProblem(print, said);
      if (message !== null) context.addIssue({ code: 'custom', path: ['print'], message, input: print });
    }),
  );

export const settings = z.union([
  z.pipe(
    glob,
    z.transform((files: string) => z.parse(map, { files })),
  ),
  map,
]);
export type Settings = z.infer<typeof settings>;

function printProblem(print: string, said: string | undefined): string | null {
  const names = [...print.matchAll(inBraces)].map(([, name = '']) => name);
  if (names.length === 0) return 'has no group of the pattern in braces, so all errors would be one';
  if (said === undefined) return 'names a group, and there is no `pattern` that has groups';
  const missing = names.find(name => !groupsIn(said).includes(name));
  return missing === undefined ? null : `names ${code(missing)}, which is no group of the pattern`;
}

/** Whatever matches nothing has all groups of what may match, and none of them matched. */
function groupsIn(said: string): string[] {
  try {
    const match = new RegExp(`(?:${said})|`, 'u').exec('');
    return match ? [...match.keys()].map(String).concat(Object.keys(match.groups ?? {})) : [];
  } catch {
    return [];
  }
}
