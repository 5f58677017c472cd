/** A value that stands in the file, or the variable of the environment that holds it. */
import * as z from 'zod/mini';
import type { Round } from './kind.ts';
import { variable } from './parts.ts';
import { Unknown } from './verdict.ts';

export type Given = string | { from: string };

export const given = (text: z.ZodMiniType<string, string>) =>
  z.union([text, z.strictObject({ from: variable.check(z.describe('The variable of the environment that holds it.')) })]);

export const valueIn = (said: Given, round: Pick<Round, 'env'>): string =>
  typeof said === 'string' ? said : secretOf(said.from, round);

/** Without it nobody can know what the answer would have been. */
export function secretOf(name: string, { env }: Pick<Round, 'env'>): string {
  const value = env(name);
  if (value === undefined) throw new Unknown(`there is no \`${name}\` in the environment, or nothing in it`);
  return value;
}
