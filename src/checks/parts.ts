/** What the settings of several kinds are made of. */
import * as z from 'zod/mini';
import { isUnfilled } from './filling.ts';

/** Text of this form; or with `{{name}}` in it, and then of this form once that is filled in. */
export const shaped = (form: RegExp, title: string) =>
  z.string().check(
    z.refine(said => form.test(said) || isUnfilled(said)),
    z.meta({ title }),
  );

const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export function milliseconds(said: string): number {
  const [, count = '', unit = ''] = /^(\d+)(ms|s|m|h|d)$/.exec(said) ?? [];
  return Number(count) * (units[unit] ?? Number.NaN);
}

/** Asked to wait for longer, Node does not wait at all. */
export const longestWait = 24 * 86_400_000;

/** `500ms`, `10s`, `5m`. */
export const span = z.pipe(
  z.string().check(
    z.regex(/^[1-9]\d{0,5}(?:ms|s|m|h|d)$/),
    z.refine(said => !(milliseconds(said) > longestWait), 'is longer than 24 days'),
    z.meta({ title: 'a time such as `500ms`, `10s` or `5m`' }),
  ),
  z.transform(milliseconds),
);

const sizes: Record<string, number> = { B: 1, KB: 1_000, MB: 1_000_000, GB: 1_000_000_000 };

/** `300 B`, `20KB`, `1MB`. */
export const size = z.pipe(
  z.string().check(z.regex(/^[1-9]\d{0,8} ?(?:B|KB|MB|GB)$/), z.meta({ title: 'a size such as `20KB` or `1MB`' })),
  z.transform((said: string) => Number.parseInt(said, 10) * (sizes[said.replace(/[\d ]/g, '')] ?? Number.NaN)),
);

/** A regular expression as JavaScript has it, without slashes. */
export const pattern = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(1_000),
    z.refine(isPattern, 'is no regular expression that can be read'),
    z.meta({ title: 'a regular expression such as `^ok$`' }),
  );

function isPattern(said: string): boolean {
  try {
    // What is still to be filled in is none; it is looked at again when it was.
    new RegExp(said.replace(/\{\{ ?\w+ ?\}\}/g, 'x'), 'u');
    return true;
  } catch {
    return false;
  }
}

/** The name of a variable of the environment, whose value is a secret. */
export const variable = shaped(/^[A-Za-z_][A-Za-z\d_]{0,99}$/, 'the name of a variable of the environment, such as `API_TOKEN`');

/** A file of the checkout. */
export const path = (example: string) =>
  z
    .string()
    .check(
      z.regex(/^(?!\/|(?:.*\/)?\.\.(?:\/|$)).{1,200}$/),
      z.meta({ title: `the path of a file in the repository, such as \`${example}\`` }),
    );

/** One or several. */
export const some = <T>(one: z.ZodMiniType<T>, most = 50) =>
  z.union([one, z.array(one).check(z.minLength(1), z.maxLength(most))]);
