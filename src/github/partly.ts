/** Of several things one may be gone, or not ours to see: GraphQL answers the others all the same, with an error beside them. */
import * as z from 'zod/mini';
import { CutOff } from './trouble.ts';

const Partly = z.object({ data: z.unknown(), errors: z.array(z.object({ type: z.optional(z.string()) })) });

/** What could be answered, where nothing else than these kinds of errors came with it and it is still the shape that was asked for. */
export async function asFarAsItGoes<T>(asking: Promise<unknown>, kinds: string[], shape: z.ZodMiniType<T>): Promise<T> {
  let answer: unknown;
  try {
    answer = await asking;
  } catch (error) {
    const partly = z.safeParse(Partly, error);
    if (!partly.success || !partly.data.errors.every(one => kinds.includes(one.type ?? ''))) throw error;
    const rest = z.safeParse(shape, partly.data.data);
    if (!rest.success) throw error;
    return rest.data;
  }
  if (answer === undefined) throw new CutOff();
  return z.parse(shape, answer);
}
