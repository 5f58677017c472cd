/** Asks GitHub for something nice to have: what goes wrong is a warning with its mend, and changes no verdict. */
import * as z from 'zod/mini';
import { code } from '../../src/text/inert.ts';
import { warn } from './log.ts';

interface Asked {
  /** "The check run", at the beginning of a sentence. */
  what: string;
  /** Of a job's `permissions`. */
  permission: 'checks: write' | 'pull-requests: write';
  fork: boolean;
}

const patience = 10_000;

export async function trying(asked: Asked, ask: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  try {
    await ask(AbortSignal.timeout(patience));
  } catch (error) {
    warn(`${asked.what} could not be written: ${reasonOf(error, asked)}.`);
  }
}

export function reasonOf(error: unknown, { permission, fork }: Omit<Asked, 'what'>): string {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError'))
    return `GitHub did not answer within ${patience / 1_000} s`;
  if (!isRefusal(error) || /rate limit/i.test(message)) return code(message, 200);
  if (fork) return 'a run for a pull request from a fork may only read';
  return `its job lacks \`permissions: ${permission}\` (GitHub says ${code(message)})`;
}

/** As REST and GraphQL say it. */
const refusal = z.union([
  z.object({ status: z.union([z.literal(403), z.literal(404)]) }),
  z.object({ errors: z.array(z.object({ type: z.enum(['FORBIDDEN', 'NOT_FOUND']) })) }),
]);

/** An error is no plain object, so its fields are picked one by one. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { status, errors } = { status: undefined, errors: undefined, ...error };
  return z.safeParse(refusal, { status, errors }).success;
}
