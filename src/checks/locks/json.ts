/** A lock file that is JSON, decoded. */
import * as z from 'zod/mini';
import { code } from '../../text/inert.ts';
import { Unreadable } from './lock-file.ts';

export function decoded<T>(schema: z.ZodMiniType<T>, text: string): T {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    throw new Unreadable('is no JSON');
  }
  const read = z.safeParse(schema, said);
  if (!read.success) throw new Unreadable(`has something else than expected at ${placeOf(read.error.issues)}`);
  return read.data;
}

const placeOf = (issues: readonly z.core.$ZodIssue[]): string =>
  issues[0]?.path.length ? code(issues[0].path.map(String).join(' → '), 120) : 'its top';

/** Of whatever a newer version may write there, only text counts. */
export const maybeText = z.catch(z.optional(z.string()), undefined);
